"""The rep's page as a browser without scripts meets it: every state, what can be done, and what is nobody's to see."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from redis import Redis

from console.context import Console
from store import keys
from tests.console.visits import Visit
from tests.reports.story import Story

NUMBER, SHOWN, MASKED = "+15105550100", "(510) 555-0100", "…0100"
ANNS_CALL = keys.digest("CA1")
JS = {"HX-Request": "true"}


def calls(story: Story, call: str = "CA1", number: str = NUMBER) -> None:
    """Somebody hears guidance, then asks for a person."""
    story.enters(call, number)
    story.passes(5)
    story.presses("1", "forgot_password", call)
    story.passes(34)
    story.presses("0", "person", call)
    story.joins(call, number)
    story.folds()


def talks(story: Story, call: str = "CA1", number: str = NUMBER) -> None:
    calls(story, call, number)
    story.passes(12)
    story.takes_call(call)
    story.folds()


def finish_call(story: Story, call: str = "CA1") -> None:
    story.passes(60)
    story.ends(call)
    story.folds()


def read(visit: Visit, path: str = "/cair/me") -> str:
    """The words of a page, white space folded."""
    answer = visit.opens(path)
    assert answer.status_code == 200, answer.status
    return words(answer.text)


def words(page: str) -> str:
    body = re.sub(r"<(script|style|head)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", body))


def presses(visit: Visit, to: str) -> str:
    """Press a button of the page; the words of the page that it leads back to."""
    answer = visit.sends("/cair/me/status", {"to": to}, of="/cair/me")
    assert answer.headers["Location"] == "/console/cair/me"
    return read(visit)


# --- the state


def test_a_rep_begins_on_the_own_page(story: Story, rep: Visit) -> None:
    assert rep.opens("/").headers["Location"] == "/console/cair/me"


@pytest.mark.parametrize(
    ("by", "told"),
    [("phone", ", by phone"), ("text", ", by text"), ("page", ", on this page"), ("rule", "")],
)
def test_the_page_says_since_when_and_by_what(story: Story, rep: Visit, by: str, told: str) -> None:
    story.state.set_status("12", "available", by=by)
    since = re.search(r"You are available since (\d+:\d\d [AP]M)(, [a-z ]+?)? No call comes", read(rep))
    assert since is not None
    assert (since[2] or "") == told


@pytest.mark.parametrize(
    ("status", "reason", "headline", "why"),
    [
        ("offline", "", "You are signed out", "You are signed out, so no calls come to you."),
        ("away", "lunch", "You are away for lunch", "You are away, so no calls come to you."),
        ("away", "missed", "You are away after missed calls", "You are away since you missed calls"),
        ("away", "limited", "You are away since your phone was rung as often as it may be", "You are away"),
        ("away", "Fire drill", "You are away: Fire drill", "You are away, so no calls come to you."),
        ("available", "", "You are available", "No call comes since nobody waits."),
    ],
)
def test_the_page_says_why_no_call_comes_in_the_words_of_the_phone(
    story: Story, rep: Visit, status: str, reason: str, headline: str, why: str
) -> None:
    story.state.set_status("12", status, reason)
    page = read(rep)
    assert headline in page
    assert why in page


def test_a_rep_who_has_signed_out_in_a_call_reads_that_it_is_the_last_one(story: Story, rep: Visit) -> None:
    talks(story)
    story.state.set_status("12", "available", by="text")
    assert "You are signed out after this call." not in read(rep)
    assert story.state.sign_out("12", "text")
    assert "You are signed out after this call." in read(rep)


def test_a_spanish_rep_reads_the_desks_words_in_spanish(story: Story, rep: Visit) -> None:
    story.state.save_rep("12", {"languages": "es,en"})
    story.state.set_status("12", "away")
    assert '<p lang="es">Usted está ausente, así que no le llegan llamadas.</p>' in rep.opens("/cair/me").text
    story.state.set_status("12", "available")
    talks(story)
    page = read(rep)
    assert "Contraseña olvidada" in page
    assert "Resuelto por teléfono" in page


@pytest.mark.parametrize(
    ("button", "status", "reason"),
    [
        ("lunch", "away", "lunch"),
        ("meeting", "away", "meeting"),
        ("other", "away", "other"),
        ("offline", "offline", ""),
        ("available", "available", ""),
    ],
)
def test_a_button_sets_the_state_and_twice_changes_nothing(
    story: Story, rep: Visit, button: str, status: str, reason: str
) -> None:
    presses(rep, button)
    once = story.state.rep("12")
    assert (once.status, once.reason, once.by) == (status, reason, "page")
    presses(rep, button)
    again = story.state.rep("12")
    assert replace(again, since=once.since, chosen=once.chosen) == once


def test_a_status_that_does_not_exist_is_refused(story: Story, rep: Visit) -> None:
    assert rep.sends("/cair/me/status", {"to": "talking"}, of="/cair/me").status_code == 400


def test_nobody_goes_away_in_a_call_and_the_page_says_so(story: Story, rep: Visit) -> None:
    talks(story)
    assert "You have a call in hand. Try again after it." in presses(rep, "lunch")
    assert story.state.rep("12").status == "talking"


def test_with_scripts_an_act_answers_with_the_new_state_and_what_could_not_be_done(
    story: Story, rep: Visit
) -> None:
    answer = rep.sends("/cair/me/status", {"to": "lunch"}, "/cair/me", **JS)
    assert "<html" not in answer.text
    assert "You are away for lunch" in words(answer.text)
    assert answer.headers["HX-Trigger"] == '{"told": ""}'
    assert int(answer.headers["X-Now"]) >= story.now
    story.state.set_status("12", "available")
    talks(story)
    answer = rep.sends("/cair/me/status", {"to": "lunch"}, "/cair/me", **JS)
    assert answer.headers["HX-Trigger"] == '{"told": "You have a call in hand. Try again after it."}'


# --- an offer


def test_an_offered_caller_is_shown_with_a_masked_number_and_what_to_do(story: Story, rep: Visit) -> None:
    calls(story)
    page = read(rep)
    assert "A caller for you" in page
    assert "Pick up your phone and press 1." in page
    assert MASKED in page
    assert re.search(r"Line ?the general line Speaks ?English About ?Main menu", page)
    assert "555" not in page
    assert "Way through the menu" not in page
    assert "<title>Offer — CAIR Help Desk · Help desk</title>" in rep.opens("/cair/me").text


@pytest.mark.parametrize(
    ("attested", "told"),
    [
        ("A", "Confirmed by the caller’s phone company"),
        ("B", "Not confirmed: the number may be false"),
        ("C", "Not confirmed: the number may be false"),
        ("failed", "Not confirmed: the number may be false"),
    ],
)
def test_the_card_says_whether_the_number_is_confirmed(
    story: Story, rep: Visit, attested: str, told: str
) -> None:
    story.enters(attested=attested)
    story.joins()
    story.folds()
    assert f"{MASKED} {told} Line" in read(rep)
    story.takes_call()
    story.folds()
    assert f"{SHOWN} {told} Line" in read(rep)
    finish_call(story)
    assert f"{MASKED} {told} Line" in read(rep, f"/cair/me/calls/{ANNS_CALL}")


def test_of_a_number_of_which_nothing_is_known_the_card_says_nothing(story: Story, rep: Visit) -> None:
    talks(story)
    assert "onfirmed" not in read(rep)


def test_the_countdown_is_that_of_the_phone(story: Story, rep: Visit) -> None:
    calls(story)
    made = story.state.offer(story.offer()).made
    assert f'data-ends="{made + 25_000}"' in rep.opens("/cair/me/now").text
    story.passes(10)
    story.state.leg_answers(story.offer(), "CA-leg")
    page = rep.opens("/cair/me/now").text
    assert f'data-ends="{made + 35_000}"' in page
    assert "Press 1 on your phone now." in page


def test_a_silent_caller_is_announced(story: Story, rep: Visit) -> None:
    story.enters()
    wish = story.wish("CA1", NUMBER)
    story.state.join(type(wish)(**{**wish.__dict__, "is_silent": True}))
    assert "This caller has never pressed or said anything, and may be silent." in read(rep)


def test_a_caller_whose_language_the_rep_does_not_speak_is_announced(story: Story, rep: Visit) -> None:
    story.state.save_rep("12", {"languages": "en"})
    story.enters()
    wish = story.wish("CA1", NUMBER)
    known = {**wish.__dict__, "language": "es", "other_languages": ("en",)}
    assert story.state.join(type(wish)(**known)).is_foreign
    card = re.sub("<[^>]*>", "", read(rep))
    assert "This caller hears Spanish, so an interpreter may be needed." in card


def test_a_call_is_passed_on_the_page_and_the_phone_stops_ringing(
    story: Story, rep: Visit, redis: Redis
) -> None:
    calls(story)
    offer = story.offer()
    story.state.leg_rings(offer, "CA-leg")
    for _ in range(2):
        rep.sends("/cair/me/pass", {"offer": offer}, of="/cair/me")
    assert story.state.caller("CA1").state == "waiting"
    commands = [fields for _, fields in redis.xrange(keys.commands("cair"))]
    assert [one["leg"] for one in commands if one["command"] == "hang_up"] == ["CA-leg"]
    page = read(rep)
    assert "A short pause" in page
    assert "hung up" not in page
    assert not story.state.faults()


@pytest.mark.parametrize(
    ("ends", "told"),
    [
        (lambda story: story.state.caller_ends("CA1", "hung up"), "The caller has just hung up."),
        (lambda story: story.takes_call(), "You have taken this call already."),
        (lambda story: story.state.not_taken(story.offer(), "missed"), "somebody else is asked"),
    ],
)
def test_what_comes_too_late_to_pass_is_told(
    story: Story, rep: Visit, ends: Callable[[Story], object], told: str
) -> None:
    calls(story)
    offer = story.offer()
    ends(story)
    rep.sends("/cair/me/pass", {"offer": offer}, of="/cair/me")
    assert told in read(rep)


def test_somebody_elses_offer_can_not_be_passed(story: Story, rep: Visit, other_rep: Visit) -> None:
    calls(story)
    other_rep.sends("/cair/me/pass", {"offer": story.offer()}, of="/cair/me")
    assert "This call is not yours any more." in read(other_rep)
    assert story.state.rep("12").status == "offered"


# --- the day, and whose it is


def test_own_figures_of_today(story: Story, rep: Visit) -> None:
    calls(story, "CA0")
    story.state.not_taken(story.offer("CA0"), "missed")
    story.state.caller_ends("CA0", "hung up")
    talks(story)
    finish_call(story)
    story.passes(20)
    story.state.set_status("12", "available")
    story.folds()
    page = re.sub(r"\s", "", read(rep))
    assert "Taken1Missed1Averagehandling1min20sLongest1min20s" in page


def test_another_reps_call_does_not_exist(story: Story, rep: Visit, other_rep: Visit) -> None:
    talks(story)
    rep.sends(f"/cair/me/calls/{ANNS_CALL}/note", {"text": "Ann's own"}, of="/cair/me")
    finish_call(story)
    assert other_rep.opens(f"/cair/me/calls/{ANNS_CALL}").status_code == 404
    form = {"version": "0", "text": "Ben was here"}
    answer = other_rep.sends(f"/cair/me/calls/{ANNS_CALL}/note", form, of="/cair/me")
    assert answer.status_code == 404
    assert "Ann's own" not in answer.text
    for path in ("/cair/me", "/cair/me/now", "/cair/me/note", "/cair/me/calls"):
        page = other_rep.opens(path).text
        assert "0100" not in page
        assert ANNS_CALL not in page
    assert story.record().note.text == "Ann's own"


def test_who_handed_a_caller_over_may_still_write_the_note(
    story: Story, rep: Visit, other_rep: Visit
) -> None:
    talks(story)
    story.state.set_status("13", "available")
    story.state.rep_leaves(story.offer())
    story.state.rejoin("CA1")
    story.takes_call()
    story.folds()
    assert story.record().rep == "13"
    rep.sends(f"/cair/me/calls/{ANNS_CALL}/note", {"version": "0", "text": "Ann's part"}, of="/cair/me")
    assert story.record().note.text == "Ann's part"
    assert other_rep.opens(f"/cair/me/calls/{ANNS_CALL}").status_code == 200


def test_who_is_no_rep_is_told_so_and_can_do_nothing(story: Story, supervisor: Visit) -> None:
    assert "You answer no calls at this desk." in read(supervisor)
    for path in ("/cair/me/now", "/cair/me/note", "/cair/me/calls"):
        assert supervisor.opens(path).status_code == 403
    assert supervisor.sends("/cair/me/status", {"to": "lunch"}, of="/cair/me").status_code == 403


def test_a_page_that_refreshes_itself_shows_only_what_changes(story: Story, rep: Visit) -> None:
    answer = rep.opens("/cair/me/now")
    assert "<html" not in answer.text
    assert "What came of it" not in answer.text
    assert 'hx-swap-oob="innerHTML"' in answer.text
    assert int(answer.headers["X-Now"]) > story.now


def test_older_calls_are_on_further_pages(story: Story, rep: Visit) -> None:
    story.state.save_rep("12", {"wrap_up": "0"})
    for number in range(27):
        talks(story, f"CA{number}", "")
        story.ends(f"CA{number}")
    story.folds()
    first = rep.opens("/cair/me/calls").text
    older = re.search(r'href="/console(/cair/me/calls\?before=[\w-]+)"', first)
    assert older is not None
    assert (first.count("/me/calls/"), rep.opens(older[1]).text.count("/me/calls/")) == (25, 2)
    assert rep.opens("/cair/me/calls?before=x").status_code == 404


# --- a rep who leads the desk


@pytest.fixture
def leading_rep(console: Console, rep: Visit) -> Visit:
    """Ann, who has become a supervisor, and goes on answering calls."""
    found = console.people.named("ann")
    assert found
    console.people.change("test", found.id, {"role": "supervisor"})
    return rep


def test_who_leads_the_desk_can_block_the_caller_whom_they_talk_to(story: Story, leading_rep: Visit) -> None:
    calls(story)
    assert "/block" not in leading_rep.opens("/cair/me").text
    story.passes(12)
    story.takes_call()
    story.folds()
    page = f"/cair/wall/caller/{ANNS_CALL}/block"
    assert f'href="/console{page}"' in leading_rep.opens("/cair/me").text
    assert leading_rep.opens(page).status_code == 200


def test_so_can_they_when_the_call_is_over(story: Story, leading_rep: Visit) -> None:
    talks(story)
    finish_call(story)
    assert f"/cair/wall/caller/{ANNS_CALL}/block" in leading_rep.opens(f"/cair/me/calls/{ANNS_CALL}").text


def test_a_withheld_number_can_not_be_blocked(story: Story, leading_rep: Visit) -> None:
    talks(story, number="")
    page = leading_rep.opens("/cair/me").text
    assert "Number withheld" in page
    assert "/block" not in page


def test_a_rep_who_does_not_lead_the_desk_is_not_offered_it(story: Story, rep: Visit) -> None:
    talks(story)
    assert "/block" not in rep.opens("/cair/me").text
    assert rep.opens(f"/cair/wall/caller/{ANNS_CALL}/block").status_code == 403
