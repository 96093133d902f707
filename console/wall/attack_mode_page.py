"""Attack mode: switched on for some hours with a reason, shown on the wallboard, switched off."""

from __future__ import annotations

from datetime import timedelta

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from console.access import for_roles
from console.context import console, visitor
from console.wall.forms import AttackForm
from console.wall.page import LEADERS, wall
from console.wall.supervisor_actions import audit_action, done_with, keep_act
from routing.notices.attack_mode import KIND, switch_off, switch_on
from routing.notices.notices import DeskNotices, read_bulletin
from store.clock import milliseconds

FASTER = "Somebody else has changed attack mode at the same time. Look again."


@wall.route("/<desk>/wall/attack", methods=["GET", "POST"])
@for_roles(*LEADERS)
def attack(desk: str) -> ResponseReturnValue:
    """Explain attack mode, and switch it on for a time."""
    form, found, now = AttackForm(), _found(desk), milliseconds()
    if form.validate_on_submit():
        return _on(desk, found, form, now)
    page = render_template(
        "wall/attack.html", desk=console().desks[desk], attack=found.attack_at(now), form=form
    )
    return page, 422 if form.errors else 200


@wall.post("/<desk>/wall/attack/down")
@for_roles(*LEADERS)
def end_attack(desk: str) -> ResponseReturnValue:
    """Switch attack mode off."""
    found, board, who = _found(desk), console().wall.snapshots.boards[desk], visitor().person.name
    on = found.attack_at(milliseconds())
    if on is None or not switch_off(board, found, who):
        flash(FASTER if on else "Attack mode is off already.", "danger")
        return redirect(url_for(".attack", desk=desk))
    return _done(desk, "switched attack mode off", "", found.attacks_text, on.ends, (on.why, ""))


def _on(desk: str, found: DeskNotices, form: AttackForm, now: int) -> ResponseReturnValue:
    ends = now + int(timedelta(hours=int(form.hours.data)).total_seconds() * 1000)
    board, why = console().wall.snapshots.boards[desk], form.reason.data.strip()
    text = switch_on(board, found, now, ends, why, visitor().person.name)
    if not text:
        flash(FASTER, "danger")
        return redirect(url_for(".attack", desk=desk))
    last = max((one.ends for one in found.attacks), default=0)
    return _done(
        desk, f"switched attack mode on for {form.chosen_time()}", text, found.attacks_text, last, ("", why)
    )


def _done(
    desk: str, told: str, after: str, before: str, last: int, why: tuple[str, str]
) -> ResponseReturnValue:
    console().line.learn(console().database, desk)
    keep_act(desk, told, "put_up", KIND, after, before, f"{last}")
    audit_action(desk, told, "attack mode", *why)
    return done_with(desk, f"You {told}.")


def _found(desk: str) -> DeskNotices:
    return read_bulletin(console().database, desk)
