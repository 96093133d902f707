"""The carrier's conferences: participants, who hears whom, and the callbacks to the line."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from simulator.calls.callbacks import Callback, Callbacks
from simulator.calls.leg import Leg
from simulator.events import Hold, Joined, Left
from simulator.http.parameters import timestamp
from simulator.twiml.twiml_runner import Goto

if TYPE_CHECKING:
    from simulator.network import Network


@dataclass(frozen=True)
class Reporting:
    """The address and the kinds of a conference's callbacks; taken from its first participant only."""

    url: str
    method: str
    events: frozenset[str]


@dataclass(eq=False)
class ConferenceLeg:
    """A leg in a conference. Flags change by REST; `changed` wakes the leg."""

    call: Leg
    label: str = ""
    muted: bool = False
    hold: Goto | None = None
    on_hold: bool = False
    starts: bool = True
    ends: bool = False
    coaches: str | None = None
    """CallSid of the participant who alone hears this one."""
    announcements: list[Goto] = field(default_factory=list)
    is_out: bool = False
    changed: asyncio.Future[None] | None = None

    def expect_change(self) -> asyncio.Future[None]:
        """Return A future for the next change of state."""
        self.changed = asyncio.get_running_loop().create_future()
        return self.changed

    def wake(self) -> None:
        if self.changed is not None and not self.changed.done():
            self.changed.set_result(None)


@dataclass(eq=False)
class Conference:
    sid: str
    name: str
    created: datetime
    network: Network
    updated: datetime
    reporting: Reporting | None = None
    status: str = "init"
    participants: dict[str, ConferenceLeg] = field(default_factory=dict)
    ended_by: str | None = None
    reason: str | None = None
    _sequence: int = 0

    def __post_init__(self) -> None:
        self.callbacks = Callbacks(self.network)

    @property
    def is_over(self) -> bool:
        return self.status == "completed"

    def peers_of(self, speaker: ConferenceLeg) -> tuple[Leg, ...]:
        """Return the legs that hear this participant now."""
        if self.status != "in-progress" or speaker.muted or speaker.on_hold:
            return ()
        others = [other for other in self.participants.values() if other is not speaker and not other.on_hold]
        if speaker.coaches is not None:
            others = [other for other in others if other.call.sid == speaker.coaches]
        return tuple(other.call for other in others)

    def join(self, participant: ConferenceLeg) -> None:
        self.participants[participant.call.sid] = participant
        participant.call.emit(Joined, conference=self.name)
        self.report("participant-join", participant)
        enough = len(self.participants) > 1
        if self.status == "init" and enough and any(one.starts for one in self.participants.values()):
            self._set_status("in-progress")
            self.report("conference-start", participant)
            for one in self.participants.values():
                one.wake()

    def leave(self, participant: ConferenceLeg) -> None:
        """Take a participant out; the conference ends with the last, or with one that ends it."""
        if self.participants.pop(participant.call.sid, None) is None:
            return
        participant.is_out = True
        participant.wake()
        participant.call.emit(Left, conference=self.name)
        self.report("participant-leave", participant)
        if participant.ends or not self.participants:
            reason = (
                "participant-with-end-conference-on-exit-left"
                if participant.ends
                else "last-participant-left"
            )
            self.end(reason, participant)

    def end(self, reason: str, by: ConferenceLeg | None = None) -> None:
        if self.is_over:
            return
        self._set_status("completed")
        self.reason, self.ended_by = reason, by.call.sid if by else None
        for participant in tuple(self.participants.values()):
            self.leave(participant)
        if by is not None:
            self.report("conference-end", by)

    def put_on_hold(self, participant: ConferenceLeg, on: bool, document: Goto | None) -> None:
        """Put a participant on hold; repeated, it changes nothing, and the music goes on."""
        if participant.on_hold == on:
            return
        participant.on_hold, participant.hold = on, document
        participant.call.emit(Hold, conference=self.name, on=on)
        self.report("participant-hold" if on else "participant-unhold", participant)
        participant.wake()

    def mute(self, participant: ConferenceLeg, on: bool) -> None:
        if participant.muted == on:
            return
        participant.muted = on
        self.report("participant-mute" if on else "participant-unmute", participant)

    def modify(self, participant: ConferenceLeg, *, ends: bool | None, coached: str | None) -> None:
        """Set whether a participant's leaving ends the conference, and who alone hears the participant (empty:
        everybody)."""
        before = participant.ends, participant.coaches
        if ends is not None:
            participant.ends = ends
        if coached is not None:
            participant.coaches = coached or None
        if before != (participant.ends, participant.coaches):
            self.report("participant-modify", participant)

    def report(self, event: str, about: ConferenceLeg) -> None:
        """Tell the line, if it asked for this kind of event (`start end join leave mute hold modify`)."""
        if self.reporting is None or _kind(event) not in self.reporting.events:
            return
        params = {
            "ConferenceSid": self.sid,
            "FriendlyName": self.name,
            "AccountSid": self.network.settings.account_sid,
            "Timestamp": timestamp(self.network.clock.now()),
            "StatusCallbackEvent": event,
            "SequenceNumber": str(self._sequence),
            "CallSid": about.call.sid,
            "Muted": _word(about.muted),
            "Hold": _word(about.on_hold),
            "Coaching": _word(about.coaches is not None),
            "StartConferenceOnEnter": _word(about.starts),
            "EndConferenceOnExit": _word(about.ends),
        }
        if about.label:
            params["ParticipantLabel"] = about.label
        if event == "conference-end":
            params |= {
                "ReasonConferenceEnded": self.reason or "",
                "CallSidEndingConference": self.ended_by or "",
            }
        self._sequence += 1
        self.callbacks.send(Callback(about.call, self.reporting.url, self.reporting.method, params))

    def _set_status(self, status: str) -> None:
        self.status, self.updated = status, self.network.clock.now()


class Conferences:
    """All conferences, the ended ones too; a name belongs to at most one that is not over."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self.by_sid: dict[str, Conference] = {}

    def named(self, name: str) -> Conference | None:
        """Return the conference with this name that is not over; None without one."""
        return next((one for one in self.by_sid.values() if one.name == name and not one.is_over), None)

    def create(self, name: str) -> Conference:
        now = self._network.clock.now()
        conference = Conference(self._network.new_sid("CF"), name, now, self._network, now)
        self.by_sid[conference.sid] = conference
        return conference


def _kind(event: str) -> str:
    """Return the kind of an event: `participant-unhold` is of the kind `hold`."""
    return event.split("-")[1].removeprefix("un")


def _word(flag: bool) -> str:
    return "true" if flag else "false"
