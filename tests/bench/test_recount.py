"""Every figure of a report is the one that an independent log of the same calls gives; a wrong one would be noticed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from commands.figures.simulate import database
from prompts.revision import load_desks
from reports.span import DaySpan
from settings import DESKS
from tests.oracles.recount import differences, play
from tests.oracles.replay import Log

REVISION = load_desks(DESKS)["cair"]
ZONE = REVISION.desk.zone


@pytest.fixture(scope="module")
def played() -> tuple[Log, DaySpan]:
    """Four hundred calls; `make recount` plays ten thousand."""
    with database() as client:
        return play(client, REVISION, 400, seed=7)


def test_every_figure_is_the_one_of_a_second_count(played: tuple[Log, DaySpan]) -> None:
    log, span = played
    compared, found = differences(log, span, ZONE)
    assert found == []
    assert compared > 300


def test_the_calls_are_of_every_kind(played: tuple[Log, DaySpan]) -> None:
    total = played[1].total
    ends, tally = total.ends, total.tally
    assert all((ends.resolved, ends.transferred, ends.abandoned, ends.failed, ends.unmet, ends.again_24))
    assert all((tally.answered, tally.abandoned, tally.abandoned_short, tally.told, tally.told_kept))
    assert {"closed", "past_closing"} <= tally.refused.keys()
    assert all((total.missed, total.offers > total.taken, total.duty.away, total.duty.pause))


def test_a_count_that_is_off_by_one_is_noticed(played: tuple[Log, DaySpan]) -> None:
    log, span = played
    ends = replace(span.total.ends, resolved=span.total.ends.resolved + 1)
    _, found = differences(log, replace(span, total=replace(span.total, ends=ends)), ZONE)
    assert any("containment" in one for one in found)
