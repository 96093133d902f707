"""Offer cycles are whole ones, on the line's own scripts, in crowds that are as real callers would have left them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from redis import Redis

from bench.cycles import DESK, CycleDesk, Floor
from bench.figure_table import BenchFigure, offer_figures
from bench.load import LoadFailed
from bench.offer_speed import OfferPlan, OfferRound, Offers, QueueSize, measure_offers
from routing.queue.desk_state import DeskState
from store import keys
from store.connection import connect
from store.valkey import EmbeddedValkey


def events(redis: Redis, desk: str) -> list[str]:
    return [entry["event"] for _, entry in redis.xrange(keys.events(desk))]


def test_a_cycle_is_a_call_from_joining_to_a_rep_who_is_free_again(redis: Redis) -> None:
    assert CycleDesk(redis, 1).run(50) > 0
    for event in ("joined", "offered", "accepted", "connected", "ended"):
        assert events(redis, DESK).count(event) == 50
    assert redis.zcard(keys.line(DESK, "general", "en")) == 0
    assert DeskState(redis, DESK).reps()["rep0"].status == "available"


def test_the_floor_writes_down_as_many_calls(redis: Redis) -> None:
    assert Floor(redis).run(50) > 0
    for event in ("joined", "offered", "accepted", "connected", "ended"):
        assert events(redis, "floor").count(event) == 50
    redis.flushall()


def test_the_memory_of_a_crowd_is_told_by_the_caller(tmp_path: Path) -> None:
    """On a database of its own: whoever else comes or goes on one takes or gives memory too."""
    with EmbeddedValkey(tmp_path) as own, connect(own.url, timeout=2.0) as client:
        assert 300 < CycleDesk(client, 3).crowd(2000, 3) < 1024


def test_in_a_crowd_the_longest_waiting_caller_is_next_and_the_line_stays_as_long(redis: Redis) -> None:
    desk = CycleDesk(redis, 3)
    desk.crowd(200, 3)
    assert redis.zcard(keys.line(DESK, "general", "en")) == 200
    desk.run(50)
    assert redis.zcard(keys.line(DESK, "general", "en")) == 200
    assert redis.zrange(keys.line(DESK, "general", "en"), 0, 0) == [f"{51:032x}"]


def test_a_crowd_leaves_nothing_that_must_not_be(redis: Redis) -> None:
    desk = CycleDesk(redis, 3)
    desk.crowd(20, 3)
    desk.run(50)
    assert DeskState(redis, DESK, now=desk.now).faults() == []


def test_cycles_in_which_somebody_was_not_served_are_no_result(redis: Redis) -> None:
    desk = CycleDesk(redis, 1)
    DeskState(redis, DESK, now=desk.now).set_status("rep0", "away")
    with pytest.raises(LoadFailed, match="0 of 50 callers"):
        desk.run(50)
    redis.flushall()


def test_every_size_is_measured_in_every_round() -> None:
    told: list[str] = []
    say: Callable[[str], None] = told.append
    offers = measure_offers(OfferPlan(2, 50, (QueueSize(100, 2), QueueSize(200, 3))), say)
    assert [len(one.crowded) for one in offers.rounds] == [2, 2]
    assert all(one.cycle > 0 and one.floor > 0 for one in offers.rounds)
    assert "200 callers join" in told


def test_the_figures_are_medians_and_growth_is_that_of_the_worst_crowd() -> None:
    rounds = [
        OfferRound(cycle, 0.0001, (0.0001, worse, 0.0001))
        for cycle, worse in ((0.0002, 0.00012), (0.0001, 0.0009), (0.0002, 0.00012))
    ]
    assert offer_figures(Offers(rounds, 512.0)) == [
        BenchFigure("offer_cycle", 5000.0, "cycles/s", 0.5),
        BenchFigure("offer_growth", 1.2, "times", 1.2),
        BenchFigure("bytes_per_waiting_caller", 512.0, "bytes", 0.5),
    ]
