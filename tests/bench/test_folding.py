"""What is folded for the bench is whole calls, and all of it arrives in records and counts."""

from __future__ import annotations

from redis import Redis

from bench.figure_table import BenchFigure, folding_figures
from bench.fold_speed import Folded, FoldPlan, fold_all, measure_folding, write_calls
from prompts.revision import load_desks
from reports.folding import BATCH, Folding
from reports.records import Records
from settings import DESKS

CAIR = load_desks(DESKS)["cair"].desk


def test_each_call_becomes_a_whole_record_of_a_moderate_size(redis: Redis) -> None:
    written = write_calls(redis, CAIR, range(30))
    assert written == 30 * 13
    assert len(fold_all(redis, CAIR)) == 30 * 13 // BATCH + 1
    records = Records(redis, "cair").latest(most=50).records
    assert len(records) == 30
    for record in records:
        assert [step.kind for step in record.steps] == ["menu", "menu", "guidance", "person"]
        assert (record.waited, record.talked, record.wrapped, record.status) == (32, 238, 60, "completed")
        assert len(Records(redis, "cair").earlier(record)) <= 1
    assert Folding(redis, CAIR).progress().skipped == 0


def test_it_tells_speed_and_memory() -> None:
    told: list[str] = []
    folded = measure_folding(FoldPlan(rounds=2, calls=200), told.append)
    assert folded.rate > 100
    assert 500 < folded.bytes_per_call < 20_000
    assert told == ["folding, round 1 of 2", "folding, round 2 of 2"]


def test_the_figures_are_held_against_a_busy_desk_and_two_kilobytes() -> None:
    assert folding_figures(Folded(5000.0, 0.01, 1024.0)) == [
        BenchFigure("events_folded", 5000.0, "events/s", 2.5),
        BenchFigure("bytes_per_call_kept", 1024.0, "bytes", 0.5),
    ]
