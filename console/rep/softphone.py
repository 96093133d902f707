"""A rep's browser as a phone: the choice, its token, its heartbeat, and taking the call that rings in it."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Response, abort, flash, jsonify, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from console.access import signed_in
from console.context import console
from console.rep.rep_session import RepSession, own_rep_session
from console.security_headers import PERMISSIONS, POLICY, widened
from ivr.twilio.voice_token import client_of
from store.desk.states import OfferOutcome, OfferState

softphone = Blueprint("softphone", __name__)
NOT_TAKEN: Mapping[OfferState | OfferOutcome, str] = {
    OfferOutcome.TAKEN: "",
    OfferOutcome.CALLER_LEFT: "The caller has just hung up.",
    OfferState.ACCEPTED: "You have taken this call already.",
    OfferState.TALKING: "You have taken this call already.",
    OfferOutcome.MISSED: "It rang for too long: somebody else is asked.",
    OfferOutcome.PASSED: "You have passed this call.",
}
NOT_YOURS = "This call is not yours any more."


@softphone.post("/<desk>/me/rings")
@signed_in
def choose(desk: str) -> ResponseReturnValue:
    """Set where calls ring: on the rep's phone, or in this browser."""
    seat = own_rep_session(desk)
    place = request.form.get("at", "")
    if place not in ("phone", "browser") or (place == "browser" and console().voice is None):
        abort(400)
    if place == "phone" and not seat.has_phone:
        flash("No phone is known of you. An admin can add its number.", "danger")
    else:
        seat.state.ring_at(seat.id, client_of(desk, seat.id) if place == "browser" else "")
    return redirect(url_for("console.me.show", desk=desk))


@softphone.post("/<desk>/me/token")
@signed_in
def issue(desk: str) -> ResponseReturnValue:
    """Return an access token for the page in which the visitor's own calls ring, and no other rep's."""
    seat = own_rep_session(desk)
    voice = console().voice
    if voice is None or not seat.rings_here:
        abort(404)
    client = client_of(desk, seat.id)
    return jsonify(token=voice.account.token(client), seconds=voice.account.life)


@softphone.post("/<desk>/me/listens")
@signed_in
def listen(desk: str) -> ResponseReturnValue:
    """Record that the page still listens for calls; with `closes` for the last time. `rings` is false when calls ring
    elsewhere by now."""
    seat = own_rep_session(desk)
    return jsonify(rings=seat.state.page_listens(seat.id, closes="closes" in request.form))


@softphone.post("/<desk>/me/take")
@signed_in
def take(desk: str) -> ResponseReturnValue:
    """Take the caller: the page then answers what rings in it. `told` says why not."""
    seat = own_rep_session(desk)
    outcome = seat.state.take(seat.id, request.form.get("offer", ""))
    return jsonify(taken=outcome is OfferOutcome.TAKEN, told=NOT_TAKEN.get(outcome, NOT_YOURS))


def with_microphone(page: str, seat: RepSession) -> Response:
    """Return the page; if calls ring in it, it may use the microphone, reach the carrier and frame other pages."""
    response = make_response(page)
    voice = console().voice
    if voice is not None and seat.rings_here:
        policy = widened(POLICY, {**voice.policy, "frame-src": "'self'"})
        response.headers["Content-Security-Policy"] = policy
        response.headers["Permissions-Policy"] = PERMISSIONS.replace("microphone=()", "microphone=(self)")
    return response
