"""The wallboard: whole, and as the part that an open page fetches anew."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from console.access import for_roles
from console.parts import console
from console.wall.shown import CALLED, WITH_REP, board_of
from store.board import version_of
from store.people import Role

wall = Blueprint("wall", __name__)
LEADERS = (Role.SUPERVISOR, Role.ADMIN)
BIG = "wall"
"""The value of `screen` with which the page is for a screen on the wall."""


@wall.get("/<desk>/wall")
@for_roles(*LEADERS)
def show(desk: str) -> ResponseReturnValue:
    """The whole page; with `?screen=wall` in large type and without what can be pressed."""
    return render_template("wall/wall.html", **_now(desk))


@wall.get("/<desk>/wall/now")
@for_roles(*LEADERS)
def now(desk: str) -> ResponseReturnValue:
    """The board without the frame, as of the event that the page was told of or a later one."""
    return render_template("wall/_board.html", **_now(desk))


def _now(desk: str) -> dict[str, object]:
    wanted = version_of(request.headers.get("X-Version", ""))
    return {
        "board": board_of(console(), desk, wanted),
        "called": CALLED,
        "with_rep": WITH_REP,
        "is_big": request.args.get("screen") == BIG,
    }
