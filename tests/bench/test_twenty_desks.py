"""A run with many desks knows whose words are heard, and tells what each desk more costs."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime
from itertools import permutations
from pathlib import Path

import pytest

from bench.desks_at_rest import AtRest, RestPlan, measure_rest
from bench.figure_table import BenchFigure, rest_figures, twenty_desks_figures
from bench.twenty_desks import Ears, TwentyDesks, twenty_desks
from chaos.many_desks import NAMES, make_desks
from chaos.run_figures import RunFigures
from chaos.run_plan import RunPlan, open_moment
from prompts.revision import load_desks
from routing.hours.schedule import Calendar
from simulator.events import Event, Requested, Said

NOW = datetime(2026, 11, 24, 18, tzinfo=UTC)


def test_the_desks_differ_by_number_and_name_and_are_open_at_the_moment_of_the_calls(tmp_path: Path) -> None:
    desks = [revision.desk for revision in load_desks(make_desks(tmp_path)).values()]
    assert len({desk.number for desk in desks}) == len({desk.name for desk in desks}) == len(NAMES)
    assert len({desk.zone for desk in desks}) > 1
    moment = open_moment(desks[0].zone)
    assert all(Calendar(desk).opening(moment).is_open for desk in desks)


def test_no_name_of_a_desk_is_part_of_another() -> None:
    assert not any(one in other for one, other in permutations(NAMES, 2))


def heard(*events: Event) -> Ears:
    ears = Ears()
    for event in events:
        ears.notice(event)
    return ears


def asked(desk: str) -> Event:
    url = f"http://line/voice/{desk}/status"
    return Requested(
        call_sid="CA1",
        leg=1,
        at=NOW,
        exchange=1,
        attempt=1,
        purpose="voice",
        method="POST",
        url=url,
        params={},
        headers={},
    )


def said(text: str) -> Event:
    return Said(
        call_sid="CA1", leg=1, at=NOW, text=text, language="en-US", voice="", markup=text, seconds=1.0
    )


def test_a_call_that_hears_another_desks_name_is_told() -> None:
    assert heard(asked("birch"), said("Thank you for calling the Birch Help Desk")).named == 1
    ears = heard(asked("birch"), said("Thank you for calling the Cedar Help Desk"))
    assert ears.mixed_up == ["a call to birch hears of Cedar: Thank you for calling the Cedar Help Desk"]


def test_a_call_that_another_desk_is_asked_about_is_told() -> None:
    assert heard(asked("birch"), asked("cedar")).mixed_up == [
        "a call to birch is asked about at http://line/voice/cedar/status"
    ]


@pytest.mark.long
def test_calls_on_several_desks_keep_to_their_own() -> None:
    plan = RunPlan(
        calls=9, reps=3, faults=False, arrivals_per_second=3.0, workers=1, speed=10.0, reps_quiet=2.0
    )
    found = twenty_desks(lambda _: None, plan, count=3)
    assert found.figures.is_good, found.offences
    assert found.mixed_up == []
    assert found.named > 0
    assert len(found.published) == 3


@pytest.mark.long
def test_a_line_at_rest_is_measured_with_one_desk_and_with_several() -> None:
    one, several = measure_rest(RestPlan(desks=3, seconds=1.5), lambda _: None)
    assert several.worker_threads > one.worker_threads
    assert several.commands > one.commands > 0
    assert min(one.web_bytes, one.worker_bytes, one.database_bytes) > 1_000_000


def test_whatever_must_not_be_counts_as_a_fault() -> None:
    figures = RunFigures(
        **dict.fromkeys((field.name for field in fields(RunFigures)), 0)
        | {"lost": 1, "cut_off": 2, "slowest_webhook_s": 0.5, "faults": ["a rep is nowhere"]}
    )
    found = TwentyDesks(figures, [], mixed_up=["a call hears of Cedar"], named=9, published=[0.2, 0.7])
    assert twenty_desks_figures(found) == [
        BenchFigure("twenty_desks_faults", 5, "calls", 5),
        BenchFigure("twenty_desks_slowest_webhook_ms", 500.0, "ms", 0.5),
        BenchFigure("twenty_desks_publish_ms", 700.0, "ms", 0.7),
    ]


def test_each_desk_more_is_told_against_all_of_a_line_with_one() -> None:
    one = AtRest(2.0, 100 * 1024, 50 * 1024, 10 * 1024, 8, 50.0, 0.01)
    many = AtRest(6.0, 200 * 1024, 100 * 1024, 20 * 1024, 28, 150.0, 0.03)
    assert rest_figures(one, many, 11) == [
        BenchFigure("web_kb_per_desk", 10.0, "kB", 0.1),
        BenchFigure("worker_kb_per_desk", 5.0, "kB", 0.1),
        BenchFigure("worker_threads_per_desk", 2.0, "threads", 0.25),
        BenchFigure("database_kb_per_desk", 1.0, "kB", 0.1),
        BenchFigure("resting_desk_commands", 10.0, "commands/s", 0.2),
        BenchFigure("resting_desk_processor", 0.2, "% of a core", 0.2),
        BenchFigure("twenty_desks_start_s", 6.0, "s", 3.0),
    ]
