"""The rep's page during a conversation and after it: the card, outcome and note, more time."""

from __future__ import annotations

import re

from console.context import Console
from store import keys
from tests.console.test_rep_page import (
    ANNS_CALL,
    JS,
    MASKED,
    SHOWN,
    finish_call,
    read,
    talks,
)
from tests.console.visits import Visit
from tests.reports.story import Story


def test_while_talking_the_caller_is_the_reps_to_know(story: Story, rep: Visit) -> None:
    talks(story, "CA0")
    rep.sends(
        f"/cair/me/calls/{keys.digest('CA0')}/note", {"outcome": "email", "text": "Asks again."}, "/cair/me"
    )
    finish_call(story, "CA0")
    story.state.set_status("12", "available")
    talks(story)
    page = read(rep)
    assert "You are talking" in page
    assert SHOWN in page
    assert "Waited12 s" in page.replace("Waited 12 s", "Waited12 s")
    assert re.search(r"Main menu ?Forgotten password heard for 34 s", page)
    assert re.search(r"Earlier calls of this number.*Will write an e-mail Asks again\.", page)


def test_in_wrap_up_the_card_stays_and_afterwards_the_number_is_masked(story: Story, rep: Visit) -> None:
    talks(story)
    finish_call(story)
    page = read(rep)
    assert "Wrap-up" in page
    assert SHOWN in page
    rep.sends(f"/cair/me/calls/{ANNS_CALL}/note", {"done": "1"}, of="/cair/me")
    page = read(rep)
    assert "You are available" in page
    assert SHOWN not in page
    assert MASKED in page
    for path in (f"/cair/me/calls/{ANNS_CALL}", "/cair/me/calls"):
        assert SHOWN not in read(rep, path)
        assert MASKED in read(rep, path)
    assert "Earlier calls" not in read(rep, f"/cair/me/calls/{ANNS_CALL}")


def test_wrap_up_with_outcome_and_note_is_done(story: Story, rep: Visit, console: Console) -> None:
    talks(story)
    finish_call(story)
    note = "Reset by herself.\r\n<b>Twice</b> — ñ"
    form = {"outcome": "password", "text": note, "version": "0", "done": "1"}
    answer = rep.sends(f"/cair/me/calls/{ANNS_CALL}/note", form, of="/cair/me")
    assert answer.headers["Location"] == "/console/cair/me"
    kept = story.record().note
    assert (kept.outcome, kept.text) == ("password", note.replace("\r\n", "\n"))
    assert story.state.rep("12").status == "available"
    page = rep.opens("/cair/me").text
    assert "&lt;b&gt;Twice&lt;/b&gt; — ñ" in page
    assert "Shown how to set a password" in page


def test_done_without_a_word_ends_wrap_up_and_writes_no_note(story: Story, rep: Visit) -> None:
    talks(story)
    finish_call(story)
    rep.sends(f"/cair/me/calls/{ANNS_CALL}/note", {"version": "0", "text": "", "done": "1"}, of="/cair/me")
    assert story.state.rep("12").status == "available"
    assert story.record().note.version == 0


def test_done_once_more_after_a_call_without_a_record_changes_nothing(story: Story, rep: Visit) -> None:
    """The page was renewed between two presses, so that the second one is a form of its own."""
    talks(story)
    token = rep.token("/cair/lines")
    form = {"csrf_token": token, "version": "0", "text": "", "outcome": "", "done": "1"}
    answer = rep.browser.post("/console/cair/me/calls/unknown/note", data=form)
    assert answer.headers["Location"] == "/console/cair/me"
    assert (
        rep.browser.post("/console/cair/me/calls/unknown/note", data={**form, "text": "x"}).status_code == 404
    )
    assert story.state.rep("12").status == "talking"


def test_done_brings_nobody_back_who_was_sent_away_meanwhile(story: Story, rep: Visit) -> None:
    talks(story)
    finish_call(story)
    story.state.set_status("12", "away", "Fire drill", "supervisor")
    form = {"version": "0", "text": "Solved.", "done": "1"}
    rep.sends(f"/cair/me/calls/{ANNS_CALL}/note", form, of="/cair/lines")
    assert story.state.rep("12").status == "away"
    assert story.record().note.text == "Solved."


