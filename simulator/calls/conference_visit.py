"""Dial's Conference for a participant: waiting, talking, on hold, until leaving."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass

from simulator.calls.conferences import Conference, ConferenceLeg, Reporting
from simulator.calls.dialed_legs import DialOutcome
from simulator.events import Played
from simulator.twiml.twiml_parser import TwimlElement
from simulator.twiml.twiml_runner import Allowed, Goto, HangUp, Script

WAITING = Allowed(
    frozenset({"Say", "Play", "Pause", "Redirect"}),
    13238,
    "a conference's wait, hold or announcement document",
)
MUSIC = "tones:conference-music"


@dataclass(frozen=True)
class Scene:
    """A participant's situation in a conference."""

    rest: str
    document: Goto | None = None
    music: bool = False
    is_announcement: bool = False


async def join_conference(script: Script, noun: TwimlElement, base: str | None) -> DialOutcome:
    """Take part until leaving; the Dial goes on afterwards."""
    call = script.call
    conferences = call.network.conferences
    conference = conferences.named(noun.text) or conferences.create(noun.text)
    if len(conference.participants) >= noun.number("maxParticipants", 250):
        script.alert(16023, f"the conference {conference.name!r} is full", base)
        return DialOutcome("failed")
    if (coached := noun.get("coach")) and coached not in conference.participants:
        script.alert(13240, f"coach names nobody in the conference {conference.name!r}", base)
        return DialOutcome("failed")
    participant = _participant(script, noun, conference)
    if conference.reporting is None and not conference.participants:
        conference.reporting = _reporting(script, noun, base)
    wait = _wait_scene(script, noun, base)
    call.peers = lambda: conference.peers_of(participant)
    conference.join(participant)
    try:
        while not participant.is_out:
            await _play_scene(script, conference, participant, wait)
    finally:
        call.peers = tuple
        conference.leave(participant)
    return DialOutcome("answered")


def _participant(script: Script, noun: TwimlElement, conference: Conference) -> ConferenceLeg:
    label = noun.get("participantLabel")
    if label and any(one.label == label for one in conference.participants.values()):
        script.alert(16025, f"the label {label!r} is taken", None)
        label = ""
    return ConferenceLeg(
        script.call,
        label=label,
        muted=noun.flag("muted"),
        starts=noun.flag("startConferenceOnEnter", default=True),
        ends=noun.flag("endConferenceOnExit"),
        coaches=noun.get("coach") or None,
    )


def _reporting(script: Script, noun: TwimlElement, base: str | None) -> Reporting | None:
    url = noun.get("statusCallback") and script.resolve(noun.get("statusCallback"), base)
    if not url:
        return None
    events = frozenset(noun.get("statusCallbackEvent").split())
    return Reporting(url, noun.get("statusCallbackMethod", "POST"), events)


def _wait_scene(script: Script, noun: TwimlElement, base: str | None) -> Scene:
    url = noun.get("waitUrl") and script.resolve(noun.get("waitUrl"), base)
    document = Goto(url, noun.get("waitMethod", "POST"), purpose="wait") if url else None
    return Scene("holding", document, music="waitUrl" not in noun.attributes)


def _scene(conference: Conference, participant: ConferenceLeg, wait: Scene) -> Scene:
    if participant.announcements:
        return Scene("talking", participant.announcements.pop(0), is_announcement=True)
    if participant.on_hold:
        return Scene("holding", participant.hold, music=participant.hold is None)
    return wait if conference.status == "init" else Scene("talking")


async def _play_scene(
    script: Script, conference: Conference, participant: ConferenceLeg, wait: Scene
) -> None:
    """Play what fits the participant's state until that changes; announcements are heard out."""
    scene = _scene(conference, participant, wait)
    playing = script.call.network.start(_perform(script, scene))
    try:
        while not (playing.done() or participant.is_out):
            changed = participant.expect_change()
            await asyncio.wait({playing, changed}, return_when=asyncio.FIRST_COMPLETED)
            if not scene.is_announcement:
                return
    finally:
        playing.cancel()
        await asyncio.wait({playing})


async def _perform(script: Script, scene: Scene) -> None:
    call = script.call
    if scene.document is not None:
        # A document that can't be had leaves the participant in silence; it ends nobody's call.
        with contextlib.suppress(HangUp):
            await Script(call, script.performers, allowed=WAITING).run(scene.document)
    elif scene.music:
        call.emit(Played, url=MUSIC, seconds=0.0)
    if not scene.is_announcement:
        with call.rests(scene.rest):
            await asyncio.get_running_loop().create_future()
