"""A conversation as a supervisor sees it: listening, whispering and joining by the supervisor's phone."""

from __future__ import annotations

from collections.abc import Mapping

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from console.access import for_roles
from console.context import console, visitor
from console.wall.forms import ModeForm
from console.wall.page import LEADERS, wall
from console.wall.supervisor_actions import audit_action
from routing.queue.conversations import ActionOutcome, Conversation, Conversations
from store import keys
from store.desk.records import Listener, Mode
from store.desk.states import ListenerState

OVER = "This conversation is over."
NEVER = "Nobody may listen at this desk: its settings say “monitoring: never”."
REFUSED: Mapping[ActionOutcome, str] = {
    ActionOutcome.NOT_TALKING: "These two do not talk yet.",
    ActionOutcome.UNHEARD: "This caller has not heard that others may listen, so nobody may.",
    ActionOutcome.LISTENED_TO: "Somebody else listens to this conversation already.",
}
"""Why nobody listens; in all other cases it is over."""
HEARD = {Mode.LISTEN: "Nobody hears you.", Mode.WHISPER: "Only {rep} hears you.", Mode.JOIN: "Both hear you."}
ON_THE_WAY = {
    ListenerState.RINGING: "Your phone rings. Pick up and press 1.",
    ListenerState.ANSWERED: "Press 1 on your phone.",
    ListenerState.ENTERING: "You are being put through.",
}


@wall.route("/<desk>/wall/talk/<id_>", methods=["GET", "POST"])
@for_roles(*LEADERS)
def talk(desk: str, id_: str) -> ResponseReturnValue:
    """Show who talks and how to listen; for a listener, how to be heard."""
    if console().desks[desk].monitoring == "never":
        return _over(desk, NEVER)
    found = _talks(desk).look(id_)
    if found is None:
        return _over(desk)
    form = ModeForm()
    if not form.validate_on_submit():
        page = render_template("wall/talk.html", **_shown(desk, found, form))
        return page, 422 if form.errors else 200
    if not visitor().person.phone:
        return redirect(url_for("console.account.show", _anchor="my-phone"))
    return _listen(desk, id_, Mode(form.mode.data))


@wall.get("/<desk>/wall/talk/<id_>/now")
@for_roles(*LEADERS)
def talk_now(desk: str, id_: str) -> ResponseReturnValue:
    """Return the conversation without the frame, for an open page; 204 while it shows what is `seen`."""
    found = _talks(desk).look(id_)
    if found is None:
        _over(desk)
        return "", 200, {"HX-Redirect": url_for(".show", desk=desk)}
    shown = _shown(desk, found, ModeForm(formdata=None))
    if request.args.get("seen") == shown["seen"]:
        return "", 204
    return render_template("wall/_talk.html", **shown)


@wall.post("/<desk>/wall/talk/<id_>/mode")
@for_roles(*LEADERS)
def change_mode(desk: str, id_: str) -> ResponseReturnValue:
    """Change between listening, whispering and joining."""
    ear, form = _own_phone(desk, id_), ModeForm()
    if not form.validate():
        abort(400)
    if ear is None:
        return _over(desk)
    mode = Mode(form.mode.data)
    if _talks(desk).listen_mode(ear.id, mode) is not ActionOutcome.DONE:
        return _over(desk)
    audit_action(desk, "listening changed", f"conversation {id_}", ear.mode, mode)
    return redirect(url_for(".talk", desk=desk, id_=id_))


@wall.post("/<desk>/wall/talk/<id_>/stop")
@for_roles(*LEADERS)
def stop_listening(desk: str, id_: str) -> ResponseReturnValue:
    """Hang up the supervisor's phone; the conversation goes on."""
    ear = _own_phone(desk, id_)
    if ear is None or _talks(desk).stop_listening(ear.id) is not ActionOutcome.DONE:
        return _over(desk, "You listen no more.")
    audit_action(desk, "listening stopped", f"conversation {id_}", ear.mode, "")
    flash("You listen no more. The two talk on.")
    return redirect(url_for(".show", desk=desk))


def _listen(desk: str, id_: str, mode: Mode) -> ResponseReturnValue:
    """Ring the phone on the visitor's account, and no other: a number typed here could be one that earns money by
    being called."""
    person = visitor().person
    outcome, _ = _talks(desk).listen(id_, person.sign_in, person.phone, mode)
    if outcome is not ActionOutcome.DONE:
        return _over(desk, REFUSED.get(outcome, OVER))
    audit_action(desk, "listening asked", f"conversation {id_}", "", f"{mode}, phone … {person.phone[-4:]}")
    return redirect(url_for(".talk", desk=desk, id_=id_))


def _shown(desk: str, found: Conversation, form: ModeForm) -> dict[str, object]:
    """Return the values of the page; `seen` is all that may change on it but the clock."""
    state = console().line.state(console().line.desks[desk])
    ear = _own_phone(desk, found.offer)
    name = state.rep(found.rep).name
    is_taken = bool(found.listener) and ear is None
    told = _describe(ear, name) if ear else ""
    trouble = ear.trouble if ear else ""
    return {
        "desk": console().desks[desk],
        "talk": found,
        "rep": name,
        "seconds": max(0, state.moment() - found.since) / 1000,
        "ear": ear,
        "heard": told,
        "is_taken": is_taken,
        "modes": ModeForm.mode_names(),
        "form": form,
        "phone": visitor().person.phone,
        "seen": keys.digest(found.hold, told, trouble, str(is_taken), visitor().person.phone),
    }


def _describe(listener: Listener, rep: str) -> str:
    """Return how far the visitor's phone has come, and who hears it, as a sentence."""
    return ON_THE_WAY.get(listener.state, HEARD[listener.mode].format(rep=rep))


def _own_phone(desk: str, offer: str) -> Listener | None:
    """Return the visitor's own listening to a conversation; None for everybody else's."""
    found = _talks(desk).look(offer)
    if not found or not found.listener:
        return None
    listener = _talks(desk).listener(found.listener)
    return listener if listener.who == visitor().person.sign_in and listener.is_open else None


def _talks(desk: str) -> Conversations:
    return Conversations(console().line.state(console().line.desks[desk]))


def _over(desk: str, told: str = OVER) -> ResponseReturnValue:
    flash(told, "danger")
    return redirect(url_for(".show", desk=desk))
