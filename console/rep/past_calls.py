"""A rep's own past calls: with masked numbers, and the note, which may still be changed."""

from __future__ import annotations

import re

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from console.access import signed_in
from console.rep.card import card_of, outcomes
from console.rep.page import shown_call
from console.rep.rep_session import is_own_call, own_rep_session
from reports.records import LONGEST_NOTE
from store.desk.call_ids import CallId

calls = Blueprint("calls", __name__)
ON_A_PAGE = 25
PLACE = re.compile(r"\d{1,20}-[0-9a-f]{1,64}|")


@calls.get("/<desk>/me/calls")
@signed_in
def show_all(desk: str) -> ResponseReturnValue:
    """Show twenty-five of the rep's calls, the latest first."""
    before = request.args.get("before", "")
    if not PLACE.fullmatch(before):
        abort(404)
    seat = own_rep_session(desk)
    page = seat.records.of_rep(seat.id, before or None, ON_A_PAGE)
    shown = [shown_call(seat, one) for one in page.records]
    return render_template("rep/calls.html", desk=seat.desk, calls=shown, older=page.next, before=before)


@calls.get("/<desk>/me/calls/<call>")
@signed_in
def show(desk: str, call: CallId) -> ResponseReturnValue:
    """Show one of the rep's calls. Calls of others do not exist here."""
    seat = own_rep_session(desk)
    record = seat.records.find(call) if is_own_call(seat, call) else None
    if record is None:
        abort(404)
    return render_template(
        "rep/call.html",
        desk=seat.desk,
        card=card_of(seat, record),
        shown=shown_call(seat, record),
        call=call,
        note=record.note,
        outcomes=outcomes(seat),
        language=seat.voice.language,
        longest_note=LONGEST_NOTE,
    )
