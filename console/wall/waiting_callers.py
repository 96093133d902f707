"""Moving a waiting caller: to the front, or to another line."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectChoice

from console.access import for_roles
from console.context import console, visitor
from console.formatting import language
from console.wall.board_cache import lines_in_languages
from console.wall.board_view import board_of
from console.wall.forms import PlaceForm
from console.wall.page import LEADERS, wall
from console.wall.supervisor_actions import audit_action, done_with, keep_act
from console.wall.undoing import MOVED
from routing.queue.conversations import Conversations, MoveOutcome
from routing.queue.desk_snapshot import CallerNow
from store.desk.call_ids import CallId

FRONT = "front"


@wall.route("/<desk>/wall/caller/<id_>", methods=["GET", "POST"])
@for_roles(*LEADERS)
def caller(desk: str, id_: str) -> ResponseReturnValue:
    """Ask where to move a caller."""
    console().wall.snapshots.forget(desk)
    board = board_of(console(), desk)
    found = next((one for one in board.waiting if one.id == id_), None)
    if found is None or not found.is_waiting:
        flash("This caller waits no more.", "danger")
        return redirect(url_for(".show", desk=desk))
    form = PlaceForm()
    form.to.choices = _places(desk, found)
    if form.validate_on_submit():
        return _move(desk, found, form.to.data)
    topic = board.topics.get(found.topic, found.topic)
    page = render_template("wall/caller.html", desk=board.desk, caller=found, topic=topic, form=form)
    return page, 422 if form.errors else 200


def _move(desk: str, found: CallerNow, to: str) -> ResponseReturnValue:
    moved = _moved(desk, found.id, to, visitor().person.name)
    if why := MOVED[moved.outcome]:
        flash(f"The caller was not moved: {why}.", "danger")
        return redirect(url_for(".caller", desk=desk, id_=found.id))
    where = "the front" if to == FRONT else _called(desk, to)
    told = f"moved the caller … {found.last_digits or 'without a number'} to {where}"
    keep_act(desk, told, "move", found.id, moved.line, moved.score)
    audit_action(desk, "caller moved", "a waiting caller", moved.line, to)
    return done_with(desk, f"You {told}.")


def _moved(desk: str, call_id: CallId, to: str, who: str) -> MoveOutcome:
    """Move a caller. Callers who wait are served after closing time too, so any line with a signed-in rep may be
    chosen."""
    talks = Conversations(console().line.state(console().line.desks[desk]))
    return (
        talks.move_caller_to_front(call_id, who) if to == FRONT else talks.move_caller(call_id, to, "", who)
    )


def _places(desk: str, found: CallerNow) -> list[SelectChoice]:
    own = f"{found.line}:{found.language}"
    others = [name for name in lines_in_languages(console().desks[desk]) if name != own]
    return [
        SelectChoice(FRONT, "To the front of the line"),
        *(SelectChoice(name, f"To {_called(desk, name)}") for name in others),
    ]


def _called(desk: str, name: str) -> str:
    line, _, code = name.partition(":")
    return (
        f"{language(code)} · {line}" if len(console().desks[desk].lines) > 1 else f"the {language(code)} line"
    )
