"""The wallboard as its tests find it, and what they ask of it."""

from __future__ import annotations

import re

from redis import Redis
from werkzeug.test import TestResponse

from console.context import Console
from routing.queue.desk_state import DeskState
from tests.console.visits import Visit

UNDO = re.compile(r"/cair/wall/undo/\d+")


def free_ann(redis: Redis, console: Console) -> DeskState:
    """The desk with Ann, who is free, and nothing kept of an earlier look at it."""
    console.wall.snapshots.forget("cair")
    state = DeskState(redis, "cair")
    state.save_rep("12", {"name": "Ann", "lines": "general", "languages": "en,es"})
    state.set_status("12", "available")
    return state


def undoes(visit: Visit) -> TestResponse:
    """Press the topmost undo of the wallboard."""
    found = UNDO.search(visit.opens("/cair/wall").text)
    assert found, "nothing can be undone"
    return visit.sends(found[0], of="/cair/wall")


def noted(console: Console) -> list[tuple[str, str, str, str]]:
    return [(one.who, one.what, one.before, one.after) for one in console.audit.entries(3)]
