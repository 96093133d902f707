"""Compares the calls the desk believes in with the carrier's, which knows.

It ends ghosts, whose last callback was lost, and releases calls that are alone in a conference that no conversation
explains: a caller waits on at the old place, a rep or listener hears a sentence. Callers on hold need none of this:
their phones ask for the next bit of hold, and who stops asking is let go.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

from routing.errors import CarrierError
from routing.queue.conversations import Conversations
from routing.queue.desk_state import DeskState
from routing.worker.carrier import CALLER, LISTENER, LIVE, REP, Carrier, RoomParticipant, conference_of
from store.desk.call_ids import CallSid
from store.desk.records import Offer
from store.desk.states import EndOfWait, ListenerOutcome, OfferOutcome, OfferState

log = logging.getLogger(__name__)
GRACE = timedelta(seconds=5)
"""An offer younger than this is left alone: what the carrier has to say of it may still be on the way."""
STRAY_AFTER = timedelta(seconds=60)
"""A leg that rings longer than any offer does, for no offer that stands."""
ALONE_AFTER = 5_000
"""Ms after which a call that is alone in a conference stays alone: who joins a conference does so within a second."""


class Reconciliation:
    """The comparison for one desk, whose webhooks are at `base_url`."""

    def __init__(
        self, desk: str, base_url: str, *, state: DeskState, carrier: Carrier, grace: timedelta = GRACE
    ) -> None:
        self._desk, self._state, self._carrier, self._grace = desk, state, carrier, grace
        self._webhooks = f"{base_url}/voice/{desk}"
        self._talks = Conversations(state)

    def run(self) -> int:
        """Return how many ghosts were ended and calls released. A carrier that does not answer ends none."""
        ended = 0
        try:
            legs, rooms = set[CallSid](), set[str]()
            for rep in self._state.reps().values():
                if rep.offer:
                    offer = self._state.offer(rep.offer)
                    rooms.add(conference_of(self._desk, offer.room))
                    legs.add(offer.leg)
                    if offer.listener:
                        ended += self._compare_listener(offer.listener, legs)
                    if self._is_settled(offer):
                        ended += self._compare(offer)
            ended += self._end_strays(legs)
            ended += self._release_from_rooms(rooms)
        except CarrierError as error:
            log.warning("the carrier can't be asked who is on the phone", extra={"why": str(error)})
        return ended

    def _compare(self, offer: Offer) -> bool:
        """End an offer or a conversation of which one side is gone."""
        caller = self._state.caller_of(offer.id).call_sid
        if caller and self._is_over(caller):
            self._note("caller", offer.id)
            return self._state.caller_ends(caller, EndOfWait.HUNG_UP)
        if offer.leg and self._is_over(offer.leg):
            self._note("rep", offer.id)
            if offer.state is OfferState.RINGING:
                return self._state.not_taken(offer.id, OfferOutcome.MISSED)
            return self._state.rep_leaves(offer.id) is not OfferState.CLOSED
        return False

    def _compare_listener(self, id_: str, legs: set[CallSid]) -> bool:
        """End a listener whose phone is on hook."""
        leg = self._talks.listener(id_).leg
        legs.add(leg)
        if not leg or not self._is_over(leg):
            return False
        self._note("listener", id_)
        return self._talks.listener_leaves(id_, ListenerOutcome.LEFT)

    def _end_strays(self, legs: set[CallSid]) -> int:
        limit = self._now() - STRAY_AFTER
        strays = [leg.id for leg in self._carrier.ringing_legs() if leg.made < limit and leg.id not in legs]
        for leg in strays:
            self._note("stray leg", leg)
            self._carrier.hang_up(leg)
        return len(strays)

    def _release_from_rooms(self, explained: set[str]) -> int:
        """Release who is alone in a conference that is not one of the `explained`."""
        released = 0
        for room, name in self._carrier.rooms(f"{self._desk}-"):
            offer = name.removeprefix(f"{self._desk}-")
            if name in explained or not offer.isdecimal():
                continue
            present = self._carrier.participants(room)
            if len(present) == 1:
                released += self._release(offer, present[0])
        return released

    def _release(self, offer: str, participant: RoomParticipant) -> bool:
        """Lead a call that is alone out of the conference, the second time that it is seen so."""
        if self._state.alone_for(participant.call_sid) < ALONE_AFTER:
            self._state.reconcile_soon()
            return False
        url = self._way_out(offer, participant.label)
        self._note("call alone in a conference", participant.call_sid)
        return url is not None and self._carrier.redirect(participant.call_sid, url)

    def _way_out(self, offer: str, label: str) -> str | None:
        """Return the URL at which a participant goes on; None if the label does not tell who it is."""
        role, _, name = label.partition(".")
        ways = {
            CALLER: f"/offer/{offer}/again/{name}",
            REP: f"/offer/{name}/alone",
            LISTENER: f"/listen/{name}/over",
        }
        return self._webhooks + ways[role] if role in ways else None

    def _is_settled(self, offer: Offer) -> bool:
        made = datetime.fromtimestamp(offer.made / 1000, UTC)
        return self._now() - made >= self._grace

    def _now(self) -> datetime:
        """Return the time by the database's clock: with a wrong clock of a machine, a ringing call would seem lost."""
        return datetime.fromtimestamp(self._state.moment() / 1000, UTC)

    def _is_over(self, call_sid: CallSid) -> bool:
        return self._carrier.call_status(call_sid) not in LIVE

    def _note(self, side: str, id_: str) -> None:
        log.warning("a ghost is ended", extra={"desk": self._desk, "side": side, "of": id_})
