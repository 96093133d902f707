"""The block list: numbers whose calls are refused, until when and why, and a button to remove each."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import timedelta

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from console.access import for_roles
from console.context import console, visitor
from console.wall.forms import BlockCallForm, BlockForm
from console.wall.page import LEADERS, wall
from console.wall.supervisor_actions import audit_action, done_with, keep_act
from ivr.blocked_calls import entries_of
from reports.records import SHOWN_DIGITS, Record, Records
from routing.notices.block_list import (
    KIND,
    MOST,
    Blocked,
    BlockList,
    add_blocks,
    read_block_list,
    refused_calls,
    unblock,
)
from routing.notices.blocked_numbers import BadList, read_list
from routing.queue.desk_snapshot import DeskSnapshots
from store.clock import milliseconds
from store.desk.call_ids import CallId

MOST_TOLD = 5
"""Lines of a list whose faults are told at once."""
FASTER = "Somebody else has changed the block list at the same time. Look again."


@wall.route("/<desk>/wall/blocked", methods=["GET", "POST"])
@for_roles(*LEADERS)
def blocked(desk: str) -> ResponseReturnValue:
    """Show the block list, and block a number."""
    form = BlockForm()
    if form.validate_on_submit() and (new := _entries(desk, form)):
        return _block(desk, form, new)
    now, found = milliseconds(), _list(desk)
    entries = found.at(now)
    refused = refused_calls(console().database, desk, entries)
    page = render_template(
        "wall/blocked.html", desk=console().desks[desk], entries=entries, refused=refused, form=form
    )
    return page, 422 if form.errors else 200


@wall.route("/<desk>/wall/caller/<id_>/block", methods=["GET", "POST"])
@for_roles(*LEADERS)
def block_caller(desk: str, id_: str) -> ResponseReturnValue:
    """Block the number of a call, which the list never needs to show."""
    record, form = _record(desk, id_), BlockCallForm()
    if not record.number_hash:
        flash("This caller withholds the number, so it can't be blocked.", "danger")
        return redirect(url_for(".show", desk=desk))
    if form.validate_on_submit() and _is_no_rep(desk, form, record.number):
        entry = replace(_common(form), digest=record.number_hash, last_digits=record.number[-SHOWN_DIGITS:])
        return _block(desk, form, [entry])
    page = render_template("wall/block_caller.html", desk=console().desks[desk], call=record, form=form)
    return page, 422 if form.errors else 200


@wall.post("/<desk>/wall/blocked/<id_>/down")
@for_roles(*LEADERS)
def unblock_number(desk: str, id_: str) -> ResponseReturnValue:
    """Remove a number from the block list."""
    found = _list(desk)
    entry = next((one for one in found.entries if one.id == id_), None)
    if entry is None or not unblock(_board(desk), found, id_, visitor().person.name):
        flash(FASTER if entry else "This number is not on the list any more.", "danger")
        return redirect(url_for(".blocked", desk=desk))
    return _done(desk, found, f"took the number {entry.shown} off the block list", [entry], "")


def _block(desk: str, form: BlockCallForm, entries: list[Blocked]) -> ResponseReturnValue:
    found = _list(desk)
    if len(found.at(milliseconds())) + len(entries) > MOST:
        flash(f"The list has at most {MOST} entries; take some off first.", "danger")
        return redirect(url_for(".blocked", desk=desk))
    if not add_blocks(_board(desk), found, *entries):
        flash(FASTER, "danger")
        return redirect(url_for(".blocked", desk=desk))
    what = f"the number {entries[0].shown}" if len(entries) == 1 else f"{len(entries)} numbers"
    return _done(desk, found, f"blocked {what} for {form.chosen_time()}", entries, entries[0].reason)


def _done(desk: str, before: BlockList, told: str, entries: list[Blocked], after: str) -> ResponseReturnValue:
    console().line.learn(console().database, desk)
    last = max((one.ends for one in before.entries), default=0)
    keep_act(desk, told, "put_up", KIND, _list(desk).text, before.text, f"{last}")
    for entry in entries:
        audit_action(
            desk, told, f"number {entry.shown}", "" if after else entry.reason, after and entry.reason
        )
    return done_with(desk, f"You {told}.")


def _common(form: BlockCallForm) -> Blocked:
    now = milliseconds()
    until = now + int(timedelta(hours=int(form.hours.data)).total_seconds() * 1000)
    return Blocked("", "", now, until, form.reason.data.strip(), visitor().person.name, secrets.token_hex(4))


def _entries(desk: str, form: BlockForm) -> list[Blocked]:
    """What was typed, as entries; none when the form says what can't be blocked."""
    shown, state = console().desks[desk], console().line.state(console().line.desks[desk])
    phones = {rep.phone: rep.id for rep in state.reps().values() if rep.phone}
    try:
        patterns = read_list(form.number.data, shown.country)
        return entries_of(patterns, shown, phones, console().line.secret, _common(form))
    except BadList as error:
        form.number.errors = [f"This can't be blocked: {'; '.join(error.problems[:MOST_TOLD])}."]
        return []


def _is_no_rep(desk: str, form: BlockCallForm, number: str) -> bool:
    """A rep's own phone leads to the reps' menu, whatever the list says."""
    rep = console().line.state(console().line.desks[desk]).rep_of_phone(number) if number else None
    if rep:
        form.reason.errors = [f"This is the phone of rep {rep}; remove the rep first."]
    return rep is None


def _record(desk: str, id_: str) -> Record:
    return Records(console().database, desk).find(CallId(id_)) or abort(404)


def _list(desk: str) -> BlockList:
    return read_block_list(console().database, desk)


def _board(desk: str) -> DeskSnapshots:
    return console().wall.snapshots.boards[desk]
