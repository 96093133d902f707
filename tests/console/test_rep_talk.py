"""Hold, asking, handing over and passing on, from the rep's page; the carrier's words are given to the scripts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from redis import Redis

from accounts.people import Role
from routing.queue.conversations import Conversations
from store import clock
from tests.console.test_rep_page import NUMBER, SHOWN, read, talks
from tests.console.visits import Visit, add_person
from tests.reports.story import Story


@pytest.fixture
def story(redis: Redis, rep: Visit) -> Story:
    """Ann, rep 12, talks to a caller; Ben, rep 13, is available."""
    told = Story(redis, clock.now() - timedelta(minutes=5))
    told.state.set_status("12", "available")
    talks(told)
    told.state.save_rep("13", {"name": "Ben", "lines": "general", "languages": "en"})
    told.state.set_status("13", "available")
    return told


@pytest.fixture
def other_rep(app: Flask, story: Story) -> Visit:
    """Ben."""
    add_person(app, "ben", Role.REP, reps="cair:13")
    visit = Visit(app)
    visit.signs_in("ben")
    return visit


def does(visit: Visit, story: Story, what: str, offer: str = "") -> str:
    """Press a button of the conversation; the words of the page that it leads back to."""
    answer = visit.sends("/cair/me/talk", {"do": what, "offer": offer or story.offer()}, of="/cair/me")
    assert answer.headers["Location"] == "/console/cair/me"
    return read(visit)


def carrier_holds(story: Story, told: str = "1") -> None:
    Conversations(story.state).hold_done(story.offer(), told)


def colleague_joins(story: Story) -> None:
    """Ben picks up, presses 1 and is in the room."""
    consult = story.state.offer(story.offer()).consult
    story.state.accept(consult)
    story.state.side_joins(consult, "rep")
    Conversations(story.state).ends_done(story.offer(), "0")


def test_a_caller_is_put_on_hold_and_taken_back(story: Story, rep: Visit) -> None:
    assert "Put on hold" in read(rep)
    assert "The caller is being put on hold." in does(rep, story, "hold")
    carrier_holds(story)
    page = read(rep)
    assert "Caller on hold" in page
    assert SHOWN in page
    assert "The caller is being taken back." in does(rep, story, "resume")
    carrier_holds(story, "0")
    assert "You are talking" in read(rep)
    assert not story.state.faults()


def test_what_the_carrier_would_not_do_is_told(story: Story, rep: Visit) -> None:
    does(rep, story, "hold")
    Conversations(story.state).hold_fails(story.offer(), "carrier")
    assert "The caller could not be put on hold, and still hears you." in read(rep)


def test_colleagues_are_listed_with_their_states_and_who_is_free_can_be_asked(
    story: Story, rep: Visit
) -> None:
    story.state.save_rep("14", {"name": "Al", "lines": "general", "languages": "en"})
    page = read(rep)
    assert page.index("Ben available") < page.index("Al signed out")
    assert "Ask Ben" in page
    assert "Ask Al" not in page


def test_a_colleague_is_asked_and_the_caller_handed_over(story: Story, rep: Visit, other_rep: Visit) -> None:
    assert "The phone of Ben rings." in does(rep, story, "ask 13")
    carrier_holds(story)
    theirs = read(other_rep)
    assert "A colleague asks you to take a caller over." in theirs
    assert "555" not in theirs
    assert "not in the conversation yet" in does(rep, story, "complete")
    colleague_joins(story)
    assert "You talk with Ben, the caller is on hold." in read(rep)
    theirs = read(other_rep)
    assert "A colleague asks you" in theirs
    assert "555" not in theirs
    assert "What came of it" not in theirs
    page = does(rep, story, "complete")
    assert "Wrap-up" in page
    assert SHOWN in page
    story.folds()
    theirs = read(other_rep)
    assert SHOWN in theirs
    assert "What came of it" in theirs
    assert not story.state.faults()
    story.ends()
    story.folds()
    theirs = read(other_rep)
    assert "Wrap-up" in theirs
    assert SHOWN in theirs
    for visit in (rep, other_rep):
        assert "Taken1" in read(visit).replace(" ", "")
    assert story.record().transfers == 1


def test_the_caller_is_taken_back_from_a_colleague(story: Story, rep: Visit) -> None:
    does(rep, story, "ask 13")
    carrier_holds(story)
    page = does(rep, story, "cancel")
    assert "Caller on hold" in page
    assert story.state.rep("13").status == "available"


def test_why_a_colleague_did_not_come_is_told(story: Story, rep: Visit) -> None:
    does(rep, story, "ask 13")
    story.state.not_taken(story.state.offer(story.offer()).consult, "missed")
    assert "Your colleague did not pick up." in read(rep)


def test_a_caller_is_passed_on_to_a_line_unless_nobody_is_there(story: Story, rep: Visit) -> None:
    story.state.set_status("13", "offline")
    offer = story.offer()
    story.state.save_rep("12", {"languages": "en"})
    page = does(rep, story, "line general:es")
    assert "the caller stays with you" in page
    assert does(rep, story, "line general:xx").count("There is no such line.") == 1
    assert story.offer() == offer


def test_a_conversation_that_is_over_can_not_be_held_and_the_page_says_so(story: Story, rep: Visit) -> None:
    offer = story.offer()
    story.ends()
    for what in ("hold", "ask 13", "complete"):
        assert "This conversation is over." in does(rep, story, what, offer)


def test_another_reps_conversation_is_not_to_be_touched(story: Story, rep: Visit, other_rep: Visit) -> None:
    for what in ("hold", "resume", "ask 12", "complete", "cancel"):
        answer = other_rep.sends("/cair/me/talk", {"do": what, "offer": story.offer()}, of="/cair/me")
        assert answer.status_code == 302
    assert "This conversation is not yours any more." in read(other_rep)
    talk = Conversations(story.state).look(story.offer())
    assert talk is not None
    assert (talk.hold, talk.consult) == ("", "")
    assert NUMBER[-4:] not in read(other_rep)


def test_an_act_that_does_not_exist_is_refused(story: Story, rep: Visit) -> None:
    assert rep.sends("/cair/me/talk", {"do": "hang-up"}, of="/cair/me").status_code == 400
