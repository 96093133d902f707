"""Reps whose calls ring in a browser: where they are rung, how they take a call, what a closed page means."""

from __future__ import annotations

from redis import Redis

from routing.queue.desk_state import PAGE_CLOSES, PAGE_LIFE
from routing.queue.scripts import Scripts
from store import keys
from tests.routing.nobody_lost import Desk

CLIENT = "client:cair_amy"


def answers_in_the_browser(desk: Desk) -> None:
    desk.signs_in("amy")
    desk.ring_at("amy", CLIENT)


def test_whoever_chose_the_browser_is_rung_there_and_on_the_phone_after_going_back(
    desk: Desk, redis: Redis
) -> None:
    answers_in_the_browser(desk)
    phone = desk.rep("amy").phone
    desk.waits("CA1")
    turn = Scripts(redis).dial("cair", keys.offer("cair", desk.offer_of("CA1")), asked=False, for_real=True)
    assert (turn.verdict, turn.phone) == ("dial", CLIENT)
    desk.not_taken(desk.offer_of("CA1"), "not rung")
    desk.ring_at("amy", "")
    turn = Scripts(redis).dial("cair", keys.offer("cair", desk.offer_of("CA1")), asked=False, for_real=True)
    assert turn.phone == phone


def test_a_call_taken_on_the_page_needs_no_key(desk: Desk) -> None:
    answers_in_the_browser(desk)
    offer = desk.rings(desk.waits("CA1"))
    desk.said_twice(lambda: desk.take("amy", offer))
    assert desk.leg_answers(offer, f"leg{offer}").is_taken


def test_what_rings_at_a_phone_or_at_somebody_else_is_not_taken_by_page(desk: Desk) -> None:
    desk.signs_in("amy")
    offer = desk.rings(desk.waits("CA1"))
    assert desk.take("amy", offer) == "unknown"
    desk.ring_at("amy", CLIENT)
    assert (desk.take("ben", offer), desk.take("amy", "4711")) == ("unknown", "unknown")
    assert not desk.leg_answers(offer, f"leg{offer}").is_taken
    desk.caller_ends("CA1", "hung up")
    assert desk.take("amy", offer) == "caller left"


def test_a_page_without_a_sign_of_life_sets_its_rep_away_with_a_reason(desk: Desk) -> None:
    answers_in_the_browser(desk)
    desk.later(PAGE_LIFE // 1000 - 1)
    assert desk.page_listens("amy")
    desk.later(PAGE_LIFE // 1000 - 1)
    desk.fire()
    assert desk.status("amy") == "available"
    desk.later(2)
    desk.fire()
    assert (desk.status("amy"), desk.rep("amy").reason) == ("away", "page closed")


def test_a_page_that_closes_is_gone_soon_and_one_that_comes_back_is_not(desk: Desk) -> None:
    answers_in_the_browser(desk)
    desk.page_listens("amy", closes=True)
    desk.later(PAGE_CLOSES // 1000 - 1)
    desk.page_listens("amy")
    desk.later(2)
    desk.fire()
    assert desk.status("amy") == "available"
    desk.page_listens("amy", closes=True)
    desk.later(PAGE_CLOSES // 1000 + 1)
    desk.fire()
    assert desk.status("amy") == "away"


def test_a_call_in_hand_outlives_the_page_and_nobody_is_offered_afterwards(desk: Desk) -> None:
    answers_in_the_browser(desk)
    offer = desk.rings(desk.waits("CA1"))
    desk.accept(offer)
    for side in ("rep", "caller"):
        desk.side_joins(offer, side)
    desk.page_listens("amy", closes=True)
    desk.later(PAGE_CLOSES // 1000 + 1)
    desk.fire()
    assert desk.status("amy") == "talking"
    desk.caller_ends("CA1", "hung up")
    desk.later(11)
    desk.fire()
    assert (desk.status("amy"), desk.rep("amy").reason) == ("away", "page closed")


def test_who_signs_in_elsewhere_has_a_minute_to_open_the_page(desk: Desk) -> None:
    answers_in_the_browser(desk)
    desk.set_status("amy", "away")
    desk.later(PAGE_LIFE // 1000 + 1)
    desk.fire()
    desk.set_status("amy", "available", by="phone")
    desk.later(59)
    desk.fire()
    assert desk.status("amy") == "available"
    desk.later(2)
    desk.fire()
    assert desk.status("amy") == "away"


def test_a_page_is_told_when_calls_ring_elsewhere_and_its_silence_means_nothing_then(desk: Desk) -> None:
    answers_in_the_browser(desk)
    desk.ring_at("amy", "")
    assert not desk.page_listens("amy")
    assert not desk.ring_at("nobody", CLIENT)
    desk.later(PAGE_LIFE // 1000 + 1)
    desk.fire()
    assert desk.status("amy") == "available"
