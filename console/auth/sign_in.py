"""Signing in and out, the second step, the one-time link that sets a password, and single sign-on."""

from __future__ import annotations

import logging

from flask import Blueprint, flash, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from accounts.people import Person, fold
from accounts.sessions import CODE_LIMITS
from console.access import current_visitor, open_to_all, own_path
from console.auth.cookies import session_token, with_session, without_session
from console.auth.passwords import password_weakness
from console.auth.second_step import step_of
from console.auth.secret_box import is_sealed
from console.auth.single_sign_on import NotConfirmed
from console.context import Visitor, console
from console.credentials.known_browsers import known_browser, remember_browser
from console.credentials.recovery import use_recovery_code
from console.credentials.tries import RECOVERIES, CodeTries, PasswordTries, note_refusal
from console.credentials.webauthn_ceremonies import ask_for_passkey
from console.forms import CodeForm, NewPasswordForm, RecoveryForm, SignInForm
from console.rep.leaving import (
    desks_still_on_calls,
    end_calls_that_go_on,
    offer_to_end_calls,
    sign_out_of_browser_calls,
)
from ivr.json_log import harmless_text
from store import clock
from store.log_limit import LogLimit

log = logging.getLogger(__name__)
NOT_CONFIRMED = LogLimit(log, logging.WARNING, "single sign-on was refused")
doors = Blueprint("doors", __name__)

WRONG = "This name and password don't go together."
VOID = "The link is no longer good: it is used up, or older than a day. Ask for a new one."


@doors.route("/sign-in", methods=["GET", "POST"])
@open_to_all
def sign_in() -> ResponseReturnValue:
    """Sign in with name and password; with a second step, continue to the code."""
    form = SignInForm()
    onward = own_path(request.values.get("next", ""))
    if request.method == "GET":
        found = current_visitor()
        if found and found.session.is_full:
            return redirect(onward or url_for("console.home.lead"))
    elif form.validate():
        name = fold(form.name.data)
        person = console().people.named(name)
        tries = PasswordTries(name, known_browser(person))
        wait = tries.count()
        if wait:
            return _too_often("sign_in.html", form, wait, onward)
        if _fits(person, form.password.data) and person is not None:
            tries.forgive()
            return _enter(person, onward)
        note_refusal("wrong password", person, name)
        form.password.errors = [WRONG]
    still_on_calls = desks_still_on_calls()
    return _page(
        "sign_in.html", form, onward, sign_on=console().sign_on is not None, still_on_calls=still_on_calls
    )


def _fits(person: Person | None, password: str) -> bool:
    """Return whether the password is the person's; without a person the answer takes as long."""
    kept = person.password if person and not person.is_disabled else ""
    if not console().passwords.fits(password, kept) or person is None:
        return False
    if console().passwords.is_outdated(kept):
        console().people.rehash(person.id, kept, console().passwords.hash(password))
    return True


def _enter(person: Person, onward: str) -> ResponseReturnValue:
    """Start a new session, whatever the browser sent: half begun with a second step, complete without one."""
    if person.has_second_step:
        onward_to_code = url_for(".code", next=onward or None)
        return begin_session(person, redirect(onward_to_code), is_full=False)
    return begin_session(person, redirect(onward or url_for("console.home.lead")), is_full=True)


def begin_session(
    person: Person, answer: ResponseReturnValue, *, is_full: bool, is_signed_on: bool = False
) -> ResponseReturnValue:
    """Start a session in place of whatever the browser brought, and hand it over with `answer`."""
    token = console().sessions.start(
        person.id,
        console().limits if is_full else CODE_LIMITS,
        harmless_text(request.user_agent.string),
        replaces=session_token(),
        is_full=is_full,
        is_signed_on=is_signed_on,
    )
    if token is None:
        return redirect(url_for(".sign_in"))
    session.clear()  # forms of before belong to nobody now
    response = with_session(make_response(answer), token)
    return remember_browser(response, person) if is_full else response


