"""One's own account: name, password, second step, sessions."""

from __future__ import annotations

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from console.access import for_roles, signed_in
from console.cookies import without_session
from console.credentials.known_browsers import remember_browser
from console.credentials.tries import note_refusal
from console.doors import CODES, known_words
from console.forms import ChangePasswordForm, CodeForm, CurrentPasswordForm, NameForm, PhoneForm
from console.parts import Visitor, console, visitor
from console.passwords import weakness
from console.second_step import in_groups, new_secret, picture, step_of
from routing.errors import NotDialable
from routing.phone_numbers import dialable
from store import clock
from store.people import Role

account = Blueprint("account", __name__)
WRONG = "This is not your current password."
TOO_OFTEN = "Too many tries. Try again in a quarter of an hour."


@account.get("/account")
@signed_in
def show() -> ResponseReturnValue:
    """Everything about oneself."""
    return _page()


@account.post("/account/name")
@signed_in
def rename() -> ResponseReturnValue:
    """Another name to be called by."""
    form = NameForm()
    if not form.validate():
        return _page(name_form=form)
    person = visitor().person
    console().people.change(person.sign_in, person.id, {"name": form.name.data.strip()})
    return _done("Your name is saved.")


@account.post("/account/phone")
@for_roles(Role.SUPERVISOR, Role.ADMIN)
def set_phone() -> ResponseReturnValue:
    """The phone on which one listens to conversations; empty for none."""
    form, person = PhoneForm(), visitor().person
    if form.validate():
        try:
            phone = _own_phone(form.phone.data) if form.phone.data else ""
        except NotDialable as error:
            form.phone.errors = [f"{error.why[0].upper()}{error.why[1:]}."]
        else:
            console().people.change(person.sign_in, person.id, {"phone": phone})
            return _done("Your phone is saved." if phone else "No phone of yours is kept.")
    return _page(phone_form=form)


def _own_phone(typed: str) -> str:
    """As the carrier wants it, and not a desk's own number: that would ring in a circle. Raises NotDialable."""
    desks = [desk for id_, desk in console().desks.items() if visitor().person.may_enter(id_)]
    phone = dialable(typed, desks[0].country if desks else "US", console().rep_countries)
    if phone in {desk.number for desk in console().desks.values()}:
        raise NotDialable(typed, "it is the number of a desk")
    return phone


@account.post("/account/password")
@signed_in
def change_password() -> ResponseReturnValue:
    """A new password ends every other session."""
    form, me = ChangePasswordForm(), visitor()
    if form.validate() and _is_current(me, form):
        problem = weakness(form.password.data, known_words(me.person))
        if problem is None:
            hashed = console().passwords.hash(form.password.data)
            console().people.set_password(me.person.id, hashed, kept=me.token)
            done = _done("Your password is changed. Wherever else you were signed in, you are signed out.")
            return remember_browser(make_response(done), console().people.person(me.person.id) or me.person)
        form.password.errors = [problem]
    return _page(password_form=form)


@account.route("/account/second-step", methods=["GET", "POST"])
@signed_in
def second_step() -> ResponseReturnValue:
    """Setting up sign-in by code: scan, type what the app shows, done."""
    me, form = visitor(), CodeForm()
    if me.person.totp:
        return redirect(url_for(".show"))
    seal, id_ = console().seal, me.person.id
    kept = console().sessions.offer_secret(me.session, seal.seal(new_secret(), id_))
    secret = seal.open(kept, id_) or abort(400)
    if form.validate_on_submit():
        step = None if _too_often(me) else step_of(secret, form.code.data, clock.now())
        if step is not None:
            console().people.set_second_step(
                me.person.sign_in, id_, seal.seal(secret, id_), step, kept=me.token
            )
            return _done("The second step is on. From now on signing in asks for a code.")
        form.code.errors = [
            "This code is wrong. Is the time of your phone set by itself? Type the next code."
        ]
    page = render_template(
        "second_step.html",
        form=form,
        picture=picture(secret, me.person.sign_in),
        secret=in_groups(secret),
    )
    return page, 422 if form.errors else 200


@account.post("/account/second-step/off")
@signed_in
def second_step_off() -> ResponseReturnValue:
    """Off again, for whoever knows the password."""
    form, me = CurrentPasswordForm(), visitor()
    if form.validate() and _is_current(me, form):
        console().people.set_second_step(me.person.sign_in, me.person.id, "", kept=me.token)
        return _done("The second step is off.")
    return _page(off_form=form)


@account.post("/account/sign-out-everywhere")
@signed_in
def sign_out_everywhere() -> ResponseReturnValue:
    """Every session ends, this one too."""
    person = visitor().person
    console().sessions.end_all(person.sign_in, person.id)
    flash("You are signed out everywhere.")
    return without_session(make_response(redirect(url_for("console.doors.sign_in"))))


def _is_current(me: Visitor, form: ChangePasswordForm | CurrentPasswordForm) -> bool:
    """Whether the current password was given; a session alone must not be enough to take an account over."""
    if _too_often(me):
        form.current.errors = [TOO_OFTEN]
    elif not console().passwords.fits(form.current.data, me.person.password):
        form.current.errors = [WRONG]
        note_refusal("wrong current password", me.person, me.person.sign_in)
    else:
        console().sessions.forgive("", f"proof {me.person.id}")
        return True
    return False


def _too_often(me: Visitor) -> bool:
    return console().sessions.attempt({f"proof {me.person.id}": CODES}) > 0


def _done(told: str) -> ResponseReturnValue:
    flash(told)
    return redirect(url_for(".show"))


def _page(
    name_form: NameForm | None = None,
    phone_form: PhoneForm | None = None,
    password_form: ChangePasswordForm | None = None,
    off_form: CurrentPasswordForm | None = None,
) -> ResponseReturnValue:
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
    )
    return page, 422 if is_wrong else 200
