"""The admins' pages about people: who may sign in, and with which role."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from accounts.people import Person, Role, Saved
from console.access import for_roles
from console.context import console, visitor
from console.forms import PersonForm, person_form

people = Blueprint("people", __name__)
TOLD = {
    Saved.NAME_TAKEN: ("sign_in", "Somebody else has this sign-in name."),
    Saved.REP_TAKEN: (None, "That rep is linked to somebody else already."),
    Saved.LAST_ADMIN: ("role", "There must be one admin left who can let others in."),
    Saved.UNKNOWN: (None, "This person was removed meanwhile."),
}


@people.get("/people")
@for_roles(Role.ADMIN)
def show_all() -> ResponseReturnValue:
    """Show all people who may sign in."""
    return render_template("people.html", people=console().people.all(), desks=console().desks)


@people.route("/people/new", methods=["GET", "POST"])
@for_roles(Role.ADMIN)
def add() -> ResponseReturnValue:
    """Add a person, and show the one-time link to hand over."""
    form = _form()(data={"desks": list(console().desks)[:1]})
    if form.validate_on_submit():
        who, fields = visitor().person.sign_in, _fields(form)
        basics = (form.sign_in.data, fields.pop("name"), Role(fields.pop("role")))
        fields.pop("sign_in")
        saved, id_ = console().people.add(who, *basics, fields)
        if saved is Saved.ADDED:
            return _link_page(id_)
        _report(form, saved)
    return render_template("person_new.html", form=form), 422 if form.errors else 200


@people.route("/people/<id_>", methods=["GET", "POST"])
@for_roles(Role.ADMIN)
def person(id_: str) -> ResponseReturnValue:
    """Show and change a person."""
    found = _person(id_)
    form = _form()(data=_data(found))
    if form.validate_on_submit():
        saved = console().people.change(visitor().person.sign_in, id_, _fields(form))
        if saved is Saved.SAVED:
            flash(f"{form.name.data} is saved.")
            return redirect(url_for(".person", id_=id_))
        _report(form, saved)
    sessions = console().sessions.of_person(id_)
    page = render_template("person.html", form=form, person=found, sessions=sessions)
    return page, 422 if form.errors else 200


@people.post("/people/<id_>/link")
@for_roles(Role.ADMIN)
def link(id_: str) -> ResponseReturnValue:
    """Make a new one-time link, which replaces older ones."""
    _person(id_)
    return _link_page(id_)


@people.post("/people/<id_>/disabled")
@for_roles(Role.ADMIN)
def disable(id_: str) -> ResponseReturnValue:
    """Disable a person, who is signed out at once; nothing is deleted."""
    return _change(id_, {"disabled": "1"}, "can't sign in any more")


@people.post("/people/<id_>/enabled")
@for_roles(Role.ADMIN)
def enable(id_: str) -> ResponseReturnValue:
    """Let a person sign in again, with the same password."""
    return _change(id_, {"disabled": ""}, "may sign in again")


@people.post("/people/<id_>/second-step-off")
@for_roles(Role.ADMIN)
def second_step_off(id_: str) -> ResponseReturnValue:
    """Remove the second step of a person who has lost the phone with the codes."""
    found = _person(id_)
    console().people.reset_second_step(visitor().person.sign_in, id_)
    flash(f"{found.name} signs in without a code now. A new second step can be set up in the account.")
    return redirect(url_for(".person", id_=id_))


@people.post("/people/<id_>/sign-out")
@for_roles(Role.ADMIN)
def sign_out(id_: str) -> ResponseReturnValue:
    """Sign a person out everywhere."""
    found = _person(id_)
    console().sessions.end_all(visitor().person.sign_in, id_)
    flash(f"{found.name} is signed out everywhere.")
    return redirect(url_for(".person", id_=id_))


@people.post("/people/<id_>/removed")
@for_roles(Role.ADMIN)
def remove(id_: str) -> ResponseReturnValue:
    """Remove a person; the audit log keeps what was done."""
    found = _person(id_)
    saved = console().people.remove(visitor().person.sign_in, id_)
    if saved is not Saved.REMOVED:
        flash(TOLD[saved][1], "danger")
        return redirect(url_for(".person", id_=id_))
    flash(f"{found.name} is removed.")
    return redirect(url_for(".show_all"))


def _change(id_: str, fields: Mapping[str, str], told: str) -> ResponseReturnValue:
    found = _person(id_)
    saved = console().people.change(visitor().person.sign_in, id_, fields)
    if saved is Saved.SAVED:
        flash(f"{found.name} {told}.")
    else:
        flash(TOLD[saved][1], "danger")
    return redirect(url_for(".person", id_=id_))


def _person(id_: str) -> Person:
    return console().people.person(id_) or abort(404)


def _link_page(id_: str) -> ResponseReturnValue:
    """Show the link in this answer alone, as it is not stored."""
    token = console().people.invite(visitor().person.sign_in, id_)
    if token is None:
        flash("A person who can't sign in gets no link.", "danger")
        return redirect(url_for(".person", id_=id_))
    path = url_for("console.doors.welcome", token=token)
    return render_template("link.html", person=_person(id_), link=console().absolute(path))


def _form() -> type[PersonForm]:
    """Return a form with the present desks and reps."""
    names = {id_: desk.name for id_, desk in console().desks.items()}
    reps = {
        id_: [
            (number, f"{number} {rep.name}{', in the browser' if rep.client else ''}")
            for number, rep in console().line.states[id_].reps().items()
        ]
        for id_ in names
    }
    return person_form(names, reps)


def _data(found: Person) -> dict[str, object]:
    return {
        "name": found.name,
        "sign_in": found.sign_in,
        "role": found.role.value,
        "desks": list(found.desks),
        **{f"rep_{desk}": rep for desk, rep in found.reps},
    }


def _fields(form: PersonForm) -> dict[str, str]:
    """Return the form's fields as the database stores them."""
    reps = {desk: form[f"rep_{desk}"].data for desk in console().desks}
    return {
        "name": form.name.data.strip(),
        "sign_in": form.sign_in.data.strip().casefold(),
        "role": form.role.data,
        "desks": ",".join(form.desks.data),
        "reps": ",".join(f"{desk}:{rep}" for desk, rep in reps.items() if rep),
    }


def _report(form: PersonForm, saved: Saved) -> None:
    name, told = TOLD[saved]
    if name is None:
        name = next((f"rep_{desk}" for desk in console().desks if form[f"rep_{desk}"].data), "sign_in")
    form[name].errors = [told]
