"""What reps and supervisors may do to a conversation, and to who waits: each verb one script, each with an answer.

A conversation is an offer that is `talking`, named by its number. Every method raises DatabaseDown.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from store import keys
from store.desk.call_ids import UNKNOWN_CALL, CallId, CallSid
from store.desk.desk_scripts import DeskScripts
from store.desk.records import Listener, Mode, Offer
from store.desk.states import HoldState, ListenerOutcome, ListenerState, OfferState


class ActionOutcome(StrEnum):
    """Outcome of an act, in words for the person who asked for it."""

    DONE = "done"
    UNKNOWN = "unknown"
    """There is no such conversation, caller or listener."""
    NOT_YOURS = "not yours"
    """Another rep has this conversation."""
    NOT_TALKING = "not talking"
    """The two are not talking yet, or this rep was only asked by a colleague."""
    OVER = "over"
    NOT_YET = "not yet"
    """A colleague is asked but not there, or the carrier is still at it: try again in a moment."""
    CONSULTING = "consulting"
    """A colleague is being asked: complete or cancel that first."""
    NO_CONSULTATION = "no consultation"
    REP_BUSY = "rep busy"
    """Only an available rep can be asked, and nobody oneself."""
    NO_SUCH_REP = "no such rep"
    NO_SUCH_LINE = "no such line"
    NOBODY = "nobody"
    """Nobody is signed in for that line."""
    CLOSED = "closed"
    """The desk is closed: nobody can be passed on to a line."""
    NOT_WAITING = "not waiting"
    """The caller is with a rep, or a rep's phone rings already."""
    UNHEARD = "unheard"
    """The caller has not heard that others may listen."""
    LISTENED_TO = "listened to"
    """Somebody else listens to this conversation."""


class MoveOutcome(NamedTuple):
    """Outcome of moving a caller, and where the caller was before; `move_caller` with these values undoes it."""

    outcome: ActionOutcome
    line: str = ""
    score: str = ""


class SteerRequest(NamedTuple):
    """The state that the carrier should have: `value` is 1 or 0, and empty when nothing is to be done."""

    value: str
    room: str
    leg: CallSid


