"""Who waits where, on the state of the desk alone: losses, closing time, coming back, a full line."""

from __future__ import annotations

import random

import pytest
from redis import Redis

from routing.queue.script_answers import JoinOutcome, JoinRequest
from tests.databases import empty
from tests.routing.nobody_lost import START, Desk


def emptied(desk: Desk, redis: Redis) -> None:
    empty(redis)
    desk.signs_in("amy")


def test_callers_bring_their_order_back_when_the_database_has_forgotten_everything(
    desk: Desk, redis: Redis
) -> None:
    empty(redis)
    callers = [f"CA{number}" for number in range(100)]
    random.Random(1).shuffle(callers)
    for call in callers * 2:
        assert desk.hold(call).state in ("unknown", "waiting")
        joined = START - 600_000 + 1000 * int(call[2:])
        outcome, *_ = desk.join(JoinRequest(call, "general", "en", "login", joined=joined, longest_line=20))
        assert outcome is JoinOutcome.WAITING, "nobody who was let in is refused now, whoever is signed in"
    assert desk.line() == [f"CA{number}" for number in range(100)]
    desk.signs_in("amy", "ben")
    assert desk.offer_of("CA0")
    assert desk.offer_of("CA1")
    assert len(desk.ordered("ring")) == 2
    assert desk.hold("CA2").waited == pytest.approx(598)


def test_a_word_about_an_offer_from_before_the_loss_never_meets_a_new_one(desk: Desk, redis: Redis) -> None:
    desk.signs_in("amy")
    old = desk.rings(desk.waits("CA1"))
    emptied(desk, redis)
    desk.later(1)
    new = desk.offer_of(desk.waits("CA2"))
    assert int(new) > int(old)
    assert desk.accept(old) == "unknown"
    assert not desk.not_taken(old, "missed")
    assert not desk.leg_rings(old, "leg")
    assert desk.status("amy") == "offered"


