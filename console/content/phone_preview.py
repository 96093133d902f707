"""A text read out on the phone of who writes it, in the carrier's own voice: what no browser can let one hear."""

from __future__ import annotations

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from accounts.people import Role
from console.access import for_roles
from console.content.draft_view import content_view
from console.content.page import content
from console.context import console, visitor
from console.formatting import LANGUAGES
from editing.text_preview import speech_of
from ivr.media.text_reading import read_aloud
from routing.errors import AccountRefused, CarrierError, Permanent, PhoneNotAllowed

CALLS = 5
"""In a quarter of an hour, by one person: each costs a call."""
A_MINUTE = 60


@content.post("/<desk>/content/call/<language>/<path:id_>")
@for_roles(Role.ADMIN)
def call(desk: str, language: str, id_: str) -> ResponseReturnValue:
    """Call the phone on the visitor's account, and no other, and read out the text as it is in the draft."""
    seen = content_view(desk)
    said, person, carrier = seen.text(id_)[1], visitor().person, console().carrier
    words = speech_of(seen.shape, said, language, said.words.get(language) or "")
    if words is None or carrier is None:
        abort(404)
    if not person.phone:
        flash("Say first which phone is yours: it is rung, and no other.", "danger")
        return redirect(url_for("console.account.show", _anchor="my-phone"))
    back = redirect(url_for(".text", desk=desk, id_=id_))
    wait = console().sessions.attempt({f"read aloud {person.id}": CALLS})
    if wait > 0:
        flash(f"That was many calls. Try again in {int(wait // A_MINUTE) + 1} minutes.", "danger")
        return back
    if console().line.states[desk].spend(person.phone, console().line.allowance):
        flash(
            "The line has made as many calls as it may. Try again tomorrow, or ask whoever runs it.", "danger"
        )
        return back
    client = carrier(seen.desk.number)
    try:
        client.read_out(person.phone, read_aloud(seen.shape.desk, language, words))
    except CarrierError as error:
        why = (
            "The carrier refuses to ring your phone"
            if isinstance(error, Permanent | PhoneNotAllowed)
            else "The carrier refuses this line's calls; `helpdesk doctor` says why"
            if isinstance(error, AccountRefused)
            else "The carrier is busy"
        )
        flash(f"{why} ({error}).", "danger")
        return back
    finally:
        client.close()
    name = LANGUAGES.get(language, language)
    console().audit.note(
        person.sign_in, "had read out", f"{desk}: {id_} in {name}", "", f"phone … {person.phone[-4:]}"
    )
    flash(f"Your phone rings. Pick up to hear it in {name}.")
    return back