class Steering(NamedTuple):
    """The way in which a listener should hear a conversation; `mode` is empty when there is no listener to change."""

    mode: str
    room: str
    leg: CallSid
    rep_leg: CallSid


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation as those see it who may act on it."""

    offer: str
    rep: str
    since: int
    """When the two began to talk, ms since 1970 UTC."""
    hold: HoldState
    hold_since: int | None
    """Since when the caller is on hold, ms since 1970 UTC."""
    consult: str
    """The offer by which a colleague is asked; empty when nobody is."""
    colleague: str
    colleague_state: OfferState
    """TALKING once the colleague is in the room; UNKNOWN without one."""
    asked_by: str
    """Of a conversation seen by the colleague: the rep who asks."""
    listener: str
    trouble: str
    """What did not work, for the rep: `not on hold: …`, `missed`, `passed`, `busy`, `unreachable`, `left`."""

    @property
    def colleague_is_there(self) -> bool:
        """Return whether the colleague who was asked is in the conference."""
        return self.colleague_state is OfferState.TALKING


NO_OFFER = Offer.read("", {})


class Conversations:
    """Verbs on conversations. `state` is the desk's, whose clock they share."""

    def __init__(self, state: DeskScripts) -> None:
        self._state = state

    def look(self, offer: str) -> Conversation | None:
        """Return a conversation; None when these two do not talk (any more)."""
        found = self._offer(offer)
        if found.state is not OfferState.TALKING:
            return None
        asked = self._offer(found.consult) if found.consult else NO_OFFER
        asking = self._offer(found.consulted_by) if found.consulted_by else NO_OFFER
        return Conversation(
            offer,
            found.rep,
            found.talking_since or 0,
            found.hold,
            found.hold_since if found.hold.is_on_hold else None,
            found.consult,
            asked.rep,
            asked.state,
            asking.rep,
            found.listener,
            found.trouble,
        )

    # --- the rep's

    def hold_talk(self, offer: str, rep: str) -> ActionOutcome:
        """Put the caller on hold; `held` once the carrier has done it."""
        return self._acts("hold_talk", offer, rep, 1)

    def resume(self, offer: str, rep: str) -> ActionOutcome:
        """Take the caller off hold."""
        return self._acts("hold_talk", offer, rep, 0)

    def pass_on(self, offer: str, rep: str, line: str, language: str) -> ActionOutcome:
        """Transfer a caller to a line at the original place. `transfer.py` checks whether the desk is open."""
        return self._acts("pass_on", offer, rep, line, language)

    def consult(self, offer: str, rep: str, other: str) -> ActionOutcome:
        """Ask a colleague who is available to take the caller over; the caller is on hold."""
        return self._acts("consult", offer, rep, other)

    def complete(self, offer: str, rep: str) -> ActionOutcome:
        """Leave the caller to the colleague, who is in the room."""
        return self._acts("complete", offer, rep)

    def cancel_consult(self, offer: str, rep: str) -> ActionOutcome:
        """Let the colleague go, and take the caller off hold."""
        return self._acts("cancel_consult", offer, rep)

    # --- the supervisor's

    def listen(
        self, offer: str, who: str, phone: str, mode: Mode, language: str = ""
    ) -> tuple[ActionOutcome, str]:
        """Ring `phone` so that `who` may listen; the listener's number, also when `who` does so already."""
        outcome, listener = self._state.run("listen", offer, who, phone, mode, language)
        return ActionOutcome(outcome), listener

    def listen_mode(self, listener: str, mode: Mode) -> ActionOutcome:
        """Listen, whisper or join instead."""
        return self._acts("listen_mode", listener, mode)

    def stop_listening(self, listener: str) -> ActionOutcome:
        """Hang up the listener's phone."""
        return (
            ActionOutcome.DONE
            if self.listener_leaves(listener, ListenerOutcome.STOPPED, hang_up=True)
            else ActionOutcome.OVER
        )

    def move_caller(self, call_id: CallId, line: str, score: str, by: str) -> MoveOutcome:
        """Put a waiting caller on a line (`general:es`), at a score in ms; empty: the own."""
        outcome, before, old = self._state.run("move_caller", call_id, line, score, by)
        return MoveOutcome(ActionOutcome(outcome), before, old)

    def move_caller_to_front(self, call_id: CallId, by: str) -> MoveOutcome:
        """Put a waiting caller at the front of the caller's line."""
        return self.move_caller(call_id, "", "front", by)

    # --- what workers and webhooks tell

    def listener(self, listener: str) -> Listener:
        """Return the record of a listener."""
        return Listener.read(listener, self._state.record(keys.listener(self._state.desk, listener)))

    def listener_goes_on(self, listener: str, state: ListenerState, leg: CallSid) -> ListenerState:
        """Record the state of a listener's leg; return the state that holds, CLOSED or UNKNOWN when it must end."""
        return ListenerState(self._state.run("listener_goes_on", listener, state, leg))

    def listener_leaves(self, listener: str, outcome: ListenerOutcome, *, hang_up: bool = False) -> bool:
        """Record that the listener's phone left; return False when it had left already."""
        return bool(self._state.run("listener_leaves", listener, outcome, int(hang_up)))

    def hold_done(self, offer: str, told: str = "") -> SteerRequest:
        """Return whether the caller (`leg`) should be on hold, after the carrier was told 1 or 0."""
        return SteerRequest(*self._state.run("hold_done", offer, told))

    def hold_fails(self, offer: str, why: str) -> bool:
        """Record that the carrier refused a hold and tell the rep; return False when nothing is wanted any more."""
        return bool(self._state.run("hold_fails", offer, why))

    def ends_done(self, offer: str, told: str = "") -> SteerRequest:
        """Return whether the rep's leaving (`leg`) should end the conference, after the carrier was told 1 or 0."""
        return SteerRequest(*self._state.run("ends_done", offer, told))

    def steer_done(self, listener: str, mode: str = "", rep_leg: CallSid = UNKNOWN_CALL) -> Steering:
        """Return how a listener should hear the conversation, after the carrier was told a mode."""
        return Steering(*self._state.run("steer_done", listener, mode, rep_leg))

    def _acts(self, verb: str, *arguments: str | int) -> ActionOutcome:
        return ActionOutcome(self._state.run(verb, *arguments))

    def _offer(self, number: str) -> Offer:
        return Offer.read(number, self._state.record(keys.offer(self._state.desk, number)))
