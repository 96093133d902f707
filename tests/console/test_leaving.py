"""Signing out of the console: calls that ring in the browser end with it, and a phone that goes on ringing is named."""

from __future__ import annotations

import pytest

from tests.console.test_rep_page import talks
from tests.console.visits import Visit
from tests.reports.story import Story

STILL = "go on ringing at your phone"


def rings_in_the_browser(story: Story) -> None:
    story.state.ring_at("12", "client:cair_12")


def status(story: Story) -> str:
    return story.state.rep("12").status


@pytest.mark.parametrize("way", ["/sign-out", "/account/sign-out-everywhere"])
def test_a_rep_whose_calls_ring_in_the_browser_is_signed_out_of_calls_at_once(
    story: Story, rep: Visit, way: str
) -> None:
    rings_in_the_browser(story)
    rep.sends(way, of="/account")
    assert status(story) == "offline"
    page = rep.opens("/sign-in").text
    assert "You are signed out of calls, too." in page
    assert STILL not in page


def test_a_call_in_hand_goes_on_and_signs_the_rep_out_when_it_is_over(story: Story, rep: Visit) -> None:
    rings_in_the_browser(story)
    talks(story)
    rep.sends("/sign-out", of="/account")
    assert "After the call in hand you are signed out of calls, too." in rep.opens("/sign-in").text
    assert status(story) == "talking"
    story.state.rep_leaves(story.offer())
    assert status(story) == "offline"


@pytest.mark.parametrize("way", ["/sign-out", "/account/sign-out-everywhere"])
def test_a_rep_whose_phone_goes_on_ringing_is_told_and_may_end_that(
    story: Story, rep: Visit, way: str
) -> None:
    rep.sends(way, of="/account")
    assert not rep.is_in
    assert status(story) == "available"
    assert STILL in rep.opens("/sign-in").text
    rep.sends("/sign-out-of-calls", of="/sign-in")
    assert status(story) == "offline"
    page = rep.opens("/sign-in").text
    assert "You are signed out of calls, too." in page
    assert STILL not in page


def test_who_is_not_on_calls_is_told_nothing_of_them(other_rep: Visit) -> None:
    other_rep.sends("/sign-out", of="/account")
    assert "of calls" not in other_rep.opens("/sign-in").text


def test_the_button_is_not_for_the_next_person_at_the_browser(
    story: Story, rep: Visit, other_rep: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    rep.sends("/sign-out", of="/account")
    assert STILL in rep.opens("/sign-in").text
    rep.signs_in("ben")
    rep.sends("/sign-out-of-calls", of="/account")
    assert status(story) == "available"
    rep.sends("/sign-out", of="/account")
    rep.signs_in("ann")
    monkeypatch.setattr("console.rep.leaving.OFFER_LIFE", -1)
    rep.sends("/sign-out", of="/account")
    assert STILL not in rep.opens("/sign-in").text
    rep.sends("/sign-out-of-calls", of="/sign-in")
    assert status(story) == "available"
