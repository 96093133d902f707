"""Conferences and their participants."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from simulator.calls.conferences import Conference, ConferenceLeg
from simulator.calls.dialing import Origination, originate
from simulator.rest import call_routes
from simulator.rest.errors import Invalid, NotFound
from simulator.rest.form import RestRequest
from simulator.rest.paging import page_of
from simulator.rest.resources import conference_json, participant_json
from simulator.twiml.twiml_runner import Goto, Inline


def fetch_conference(command: RestRequest) -> dict[str, object]:
    return conference_json(_find_conference(command))


def list_conferences(command: RestRequest) -> dict[str, object]:
    status, name = command.get("Status"), command.get("FriendlyName")
    found = [
        conference
        for conference in reversed(command.network.conferences.by_sid.values())
        if status in (None, conference.status) and name in (None, conference.name)
    ]
    return page_of(command, "conferences", found, conference_json)


def update_conference(command: RestRequest) -> dict[str, object]:
    """End a conference, or announce something to everybody in it."""
    conference = _find_conference(command)
    announcement = command.url("AnnounceUrl")
    if command.get("Status") == "completed":
        conference.end("conference-ended-via-api")
    if announcement:
        for participant in conference.participants.values():
            _announce(participant, Goto(announcement, command.method("AnnounceMethod"), purpose="announce"))
    return conference_json(conference)


def list_participants(command: RestRequest) -> dict[str, object]:
    conference = _find_conference(command)
    muted, hold = command.flag("Muted"), command.flag("Hold")
    found = [
        one
        for one in conference.participants.values()
        if muted in (None, one.muted) and hold in (None, one.on_hold)
    ]
    return page_of(command, "participants", found, lambda one: participant_json(conference, one))


def fetch_participant(command: RestRequest) -> dict[str, object]:
    return participant_json(*_find_participant(command))


def create_participant(command: RestRequest) -> dict[str, object]:
    """Ring somebody who joins the conference by answering; it need not exist yet."""
    network, name = command.network, command.place["conference"]
    conference = network.conferences.by_sid.get(name)
    wishes = {
        "startConferenceOnEnter": command.get("StartConferenceOnEnter"),
        "endConferenceOnExit": command.get("EndConferenceOnExit"),
        "muted": command.get("Muted"),
        "coach": command.get("CallSidToCoach"),
        "participantLabel": command.get("Label"),
        "waitUrl": command.url("WaitUrl"),
    }
    attributes = "".join(f" {key}={quoteattr(value)}" for key, value in wishes.items() if value)
    noun = f"<Conference{attributes}>{escape(conference.name if conference else name)}</Conference>"
    wish = Origination(
        to=call_routes.callee(command),
        caller=call_routes.shown_number(command),
        start=Inline(f"<Response><Dial>{noun}</Dial></Response>"),
        timeout=float(command.whole("Timeout", 60, 21208, 5, 600)),
        status_callback=command.status_callback(),
    )
    call = originate(network, wish)
    shown = conference or network.conferences.named(name) or network.conferences.create(name)
    participant = ConferenceLeg(call, label=command.get("Label") or "", muted=command.flag("Muted") or False)
    return participant_json(shown, participant) | {"status": "queued"}


CHANGES = frozenset({"Muted", "Hold", "HoldUrl", "HoldMethod", "AnnounceUrl", "AnnounceMethod"}) | frozenset(
    {"WaitUrl", "WaitMethod", "BeepOnExit", "EndConferenceOnExit", "Coaching", "CallSidToCoach"}
)
"""What can be changed of a participant."""


def update_participant(command: RestRequest) -> dict[str, object]:
    conference, participant = _find_participant(command)
    if strange := sorted(command.fields.keys() - CHANGES):
        raise Invalid(20001, f"Unknown parameter: {', '.join(strange)}")
    coached = _coached(command, conference, participant)
    muted, hold, ends = command.flag("Muted"), command.flag("Hold"), command.flag("EndConferenceOnExit")
    if muted is not None:
        conference.mute(participant, muted)
    if hold is not None:
        url = command.url("HoldUrl")
        document = Goto(url, command.method("HoldMethod", "GET"), purpose="hold") if url else None
        conference.put_on_hold(participant, hold, document)
    announcement = command.url("AnnounceUrl")
    if announcement:
        _announce(participant, Goto(announcement, command.method("AnnounceMethod"), purpose="announce"))
    if (ends, coached) != (None, None):
        conference.modify(participant, ends=ends, coached=coached)
    return participant_json(conference, participant)


def delete_participant(command: RestRequest) -> None:
    """Remove a participant; the call goes on with what follows its Dial."""
    conference, participant = _find_participant(command)
    conference.leave(participant)


def _coached(command: RestRequest, conference: Conference, participant: ConferenceLeg) -> str | None:
    """Return who alone is to hear the participant; empty for everybody, None for no change. Raises Invalid."""
    coached, coaching = command.get("CallSidToCoach"), command.flag("Coaching")
    if coaching is None:
        coaching = True if coached else None
    if not coaching:
        return None if coaching is None else ""
    if coached not in conference.participants or coached == participant.call.sid:
        raise Invalid(16027, "CallSidToCoach names nobody else in this conference")
    return coached


def _announce(participant: ConferenceLeg, document: Goto) -> None:
    participant.announcements.append(document)
    participant.wake()


def _find_conference(command: RestRequest) -> Conference:
    conferences = command.network.conferences
    named = command.place["conference"]
    conference = conferences.by_sid.get(named) or conferences.named(named)
    if conference is None:
        raise NotFound(command.path)
    return conference


def _find_participant(command: RestRequest) -> tuple[Conference, ConferenceLeg]:
    conference, who = _find_conference(command), command.place["participant"]
    for participant in conference.participants.values():
        if who in (participant.call.sid, participant.label):
            return conference, participant
    raise NotFound(command.path)