@doors.route("/code", methods=["GET", "POST"])
@open_to_all
def code() -> ResponseReturnValue:
    """Take the second step with a code, within five minutes of the password."""
    onward = own_path(request.values.get("next", ""))
    found = current_visitor()
    if found is None:
        return redirect(url_for(".sign_in", next=onward or None))
    if found.session.is_full:
        return redirect(onward or url_for("console.home.lead"))
    form = CodeForm()
    if form.validate_on_submit():
        tries = CodeTries(found.person)
        wait = tries.count()
        if wait:
            return _too_often(
                "code.html", form, wait, onward, recovery=RecoveryForm(formdata=None), person=found.person
            )
        step = _step(found.person, form.code.data)
        if step is not None and console().people.use_code(found.person.id, step):
            tries.forgive()
            _seal(found.person)
            return begin_session(found.person, redirect(onward or url_for("console.home.lead")), is_full=True)
        note_refusal("wrong code", found.person, found.person.sign_in)
        form.code.errors = ["This code is wrong or was used. Wait for the next one, and type that."]
    return _code_page(found, form, onward, RecoveryForm(formdata=None))


@doors.post("/recovery-code")
@open_to_all
def recovery_code() -> ResponseReturnValue:
    """Take the second step with a recovery code, for a person without the phone."""
    onward = own_path(request.values.get("next", ""))
    found = current_visitor()
    if found is None or found.session.is_full:
        return redirect(url_for(".code", next=onward or None))
    form, person = RecoveryForm(), found.person
    if form.validate():
        name = f"recovery {person.id} {known_browser(person) or ''}"
        wait = console().sessions.attempt({name: RECOVERIES})
        if wait:
            return _too_often(
                "code.html", CodeForm(formdata=None), wait, onward, recovery=form, person=person
            )
        left = use_recovery_code(person.id, form.recovery.data)
        if left is not None:
            console().sessions.forgive("", name)
            answer = begin_session(person, redirect(onward or url_for("console.home.lead")), is_full=True)
            flash(
                f"This recovery code is used up. You have {left} left; under Account you can make new ones."
            )
            return answer
        note_refusal("wrong recovery code", person, person.sign_in)
        form.recovery.errors = ["This is none of your recovery codes, or it was used."]
    return _code_page(found, CodeForm(formdata=None), onward, form)


def _code_page(found: Visitor, form: CodeForm, onward: str, recovery: RecoveryForm) -> ResponseReturnValue:
    known = console().passkeys.of_person(found.person.id) if found.person.passkeys else []
    options = ask_for_passkey(found.session, known) if known else None
    values = {"recovery": recovery, "person": found.person, "passkey_options": options}
    return _page("code.html", form, onward, **values)


def _step(person: Person, code: str) -> int | None:
    secret = console().seal.open(person.totp, person.id)
    return step_of(secret, code, clock.now()) if secret else None


def _seal(person: Person) -> None:
    """Encrypt a secret that was stored before secrets were encrypted."""
    if not is_sealed(person.totp):
        sealed = console().seal.seal(person.totp, person.id)
        console().people.seal_secret(person.id, person.totp, sealed)


@doors.route("/welcome/<token>", methods=["GET", "POST"])
@open_to_all
def welcome(token: str) -> ResponseReturnValue:
    """Set a password with a one-time link. Only setting it uses the link up, so that a program that previews links
    does not."""
    person = console().people.invited(token)
    if person is None:
        return render_template("trouble.html", title="This link is no longer good", told=VOID), 404
    form = NewPasswordForm()
    if form.validate_on_submit():
        problem = password_weakness(form.password.data, known_words(person))
        if problem is None:
            hashed = console().passwords.hash(form.password.data)
            if console().people.set_password(person.id, hashed, invitation=token):
                flash("Your password is set. Sign in with it.")
                response = without_session(make_response(redirect(url_for(".sign_in"))))
                return remember_browser(response, console().people.person(person.id) or person)
        form.password.errors = [problem or VOID]
    return _page("welcome.html", form, person=person)