def test_a_caller_who_waits_while_the_day_turns_keeps_the_place(desk: Desk) -> None:
    desk.signs_in("amy")
    desk.set_status("amy", "away")
    desk.join(JoinRequest("CA1", "general", "en", "login", joined=START))
    until_midnight = 86_400 - START // 1000 % 86_400
    for _ in range(until_midnight // 60 + 2):
        desk.later(60)
        desk.fire()
        assert desk.hold("CA1").position == 1
    desk.set_status("amy", "available")
    assert desk.offer_of("CA1")


def test_closing_time_ends_waiting_and_no_conversation_and_leaves_no_place(desk: Desk) -> None:
    desk.signs_in("amy")
    desk.talks("CA1")
    desk.waits("CA2", "+15105550100")
    desk.caller_ends("CA2", "closed")
    assert desk.status("amy") == desk.caller("CA1").state == "talking"
    desk.waits("CA3")
    desk.later(1)
    desk.waits("CA4", "+15105550100")
    assert desk.line() == ["CA3", "CA4"]


def test_callers_learn_that_the_last_rep_has_gone_and_keep_their_place(desk: Desk) -> None:
    desk.signs_in("amy")
    desk.talks("CA0")
    desk.waits("CA1")
    desk.caller_ends("CA0", "hung up")
    desk.set_status("amy", "away", "lunch")
    assert (desk.hold("CA1").reps, desk.hold("CA1").position) == (0, 1)
    assert desk.join(JoinRequest("CA2", "general", "en", "login"))[:2] == (JoinOutcome.NOBODY, 0)
    desk.set_status("amy", "available")
    assert desk.offer_of("CA1")


def test_a_caller_dropped_by_the_rep_goes_to_the_front(desk: Desk) -> None:
    desk.signs_in("amy")
    offer = desk.talks("CA1")
    desk.later(300)
    desk.waits("CA2")
    assert desk.rep_leaves(offer) == "talking"
    assert (desk.caller("CA1").state, desk.status("amy")) == ("dropped", "wrap_up")
    assert desk.rejoin("CA1") == "waiting"
    assert desk.line() == ["CA1", "CA2"]


def test_a_caller_back_at_the_front_has_the_time_of_any_who_waits(desk: Desk) -> None:
    desk.signs_in("amy")
    desk.rep_leaves(desk.talks("CA1"))
    desk.later(80)
    desk.fire()
    desk.rejoin("CA1")
    desk.later(15)
    desk.fire()
    assert desk.caller("CA1").state == "offered"


def test_a_dropped_caller_who_says_nothing_is_let_go(desk: Desk) -> None:
    desk.signs_in("amy")
    desk.rep_leaves(desk.talks("CA1"))
    desk.later(91)
    desk.fire()
    assert desk.rejoin("CA1") == "ended"


@pytest.mark.parametrize(
    ("pause", "line"), [(60, ["CA3", "CA2"]), (599, ["CA3", "CA2"]), (601, ["CA2", "CA3"])]
)
def test_a_caller_who_dials_again_within_ten_minutes_has_the_old_place(
    desk: Desk, pause: int, line: list[str]
) -> None:
    desk.signs_in("amy")
    desk.talks("CA0")
    desk.waits("CA1", "+15105550100")
    desk.later(1)
    desk.waits("CA2", "+15105550111")
    desk.caller_ends("CA1", "hung up")
    desk.later(pause)
    desk.waits("CA3", "+15105550100")
    assert desk.line() == line


def test_a_caller_who_dials_again_before_the_first_call_is_known_to_be_over_has_one_place(desk: Desk) -> None:
    desk.signs_in("amy")
    desk.rings(desk.waits("CA1", "+15105550100"))
    desk.waits("CA2", "+15105550100")
    assert (desk.hold("CA1").state, desk.hold("CA1").told) == ("ended", "redialled")
    assert (desk.rep("amy").offer, desk.line()) == (desk.offer_of("CA2"), [])


def test_a_caller_who_was_served_and_calls_again_waits_like_anybody(desk: Desk) -> None:
    desk.signs_in("amy")
    desk.talks("CA1", "+15105550100")
    desk.waits("CA2")
    desk.caller_ends("CA1", "hung up")
    desk.later(10)
    desk.waits("CA3", "+15105550100")
    assert desk.line() == ["CA2", "CA3"]


def test_a_full_line_refuses_and_counts_nobody_as_having_given_up(desk: Desk) -> None:
    desk.signs_in("amy")
    desk.talks("CA0")
    desk.join(JoinRequest("CA1", "general", "en", "login", longest_line=1))
    assert desk.join(JoinRequest("CA2", "general", "en", "login", longest_line=1))[:2] == (
        JoinOutcome.FULL,
        0,
    )
    assert (desk.happened("refused"), desk.happened("ended"), desk.line()) == (1, 0, ["CA1"])


def test_a_late_word_of_an_earlier_call_takes_no_place_from_the_call_after_it(desk: Desk) -> None:
    """The database was away, the caller hung up and called again; then a request of the first call comes through."""
    desk.signs_in("amy")
    desk.waits("CA0")  # whom amy is offered
    second = JoinRequest("CA2", "general", "en", "login", "+15105550100", joined=START - 5_000)
    assert desk.join(second)[0] is JoinOutcome.WAITING
    first = JoinRequest("CA1", "general", "en", "login", "+15105550100", joined=START - 60_000)
    assert desk.join(first)[0] is JoinOutcome.WAITING
    assert desk.line() == ["CA2"]
    late = desk.hold("CA1")
    assert (late.state, late.told) == ("ended", "redialled"), (
        "should somebody be there after all, words tell where it is"
    )
    assert desk.hold("CA2").position == 1


def test_a_later_call_takes_the_place_from_an_earlier_one_after_a_loss_too(desk: Desk) -> None:
    desk.signs_in("amy")
    desk.waits("CA0")
    for call, ago in (("CA1", 60_000), ("CA2", 5_000)):
        desk.join(JoinRequest(call, "general", "en", "login", "+15105550100", joined=START - ago))
    assert desk.line() == ["CA2"]
    assert desk.hold("CA1").told == "redialled"
