"""How each act of a supervisor is taken back. What has moved on since is left alone, and said."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from console.context import Console
from routing.queue.conversations import ActionOutcome, Conversations
from routing.queue.desk_snapshot import UndoableAction
from store.desk.call_ids import CallId
from store.desk.states import RepStatus, StatusSource

Undo = Callable[..., str]
"""Takes console, desk, who undoes it and the act's arguments; says why it can't be, or nothing."""

MOVED = {
    ActionOutcome.DONE: "",
    ActionOutcome.OVER: "the call is over",
    ActionOutcome.UNKNOWN: "the call is over",
    ActionOutcome.NOT_WAITING: "a rep is asked already",
    ActionOutcome.NOBODY: "nobody is signed in for that line",
}
"""Why a caller could not be moved."""


def undo_act(console: Console, desk: str, act: UndoableAction, who: str) -> str:
    """Undo an act; return why it could not be undone, empty when it was. Raises DatabaseDown."""
    return UNDO[act.verb](console, desk, who, *act.arguments)


def _state(console: Console, desk: str, _who: str, rep: str, was_set: str, back: str, reason: str) -> str:
    state = console.line.state(console.line.desks[desk])
    record = state.rep(rep)
    if not record.exists or record.status != was_set:
        return f"the rep is {record.status if record.exists else 'gone'} by now"
    done, now, _ = state.set_status(rep, RepStatus(back), reason, StatusSource.SUPERVISOR)
    return "" if done else f"the rep is {now} by now"


def _message(console: Console, desk: str, who: str, rep: str, message: str) -> str:
    is_taken = console.wall.snapshots.boards[desk].take_message(rep, message, who)
    return "" if is_taken else "the rep has read it"


def _put_up(console: Console, desk: str, who: str, kind: str, now: str, back: str, until: str) -> str:
    board = console.wall.snapshots.boards[desk]
    if not board.put_up(kind, now, back, int(until), who):
        return "somebody has changed it since"
    console.line.learn(console.database, desk)
    return ""


def _move(console: Console, desk: str, who: str, caller: str, line: str, score: str) -> str:
    talks = Conversations(console.line.state(console.line.desks[desk]))
    return MOVED[talks.move_caller(CallId(caller), line, score, who).outcome]


UNDO: Mapping[str, Undo] = {"state": _state, "message": _message, "put_up": _put_up, "move": _move}
