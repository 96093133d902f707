"""The rep's acts on the page: taking calls, declining, asking for time, and noting what came of a call.

Each act may be sent twice. Without scripts it leads back to the page; with them it answers with the page's new state.
What could not be done is told in one sentence.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from console.access import signed_in
from console.context import console, visitor
from console.number_fields import read_whole_number
from console.rep.card import outcomes
from console.rep.page import fragment
from console.rep.rep_session import RepSession, is_own_call, own_rep_session
from reports.records import LONGEST_NOTE, CallNote
from store.desk.call_ids import CallId
from store.desk.states import OfferOutcome, OfferState, RepStatus, StatusSource

acts = Blueprint("acts", __name__)
STATUSES: Mapping[str, tuple[RepStatus, str]] = {
    RepStatus.AVAILABLE: (RepStatus.AVAILABLE, ""),
    "lunch": (RepStatus.AWAY, "lunch"),
    "meeting": (RepStatus.AWAY, "meeting"),
    "other": (RepStatus.AWAY, "other"),
    RepStatus.OFFLINE: (RepStatus.OFFLINE, ""),
}
"""What the buttons ask for: a status and its reason, as on the phone."""
PASSED: Mapping[OfferState | OfferOutcome, str] = {
    OfferOutcome.PASSED: "",
    OfferOutcome.CALLER_LEFT: "The caller has just hung up.",
    OfferState.ACCEPTED: "You have taken this call already.",
    OfferState.TALKING: "You have taken this call already.",
    OfferOutcome.MISSED: "It rang for too long: somebody else is asked.",
}
NOT_PASSED = "This call is not yours any more."
MORE_TIME = {
    "done": "",
    "over": "Your time to wrap up was over already. The note is kept under your calls.",
    "enough": "There is no more time to be had for this call.",
}
CHANGED = "This note was changed in another window. Nothing is lost: choose which one stays."


@acts.post("/<desk>/me/status")
@signed_in
def set_status(desk: str) -> ResponseReturnValue:
    """Set the rep's status: available, away with a reason, or signed out."""
    seat = own_rep_session(desk)
    status, reason = STATUSES.get(request.form.get("to", "")) or abort(400)
    done, now, _ = seat.state.set_status(seat.id, status, reason, by=StatusSource.PAGE)
    told = "" if done or now == status else "You have a call in hand. Try again after it."
    return back(seat, told)


@acts.post("/<desk>/me/pass")
@signed_in
def pass_offer(desk: str) -> ResponseReturnValue:
    """Decline the offer: the phone stops ringing, and another rep is asked."""
    seat = own_rep_session(desk)
    outcome = seat.state.pass_offer(seat.id, request.form.get("offer", ""))
    return back(seat, PASSED.get(outcome, NOT_PASSED))


@acts.post("/<desk>/me/more-time")
@signed_in
def more_time(desk: str) -> ResponseReturnValue:
    """Extend wrap-up by a minute, or by what the desk allows."""
    seat = own_rep_session(desk)
    rule = seat.desk.more_time
    outcome = seat.state.more_time(seat.id, request.form.get("until", ""), rule.seconds, rule.times)
    return back(seat, MORE_TIME[outcome])


@acts.post("/<desk>/me/messages/<id_>/read")
@signed_in
def read_message(desk: str, id_: str) -> ResponseReturnValue:
    """Mark a supervisor's message as read, so that the page no longer shows it."""
    seat = own_rep_session(desk)
    console().wall.snapshots.boards[desk].take_message(seat.id, id_, visitor().person.name)
    return back(seat, "")


@acts.post("/<desk>/me/calls/<call>/note")
@signed_in
def write_note(desk: str, call: CallId) -> ResponseReturnValue:
    """Keep outcome and note of an own call; with `done` wrap-up is over too."""
    seat = own_rep_session(desk)
    is_done = "done" in request.form
    if is_done and not (request.form.get("outcome") or _text()) and not is_own_call(seat, call):
        is_kept, note = (
            True,
            CallNote(),
        )  # pressed once more after wrap-up was over, of a call without a record
    else:
        is_kept, note = _keep(seat, call, is_done=is_done)
        if is_kept and is_done:
            _end_wrap_up(seat)
    if "HX-Request" in request.headers:
        if is_done and is_kept:
            return "", 200, {"HX-Trigger": "refresh", "HX-Reswap": "none"}
        return _in_words(seat, call, note, "" if is_kept else CHANGED)
    if not is_kept:
        return _conflict(seat, call, note)
    if not is_done:
        flash("Your note is kept.")
    to = "console.me.show" if is_done or seat.call_id == call else "console.calls.show"
    return redirect(url_for(to, desk=desk, call=None if to == "console.me.show" else call))


def _keep(seat: RepSession, call: CallId, *, is_done: bool) -> tuple[bool, CallNote]:
    """Save the note, and return whether it was stored as typed, and the stored one. Calls of others do not exist
    here."""
    if not is_own_call(seat, call):
        abort(404)
    outcome, text = request.form.get("outcome", ""), _text()
    seen = request.form.get("version", "0")
    if outcome and outcome not in seat.desk.outcomes:
        abort(400)
    if is_done and call == seat.call_id and seen == "0" and not outcome and not text:
        return True, CallNote()  # nothing was said, and nobody needs a record for that
    kept, note = seat.records.note(call, seat.id, read_whole_number(seen), outcome, text)
    if not kept and not note.version:
        abort(503)  # the record follows the call by a moment; the page keeps what was typed and tries again
    return kept or (note.outcome, note.text) == (outcome, text), note


def _text() -> str:
    """Return the typed text with plain line ends."""
    return request.form.get("text", "").replace("\r\n", "\n")[:LONGEST_NOTE]


def _end_wrap_up(seat: RepSession) -> None:
    """End wrap-up and nothing else: a rep who was set away meanwhile stays away."""
    if seat.status is RepStatus.WRAP_UP:
        seat.state.set_status(seat.id, RepStatus.AVAILABLE, by=StatusSource.PAGE)


def _in_words(seat: RepSession, call: CallId, note: CallNote, told: str) -> str:
    return render_template(
        "rep/_noted.html", desk=seat.desk, call=call, note=note, told=told, at=seat.at(seat.now)
    )


def _conflict(seat: RepSession, call: CallId, note: CallNote) -> ResponseReturnValue:
    page = render_template(
        "rep/conflict.html",
        desk=seat.desk,
        call=call,
        note=note,
        mine=CallNote(note.version, request.form.get("outcome", ""), _text()),
        names=outcomes(seat),
        told=CHANGED,
    )
    return page, 409


def back(seat: RepSession, told: str) -> ResponseReturnValue:
    """Return to the present page, with the reason if the act was not done."""
    desk = seat.desk.id
    if "HX-Request" not in request.headers:
        if told:
            flash(told, "danger")
        return redirect(url_for("console.me.show", desk=desk))
    response = make_response(fragment(own_rep_session(desk)))
    response.headers["HX-Trigger"] = json.dumps({"told": told})
    return response
