"""Turns what is to be said into TwiML, through the carrier's own library, once per revision, place and door.

A caller's turn then costs a look-up: the document is bytes that wait. Nothing of a caller's input is ever in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from twilio.twiml import TwiML
from twilio.twiml.voice_response import Gather, Redirect, VoiceResponse

from ivr.flow import Part, Place, arrive
from prompts import script
from prompts.models import Desk
from prompts.opening import Opening
from prompts.revision import Revision
from prompts.script import Turn, Utterance
from prompts.speech import Speech

KEPT_ANSWERS = 4096
"""Documents kept in memory, about 2 kB each: a desk has some 150 per state of its door, two to four a day."""
LONGEST_HINTS = 500
"""The carrier's limit on speech hints."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A document for the carrier, and the turn it speaks, which tells how the next input is to be understood."""

    body: bytes
    turn: Turn


class Answers:
    """The documents of one line, made when first asked for. `base_url` goes into every URL they carry."""

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url
        self.at = lru_cache(KEPT_ANSWERS)(self._make)

    def _make(self, revision: Revision, place: Place, opening: Opening) -> Answer:
        turn = _turn(revision, place, opening)
        response = VoiceResponse()
        if turn.expects_input:
            action = self.url(revision, place)
            gather = _gather(revision.desk, place, turn, action)
            _say_all(gather, revision.desk, turn.said)
            response.append(gather)
            response.append(Redirect(action, method="POST"))
        else:
            _say_all(response, revision.desk, turn.said)
            response.hangup()
        return Answer(document(response), turn)

    def url(self, revision: Revision, place: Place) -> str:
        """Where the carrier brings what the caller did at a place."""
        return f"{self._base_url}/voice/{revision.desk.id}/{revision.id}/{place.language}/{place.node}/{place.attempt}"

    def trouble(self, revision: Revision, language: str, *, at_start: bool) -> bytes:
        """An apology, then the main menu; the end of the call when it was the main menu that failed."""
        response = VoiceResponse()
        _say_all(response, revision.desk, script.trouble(revision, language).said)
        if at_start:
            response.hangup()
        else:
            start = arrive(revision, language, revision.menu.start)
            address = self.url(revision, start).rpartition("/")[0]
            response.append(Redirect(address, method="POST"))
        return document(response)


def document(response: TwiML) -> bytes:
    """The bytes of a document, as the carrier wants them: a declaration, UTF-8, nothing before it."""
    text: str = response.to_xml()
    return text.encode()


def say(parent: TwiML, desk: Desk, utterance: Utterance) -> None:
    """Add one utterance in its language's voice."""
    voice = desk.languages[utterance.language]
    verb = parent.add_child("Say", None, voice=voice.voice, language=voice.locale)
    _fill(verb, utterance.speech)


def _turn(revision: Revision, place: Place, opening: Opening) -> Turn:
    match place.part:
        case Part.WELCOME:
            return script.welcome(revision, place.language, opening)
        case Part.PERSON:
            return script.person_unavailable(revision, place.language, opening)
        case Part.GOODBYE:
            return script.goodbye(revision, place.language, opening)
        case Part.NODE:
            return script.node(revision, place.language, place.node, place.attempt, opening)


def _gather(desk: Desk, place: Place, turn: Turn, action: str) -> Gather:
    """Keys always; words where the desk listens for them. Empty input falls through to the Redirect behind it."""
    listens = desk.speech == "always" or (desk.speech == "after_silence" and place.attempt > 1)
    spoken = {}
    if listens and turn.words:
        spoken = {
            "language": desk.languages[place.language].locale,
            "speech_timeout": "auto",
            "hints": ",".join(list(turn.words)[:LONGEST_HINTS]),
        }
    return Gather(
        input="dtmf speech" if spoken else "dtmf",
        action=action,
        method="POST",
        timeout=desk.gather_timeout,
        num_digits=1,
        finish_on_key="",
        **spoken,
    )


def _say_all(parent: TwiML, desk: Desk, said: tuple[Utterance, ...]) -> None:
    for utterance in said:
        say(parent, desk, utterance)


def _fill(verb: TwiML, speech: Speech) -> None:
    """Pieces become children; text that follows text is joined, since the library keeps only the last of two."""
    text = ""
    for piece in speech.pieces:
        if isinstance(piece, str):
            text += piece
            continue
        if text:
            verb.append(text)
            text = ""
        child = verb.add_child(piece.name, None, **dict(piece.attributes))
        _fill(child, piece.inside)
    if text:
        verb.append(text)
