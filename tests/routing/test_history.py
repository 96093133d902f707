"""What a line remembers of its last calls."""

from __future__ import annotations

import math
import random
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.history import LONGEST_PATIENCE, HandlingHistory, PatienceHistory

seconds = st.floats(0, 1e5)


def handled(*calls: float, since: HandlingHistory | None = None) -> HandlingHistory:
    return reduce(HandlingHistory.add, calls, since or HandlingHistory())


def test_a_typical_time_is_taken_before_there_is_data() -> None:
    assert HandlingHistory().mean == 300
    assert PatienceHistory().mean == 300
    assert HandlingHistory.beginning_with(420).mean == pytest.approx(420)
    assert PatienceHistory.beginning_with(120).mean == pytest.approx(120)


def test_the_first_calls_move_it_a_little_and_many_calls_all_the_way() -> None:
    assert 300 < handled(600).mean < 400
    assert handled(*[600] * 100).mean == pytest.approx(600, rel=0.02)
    assert handled(*[600] * 1000).mean == pytest.approx(600, rel=1e-6)


def test_later_calls_count_for_more_than_earlier_ones() -> None:
    slow, fast = [600.0] * 50, [200.0] * 50
    assert handled(*slow, *fast).mean < 400 < handled(*fast, *slow).mean


def test_a_run_of_wrong_numbers_promises_nobody_an_early_turn() -> None:
    assert handled(*[5] * 500).mean == 90


def test_it_learns_the_patience_of_callers_whose_waits_were_cut_short_by_an_answer() -> None:
    chance = random.Random(7)
    history, means = PatienceHistory(), []
    for n in range(6000):
        patience, answered_after = chance.expovariate(1 / 180), chance.expovariate(1 / 60)
        history = history.add(min(patience, answered_after), gave_up=patience < answered_after)
        if n > 1000:
            means.append(history.mean)
    assert sum(means) / len(means) == pytest.approx(180, rel=0.06)


def test_patience_has_a_floor_and_a_ceiling() -> None:
    hasty = reduce(lambda history, _: history.add(2, gave_up=True), range(1000), PatienceHistory())
    assert hasty.mean == 60
    patient = reduce(lambda history, _: history.add(60, gave_up=False), range(2000), PatienceHistory())
    assert patient.mean == LONGEST_PATIENCE
    assert PatienceHistory(given_up=0, waited=0).mean == LONGEST_PATIENCE


def test_callers_answered_at_once_say_nothing_about_patience() -> None:
    assert PatienceHistory().add(0, gave_up=False).mean == pytest.approx(300)


@given(calls=st.lists(seconds, max_size=30))
def test_it_stays_between_the_shortest_and_the_longest_call(calls: list[float]) -> None:
    assert max(90, min([300, *calls])) * 0.999 <= handled(*calls).mean <= max([300, *calls]) * 1.001


@given(waits=st.lists(st.tuples(seconds, st.booleans()), max_size=30))
def test_patience_stays_within_its_limits(waits: list[tuple[float, bool]]) -> None:
    history = reduce(lambda history, wait: history.add(*wait), waits, PatienceHistory())
    assert 60 <= history.mean <= LONGEST_PATIENCE


@pytest.mark.parametrize("spoiled", [-1.0, math.nan, math.inf])
def test_it_refuses_a_time_that_makes_no_sense(spoiled: float) -> None:
    with pytest.raises(ValueError, match="0 s or more"):
        HandlingHistory().add(spoiled)
    with pytest.raises(ValueError, match="0 s or more"):
        PatienceHistory().add(spoiled, gave_up=True)
    with pytest.raises(ValueError, match="0 s or more"):
        HandlingHistory.beginning_with(spoiled)
