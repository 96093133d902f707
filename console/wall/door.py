"""Closing the desk until a time, and notices before the menu: written, looked at as callers will hear it, put up."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import Field

from console.access import for_roles
from console.parts import console, visitor
from console.shown import LANGUAGES
from console.wall.acts import done_with, keep_act, note
from console.wall.forms import PostedForm, posted_form
from console.wall.page import LEADERS, wall
from ivr.line import instant, milliseconds
from prompts.posted import Checked, check_posted
from prompts.voice import Voice
from routing.calendar import Calendar, Closure
from routing.local_time import first_instant
from store.bulletin import Bulletin, Posted, read_bulletin, written

LONGEST = timedelta(days=31)
MOST_NOTICES = 3
QUARTER = timedelta(minutes=15)


@dataclass(frozen=True)
class Kind:
    """A closure or a notice, as the pages speak of it."""

    name: str
    title: str
    told: str
    button: str


CLOSURE = Kind(
    "closure",
    "Close the desk now",
    "Callers hear at once that the desk is closed, why if you say so, and when it opens again. Those who wait are "
    "still served, as at closing time.",
    "Close the desk",
)
NOTICE = Kind(
    "notices",
    "Put up a notice",
    "Every caller hears it right after the greeting, before the menu. Keep it short.",
    "Put it up",
)


@wall.route("/<desk>/wall/close", methods=["GET", "POST"])
@for_roles(*LEADERS)
def close(desk: str) -> ResponseReturnValue:
    """Close now, until a time."""
    return _write(desk, CLOSURE)


@wall.route("/<desk>/wall/notice", methods=["GET", "POST"])
@for_roles(*LEADERS)
def put_up_notice(desk: str) -> ResponseReturnValue:
    """A sentence before the menu, until a time."""
    if len(_hanging(desk).notices) >= MOST_NOTICES:
        flash(f"{MOST_NOTICES} notices hang there already; take one down first.", "danger")
        return redirect(url_for(".show", desk=desk))
    return _write(desk, NOTICE)


@wall.post("/<desk>/wall/close/sure")
@for_roles(*LEADERS)
def close_sure(desk: str) -> ResponseReturnValue:
    """Asked and answered: the desk closes."""
    posted, form = _posted(desk, CLOSURE)
    if posted is None:
        return _form_page(desk, CLOSURE, form)
    return _hang(desk, CLOSURE, posted, f"closed the desk until {_clock(desk, posted.ends)}")


@wall.post("/<desk>/wall/notice/sure")
@for_roles(*LEADERS)
def notice_sure(desk: str) -> ResponseReturnValue:
    """Asked and answered: the notice hangs."""
    posted, form = _posted(desk, NOTICE)
    if posted is None:
        return _form_page(desk, NOTICE, form)
    notices = (*_hanging(desk).notices, posted)
    return _hang(desk, NOTICE, notices, f"put up a notice until {_clock(desk, posted.ends)}")


@wall.post("/<desk>/wall/reopen")
@for_roles(*LEADERS)
def reopen(desk: str) -> ResponseReturnValue:
    """The closure ends now."""
    return _hang(desk, CLOSURE, None, "ended the closure")


@wall.post("/<desk>/wall/notice/<id_>/down")
@for_roles(*LEADERS)
def take_down(desk: str, id_: str) -> ResponseReturnValue:
    """A notice is taken down."""
    left = tuple(one for one in _hanging(desk).notices if one.id != id_)
    return _hang(desk, NOTICE, left, "took a notice down")


def _write(desk: str, kind: Kind) -> ResponseReturnValue:
    posted, form = _posted(desk, kind)
    if posted is None:
        return _form_page(desk, kind, form)
    checked = {language: _checked(desk, language, text) for language, text in posted.said}
    page = render_template(
        "wall/sure.html",
        desk=console().desks[desk],
        kind=kind,
        form=form,
        until=instant(posted.ends).astimezone(_zone(desk)),
        heard=_heard(desk, kind, posted),
        advice=[(language, words) for language, one in checked.items() for words in one.advice],
    )
    return str(page)


def _posted(desk: str, kind: Kind) -> tuple[Posted | None, PostedForm]:
    """What was written, if it can be put up; else the form, with what is wrong."""
    form = posted_form(console().desks[desk], is_needed=kind is NOTICE)(data={"until": _soon(desk)})
    if not form.validate_on_submit():
        return None, form
    now, ends = milliseconds(), milliseconds(_at(desk, form.at()))
    if not now < ends <= now + LONGEST // timedelta(milliseconds=1):
        form.until.errors = ["Choose a time to come, at most 31 days from now."]
    elif kind is CLOSURE and _first_closed(desk, now, ends) is None:
        form.until.errors = ["The desk is closed until then anyway."]
    words = form.words()
    if words and set(words) != set(console().desks[desk].languages):
        for name, missing in _missing(form, words).items():
            missing.errors = [f"Callers hear this in {name}: say it in every language, or in none."]
    said = {language: _checked(desk, language, text) for language, text in words.items()}
    for language, checked in said.items():
        if checked.problems:
            form[f"said_{language}"].errors = list(checked.problems)
    if form.errors:
        return None, form
    texts = tuple((language, checked.text) for language, checked in said.items())
    return Posted(now, ends, texts, visitor().person.name, secrets.token_hex(4)), form


def _missing(form: PostedForm, words: Mapping[str, str]) -> dict[str, Field]:
    names = [name.removeprefix("said_") for name in form._fields if name.startswith("said_")]
    return {LANGUAGES.get(name, name): form[f"said_{name}"] for name in names if name not in words}


def _checked(desk: str, language: str, text: str) -> Checked:
    return check_posted(console().line.desks[desk], language, text)


def _heard(desk: str, kind: Kind, posted: Posted) -> list[tuple[str, str]]:
    """By language, what callers will hear."""
    if kind is NOTICE:
        return list(posted.said)
    revision = console().line.desks[desk]
    closure = Closure(instant(posted.starts), instant(posted.ends), said=posted.said)
    moment = _first_closed(desk, posted.starts, posted.ends) or closure.starts
    opening = Calendar(revision.desk, [closure]).opening(moment)
    return [
        (language, Voice(revision, language, opening).door().text) for language in revision.desk.languages
    ]


def _first_closed(desk: str, starts: int, ends: int) -> datetime | None:
    """The first moment at which the desk would be open, were it not for the closure; None if there is none."""
    planned = Calendar(console().desks[desk])
    start = instant(starts)
    moment = start if planned.is_open(start) else planned.next_opening(start)
    return moment if moment < instant(ends) else None


def _hang(desk: str, kind: Kind, new: Posted | tuple[Posted, ...] | None, told: str) -> ResponseReturnValue:
    """Replace what hangs there, if nobody was faster."""
    board, hanging, who = console().wall.snapshots.boards[desk], _hanging(desk), visitor().person
    old = hanging.closure if kind is CLOSURE else hanging.notices
    before = hanging.closure_text if kind is CLOSURE else hanging.notices_text
    after = written(new)
    if before == after:
        flash("Nothing hangs there any more.", "danger")
        return redirect(url_for(".show", desk=desk))
    if not board.put_up(kind.name, before, after, _last(new), who.name):
        flash("Somebody else has changed it at the same time. Look again.", "danger")
        return redirect(url_for(".show", desk=desk))
    console().line.hang(desk, read_bulletin(console().database, desk))
    keep_act(desk, told, "put_up", kind.name, after, before, f"{_last(old)}")
    note(desk, told, "the door", _in_words(desk, old), _in_words(desk, new))
    return done_with(desk, f"You {told}.")


def _in_words(desk: str, posted: Posted | tuple[Posted, ...] | None) -> str:
    """For the audit log."""
    every = (posted,) if isinstance(posted, Posted) else posted or ()
    told = [" / ".join([f"until {_clock(desk, one.ends)}", *(text for _, text in one.said)]) for one in every]
    return "; ".join(told)


def _last(posted: Posted | tuple[Posted, ...] | None) -> int:
    """When the last of it ends, ms since 1970 UTC."""
    every = (posted,) if isinstance(posted, Posted) else posted or ()
    return max((one.ends for one in every), default=0)


def _hanging(desk: str) -> Bulletin:
    """As the database has it, less the notices that are over."""
    found, now = read_bulletin(console().database, desk), milliseconds()
    return replace(found, notices=tuple(one for one in found.notices if one.ends > now))


def _form_page(desk: str, kind: Kind, form: PostedForm) -> ResponseReturnValue:
    page = render_template("wall/posted.html", desk=console().desks[desk], kind=kind, form=form)
    return page, 422 if form.errors else 200


def _soon(desk: str) -> datetime:
    """An hour from now, at a full quarter by the desk's clock."""
    here = instant(milliseconds()).astimezone(_zone(desk)).replace(tzinfo=None, second=0, microsecond=0)
    return here + timedelta(hours=1) + (QUARTER - timedelta(minutes=here.minute % 15))


def _at(desk: str, wall_clock: datetime) -> datetime:
    return first_instant(wall_clock.date(), wall_clock.time(), _zone(desk))


def _clock(desk: str, moment: int) -> str:
    return instant(moment).astimezone(_zone(desk)).strftime("%A, %-I:%M %p")


def _zone(desk: str) -> ZoneInfo:
    found = console().desks.get(desk) or abort(404)
    return ZoneInfo(found.zone)
