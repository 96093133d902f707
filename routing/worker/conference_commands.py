"""Conference commands of a worker: hold, who ends the conference by leaving, who hears a listener.

Each deed brings about what is wished when it is done, and looks again afterwards: two of a kind that overtake each
other end with the last wish.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping

from routing.queue.conversations import Conversations
from routing.queue.outbox import CarrierCommand
from routing.worker.carrier import Carrier
from store.desk.call_ids import CallSid
from store.desk.records import Mode

log = logging.getLogger(__name__)


class Rooms:
    """Conference commands of one desk. Each returns False when the wish has changed meanwhile, and raises
    CarrierError, DatabaseDown."""

    def __init__(self, offers_url: str, talks: Conversations, carrier: Carrier) -> None:
        self._offers, self._talks, self._carrier = offers_url, talks, carrier
        self.deeds: Mapping[str, Callable[[CarrierCommand], bool]] = {
            "hold": self._hold,
            "ends": self._ends,
            "release": self._release,
            "steer": self._steer,
        }

    def refused(self, command: CarrierCommand) -> None:
        """Tell a rep who waits for a hold that the carrier refused it, or did not do it in time."""
        if command.name == "hold":
            self._talks.hold_fails(command.fields.get("offer", ""), "carrier")

    def _hold(self, command: CarrierCommand) -> bool:
        offer = command.fields["offer"]
        wish = self._talks.hold_done(offer)
        if not wish.value:
            return True
        url = f"{self._offers}/{offer}/held" if wish.value == "1" else None
        if not self._carrier.hold(wish.room, wish.leg, url):
            self._talks.hold_fails(offer, "caller gone")
            return True
        return self._talks.hold_done(offer, wish.value).value in ("", wish.value)

    def _ends(self, command: CarrierCommand) -> bool:
        offer = command.fields["offer"]
        wish = self._talks.ends_done(offer)
        if not wish.value or not self._carrier.ends_room(wish.room, wish.leg, on=wish.value == "1"):
            return True
        return self._talks.ends_done(offer, wish.value).value in ("", wish.value)

    def _release(self, command: CarrierCommand) -> bool:
        """Let the rep who handed the caller over leave the conference, and hear how to continue."""
        offer, leg = command.fields["offer"], CallSid(command.fields["leg"])
        is_there = self._carrier.is_in_room(command.fields["room"], leg)
        if not is_there or not self._carrier.redirect_leg(leg, f"{self._offers}/{offer}/over/released"):
            log.info("a rep has left by hanging up", extra={"offer": offer})
        return True

    def _steer(self, command: CarrierCommand) -> bool:
        listener = command.fields["listener"]
        wish = self._talks.steer_done(listener)
        if not wish.mode:
            return True
        coached = wish.rep_leg if wish.mode == Mode.WHISPER else None
        is_muted = wish.mode == Mode.LISTEN
        if not self._carrier.coach(wish.room, wish.leg, coached, is_muted=is_muted):
            return True
        again = self._talks.steer_done(listener, wish.mode, wish.rep_leg)
        return again.mode in ("", wish.mode) and again.rep_leg in ("", wish.rep_leg)