def known_words(person: Person) -> list[str]:
    """Return words that others would try first: the person's names and the words by which the desks are known."""
    words = [person.name, person.sign_in]
    for desk in console().desks.values():
        words += [desk.id, desk.name, desk.email, desk.zone, *desk.names, *desk.postal_address]
        words += [line.id for line in desk.lines]
    return words


@doors.post("/sign-out")
@open_to_all
def sign_out() -> ResponseReturnValue:
    """End this session and the calls that ring in the browser.

    A page that was left open elsewhere of this session shows the door at its next request.
    """
    found = current_visitor()
    if session_token():
        console().sessions.end(session_token())
    session.clear()
    flash("You are signed out.")
    if found and found.session.is_full:
        offer_to_end_calls(found.person, sign_out_of_browser_calls(found.person))
    return without_session(make_response(redirect(url_for(".sign_in"))))


@doors.post("/sign-out-of-calls")
@open_to_all
def sign_out_of_calls() -> ResponseReturnValue:
    """Sign out of the calls that go on ringing at the phone of the person who has just signed out in this browser."""
    end_calls_that_go_on()
    return redirect(url_for(".sign_in"))


@doors.get("/single-sign-on")
@open_to_all
def single_sign_on() -> ResponseReturnValue:
    """Redirect to the agency's own sign-in."""
    sign_on = console().sign_on
    if sign_on is None:
        return redirect(url_for(".sign_in"))
    session["onward"] = own_path(request.args.get("next", ""))
    try:
        return sign_on.begin(console().absolute(url_for(".signed_on")))
    except NotConfirmed as error:
        return _not_confirmed(error)


@doors.get("/signed-on")
@open_to_all
def signed_on() -> ResponseReturnValue:
    """Finish single sign-on. A second step is the provider's task; a person who comes from it has taken it there."""
    sign_on = console().sign_on
    if sign_on is None:
        return redirect(url_for(".sign_in"))
    try:
        known = sign_on.finish()
    except NotConfirmed as error:
        return _not_confirmed(error)
    person = console().people.of_subject(known.subject) or console().people.named(known.email)
    if person is None and not known.email:
        return _not_confirmed(NotConfirmed("the provider has verified no e-mail address"))
    if person is None or person.is_disabled or not console().people.bind_subject(person.id, known.subject):
        return _not_confirmed(NotConfirmed("nobody here has that e-mail address and identity"), known.email)
    onward = own_path(session.get("onward", ""))
    return begin_session(
        person, redirect(onward or url_for("console.home.lead")), is_full=True, is_signed_on=True
    )


def _not_confirmed(error: NotConfirmed, email: str = "") -> ResponseReturnValue:
    NOT_CONFIRMED.write(why=harmless_text(str(error)), sign_in=harmless_text(email))
    told = (
        f"{email} may not sign in here. An admin can add you."
        if email
        else ("Your organization's sign-in did not confirm who you are. Try again, or use your password.")
    )
    flash(told, "danger")
    return redirect(url_for(".sign_in"))


def waiting_time(wait: float) -> str:
    """Return whole minutes or hours, rounded up."""
    minutes = max(1, round(wait / 60 + 0.4))
    number, unit = (minutes, "minute") if minutes < 100 else (-(-minutes // 60), "hour")
    return f"{number} {unit}{'s' if number > 1 else ''}"


def _page(template: str, form: object, onward: str = "", **values: object) -> ResponseReturnValue:
    has_errors = any(getattr(one, "errors", None) for one in (form, *values.values()))
    return render_template(template, form=form, onward=onward, **values), 422 if has_errors else 200


def _too_often(
    template: str, form: object, wait: float, onward: str, **values: object
) -> ResponseReturnValue:
    told = f"Too many tries. Try again in {waiting_time(wait)}."
    page = render_template(
        template, form=form, onward=onward, told=told, sign_on=console().sign_on is not None, **values
    )
    return page, 429, {"Retry-After": str(int(wait) + 1)}
