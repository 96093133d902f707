"""The theory against published rows, against itself, and against the chain stepped through in time."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.staffing.erlang import Workload, erlang_b, erlang_c, expect

WORKLOADS = {
    1: Workload(2880, 60, 50),
    2: Workload(2880, 60, 50, patience=120),
    4: Workload(200, 180, 14),
    6: Workload(200, 180, 14, patience=300),
    7: Workload(1000, 120, 40),
    10: Workload(500, 210, 32),
    11: Workload(500, 210, 34),
    13: Workload(30, 300, 3, patience=180),
    15: Workload(60, 300, 6, patience=180),
    17: Workload(72, 300, 6, patience=300),
}
COLUMNS = ("p_wait", "mean_wait", "asa", "service_level", "abandonment", "occupancy")
PUBLISHED = {
    1: (".6945", "20.83", "20.83", ".6435", "0", ".960"),
    4: (".1741", "7.84", "7.84", ".8884", "0", ".714"),
    6: (".1453", "4.20", "3.88", ".9168", ".0140", ".704"),
    7: (".1907", "3.43", "3.43", ".9372", "0", ".833"),
    10: (".5069", "37.57", "37.57", ".6129", "0", ".9115"),  # 29.17 / 32; published rounded twice, as .912
    11: (".2930", "12.73", "12.73", ".8151", "0", ".858"),
    13: (".4190", "34.24", "24.35", ".6234", ".1902", ".675"),
    15: (".3486", "20.85", "16.46", ".7077", ".1158", ".737"),
    17: (".5543", "48.19", "42.97", ".5076", ".1606", ".839"),
}
CELLS = [(row, *cell) for row, cells in PUBLISHED.items() for cell in zip(COLUMNS, cells, strict=True)]

workloads = st.builds(
    Workload,
    per_hour=st.floats(0.1, 20_000),
    handle=st.floats(5, 3000),
    reps=st.integers(1, 300),
    patience=st.floats(5, 3000),
)


@pytest.mark.parametrize(("row", "column", "published"), CELLS)
def test_it_equals_each_published_figure_digit_by_digit(row: int, column: str, published: str) -> None:
    expected = expect(WORKLOADS[row])
    figure = expected.service_level(20) if column == "service_level" else getattr(expected, column)
    digits = len(published.partition(".")[2])
    assert round(figure, digits) == float(published)


def test_it_tells_the_wait_of_all_callers_from_that_of_the_answered() -> None:
    expected = expect(WORKLOADS[2])
    assert (round(expected.mean_wait, 2), round(expected.asa, 2)) == (3.71, 3.62)


def test_a_caller_is_turned_away_as_erlang_found() -> None:
    assert erlang_b(0, 0) == 1
    assert erlang_b(0, 3) == 0
    assert erlang_b(1, 1) == pytest.approx(1 / 2)
    assert erlang_b(2, 3) == pytest.approx((8 / 6) / (1 + 2 + 2 + 8 / 6))
    assert erlang_c(0.5, 1) == pytest.approx(0.5)


def stepped_through(work: Workload, within: float) -> float:
    """Service level by following tagged callers through every place of the line in small steps of time."""
    served, quits, longest = work.reps / work.handle, 1 / work.patience, 80
    states = [1.0]
    for k in range(1, work.reps + longest + 1):
        leaving = min(k, work.reps) / work.handle + max(0, k - work.reps) * quits
        states.append(states[-1] * work.arrivals / leaving)
    places = [chance / sum(states) for chance in states[work.reps :]]
    answered = sum(states[: work.reps]) / sum(states)
    steps = 4000
    for _ in range(steps):
        rates = [served + ahead * quits for ahead in range(len(places))]
        moved = [
            -math.expm1(-rate * within / steps) * chance for rate, chance in zip(rates, places, strict=True)
        ]
        answered += moved[0]
        stay = math.exp(-quits * within / steps)
        places = [
            (place - gone + new) * stay
            for place, gone, new in zip(places, moved, [*moved[1:], 0.0], strict=True)
        ]
    return answered


@pytest.mark.parametrize("within", [5, 60])
def test_it_answers_within_a_time_as_the_chain_stepped_through_does(within: float) -> None:
    work = WORKLOADS[17]
    assert expect(work).service_level(within) == pytest.approx(stepped_through(work, within), abs=5e-4)


@given(work=workloads, within=st.floats(0, 5000), longer=st.floats(0, 5000))
def test_its_figures_belong_together(work: Workload, within: float, longer: float) -> None:
    expected = expect(work)
    some, more = expected.service_level(within), expected.service_level(within + longer)
    assert -1e-9 <= 1 - expected.p_wait <= some + 1e-9
    assert some <= more + 1e-9
    assert more <= 1 - expected.abandonment + 1e-9
    assert expected.service_level(0) == 1 - expected.p_wait
    assert expected.service_level(math.inf) == pytest.approx(1 - expected.abandonment, abs=1e-9)
    assert expected.occupancy <= 1 + 1e-9
    assert expected.mean_wait >= expected.asa * (1 - expected.abandonment) - 1e-9


@given(work=workloads)
def test_callers_who_never_give_up_are_the_limit_of_those_who_hardly_do(work: Workload) -> None:
    if work.load < 0.9 * work.reps:
        never = expect(Workload(work.per_hour, work.handle, work.reps))
        hardly = expect(Workload(work.per_hour, work.handle, work.reps, patience=1e10))
        assert hardly.p_wait == pytest.approx(never.p_wait, abs=1e-5)
        assert hardly.mean_wait == pytest.approx(never.mean_wait, rel=1e-4, abs=1e-9)
        assert hardly.service_level(30) == pytest.approx(never.service_level(30), abs=1e-5)


def test_it_holds_for_hundreds_of_reps() -> None:
    idle = expect(Workload(60, 60, 400, patience=60))
    assert (idle.p_wait, idle.mean_wait, idle.service_level(0)) == (0, 0, 1)
    swamped = expect(Workload(200_000, 300, 800, patience=600))
    assert swamped.p_wait == pytest.approx(1)
    assert swamped.abandonment == pytest.approx(1 - 800 / (200_000 * 300 / 3600), rel=1e-6)
    assert swamped.occupancy == pytest.approx(1)
    assert swamped.service_level(20) == pytest.approx(0, abs=1e-9)


def test_it_counts_a_thousand_reps_as_exactly_as_ten() -> None:
    for load, reps in [(8.5, 10), (990.0, 1000)]:
        # The textbook's sum, relative to its last term so that no power or factorial overflows.
        last = reps * math.log(load) - math.lgamma(reps + 1)
        fewer = math.fsum(math.exp(k * math.log(load) - math.lgamma(k + 1) - last) for k in range(reps))
        waiting = reps / (reps - load)
        assert erlang_c(load, reps) == pytest.approx(waiting / (fewer + waiting), rel=1e-9)


@pytest.mark.parametrize(
    ("per_hour", "handle", "reps", "patience"),
    [
        (0, 60, 1, 60),
        (-1, 60, 1, 60),
        (math.nan, 60, 1, 60),
        (math.inf, 60, 1, 60),
        (60, 0, 1, 60),
        (60, math.nan, 1, 60),
        (60, 60, 0, 60),
        (60, 60, 1, 0),
        (60, 60, 1, math.nan),
    ],
)
def test_it_refuses_a_workload_that_makes_no_sense(
    per_hour: float, handle: float, reps: int, patience: float
) -> None:
    with pytest.raises(ValueError, match="must"):
        Workload(per_hour, handle, reps, patience)


def test_it_refuses_a_line_without_an_end() -> None:
    with pytest.raises(ValueError, match="grows for ever"):
        expect(Workload(60, 60, 1))
    with pytest.raises(ValueError, match="grows for ever"):
        erlang_c(0, 0)
    with pytest.raises(ValueError, match="would wait"):
        expect(Workload(7200, 60, 1, patience=1e9))


@pytest.mark.parametrize(("load", "reps"), [(-1, 1), (math.nan, 1), (math.inf, 1), (1, -1)])
def test_it_refuses_a_load_that_makes_no_sense(load: float, reps: int) -> None:
    with pytest.raises(ValueError, match="load"):
        erlang_b(load, reps)


@pytest.mark.parametrize("within", [-1, math.nan])
def test_it_refuses_a_service_level_in_the_past(within: float) -> None:
    with pytest.raises(ValueError, match="0 s or more"):
        expect(WORKLOADS[1]).service_level(within)
