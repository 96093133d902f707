"""Typing the password once more, before what would let somebody at an open page lock its owner out."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from console.access import comes_before_second_step, own_path, signed_in
from console.auth.own_account import account, is_current_password
from console.context import console, visitor
from console.forms import CurrentPasswordForm
from store.clock import milliseconds


@account.route("/account/proof", methods=["GET", "POST"])
@signed_in
@comes_before_second_step
def prove() -> ResponseReturnValue:
    """Ask for the password, then lead on to the page that wanted it."""
    form, me = CurrentPasswordForm(), visitor()
    onward = own_path(request.values.get("next", "")) or url_for(".show")
    if form.validate_on_submit() and is_current_password(me, form):
        console().sessions.prove(me.session)
        return redirect(onward)
    page = render_template("proof.html", form=form, onward=onward)
    return page, 422 if form.errors else 200


def ask_for_proof() -> ResponseReturnValue | None:
    """Return the way to that page, unless the password was typed in this session a short while ago."""
    if visitor().session.is_proven(milliseconds()):
        return None
    return redirect(url_for(".prove", next=request.script_root + request.path))
