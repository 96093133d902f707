"""How many reps it takes: never one too many, never one too few, and the line's own scripts agree."""

from __future__ import annotations

import math
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from redis import Redis

from routing.staffing.demand import Callers, ComingCall, DayProfile, even_day
from routing.staffing.erlang import Workload
from routing.staffing.simulation import Simulation
from routing.staffing.staffing_plan import Calls, ServiceTarget, rep_hours, reps_for, staff_day, with_reps

TARGET = ServiceTarget()


@pytest.mark.parametrize(
    ("work", "reps"),
    [
        (Workload(500, 210, 1), 34),  # rows 10 and 11 of the reference: 32 reps give .61, 34 give .8151
        (Workload(200, 180, 1), 14),  # row 4: .8884; 13 give .7956
        (Workload(60, 300, 1, 180), 8),  # row 15: 6 give .7077, and 12 % give up; 7 still lose more than 5 %
    ],
)
def test_the_fewest_who_keep_the_promise_are_found(work: Workload, reps: int) -> None:
    assert reps_for(work, TARGET) == reps
    assert TARGET.is_met(with_reps(work, reps))
    assert not TARGET.is_met(with_reps(work, reps - 1))


@given(
    per_hour=st.floats(0.5, 600),
    handle=st.floats(20, 1200),
    patience=st.floats(20, 3600) | st.just(math.inf),
    share=st.floats(0.1, 0.99),
    within=st.floats(0, 120),
    abandonment=st.floats(0.001, 1),
)
def test_never_one_too_many_and_never_one_too_few(
    per_hour: float, handle: float, patience: float, share: float, within: float, abandonment: float
) -> None:
    work, target = Workload(per_hour, handle, 1, patience), ServiceTarget(share, within, abandonment)
    reps = reps_for(work, target)
    assert target.is_met(with_reps(work, reps))
    try:
        kept = reps > 1 and target.is_met(with_reps(work, reps - 1))
    except ValueError:  # so few can't keep up at all
        kept = False
    assert not kept


def test_work_that_lasts_keeps_reps_busy_after_its_callers_came() -> None:
    """Calls of an hour each, all in the first half hour: the second half hour has less load, not none."""
    day = DayProfile("odd", 1800.0, [10.0, 1.0, 1.0])
    first, second, third = staff_day(day, Calls(3600, 600), TARGET)
    assert first.load == pytest.approx(20 * (1 - math.exp(-0.5)))
    assert 2 < third.load < second.load < first.load
    assert second.load > 2 + (first.load - 2) * math.exp(-0.5), "more than is left at its end"


def test_work_that_is_left_over_needs_a_rep_although_nobody_calls_any_more() -> None:
    """Sixty calls from half past eight to nine, and none until half past nine."""
    slots = staff_day(DayProfile("Monday", 1800.0, [20.0, 60.0, 0.0, 5.0]), Calls(300, 180), TARGET)
    busy, after = slots[1], slots[2]
    assert busy.load > 9
    assert 0.5 < after.load < busy.load
    assert after.reps >= 2
    assert after.expected is not None


def test_connect_time_takes_reps_and_is_part_of_the_wait() -> None:
    even = even_day(120, 2)
    plain, ringing = (staff_day(even, Calls(240, 200, connect), TARGET)[-1] for connect in (0, 15))
    assert ringing.load == pytest.approx(plain.load * 255 / 240, rel=0.01)
    assert ringing.reps > plain.reps
    assert ringing.expected is not None
    assert ringing.expected.service_level(14.9) == 0
    assert ringing.expected.service_level(20) >= 0.8
    assert ringing.expected.service_level(15) == 1 - ringing.expected.p_wait


def test_a_promise_that_ringing_alone_breaks_is_refused_with_one_that_can_be_kept() -> None:
    with pytest.raises(
        ValueError, match=r"rung and connected for 22 s\. Plan for a longer time, such as 45 s"
    ):
        staff_day(even_day(120, 2), Calls(240, 200, 22), TARGET)


def test_nobody_is_needed_when_nobody_calls() -> None:
    slots = staff_day(DayProfile("Monday", 3600.0, [0.0, 30.0, 0.0]), Calls(300, 180), TARGET)
    assert [slot.reps > 0 for slot in slots] == [False, False, True, True, True, False], "work is left at ten"
    assert rep_hours(slots) == sum(slot.reps for slot in slots) / 2


@given(
    st.lists(st.floats(0, 100), min_size=1, max_size=12),
    st.sampled_from([300.0, 900.0, 1200.0, 3600.0]),
    st.sampled_from([900.0, 1800.0, 3600.0]),
)
def test_no_call_is_lost_when_a_profile_is_cut_into_other_slots(
    calls: list[float], interval: float, length: float
) -> None:
    slots = staff_day(DayProfile("any", interval, calls), Calls(60, 60), TARGET, length)
    assert sum(slot.calls for slot in slots) == pytest.approx(sum(calls))
    assert all(later.start == one.start + length for one, later in pairwise(slots))


@pytest.mark.parametrize(
    "wrong", [{"share": 0}, {"share": 1}, {"within": -1}, {"abandonment": 0}, {"abandonment": 1.1}]
)
def test_a_promise_nobody_can_mean_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="must"):
        ServiceTarget(**wrong)


# --- on the line's own scripts


def test_a_day_staffed_so_keeps_its_promise_on_the_lines_own_scripts(redis: Redis) -> None:
    """Twice as many callers in the second hour; the reps come and go with the plan."""
    day, calls = DayProfile("Monday", 3600.0, [120.0, 240.0, 60.0]), Calls(180, 180)
    slots = staff_day(day, calls, TARGET)
    shifts = [(round(slot.start * 1000), slot.reps) for slot in slots]
    simulation = Simulation(redis, shifts[0][1], announces=False, shifts=shifts[1:])
    random = Random(1)
    told = simulation.run([Callers(180, 180).call(random, at) for at in day.moments(random)])
    answered = [one.waited for one in told if one.answered is not None]
    assert sum(waited <= 20_000 for waited in answered) / len(told) > 0.8
    assert 1 - len(answered) / len(told) < 0.05
    assert simulation.faults() == []


def test_who_goes_ends_the_call_in_hand_and_takes_no_other(redis: Redis) -> None:
    """Two reps until second 100, then one: the second caller of the second rep waits for the first."""
    calls = [
        ComingCall(0, 150_000, math.inf),
        ComingCall(1_000, 120_000, math.inf),
        ComingCall(110_000, 60_000, math.inf),
        ComingCall(155_000, 10_000, math.inf),
    ]
    simulation = Simulation(redis, 2, announces=False, shifts=[(100_000, 1), (180_000, 2)])
    told = simulation.run(calls)
    assert [one.answered for one in told] == [0, 1_000, 150_000, 180_000]
    assert simulation.faults() == []


def test_an_even_day_takes_the_same_reps_in_every_hour() -> None:
    slots = staff_day(even_day(120, 4), Calls(240, 200), TARGET)
    assert len({slot.reps for slot in slots[1:]}) == 1
