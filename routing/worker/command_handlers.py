"""Carries out a worker's command: asks the carrier for it, and reports the result to the desk's state.

A command may be done twice (a worker died after doing it), so each looks first whether it is still wanted.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from routing.errors import AccountRefused, BadNumber, CarrierError, Permanent, Retryable, Unclear
from routing.queue.conversations import Conversations
from routing.queue.desk_state import DeskState
from routing.queue.outbox import CarrierCommand, Outbox
from routing.queue.place import QueuePlace
from routing.queue.scripts import DialDecision
from routing.worker.carrier import Carrier, conference_of
from routing.worker.conference_commands import Rooms
from store import clock
from store.desk.call_ids import CallSid
from store.desk.states import CallerState, EndOfWait, ListenerOutcome, ListenerState, OfferOutcome, OfferState
from store.errors import DatabaseDown

log = logging.getLogger(__name__)
BACKOFF = (0.5, 1.0, 2.0, 4.0, 8.0)
"""Seconds before each new try; the last repeats."""
LONGEST_PAUSE = 60.0
"""Seconds between two tries, at most, while the carrier refuses the account."""
STALE = 2.0
"""Seconds after which leave to move a caller no longer counts. Another worker takes over a command after more."""
TO_BE_LED_BACK = frozenset({CallerState.WAITING, CallerState.OFFERED, CallerState.DROPPED})
"""States in which a caller may still be in a conference that is over."""
MOST_TRIES = 8
"""For commands whose offer does not end them. A ring ends with its offer."""


@dataclass(frozen=True)
class CommandAttempt:
    """A command in a worker's hand."""

    command: CarrierCommand
    tries: int = 0
    is_clear: bool = False
    """For a ring: the carrier has been asked and knows of no leg."""
    after: float = 0.0
    """Seconds for which the carrier asked to be left alone."""

    @property
    def is_ring(self) -> bool:
        return self.command.name == "ring"

    def again(self, *, is_clear: bool = False, after: float = 0.0) -> CommandAttempt:
        return replace(self, tries=self.tries + 1, is_clear=is_clear, after=after)

    @property
    def pause(self) -> float:
        """Seconds until this try."""
        return max(self.after, BACKOFF[min(self.tries, len(BACKOFF)) - 1]) if self.tries else 0.0


