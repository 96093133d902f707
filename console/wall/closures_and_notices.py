"""Closing the desk now or later, and notices before the menu: written, previewed as callers will hear them, put up."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import Field

from console.access import for_roles
from console.context import console, visitor
from console.formatting import LANGUAGES
from console.single_submission import changes_nothing
from console.wall.forms import PostedForm, closure_form, notice_form
from console.wall.page import LEADERS, wall
from console.wall.supervisor_actions import audit_action, done_with, keep_act
from prompts.files.models import Desk
from prompts.notice_check import Checked, check_posted
from prompts.rendering.voice import PromptVoice
from routing.hours.closing_time import first_missed, until_next_opening
from routing.hours.local_time import first_instant
from routing.hours.schedule import Calendar, Closure
from routing.notices.notices import TimedNotice, read_bulletin, store_notices
from store import clock
from store.clock import instant, milliseconds

LONGEST = timedelta(days=31)
FARTHEST = timedelta(days=366)
"""How far ahead a closure may begin."""
A_MINUTE = timedelta(minutes=1)
MOST_NOTICES = 3
MOST_CLOSURES = 20
QUARTER = timedelta(minutes=15)


@dataclass(frozen=True)
class PostKind:
    """A closure or a notice, as the pages speak of it."""

    name: str
    title: str
    told: str
    button: str
    form: Callable[[Desk], type[PostedForm]]
    most: int


CLOSURE = PostKind(
    "closures",
    "Close the desk",
    "While it lasts, callers hear that the desk is closed, why if you say so, and when it opens again. Those who wait "
    "when it begins are still served, as at closing time.",
    "Close the desk",
    closure_form,
    MOST_CLOSURES,
)
NOTICE = PostKind(
    "notices",
    "Put up a notice",
    "Every caller hears it right after the greeting, before the menu. Keep it short.",
    "Put it up",
    notice_form,
    MOST_NOTICES,
)


@wall.route("/<desk>/wall/close", methods=["GET", "POST"])
@for_roles(*LEADERS)
@changes_nothing
def close(desk: str) -> ResponseReturnValue:
    """Write a closing: now or from a later time, until a time."""
    return _write(desk, CLOSURE)


@wall.route("/<desk>/wall/notice", methods=["GET", "POST"])
@for_roles(*LEADERS)
@changes_nothing
def put_up_notice(desk: str) -> ResponseReturnValue:
    """Write a notice: a sentence before the menu, until a time."""
    return _write(desk, NOTICE)


@wall.post("/<desk>/wall/close/sure")
@for_roles(*LEADERS)
def close_sure(desk: str) -> ResponseReturnValue:
    """Close the desk, after the confirmation."""
    return _sure(desk, CLOSURE)


@wall.post("/<desk>/wall/notice/sure")
@for_roles(*LEADERS)
def notice_sure(desk: str) -> ResponseReturnValue:
    """Put up the notice, after the confirmation."""
    return _sure(desk, NOTICE)


@wall.post("/<desk>/wall/closure/<id_>/down")
@for_roles(*LEADERS)
def reopen(desk: str, id_: str) -> ResponseReturnValue:
    """End a closure now, or cancel it before it begins."""
    return _take_out(desk, CLOSURE, id_, "ended a closure")


@wall.post("/<desk>/wall/notice/<id_>/down")
@for_roles(*LEADERS)
def take_down(desk: str, id_: str) -> ResponseReturnValue:
    """Take down a notice."""
    return _take_out(desk, NOTICE, id_, "took a notice down")


def _sure(desk: str, kind: PostKind) -> ResponseReturnValue:
    posted, form = _posted(desk, kind)
    if posted is None:
        return _form_page(desk, kind, form)
    told = f"{'closed the desk' if kind is CLOSURE else 'put up a notice'} {_when(desk, posted)}"
    if _is_crowded(desk, kind):
        return redirect(url_for(".show", desk=desk))
    return _replace_posted(desk, kind, (*_hanging(desk, kind)[0], posted), told)


def _take_out(desk: str, kind: PostKind, id_: str, told: str) -> ResponseReturnValue:
    left = tuple(one for one in _hanging(desk, kind)[0] if one.id != id_)
    return _replace_posted(desk, kind, left, told)


def _is_crowded(desk: str, kind: PostKind) -> bool:
    """Return whether so many entries exist that no more can be added; the next page says so."""
    is_full = len(_hanging(desk, kind)[0]) >= kind.most
    if is_full:
        what = "closures stand" if kind is CLOSURE else "notices hang"
        flash(f"{kind.most} {what} there already; take one down first.", "danger")
    return is_full


def _write(desk: str, kind: PostKind) -> ResponseReturnValue:
    if _is_crowded(desk, kind):
        return redirect(url_for(".show", desk=desk))
    posted, form = _posted(desk, kind)
    if posted is None:
        return _form_page(desk, kind, form)
    checked = {language: _checked(desk, language, text) for language, text in posted.said}
    page = render_template(
        "wall/sure.html",
        desk=console().desks[desk],
        kind=kind,
        form=form,
        since=instant(posted.starts).astimezone(_zone(desk)) if posted.starts > milliseconds() else None,
        until=instant(posted.ends).astimezone(_zone(desk)),
        heard=_heard(desk, kind, posted),
        advice=[(language, words) for language, one in checked.items() for words in one.advice],
    )
    return str(page)


def _posted(desk: str, kind: PostKind) -> tuple[TimedNotice | None, PostedForm]:
    """Return what was written, if it can be put up; otherwise the form with its errors."""
    made = kind.form(console().desks[desk])
    form = made(data={} if kind is CLOSURE else {"until": _soon(desk)})
    if not form.validate_on_submit():
        return None, form
    starts, ends = _times(desk, kind, form)
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
    asks = kind is NOTICE and bool(form["asks"].data)
    return TimedNotice(starts, ends, texts, visitor().person.name, secrets.token_hex(4), asks), form


def _times(desk: str, kind: PostKind, form: PostedForm) -> tuple[int, int]:
    """Return the beginning and end in ms; the form says what is wrong with them."""
    now, (since, until), model = clock.now(), form.times(), console().desks[desk]
    starts = max(now, _at(desk, since)) if since else now
    ends = _at(desk, until) if until else until_next_opening(model, starts)
    if since and _at(desk, since) < now - A_MINUTE:
        form["since"].errors = ["Choose a time to come, or leave it empty."]
    elif starts > now + FARTHEST:
        form["since"].errors = ["Choose a time within a year from now."]
    elif not starts < ends <= starts + LONGEST:
        form.until.errors = ["Choose a time to come, at most 31 days after the beginning."]
    elif kind is CLOSURE and first_missed(model, starts, ends) is None:
        form.until.errors = ["The desk is closed until then anyway."]
    return milliseconds(starts), milliseconds(ends)


def _missing(form: PostedForm, words: Mapping[str, str]) -> dict[str, Field]:
    names = [name.removeprefix("said_") for name in form._fields if name.startswith("said_")]
    return {LANGUAGES.get(name, name): form[f"said_{name}"] for name in names if name not in words}


def _checked(desk: str, language: str, text: str) -> Checked:
    return check_posted(console().line.desks[desk], language, text)


def _heard(desk: str, kind: PostKind, posted: TimedNotice) -> list[tuple[str, str]]:
    """Return what callers will hear, by language."""
    if kind is NOTICE:
        return list(posted.said)
    revision = console().line.desks[desk]
    closure = Closure(instant(posted.starts), instant(posted.ends), said=posted.said)
    moment = first_missed(revision.desk, closure.starts, closure.ends) or closure.starts
    opening = Calendar(revision.desk, [closure]).opening(moment)
    return [
        (language, PromptVoice(revision, language, opening).door().text)
        for language in revision.desk.languages
    ]


def _replace_posted(
    desk: str, kind: PostKind, new: tuple[TimedNotice, ...], told: str
) -> ResponseReturnValue:
    """Replace what hangs there, if nobody was faster."""
    board, (old, before), who = console().wall.snapshots.boards[desk], _hanging(desk, kind), visitor().person
    after = store_notices(new)
    if before == after or old == new:
        flash("It does not hang there any more.", "danger")
        return redirect(url_for(".show", desk=desk))
    if not board.put_up(kind.name, before, after, _last(new), who.name):
        flash("Somebody else has changed it at the same time. Look again.", "danger")
        return redirect(url_for(".show", desk=desk))
    console().line.hang(desk, read_bulletin(console().database, desk))
    keep_act(desk, told, "put_up", kind.name, after, before, f"{_last(old)}")
    audit_action(desk, told, "the door", _in_words(desk, old), _in_words(desk, new))
    return done_with(desk, f"You {told}.")


def _in_words(desk: str, posted: tuple[TimedNotice, ...]) -> str:
    """Return the entries in words for the audit log."""
    return "; ".join(" / ".join([_when(desk, one), *(text for _, text in one.said)]) for one in posted)


def _last(posted: tuple[TimedNotice, ...]) -> int:
    """Return when the last entry ends, ms since 1970 UTC."""
    return max((one.ends for one in posted), default=0)


def _hanging(desk: str, kind: PostKind) -> tuple[tuple[TimedNotice, ...], str]:
    """Return the entries of a kind that are not over, and the stored text."""
    found, now = read_bulletin(console().database, desk), milliseconds()
    every, text = (
        (found.closures, found.closures_text) if kind is CLOSURE else (found.notices, found.notices_text)
    )
    return tuple(one for one in every if one.ends > now), text


def _form_page(desk: str, kind: PostKind, form: PostedForm) -> ResponseReturnValue:
    page = render_template("wall/posted.html", desk=console().desks[desk], kind=kind, form=form)
    return page, 422 if form.errors else 200


def _soon(desk: str) -> datetime:
    """Return an hour from now, at a full quarter by the desk's clock."""
    here = instant(milliseconds()).astimezone(_zone(desk)).replace(tzinfo=None, second=0, microsecond=0)
    return here + timedelta(hours=1) + (QUARTER - timedelta(minutes=here.minute % 15))


def _at(desk: str, wall_clock: datetime) -> datetime:
    return first_instant(wall_clock.date(), wall_clock.time(), _zone(desk))


def _when(desk: str, posted: TimedNotice) -> str:
    until = f"until {_clock(desk, posted.ends)}"
    is_planned = posted.starts > milliseconds()
    return f"from {_clock(desk, posted.starts)} {until}" if is_planned else until


def _clock(desk: str, moment: int) -> str:
    return instant(moment).astimezone(_zone(desk)).strftime("%A, %B %-d, %-I:%M %p")


def _zone(desk: str) -> ZoneInfo:
    found = console().desks.get(desk) or abort(404)
    return ZoneInfo(found.zone)
