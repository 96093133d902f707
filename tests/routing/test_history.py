"""What recent calls and waits teach: written by the scripts in the step that ends them, read for the estimate."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from redis import Redis

from routing.queue.conversations import Conversations
from routing.queue.desk_state import DeskState
from routing.queue.script_answers import JoinRequest
from routing.queue.wait_inputs import Recent
from routing.waits.recent_calls import (
    LONGEST_PATIENCE,
    REMEMBERED_CALLS,
    REMEMBERED_WAITS,
    usual_connect,
    usual_handling,
    usual_patience,
)
from store import keys

START = 1_800_000_000_000
seconds = st.floats(0, 1e5)


class Day:
    """A desk with one rep, whose calls and waits last as the test says."""

    def __init__(self, redis: Redis, wrap_up: int = 0) -> None:
        self.redis = redis
        self.state = DeskState(redis, "cair", START)
        self.calls = 0
        fields = {"phone": "+19165550111", "lines": "general", "languages": "en", "wrap_up": str(wrap_up)}
        self.state.save_rep("ana", fields)
        self.state.set_status("ana", "away")

    @property
    def recent(self) -> Recent:
        return self.state.look("general", "en").outlook.recent

    def passes(self, seconds: float) -> None:
        assert self.state.now is not None
        self.state.now += round(seconds * 1000)

    def joins(self, number: str = "") -> str:
        self.calls += 1
        call = f"CA{self.calls}"
        self.state.join(JoinRequest(call, "general", "en", "main", number, joined=self.state.now))
        return call

    def is_answered(self, rings: float = 0.0, connects: float = 0.0) -> str:
        """Whoever is first talks to the rep from now on; the offer."""
        self.state.set_status("ana", "available")
        offer = self.state.rep("ana").offer
        self.passes(rings)
        self.state.accept(offer)
        self.passes(connects)
        for side in ("caller", "rep"):
            self.state.side_joins(offer, side)
        return offer

    def handles(self, seconds: float, waited: float = 0.0) -> None:
        call = self.joins()
        self.passes(waited)
        self.is_answered()
        self.passes(seconds)
        self.state.caller_ends(call, "hung up")
        if self.state.rep("ana").status == "available":
            self.state.set_status("ana", "away")


@pytest.fixture
def day(redis: Redis) -> Day:
    return Day(redis)


def test_a_typical_time_is_taken_before_there_is_data(day: Day) -> None:
    assert (usual_handling(day.recent), usual_patience(day.recent)) == (300, 300)


def test_a_call_counts_with_its_talk_and_the_wait_before_it(day: Day) -> None:
    day.handles(120, waited=40)
    assert day.recent == Recent(calls=1, handled=120, waits=1, given_up=0, waited=40, connections=1)
    day.handles(60, waited=10)
    assert day.recent == Recent(1.98, 60 + 0.98 * 120, 1.995, 0, 10 + 0.995 * 40, connections=1.98)


def test_ringing_and_connecting_take_the_reps_time_and_the_callers(day: Day) -> None:
    call = day.joins()
    day.passes(40)
    day.is_answered(rings=12, connects=7)
    day.passes(120)
    day.state.caller_ends(call, "hung up")
    assert day.recent == Recent(1, 139, waits=1, waited=59, connections=1, connected=19)
    assert usual_connect(Recent(connections=50, connected=950)) == 19


def test_a_call_in_hand_since_before_connect_time_was_measured_teaches_its_talk(day: Day) -> None:
    call = day.joins()
    day.is_answered(rings=12)
    rep = keys.rep_record("cair", "ana")
    serving = day.redis.hget(rep, "serving")
    assert isinstance(serving, str)
    day.redis.hset(rep, "serving", serving.rpartition(" ")[0])
    day.passes(100)
    day.state.caller_ends(call, "hung up")
    assert (day.recent.handled, day.recent.connections) == (100, 0)


def test_a_colleague_who_takes_the_caller_over_teaches_no_connect_time(day: Day) -> None:
    day.state.save_rep("bo", {"phone": "+19165550112", "lines": "general", "languages": "en", "wrap_up": "0"})
    day.state.set_status("bo", "away")
    call = day.joins()
    offer = day.is_answered(rings=12)
    day.state.set_status("bo", "available")
    talks = Conversations(day.state)
    talks.consult(offer, "ana", "bo")
    asked = day.state.rep("bo").offer
    day.passes(8)
    day.state.accept(asked)
    day.state.side_joins(asked, "rep")
    day.passes(20)
    talks.ends_done(offer, "0")
    talks.complete(offer, "ana")
    day.passes(50)
    day.state.caller_ends(call, "hung up")
    assert (day.recent.calls, day.recent.connections, day.recent.connected) == (1.98, 1, 12)


def test_wrap_up_is_part_of_handling_a_call_as_long_as_it_lasts(redis: Redis) -> None:
    day = Day(redis, wrap_up=60)
    day.handles(100)
    assert day.recent.calls == 0
    day.passes(25)
    day.state.set_status("ana", "available")
    assert (day.recent.calls, day.recent.handled) == (1, 125)
    day.state.set_status("ana", "away")
    day.handles(100)
    day.passes(61)
    day.state.fire()
    assert day.recent.handled == pytest.approx(161 + 0.98 * 125)


def test_the_first_calls_move_it_a_little_and_many_calls_all_the_way(day: Day) -> None:
    day.handles(600)
    assert 300 < usual_handling(day.recent) < 400
    for _ in range(150):
        day.handles(600)
    assert usual_handling(day.recent) == pytest.approx(600, rel=0.01)


def test_later_calls_count_for_more_than_earlier_ones(day: Day) -> None:
    for length in [600] * 50 + [200] * 50:
        day.handles(length)
    assert usual_handling(day.recent) < 350


def test_short_calls_are_learnt_as_they_are_down_to_a_few_seconds(day: Day) -> None:
    for _ in range(200):
        day.handles(40)
    assert usual_handling(day.recent) == pytest.approx(40, rel=0.03)
    for _ in range(200):
        day.handles(5)
    assert usual_handling(day.recent) == 10


@pytest.mark.parametrize(
    ("how", "gave_up"), [("hung up", 1), ("left", 1), ("closed", 0), ("too long", 0), ("lost", 0)]
)
def test_a_wait_without_an_answer_tells_of_patience_only_if_the_caller_ended_it(
    day: Day, how: str, gave_up: int
) -> None:
    call = day.joins()
    day.passes(50)
    day.state.caller_ends(call, how)
    assert day.recent == Recent(waits=1, given_up=gave_up, waited=50)


def test_a_caller_who_comes_back_for_the_old_place_waits_anew(day: Day) -> None:
    day.state.set_status("ana", "available")
    day.state.set_status("ana", "wrap_up")
    for wait in (50, 30):
        day.state.join(JoinRequest(f"CA{wait}", "general", "en", "main", "+15105550100"))
        day.passes(wait)
        day.state.caller_ends(f"CA{wait}", "left")
        day.passes(100)
    assert day.recent == Recent(waits=1.995, given_up=1.995, waited=30 + 0.995 * 50)


def test_the_wait_of_a_caller_whom_the_reps_side_dropped_teaches_nothing_more(day: Day) -> None:
    call = day.joins()
    day.passes(20)
    day.state.rep_leaves(day.is_answered())
    waits = day.recent.waits
    day.state.rejoin(call)
    day.passes(500)
    day.state.caller_ends(call, "hung up")
    assert (waits, day.recent.waits, day.recent.given_up) == (1, 1, 0)


def test_a_rep_who_changes_lines_while_talking_is_not_done_with_the_call(day: Day) -> None:
    day.joins()
    day.is_answered()
    day.passes(10)
    day.state.save_rep("ana", {"lines": "general,billing"})
    assert day.recent.calls == 0


def test_it_learns_the_patience_of_callers_whose_waits_were_cut_short_by_an_answer(day: Day) -> None:
    chance, means = random.Random(7), []
    for n in range(1200):
        patience, answered_after = chance.expovariate(1 / 180), chance.expovariate(1 / 60)
        if patience < answered_after:
            call = day.joins()
            day.passes(patience)
            day.state.caller_ends(call, "left")
        else:
            day.handles(1, waited=answered_after)
        if n > 300:
            means.append(usual_patience(day.recent))
    assert sum(means) / len(means) == pytest.approx(180, rel=0.12)


def test_patience_has_a_floor_and_a_ceiling() -> None:
    assert usual_patience(Recent(waits=200, given_up=200, waited=400)) == 60
    assert usual_patience(Recent(waits=200, given_up=0, waited=12_000)) == LONGEST_PATIENCE


def test_what_is_remembered_fills_up_to_what_the_typical_calls_fade_with(day: Day) -> None:
    """The scripts and this room agree on how long things are remembered."""
    for _ in range(3):
        day.handles(60, waited=1)
    kept_calls, kept_waits = 1 - 1 / REMEMBERED_CALLS, 1 - 1 / REMEMBERED_WAITS
    assert day.recent.calls == pytest.approx(1 + kept_calls + kept_calls**2, abs=1e-3)
    assert day.recent.waits == pytest.approx(1 + kept_waits + kept_waits**2, abs=1e-3)


@given(calls=st.floats(0, 50), mean=seconds)
def test_handling_stays_between_the_typical_and_the_recent_calls(calls: float, mean: float) -> None:
    usual = usual_handling(Recent(calls, calls * mean))
    assert max(10, min(300, mean)) * 0.999 <= usual <= max(300, mean) * 1.001


@given(waits=st.floats(0, 200), share=st.floats(0, 1), waited=seconds)
def test_patience_stays_within_its_limits(waits: float, share: float, waited: float) -> None:
    assert 60 <= usual_patience(Recent(0, 0, waits, waits * share, waited)) <= LONGEST_PATIENCE


def test_each_half_hour_keeps_how_many_were_answered_and_how_long_all_waited(day: Day) -> None:
    half_hour = START // 1_800_000
    day.handles(100, waited=40)
    call = day.joins()
    day.passes(50)
    day.state.caller_ends(call, "hung up")
    week = keys.waits("cair", half_hour // 336)
    assert day.redis.hgetall(week) == {str(half_hour): str(10**12 + 90_000)}
    assert 8 * 7 * 86_400 < day.redis.ttl(week) <= 9 * 7 * 86_400
