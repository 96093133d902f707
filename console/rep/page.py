"""The page of a rep: whole, and the two parts that are updated. Requests for it change nothing."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template
from flask.typing import ResponseReturnValue

from console.access import signed_in
from console.context import console, visitor
from console.rep import quick_reference
from console.rep.call_bar import CallBar
from console.rep.card import came_of, card_in_hand, outcomes, telephone
from console.rep.rep_session import RepSession, find_rep_session, own_rep_session
from console.rep.softphone import with_microphone
from console.rep.status_view import ShownStatus, standing
from console.rep.transfer_targets import ways_on
from reports.records import LONGEST_NOTE, CallNote, Record
from reports.rep_day import work_of

me = Blueprint("me", __name__)
LATEST_CALLS = 5


@me.get("/<desk>/me")
@signed_in
def show(desk: str) -> ResponseReturnValue:
    """Show the rep's page."""
    seat = find_rep_session(desk)
    if seat is None:
        told = "You answer no calls at this desk. An admin can link you with a rep under People."
        return render_template("trouble.html", title=f"Hello {visitor().person.name}", told=told)
    page = render_template(
        "rep/me.html",
        keys=quick_reference.KEYS,
        browser=console().voice,
        **shown_now(seat),
        **shown_note(seat),
    )
    return with_microphone(page, seat)


@me.get("/<desk>/me/now")
@signed_in
def now(desk: str) -> ResponseReturnValue:
    """Return the state, caller and figures without the frame, for an open page."""
    return fragment(own_rep_session(desk))


@me.get("/<desk>/me/note")
@signed_in
def note(desk: str) -> ResponseReturnValue:
    """Return the stored note about the present call, for a page to which another call, or another tab, came."""
    seat = own_rep_session(desk)
    return render_template("rep/_note.html", desk=seat.desk, **shown_note(seat))


@me.get("/<desk>/me/sheet")
@signed_in
def how_it_works(desk: str) -> ResponseReturnValue:
    """Show the rep's guide, with the numbers of this rep, to be printed on one page."""
    seat = own_rep_session(desk)
    lines = [seat.voice.line(line) for line in seat.record.lines]
    return render_template(
        "rep/sheet.html",
        desk=seat.desk,
        seat=seat,
        sheet=quick_reference,
        number=telephone(seat.desk.number),
        lines=lines,
    )


def fragment(seat: RepSession) -> Response:
    """Return the part of the page that changes without typing. The header has the time for all of its clocks."""
    response = make_response(render_template("rep/_now.html", is_part=True, **shown_now(seat)))
    response.headers["X-Now"] = str(seat.now)
    return response


def shown_now(seat: RepSession) -> dict[str, object]:
    """Return the values of the state, the card and the figures."""
    latest = seat.records.of_rep(seat.id, most=LATEST_CALLS).records
    shown = standing(seat)
    return {
        "desk": seat.desk,
        "seat": seat,
        "standing": shown,
        "kinds": ShownStatus,
        "bar": CallBar(seat, shown),
        "card": card_in_hand(seat),
        "note_version": _note(seat).version,
        "may_ask_for_time": seat.is_wrapping_up and _times_left(seat) > 0,
        "ways_on": ways_on(seat),
        "work": work_of(console().database, seat.desk, seat.id, seat.at(seat.now).date()),
        "latest": [shown_call(seat, one) for one in latest if one.id != seat.call_id],
    }


def shown_note(seat: RepSession) -> dict[str, object]:
    """Return the values of the form for outcome and note; empty before the two talk."""
    return {
        "call": seat.call_id if seat.is_theirs else "",
        "note": _note(seat),
        "outcomes": outcomes(seat),
        "language": seat.voice.language,
        "longest_note": LONGEST_NOTE,
    }


def shown_call(seat: RepSession, record: Record) -> dict[str, object]:
    """Return a past call of the rep, with a masked number."""
    return {
        "id": record.id,
        "at": seat.at(int(record.entered.timestamp() * 1000)),
        "topic": seat.voice.topic(record.topic),
        "number": record.masked_number,
        "talked": record.talked,
        "came": came_of(seat, record),
        "note": record.note.text,
    }


def _note(seat: RepSession) -> CallNote:
    record = seat.records.find(seat.call_id) if seat.is_theirs and seat.call_id else None
    return record.note if record else CallNote()


def _times_left(seat: RepSession) -> int:
    return seat.desk.more_time.times - seat.record.extended
