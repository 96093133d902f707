"""Setting up one's own second step: the app on a phone, recovery codes, and turning it off."""

from __future__ import annotations

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from console.access import comes_before_second_step, signed_in
from console.auth.own_account import (
    account,
    account_page,
    has_tried_too_often,
    is_current_password,
    return_to_account,
)
from console.auth.second_step import in_groups, new_secret, picture, step_of
from console.context import console, visitor
from console.credentials.proof import ask_for_proof
from console.credentials.recovery import make_recovery_codes
from console.credentials.webauthn_ceremonies import can_use_passkeys
from console.forms import CodeForm, CurrentPasswordForm
from store import clock


@account.route("/account/second-step", methods=["GET", "POST"])
@signed_in
@comes_before_second_step
def second_step() -> ResponseReturnValue:
    """Set up signing in with a code: the password, a picture to scan, a code, and then the recovery codes."""
    me, form = visitor(), CodeForm()
    if me.person.totp:
        return redirect(url_for(".show"))
    if way := ask_for_proof():
        return way
    seal, id_ = console().seal, me.person.id
    pending = console().sessions.offer_secret(me.session, seal.seal(new_secret(), id_))
    secret = seal.open(pending, id_) or abort(400)
    if form.validate_on_submit():
        step = None if has_tried_too_often(me) else step_of(secret, form.code.data, clock.now())
        if step is not None:
            console().people.set_second_step(
                me.person.sign_in, id_, seal.seal(secret, id_), step, kept=me.token
            )
            return show_new_recovery_codes("The second step is on. From now on signing in asks for a code.")
        form.code.errors = [
            "This code is wrong. Is the time of your phone set by itself? Type the next code."
        ]
    page = render_template(
        "second_step.html",
        form=form,
        picture=picture(secret, me.person.sign_in),
        secret=in_groups(secret),
        is_obliged=console().second_step.is_unmet(me.person, me.session),
        can_use_passkeys=can_use_passkeys(),
    )
    return page, 422 if form.errors else 200


@account.route("/account/recovery-codes", methods=["GET", "POST"])
@signed_in
def recovery_codes() -> ResponseReturnValue:
    """Make new recovery codes, which replace earlier ones."""
    if not visitor().person.has_second_step:
        return redirect(url_for(".show"))
    if way := ask_for_proof():
        return way
    form = CurrentPasswordForm()
    return show_new_recovery_codes() if form.is_submitted() else render_template("recovery_new.html")


def show_new_recovery_codes(told: str = "") -> ResponseReturnValue:
    """Make new recovery codes and show them, in this answer alone: only their digests are kept."""
    person = visitor().person
    codes = make_recovery_codes(person.sign_in, person.id)
    return render_template("recovery_codes.html", codes=codes, told=told)


@account.post("/account/second-step/off")
@signed_in
def second_step_off() -> ResponseReturnValue:
    """Remove the visitor's second step, after the password."""
    form, me = CurrentPasswordForm(), visitor()
    if form.validate() and is_current_password(me, form):
        console().people.set_second_step(me.person.sign_in, me.person.id, "", kept=me.token)
        return return_to_account("The second step is off.")
    return account_page(off_form=form)
