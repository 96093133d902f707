"""Passkeys as a second step: one's own are made, named and removed under *Account*, and used after the password."""

from __future__ import annotations

import json

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.passkeys import MOST, Passkey
from console.access import comes_before_second_step, current_visitor, open_to_all, own_path, signed_in
from console.auth.own_account import account
from console.auth.sign_in import begin_session, doors, waiting_time
from console.context import console, visitor
from console.credentials.proof import ask_for_proof
from console.credentials.set_up import show_new_recovery_codes
from console.credentials.tries import CodeTries, note_refusal
from console.credentials.webauthn_ceremonies import (
    NotVerified,
    ask_for_new_passkey,
    can_use_passkeys,
    prove_new_passkey,
    prove_passkey,
)
from console.forms import PasskeyForm, PasskeyNameForm

REFUSED = "This passkey could not be checked. Try again."


@account.get("/account/passkeys")
@signed_in
@comes_before_second_step
def passkeys() -> ResponseReturnValue:
    """Show the visitor's passkeys, and offer to add one."""
    return ask_for_proof() or _page()


@account.post("/account/passkeys/new")
@signed_in
@comes_before_second_step
def add_passkey() -> ResponseReturnValue:
    """Keep a passkey that the browser has made."""
    if way := ask_for_proof():
        return way
    form, me = PasskeyForm(), visitor()
    if not form.validate():
        return _page(form)
    try:
        new = prove_new_passkey(form.answer.data, me.session)
    except NotVerified:
        form.answer.errors = [REFUSED]
        return _page(form)
    who, name = me.person.sign_in, form.name.data.strip()
    record = (new.id, name, new.public_key, new.sign_count)
    if not console().passkeys.add(who, me.person.id, *record, kept=me.session):
        form.answer.errors = [f"This passkey is here already, or you have {MOST}."]
        return _page(form)
    if console().people.recovery_codes_left(me.person.id) == 0:
        return show_new_recovery_codes(f"{name} is a passkey now. From now on signing in asks for it.")
    return _done(f"{name} is a passkey now.")


@account.post("/account/passkeys/<credential>/name")
@signed_in
def rename_passkey(credential: str) -> ResponseReturnValue:
    """Call a passkey something else."""
    form, person = PasskeyNameForm(), visitor().person
    if not form.validate():
        flash("Type a name of at most 60 characters.", "danger")
    elif not console().passkeys.rename(person.sign_in, person.id, credential, form.name.data.strip()):
        abort(404)
    return redirect(url_for(".passkeys"))


@account.post("/account/passkeys/<credential>/removed")
@signed_in
def remove_passkey(credential: str) -> ResponseReturnValue:
    """Sign in with a passkey no more."""
    if way := ask_for_proof():
        return way
    me = visitor()
    if not console().passkeys.remove(me.person.sign_in, me.person.id, credential, kept=me.session):
        abort(404)
    return _done("The passkey is removed. Delete it on your device as well.")


@doors.post("/passkey")
@open_to_all
def passkey() -> ResponseReturnValue:
    """Take the second step with a passkey, within five minutes of the password."""
    onward = own_path(request.values.get("next", ""))
    found = current_visitor()
    if found is None or found.session.is_full:
        return redirect(url_for(".code", next=onward or None))
    answer, person = request.form.get("answer", ""), found.person
    tries = CodeTries(person)
    if wait := tries.count():
        flash(f"Too many tries. Try again in {waiting_time(wait)}.", "danger")
        return redirect(url_for(".code", next=onward or None))
    used = _named_in(answer, console().passkeys.of_person(person.id))
    try:
        if used is None:
            raise NotVerified("it is none of the person's")
        count = prove_passkey(answer, used, found.session)
        if not console().passkeys.use(person.id, used.id, count):
            raise NotVerified("its counter has not grown")
    except NotVerified:
        note_refusal("wrong passkey", person, person.sign_in)
        flash(REFUSED, "danger")
        return redirect(url_for(".code", next=onward or None))
    tries.forgive()
    return begin_session(person, redirect(onward or url_for("console.home.lead")), is_full=True)


def _named_in(answer: str, known: list[Passkey]) -> Passkey | None:
    """Return the passkey that a browser's answer names; None for another person's."""
    try:
        id_ = json.loads(answer)["id"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return next((passkey for passkey in known if passkey.id == id_), None)


def _done(told: str) -> ResponseReturnValue:
    flash(told)
    return redirect(url_for(".passkeys"))


def _page(form: PasskeyForm | None = None) -> ResponseReturnValue:
    me = visitor()
    known = console().passkeys.of_person(me.person.id)
    can_add = can_use_passkeys() and len(known) < MOST
    page = render_template(
        "passkeys.html",
        passkeys=known,
        form=form or PasskeyForm(formdata=None),
        options=ask_for_new_passkey(me.person, me.session, known) if can_add else None,
        is_obliged=console().second_step.is_unmet(me.person, me.session),
    )
    return page, 422 if form else 200
