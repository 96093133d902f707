"""The expected wait: by its formula, and by how often callers of a simulated desk wait as long as it says."""

from __future__ import annotations

import heapq
import math
import random
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.waits.estimate import ENDS, Wait, WaitRange, expected_wait, reps_serving, spoken_range

CALLS = 60_000


@pytest.mark.parametrize("ahead", [0, 1, 7, 64, 65, 300, 5_000])
@pytest.mark.parametrize("patience", [3.0, 180.0, 1e9, math.inf])
@pytest.mark.parametrize("reps", [0.25, 6.0, 100.0])
def test_it_adds_up_the_steps_to_the_front_of_the_line(ahead: int, patience: float, reps: float) -> None:
    rates = [reps / 300 + i / patience for i in range(ahead + 1)]
    wait = expected_wait(ahead, reps, 300, patience)
    assert wait is not None
    assert wait.mean == pytest.approx(math.fsum(1 / rate for rate in rates), rel=1e-7)
    assert wait.variance == pytest.approx(math.fsum(1 / rate**2 for rate in rates), rel=1e-7)


@given(
    ahead=st.integers(0, 2_000),
    reps=st.floats(0.1, 500),
    handle=st.floats(10, 3000),
    patience=st.floats(10, 1e6),
)
def test_a_caller_waits_longer_behind_more_callers_and_less_with_more_reps(
    ahead: int, reps: float, handle: float, patience: float
) -> None:
    wait, behind = (
        expected_wait(ahead, reps, handle, patience),
        expected_wait(ahead + 1, reps, handle, patience),
    )
    helped = expected_wait(ahead, reps + 1, handle, patience)
    assert wait is not None
    assert behind is not None
    assert helped is not None
    assert helped.mean < wait.mean < behind.mean
    assert 0 <= wait.quantile(0.01) < wait.quantile(0.2) < wait.quantile(0.8) < wait.quantile(0.9)
    assert wait.quantile(0.2) < wait.mean


def test_no_time_is_said_when_nobody_serves_the_line() -> None:
    assert expected_wait(3, 0, 300, 180) is None


@pytest.mark.parametrize(
    ("ahead", "reps", "handle", "patience"),
    [
        (-1, 1, 300, 180),
        (0, -1, 300, 180),
        (0, math.nan, 300, 180),
        (0, math.inf, 300, 180),
        (0, 1, 0, 180),
        (0, 1, math.inf, 180),
        (0, 1, 300, 0),
        (0, 1, 300, math.nan),
    ],
)
def test_it_refuses_what_makes_no_sense(ahead: int, reps: float, handle: float, patience: float) -> None:
    with pytest.raises(ValueError, match="a wait needs"):
        expected_wait(ahead, reps, handle, patience)


def test_a_quantile_lies_between_nothing_and_all() -> None:
    with pytest.raises(ValueError, match="0"):
        Wait(60, 3600).quantile(1)


EN, ES, BILLING = "general:en", "general:es", "billing:en"


@given(mean=st.floats(1, 20_000), steps=st.floats(1, 500), share=st.floats(0.05, 0.99))
def test_the_share_within_a_quantile_is_the_quantiles_own(mean: float, steps: float, share: float) -> None:
    wait = Wait(mean, mean**2 / steps)
    assert wait.share_within(wait.quantile(share)) == pytest.approx(share, abs=1e-6)


def test_reps_of_one_line_count_whole() -> None:
    teams = {frozenset({EN}): 3, frozenset({ES}): 2}
    assert reps_serving(EN, teams, {EN: 9, ES: 9}) == 3
    assert reps_serving(ES, teams, {}) == 2
    assert reps_serving(BILLING, teams, {}) == 0


@pytest.mark.parametrize(
    ("english", "spanish", "share"), [(0, 0, 6), (9, 0, 6), (5, 2, 4.5), (1, 8, 1.2), (0, 5, 1)]
)
def test_reps_of_several_lines_are_shared_by_the_callers_ahead_on_each(
    english: int, spanish: int, share: float
) -> None:
    assert reps_serving(EN, {frozenset({EN, ES}): 6}, {EN: english, ES: spanish}) == pytest.approx(share)


def test_callers_whom_others_serve_too_take_less_of_a_shared_rep() -> None:
    teams = {frozenset({EN}): 3, frozenset({EN, ES}): 3}
    # Nine wait in English for six reps: the bilingual ones take half of them before the Spanish caller's turn.
    assert 1 / reps_serving(ES, teams, {EN: 9}) == pytest.approx(9 / 6 + 1 / 3)


