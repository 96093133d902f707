"""The wallboard: whole, and as the part that an open page updates."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from accounts.people import Role
from console.access import for_roles
from console.context import console
from console.formatting import zone
from console.fragment_cache import wanted_version
from console.wall.board_view import CALLED, SET_BY, board_of
from routing.queue.desk_snapshot import DeskNow

wall = Blueprint("wall", __name__)
LEADERS = (Role.SUPERVISOR, Role.ADMIN)
BIG = "wall"
"""The value of `screen` with which the page is for a screen on the wall."""


@wall.get("/<desk>/wall")
@for_roles(*LEADERS)
def show(desk: str) -> ResponseReturnValue:
    """Show the wallboard; with `?screen=wall` in large type and without controls."""
    page = {"desk": console().desks[desk], "is_big": _is_big(), "board": _board(desk)}
    return render_template("wall/wall.html", **page)


@wall.get("/<desk>/wall/now")
@for_roles(*LEADERS)
def now(desk: str) -> ResponseReturnValue:
    """Return the board without the frame, as of the event that the page was told of or a later one."""
    return _board(desk)


def _board(desk: str) -> Markup:
    """Return the board for the present visitor."""
    seen = console().wall.snapshots.look(desk, wanted_version())
    look = (desk, f"{_is_big()}", f"{zone()}")
    drawn = console().wall.drawings.of(look, seen, lambda token: draw(desk, seen, token))
    return drawn.handed_to(generate_csrf())


def draw(desk: str, seen: DeskNow, token: str) -> str:
    """Render the board with `token` in its forms."""
    return render_template(
        "wall/_board.html",
        board=board_of(console(), desk, seen),
        called=CALLED,
        set_by=SET_BY,
        is_big=_is_big(),
        csrf_token=lambda: token,
    )


def _is_big() -> bool:
    return request.args.get("screen") == BIG
