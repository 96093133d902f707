"""What a rep can do with a conversation: hold the caller, ask a colleague, hand the caller over, pass the caller on."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue

from console.access import signed_in
from console.context import console
from console.rep.rep_actions import back
from console.rep.rep_session import RepSession, own_rep_session
from routing.queue.conversations import ActionOutcome, Conversations
from routing.queue.transfer import transfer_to_line

talk = Blueprint("talk", __name__)
REFUSED: Mapping[ActionOutcome, str] = {
    ActionOutcome.DONE: "",
    ActionOutcome.NOT_YOURS: "This conversation is not yours any more.",
    ActionOutcome.NOT_YET: "Your colleague is not in the conversation yet. Try again in a moment.",
    ActionOutcome.CONSULTING: "You are asking a colleague. Hand over or cancel first.",
    ActionOutcome.NO_CONSULTATION: "You are asking nobody at this moment.",
    ActionOutcome.REP_BUSY: "Your colleague is not free any more.",
    ActionOutcome.NO_SUCH_REP: "There is no such rep any more.",
    ActionOutcome.NO_SUCH_LINE: "There is no such line.",
    ActionOutcome.NOBODY: "Nobody is signed in for that line, so the caller stays with you.",
    ActionOutcome.CLOSED: "The desk is closed, so the caller stays with you.",
}
OVER = "This conversation is over."


@talk.post("/<desk>/me/talk")
@signed_in
def act(desk: str) -> ResponseReturnValue:
    """Do one thing to the own conversation; said twice it is done once."""
    seat = own_rep_session(desk)
    verb, _, to = request.form.get("do", "").partition(" ")
    does = DEEDS.get(verb) or abort(400)
    outcome = does(seat, Conversations(seat.state), request.form.get("offer", ""), to)
    return back(seat, REFUSED.get(outcome, OVER))


def _pass_on(seat: RepSession, talks: Conversations, offer: str, to: str) -> ActionOutcome:
    line, _, language = to.partition(":")
    opening = console().line.opening(seat.revision, seat.now)
    return transfer_to_line(talks, seat.desk, opening, offer, seat.id, line, language)


DEEDS: Mapping[str, Callable[[RepSession, Conversations, str, str], ActionOutcome]] = {
    "hold": lambda seat, talks, offer, _: talks.hold_talk(offer, seat.id),
    "resume": lambda seat, talks, offer, _: talks.resume(offer, seat.id),
    "ask": lambda seat, talks, offer, to: talks.consult(offer, seat.id, to),
    "complete": lambda seat, talks, offer, _: talks.complete(offer, seat.id),
    "cancel": lambda seat, talks, offer, _: talks.cancel_consult(offer, seat.id),
    "line": _pass_on,
}