class CommandHandler:
    """Does the commands of one desk. Thread-safe."""

    def __init__(
        self, desk: str, base_url: str, *, state: DeskState, outbox: Outbox, carrier: Carrier
    ) -> None:
        self._desk, self._offers = desk, f"{base_url}/voice/{desk}/offer"
        self._listeners = f"{base_url}/voice/{desk}/listen"
        self._state, self._outbox, self._carrier = state, outbox, carrier
        self._talks = Conversations(state)
        self._rooms = Rooms(self._offers, self._talks, carrier)

    def run(self, errand: CommandAttempt, turn: DialDecision | None = None) -> CommandAttempt | None:
        """Do it; None when that is settled, else the errand to try again after its `pause`."""
        command = errand.command
        try:
            match command.name:
                case "ring":
                    assert turn is not None
                    is_listener = "listener" in command.fields
                    if turn.verdict == "elsewhere":
                        self._state.not_taken(command.fields["offer"], OfferOutcome.ELSEWHERE)
                        self._outbox.done(command)
                        return None
                    if turn.verdict == "limited":
                        self._limited(command, turn)
                        return None
                    return self._ring_listener(errand, turn) if is_listener else self._ring(errand, turn)
                case name if name in self._rooms.deeds:
                    if not self._rooms.deeds[name](command):
                        return replace(errand)  # the wish has changed meanwhile
                case "move":
                    self._move(command)
                case "confirm":
                    self._confirm(command)
                case "hang_up":
                    self._carrier.hang_up(CallSid(command.fields["leg"]))
                case "text":
                    self._text(command)
                case _:
                    raise Permanent(f"nobody knows how to {command.name!r}")
        except KeyError as error:
            self._put_aside(command, f"it has no {error}")
            return None
        except Permanent as error:
            self._refused(command, str(error))
            return None
        except (CarrierError, DatabaseDown) as error:
            return self._later(errand, error)
        self._outbox.done(command)
        return None

    # --- ring

    def _ring(self, errand: CommandAttempt, turn: DialDecision) -> CommandAttempt | None:
        offer = errand.command.fields["offer"]
        try:
            if turn.verdict == "ask":
                leg = self._known_leg(turn)
                if leg is None:
                    return replace(errand, is_clear=True)
            else:
                leg = self._dialled(offer, turn)
        except BadNumber as error:
            log.warning("a rep can't be rung", extra={"offer": offer, "why": str(error)})
            self._state.not_taken(offer, OfferOutcome.UNREACHABLE)
        except (AccountRefused, Permanent) as error:
            if self._note_refusal(error, turn):
                return replace(errand, is_clear=turn.verdict == "dial")
        except CarrierError as error:
            log.warning("the carrier did not ring", extra={"offer": offer, "why": str(error)})
            is_clear = isinstance(error, Retryable) and turn.verdict == "dial"
            return errand.again(is_clear=is_clear, after=error.retry_after)
        else:
            self._state.leg_rings(offer, leg)
        self._outbox.done(errand.command)
        return None

    def _note_refusal(self, error: AccountRefused | Permanent, turn: DialDecision) -> bool:
        """The carrier refuses what has nothing to do with the phone, so no rep is blamed; whether to try it again.

        While it refuses every call, the database lets one through now and then. If it only refuses this phone, the
        offer runs out unrung and the caller is offered to another rep.
        """
        is_wide = not isinstance(error, AccountRefused) or error.is_wide
        phone = turn.phone if turn.verdict == "dial" else ""
        if self._state.carrier_refuses(error.status, error.code, is_wide=is_wide, phone=phone):
            log.error("the carrier refuses this line's calls", extra={"desk": self._desk, "why": str(error)})
        return is_wide

    def _ring_listener(self, errand: CommandAttempt, turn: DialDecision) -> CommandAttempt | None:
        """Ring a listener's phone once or not at all, as nobody waits for it."""
        listener = errand.command.fields["listener"]
        address = f"{self._listeners}/{listener}"
        try:
            if turn.verdict == "dial":
                leg = self._carrier.ring(turn.phone, address, f"{address}/status", turn.ring)
                self._talks.listener_goes_on(listener, ListenerState.RINGING, leg)
        except Retryable:
            return errand.again(is_clear=True)
        except CarrierError as error:
            if isinstance(error, AccountRefused):
                self._note_refusal(error, turn)
            log.warning("a listener can't be rung", extra={"listener": listener, "why": str(error)})
            self._talks.listener_leaves(listener, ListenerOutcome.UNREACHABLE)
        self._outbox.done(errand.command)
        return None

    def _limited(self, command: CarrierCommand, turn: DialDecision) -> None:
        """Too many calls went out. A rep whose phone it is about rings no more; where it is about the desk, the offer
        runs out unrung and nobody is blamed: when the hour is over, the next one rings."""
        log.warning("a limit of calls is reached", extra={"limit": turn.limit, "desk": self._desk})
        if "listener" in command.fields:
            self._talks.listener_leaves(command.fields["listener"], ListenerOutcome.UNREACHABLE)
        elif turn.limit == "number":
            self._state.not_taken(command.fields["offer"], OfferOutcome.LIMITED)
        self._outbox.done(command)

    def _dialled(self, offer: str, turn: DialDecision) -> CallSid:
        address = f"{self._offers}/{offer}"
        return self._carrier.ring(turn.phone, address, f"{address}/status", turn.ring)

    def _known_leg(self, turn: DialDecision) -> CallSid | None:
        """A leg of this very offer: a rep has one offer at a time, so one made since the offer is its own."""
        legs = self._carrier.legs_to(turn.phone, datetime.fromtimestamp(turn.made / 1000, UTC))
        return next((leg.id for leg in legs if leg.is_live), None)

    # --- the others

    def _move(self, command: CarrierCommand) -> None:
        offer, call_sid = command.fields["offer"], CallSid(command.fields["sid"])
        record = self._state.caller(call_sid)
        if "back" in command.fields:  # unless another rep has the caller by now
            is_wanted = record.state in TO_BE_LED_BACK
            if is_wanted and (room := command.fields.get("room")):
                is_wanted = self._carrier.is_in_room(room, call_sid)
        else:
            is_wanted = self._is_to_be_moved(offer, call_sid)
        if not is_wanted or not record.exists:
            return
        url = f"{self._offers}/{offer}/talk/{QueuePlace.of_caller(record)}"
        if not self._carrier.redirect(call_sid, url):
            self._state.caller_ends(call_sid, EndOfWait.HUNG_UP)

    def _is_to_be_moved(self, offer: str, call_sid: CallSid) -> bool:
        """Return False for an offer that is over, and for a caller who talks: to be moved again would end that.

        Raises Retryable if this worker stood still after it was told to move the caller: by now another one may have
        its commands, and have done it.
        """
        asked = clock.seconds()
        verdict = self._state.may_move(offer)
        if verdict == "ask" and call_sid not in self._carrier.present(conference_of(self._desk, offer)):
            asked = clock.seconds()
            verdict = self._state.may_move(offer, asked=True)
        if verdict == "move" and clock.seconds() - asked > STALE:
            raise Retryable("this worker stood still before it moved the caller")
        return verdict == "move"

    def _confirm(self, command: CarrierCommand) -> None:
        """Nobody said that the two are together. If they are, they talk; if not, both are free again."""
        offer = command.fields["offer"]
        name = conference_of(self._desk, self._state.offer(offer).room)
        present = self._carrier.present(name)
        if {command.fields["sid"], command.fields["leg"]} <= present:
            room = self._carrier.room_of(name)
            self._state.side_joins(offer, "rep", room)
            self._state.side_joins(offer, "caller", room)
        elif self._state.offer(offer).state is OfferState.ACCEPTED:
            self._state.rep_leaves(offer)

    def _text(self, command: CarrierCommand) -> None:
        """A text that may have been sent is not sent again: two of the same are worse than none."""
        try:
            self._carrier.text(command.fields["to"], command.fields["body"])
        except Unclear as error:
            log.warning("a text may not have been sent", extra={"why": str(error)})

    def _refused(self, command: CarrierCommand, why: str) -> None:
        """The carrier will never do it. A caller who can't be moved keeps the place."""
        if command.name == "move":
            self._state.rep_leaves(command.fields["offer"])
        self._rooms.refused(command)
        self._put_aside(command, why)

    def _later(self, errand: CommandAttempt, error: Exception) -> CommandAttempt | None:
        if errand.tries >= MOST_TRIES and not errand.is_ring:
            self._rooms.refused(errand.command)
            self._put_aside(errand.command, f"tried {errand.tries} times: {error}")
            return None
        log.warning("a command has to wait", extra={"command": errand.command.name, "why": str(error)})
        if isinstance(error, AccountRefused):
            return errand.again(after=min(2.0 ** (errand.tries + 1), LONGEST_PAUSE))
        return errand.again(after=error.retry_after if isinstance(error, CarrierError) else 0.0)

    def _put_aside(self, command: CarrierCommand, why: str) -> None:
        log.error("a command is put aside", extra={"command": command.name, "why": why})
        self._outbox.quarantine(command, why)