def test_a_note_of_two_thousand_characters_is_kept_and_a_longer_one_cut(story: Story, rep: Visit) -> None:
    talks(story)
    rep.sends(f"/cair/me/calls/{ANNS_CALL}/note", {"text": "ñ" * 2_001}, of="/cair/me")
    assert story.record().note.text == "ñ" * 2_000


def test_a_note_is_kept_as_it_is_typed_and_the_next_version_told(story: Story, rep: Visit) -> None:
    talks(story)
    path = f"/cair/me/calls/{ANNS_CALL}/note"
    first = rep.sends(path, {"version": "0", "text": "Can't sign"}, "/cair/me", **JS)
    assert 'name="version" id="note-version" value="1"' in first.text
    assert "Kept at" in first.text
    second = rep.sends(path, {"version": "1", "text": "Can't sign in"}, "/cair/me", **JS)
    assert 'value="2"' in second.text
    assert story.record().note.text == "Can't sign in"


def test_the_same_note_sent_twice_is_kept_once(story: Story, rep: Visit) -> None:
    talks(story)
    for _ in range(2):
        answer = rep.sends(
            f"/cair/me/calls/{ANNS_CALL}/note", {"version": "0", "text": "Solved."}, "/cair/me", **JS
        )
        assert "Kept at" in answer.text
    assert story.record().note.version == 1


def test_two_windows_overwrite_nothing_unseen(story: Story, rep: Visit) -> None:
    talks(story)
    finish_call(story)
    path = f"/cair/me/calls/{ANNS_CALL}/note"
    rep.sends(path, {"version": "0", "text": "From the phone"}, of="/cair/me")
    form = {"version": "0", "text": "From the desk", "outcome": "solved", "done": "1"}
    with_scripts = rep.sends(path, form, "/cair/me", **JS)
    assert "changed in another window" in with_scripts.text
    assert "From the phone" in with_scripts.text
    without = rep.sends(path, form, of="/cair/me")
    assert without.status_code == 409
    assert "From the phone" in without.text
    assert "From the desk" in without.text
    assert story.record().note.text == "From the phone"
    assert story.state.rep("12").status == "wrap_up"
    rep.sends(path, {**form, "version": "1"}, of="/cair/me")
    assert story.record().note.text == "From the desk"


def test_an_outcome_that_the_desk_does_not_know_is_refused(story: Story, rep: Visit) -> None:
    talks(story)
    answer = rep.sends(f"/cair/me/calls/{ANNS_CALL}/note", {"outcome": "bribed"}, of="/cair/me")
    assert answer.status_code == 400


def test_more_time_comes_as_often_as_the_desk_allows_and_a_second_press_counts_once(
    story: Story, rep: Visit
) -> None:
    talks(story)
    finish_call(story)
    ends = story.state.rep("12").until
    for _ in range(2):
        rep.sends("/cair/me/more-time", {"until": str(ends)}, of="/cair/me")
    assert story.state.rep("12").until == ends + 60_000
    assert "More time" in read(rep)
    rep.sends("/cair/me/more-time", {"until": str(ends + 60_000)}, of="/cair/me")
    assert story.state.rep("12").until == ends + 120_000
    assert "More time" not in read(rep)
    rep.sends("/cair/me/more-time", {"until": str(ends + 120_000)}, of="/cair/me")
    assert "There is no more time to be had for this call." in read(rep)
    assert not story.state.faults()


def test_more_time_is_really_more_and_counts_as_one_wrap_up(story: Story, rep: Visit) -> None:
    story.state.save_rep("12", {"wrap_up": "60"})
    talks(story)
    finish_call(story)
    story.state.more_time("12", story.state.rep("12").until, 60, 2)
    story.passes(61)
    story.state.fire()
    assert story.state.rep("12").status == "wrap_up"
    story.passes(60)
    story.state.fire()
    assert (story.state.rep("12").status, story.state.rep("12").by) == ("available", "rule")
    assert story.record().wrapped == 121.0


def test_more_time_after_the_end_is_told(story: Story, rep: Visit) -> None:
    rep.sends("/cair/me/more-time", {"until": "1"}, of="/cair/me")
    assert "Your time to wrap up was over already." in read(rep)
