"""Supervisors' acts on reps and callers: each is confirmed once, recorded, and undone for ten minutes."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from console.access import for_roles
from console.context import console, visitor
from console.wall.board_view import CALLED, board_of
from console.wall.forms import MessageForm, StateForm
from console.wall.page import LEADERS, wall
from console.wall.undoing import undo_act
from routing.queue.desk_snapshot import MOST_MESSAGES, RepNow
from store.desk.states import SETTABLE, RepStatus, StatusSource


@wall.get("/<desk>/wall/rep/<id_>")
@for_roles(*LEADERS)
def rep(desk: str, id_: str) -> ResponseReturnValue:
    """Show a rep's state and unread messages."""
    return _rep_page(desk, id_, StateForm(formdata=None), MessageForm(formdata=None))


@wall.post("/<desk>/wall/rep/<id_>/state")
@for_roles(*LEADERS)
def set_state(desk: str, id_: str) -> ResponseReturnValue:
    """Set a rep's state with a reason, unless the rep is in a call."""
    found, form = _rep(desk, id_), StateForm()
    if not form.validate():
        return _rep_page(desk, id_, form, MessageForm(formdata=None))
    status, reason = RepStatus(form.status.data), form.reason.data.strip()
    done, now, _ = (
        console()
        .line.state(console().line.desks[desk])
        .set_status(id_, status, reason, StatusSource.SUPERVISOR)
    )
    if not done:
        flash(f"{found.name} is {CALLED.get(now, now)}: the call in hand comes first.", "danger")
        return redirect(url_for(".rep", desk=desk, id_=id_))
    told = f"set {found.name} to “{CALLED[status]}” ({reason})"
    back = found.status if found.status in SETTABLE else RepStatus.AVAILABLE
    keep_act(desk, told, "state", id_, now, back, found.reason if found.status == back else "")
    audit_action(desk, "rep's state set", f"rep {id_}", found.status, f"{status}, {reason}")
    return done_with(desk, f"{found.name} is {CALLED[now]} now.")


@wall.post("/<desk>/wall/rep/<id_>/message")
@for_roles(*LEADERS)
def send_message(desk: str, id_: str) -> ResponseReturnValue:
    """Send a message to the rep's page."""
    found, form = _rep(desk, id_), MessageForm()
    if not form.validate():
        return _rep_page(desk, id_, StateForm(formdata=None), form)
    text, board = form.text.data.strip(), console().wall.snapshots.boards[desk]
    message = board.send_message(id_, text, visitor().person.name)
    if not message:
        form.text.errors = [f"{found.name} has {MOST_MESSAGES} unread messages already."]
        return _rep_page(desk, id_, StateForm(formdata=None), form)
    keep_act(desk, f"wrote to {found.name}: “{text}”", "message", id_, message)
    audit_action(desk, "message sent", f"rep {id_}", "", text)
    return done_with(desk, f"{found.name} sees it now.")


@wall.post("/<desk>/wall/undo/<id_>")
@for_roles(*LEADERS)
def undo(desk: str, id_: str) -> ResponseReturnValue:
    """Undo an act, by whichever supervisor."""
    act = console().wall.snapshots.boards[desk].take_act(id_, visitor().person.name)
    if act is None:
        flash("It is too late to undo this, or somebody has undone it.", "danger")
    elif why := undo_act(console(), desk, act, visitor().person.name):
        audit_action(desk, "undo failed", act.told, "", why)
        flash(f"This could not be undone: {why}.", "danger")
    else:
        audit_action(desk, "undone", act.told, "", "")
        flash(f"Undone: {act.who} {act.told}.")
    console().wall.snapshots.forget(desk)
    return redirect(url_for(".show", desk=desk))


def keep_act(desk: str, told: str, verb: str, *arguments: str) -> None:
    """Store what was done, so that it can be undone."""
    board = console().wall.snapshots.boards[desk]
    board.remember(visitor().person.name, told, verb, *arguments)


def audit_action(desk: str, what: str, about: str, before: str, after: str) -> None:
    """Add an entry to the audit log."""
    console().audit.note(visitor().person.sign_in, what, f"{about} at {desk}", before, after)


def done_with(desk: str, told: str) -> ResponseReturnValue:
    """Return to the board, which shows the change."""
    console().wall.snapshots.forget(desk)
    flash(f"{told} You can undo this for ten minutes.")
    return redirect(url_for(".show", desk=desk))


def _rep(desk: str, id_: str) -> RepNow:
    board = board_of(console(), desk)
    return next((rep for rep in board.reps if rep.id == id_), None) or abort(404)


def _rep_page(desk: str, id_: str, state: StateForm, message: MessageForm) -> ResponseReturnValue:
    page = render_template(
        "wall/rep.html",
        desk=console().desks[desk],
        rep=_rep(desk, id_),
        called=CALLED,
        state_form=state,
        message_form=message,
        unread=console().wall.snapshots.boards[desk].messages(id_),
    )
    return page, 422 if state.errors or message.errors else 200
