"""The visitor's own account: name, phone, password, sessions. console/credentials has the second step."""

from __future__ import annotations

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.people import Role
from console.access import for_roles, signed_in
from console.auth.cookies import without_session
from console.auth.passwords import password_weakness
from console.auth.sign_in import known_words
from console.context import Visitor, console, visitor
from console.credentials.known_browsers import remember_browser
from console.credentials.tries import note_refusal
from console.credentials.webauthn_ceremonies import can_use_passkeys
from console.forms import ChangePasswordForm, CurrentPasswordForm, NameForm, PhoneForm
from console.rep.leaving import offer_to_end_calls, sign_out_of_browser_calls
from routing.errors import NotDialable
from routing.phone_numbers import dialable

account = Blueprint("account", __name__)
WRONG = "This is not your current password."
PROOFS = 10
"""Wrong passwords or codes that one may type in 15 minutes while signed in."""
TOO_OFTEN = "Too many tries. Try again in a quarter of an hour."


@account.get("/account")
@signed_in
def show() -> ResponseReturnValue:
    """Show the visitor's account."""
    return account_page()


@account.post("/account/name")
@signed_in
def rename() -> ResponseReturnValue:
    """Change the visitor's name."""
    form = NameForm()
    if not form.validate():
        return account_page(name_form=form)
    person = visitor().person
    console().people.change(person.sign_in, person.id, {"name": form.name.data.strip()})
    return return_to_account("Your name is saved.")


@account.post("/account/phone")
@for_roles(Role.SUPERVISOR, Role.ADMIN)
def set_phone() -> ResponseReturnValue:
    """Set the phone on which the visitor listens to conversations; empty for none."""
    form, person = PhoneForm(), visitor().person
    if form.validate():
        try:
            phone = _own_phone(form.phone.data) if form.phone.data else ""
        except NotDialable as error:
            form.phone.errors = [f"{error.why[0].upper()}{error.why[1:]}."]
        else:
            console().people.change(person.sign_in, person.id, {"phone": phone})
            return return_to_account("Your phone is saved." if phone else "No phone of yours is kept.")
    return account_page(phone_form=form)


def _own_phone(typed: str) -> str:
    """Return the phone in the carrier's form. Raises NotDialable, also for a desk's own number, which would call the
    line itself."""
    desks = [desk for id_, desk in console().desks.items() if visitor().person.may_enter(id_)]
    phone = dialable(typed, desks[0].country if desks else "US", console().rep_countries)
    if phone in {desk.number for desk in console().desks.values()}:
        raise NotDialable(typed, "it is the number of a desk")
    return phone


@account.post("/account/password")
@signed_in
def change_password() -> ResponseReturnValue:
    """Change the password, which ends every other session."""
    form, me = ChangePasswordForm(), visitor()
    if form.validate() and is_current_password(me, form):
        problem = password_weakness(form.password.data, known_words(me.person))
        if problem is None:
            hashed = console().passwords.hash(form.password.data)
            console().people.set_password(me.person.id, hashed, kept=me.token)
            done = return_to_account(
                "Your password is changed. Wherever else you were signed in, you are signed out."
            )
            return remember_browser(make_response(done), console().people.person(me.person.id) or me.person)
        form.password.errors = [problem]
    return account_page(password_form=form)


@account.post("/account/sign-out-everywhere")
@signed_in
def sign_out_everywhere() -> ResponseReturnValue:
    """End every session of the visitor, this one too."""
    person = visitor().person
    still_on_calls = sign_out_of_browser_calls(person)
    console().sessions.end_all(person.sign_in, person.id)
    flash("You are signed out everywhere.")
    offer_to_end_calls(person, still_on_calls)
    return without_session(make_response(redirect(url_for("console.doors.sign_in"))))


def is_current_password(me: Visitor, form: ChangePasswordForm | CurrentPasswordForm) -> bool:
    """Return whether the current password was given, as a session alone must not suffice to take over an account."""
    if has_tried_too_often(me):
        form.current.errors = [TOO_OFTEN]
    elif not console().passwords.fits(form.current.data, me.person.password):
        form.current.errors = [WRONG]
        note_refusal("wrong current password", me.person, me.person.sign_in)
    else:
        console().sessions.forgive("", f"proof {me.person.id}")
        return True
    return False


def has_tried_too_often(me: Visitor) -> bool:
    """Count a try to prove who one is; return whether there were too many."""
    return console().sessions.attempt({f"proof {me.person.id}": PROOFS}) > 0


def return_to_account(told: str) -> ResponseReturnValue:
    """Say what was done, on the account's page."""
    flash(told)
    return redirect(url_for(".show"))


def account_page(
    name_form: NameForm | None = None,
    phone_form: PhoneForm | None = None,
    password_form: ChangePasswordForm | None = None,
    off_form: CurrentPasswordForm | None = None,
) -> ResponseReturnValue:
    """Draw the account's page, with the form that was wrong, if one was."""
    me = visitor()
    is_wrong = request.method == "POST"
    page = render_template(
        "account.html",
        name_form=name_form or NameForm(formdata=None, data={"name": me.person.name}),
        phone_form=phone_form or PhoneForm(formdata=None, data={"phone": me.person.phone}),
        password_form=password_form or ChangePasswordForm(formdata=None),
        off_form=off_form or CurrentPasswordForm(formdata=None),
        open_off=off_form is not None,
        sessions=console().sessions.of_person(me.person.id),
        mine=me.session.digest,
        codes_left=console().people.recovery_codes_left(me.person.id),
        is_obliged=console().second_step.covers(me.person),
        can_use_passkeys=can_use_passkeys(),
    )
    return page, 422 if is_wrong else 200
