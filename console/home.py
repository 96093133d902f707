"""The start page, the state of a desk's lines, and the stream that notifies open pages of changes."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from accounts.people import Role
from console.access import signed_in
from console.context import console, visitor
from console.formatting import zone
from console.fragment_cache import wanted_version
from console.live import TooManyStreams
from routing.queue.script_answers import LineState
from store.clock import milliseconds
from webserver.bridge import STREAM

home = Blueprint("home", __name__)
FIRST_PAGE = {
    Role.REP: "console.me.show",
    Role.SUPERVISOR: "console.wall.show",
    Role.ADMIN: "console.wall.show",
}
"""The page of a desk on which the day of each role begins."""


@dataclass(frozen=True)
class LineSummary:
    """A waiting line in one language."""

    name: str
    language: str
    state: LineState


@home.get("")
@home.get("/")
@signed_in
def lead() -> ResponseReturnValue:
    """Redirect to the visitor's first page."""
    person = visitor().person
    desk = next((desk for desk in console().desks if person.may_enter(desk)), None)
    if desk is None:
        told = "You are at no desk yet. An admin can change that under People."
        return render_template("trouble.html", title=f"Hello {person.name}", told=told)
    is_without_calls = person.role is Role.REP and person.rep(desk) is None
    first = "console.home.lines" if is_without_calls else FIRST_PAGE[person.role]
    return redirect(url_for(first, desk=desk))


@home.get("/<desk>/lines")
@signed_in
def lines(desk: str) -> ResponseReturnValue:
    """Show the state of the lines."""
    return render_template("lines.html", desk=console().desks[desk], standing=_standing(desk))


@home.get("/<desk>/lines/now")
@signed_in
def lines_now(desk: str) -> ResponseReturnValue:
    """Return the state of the lines without the frame, as of the event that the page was told of, or a later one."""
    shown = console().looks.at((desk, zone().key), wanted_version(), lambda: _standing(desk))
    return render_template("_lines.html", desk=console().desks[desk], standing=shown)


@home.get("/<desk>/live")
@signed_in
def live(desk: str) -> ResponseReturnValue:
    """Stream events that ask open pages to update; answer 503, so that pages poll, when too many are open or the
    server has no event loop."""
    if STREAM not in request.environ:
        return "", 503
    try:
        request.environ[STREAM] = console().live.stream(desk)
    except TooManyStreams:
        return "", 503
    return Response(content_type="text/event-stream", headers={"X-Accel-Buffering": "no"})


def _standing(desk: str) -> Markup:
    """Return the state of the lines, the same for everybody whose clock shows the same time."""
    line = console().line
    revision = line.desks[desk]
    state = line.state(revision)
    shown = [
        LineSummary(one.id, language, state.look(one.id, language))
        for one in revision.desk.lines
        for language in one.languages
    ]
    opening = line.opening(revision, milliseconds())
    return Markup(render_template("_standing.html", desk=revision.desk, lines=shown, opening=opening))