@given(
    teams=st.dictionaries(
        st.frozensets(st.sampled_from([EN, ES, BILLING]), min_size=1), st.integers(1, 40), min_size=1
    ),
    ahead=st.dictionaries(st.sampled_from([EN, ES, BILLING]), st.integers(0, 200)),
)
def test_a_line_never_has_more_reps_than_serve_it_and_keeps_some_of_each(
    teams: dict[frozenset[str], int], ahead: dict[str, int]
) -> None:
    whole = sum(reps for lines, reps in teams.items() if EN in lines)
    share = reps_serving(EN, teams, ahead)
    assert (0 < share <= whole * 1.000001) if whole else share == 0
    again = dict(reversed(teams.items()))
    assert reps_serving(EN, again, ahead) == pytest.approx(share)


@pytest.mark.parametrize(
    ("mean", "spread", "connect", "heard"),
    [
        (6, 6, 0, WaitRange(None, 30)),
        (20, 20, 15, WaitRange(None, 60)),
        (60, 30, 15, WaitRange(45, 120)),
        (120, 120, 15, WaitRange(30, 300)),
        (300, 120, 15, WaitRange(180, 480)),
        (1800, 600, 15, WaitRange(1200, 2700)),
        (28 * 60, 60, 0, WaitRange(1500, 1800)),
        (5 * 86_400, 43_200, 0, WaitRange(None, 133 * 3600)),
    ],
)
def test_a_caller_hears_the_range_that_holds_for_four_in_five(
    mean: float, spread: float, connect: float, heard: WaitRange
) -> None:
    assert spoken_range(Wait(mean, spread**2, connect)) == heard


@given(mean=st.floats(1, 20_000), steps=st.floats(1, 500), connect=st.floats(0, 60))
def test_what_a_caller_hears_is_seldom_exceeded_and_made_of_ends_that_can_be_said(
    mean: float, steps: float, connect: float
) -> None:
    wait = Wait(mean, mean**2 / steps, connect)
    heard = spoken_range(wait)
    assert wait.share_within(heard.at_most) >= 0.85
    assert heard.at_most in ENDS
    if heard.at_least is not None:
        assert heard.at_least < heard.at_most
        assert heard.at_least in ENDS
        assert heard.at_least != 150


def test_waits_of_every_length_are_within_their_range_about_four_times_in_five() -> None:
    """Over the waits of a small crowded desk, from one to fifty minutes."""
    shares = []
    for ahead in range(60):
        wait = expected_wait(ahead, 3, 300, 300, 15)
        assert wait is not None
        heard = spoken_range(wait)
        shares.append(wait.share_within(heard.at_most) - wait.share_within(heard.at_least or 0))
    assert sum(shares) / len(shares) == pytest.approx(0.8, abs=0.03)
    assert min(shares) > 0.7


def simulated(reps: int, load: float, handle: float, patience: float) -> Iterator[tuple[int, float]]:
    """Callers ahead of each delayed caller of a desk, and how long one in that place who stays would wait."""
    chance = random.Random(20261122)
    free_at = [0.0] * reps  # when each rep will have done all that is certain to reach them
    leaving: list[float] = []
    now = 0.0
    for _ in range(CALLS):
        now += chance.expovariate(load * reps / handle)
        leaving = [at for at in leaving if at > now]
        wait = max(0.0, free_at[0] - now)
        if wait:
            yield len(leaving), wait
        stays = patience * chance.expovariate(1)
        leaving.append(now + min(wait, stays))
        if stays >= wait:
            heapq.heapreplace(free_at, now + wait + chance.expovariate(1 / handle))


@pytest.mark.parametrize(("load", "patience"), [(0.9, math.inf), (0.9, 300.0), (1.0, 180.0)])
def test_callers_wait_as_long_as_it_says_as_often_as_it_says(load: float, patience: float) -> None:
    shares = (0.2, 0.8, 0.9)
    waits = list(simulated(6, load, 300, patience))
    limits = {}
    for ahead in {ahead for ahead, _ in waits}:
        wait = expected_wait(ahead, 6, 300, patience)
        assert wait is not None
        limits[ahead] = [wait.quantile(share) for share in shares]
    for n, share in enumerate(shares):
        covered = sum(wait <= limits[ahead][n] for ahead, wait in waits) / len(waits)
        assert covered == pytest.approx(share, abs=0.03)
