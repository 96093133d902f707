"""Turns what is to be said into TwiML, through the carrier's own library, once per revision, place and door.

A caller's turn then costs a look-up: the document is bytes that wait. Nothing of a caller's input is ever in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from twilio.twiml import TwiML
from twilio.twiml.voice_response import Gather, Redirect, VoiceResponse

from ivr.media.play_verbs import PlayedRecording, Silence, parts_of
from ivr.navigation import CHECK, WISH, MenuPlace, PlaceKind
from prompts.files.models import Desk
from prompts.rendering import call_prompts
from prompts.rendering.call_prompts import PromptTurn, Utterance
from prompts.rendering.open_status import OpenStatus
from prompts.rendering.refusal import SOON, QueueRefusal, Retry
from prompts.rendering.speech import AUDIO, Speech
from prompts.revision import Revision

KEPT_ANSWERS = 4096
"""Documents kept in memory, about 2 kB each: a desk has some 150 per state of its door, two to four a day."""
ASKING = {PlaceKind.WISH: WISH, PlaceKind.CHECK: CHECK}
"""What stands before the attempt at a person's node that asks first."""
SPELLING = frozenset({"characters", "spell-out"})
"""Readings that are never asked of a voice: Amazon's neural engine hands a sentence that spells to its standard one, so
that another voice speaks it, or none (Polly developer guide, `<say-as>`)."""
LONGEST_HINTS = 500
"""The carrier's limit on speech hints."""


@dataclass(frozen=True, slots=True)
class Document:
    """A document for the carrier, and the turn it speaks, which tells how the next input is to be understood."""

    body: bytes
    turn: PromptTurn


class Answers:
    """The documents of one line, made when first asked for. `base_url` goes into every URL they carry."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self.at = lru_cache(KEPT_ANSWERS)(self._make)

    def _make(
        self,
        revision: Revision,
        place: MenuPlace,
        opening: OpenStatus,
        refusal: QueueRefusal = QueueRefusal.NOBODY_SIGNED_IN,
        retry: Retry = SOON,
    ) -> Document:
        turn = turn_at(revision, place, opening, refusal, retry)
        return Document(self._spoken(revision, place, turn), turn)

    def _spoken(self, revision: Revision, place: MenuPlace, turn: PromptTurn) -> bytes:
        response = VoiceResponse()
        if turn.expects_input:
            action = self.url(revision, place)
            gather = _gather(revision.desk, place, turn, action)
            say_all(gather, revision.desk, turn.said)
            response.append(gather)
            response.append(Redirect(action, method="POST"))
        else:
            say_all(response, revision.desk, turn.said)
            response.hangup()
        return document(response)

    def url(self, revision: Revision, place: MenuPlace) -> str:
        """Return the URL to which the carrier sends the caller's input at a place."""
        attempt = f"{ASKING.get(place.part, '')}{place.attempt}"
        parts = (revision.desk.id, revision.id, place.language, place.node, attempt, place.topic)
        return f"{self.base_url}/voice/{'/'.join(filter(None, parts))}"

    def trouble(self, revision: Revision, start: MenuPlace) -> bytes:
        """Return an apology, and the main menu to start again from. Needs neither clock nor database."""
        return self._spoken(revision, start, call_prompts.trouble(revision, start.language))


def document(response: TwiML) -> bytes:
    """Return the bytes of a document, as the carrier wants them: a declaration, UTF-8, nothing before it."""
    text: str = response.to_xml()
    return text.encode()


def say_all(parent: TwiML, desk: Desk, said: Iterable[Utterance]) -> None:
    """Add what is said, each utterance in its language's voice; what is recorded is played."""
    for utterance in said:
        voice = desk.languages[utterance.language]
        for part in parts_of(utterance.speech):
            if isinstance(part, PlayedRecording):
                parent.add_child("Play", part.url)
            elif isinstance(part, Silence):
                parent.add_child("Pause", None, length=part.seconds)
            elif part.pieces:
                verb = parent.add_child("Say", None, voice=voice.voice, language=voice.locale)
                _fill(verb, part)


def turn_at(
    revision: Revision, place: MenuPlace, opening: OpenStatus, refusal: QueueRefusal, retry: Retry
) -> PromptTurn:
    match place.part:
        case PlaceKind.WELCOME:
            return call_prompts.welcome_turn(revision, place.language, opening)
        case PlaceKind.WISH:
            return call_prompts.wish(revision, place.language, place.node, opening)
        case PlaceKind.CHECK:
            return call_prompts.attack_check(revision, place.language, place.node, place.digit)
        case PlaceKind.GOODBYE:
            return call_prompts.goodbye(revision, place.language, opening)
        case PlaceKind.NODE:
            return call_prompts.node_turn(
                revision, place.language, place.node, place.attempt, opening, refusal, retry
            )


def _gather(desk: Desk, place: MenuPlace, turn: PromptTurn, action: str) -> Gather:
    """Return a Gather for keys, and for words where the desk listens for them. Empty input continues to the Redirect
    after it."""
    listens = desk.speech == "always" or (desk.speech == "after_silence" and place.attempt > 1)
    spoken = listen_for(desk, place.language, turn.hints) if listens and turn.words else {}
    return Gather(
        input="dtmf speech" if spoken else "dtmf",
        action=action,
        method="POST",
        timeout=desk.gather_timeout,
        num_digits=1,
        finish_on_key="",
        **spoken,
    )


def listen_for(desk: Desk, language: str, hints: Sequence[str]) -> dict[str, str]:
    """Return the attributes of a `<Gather>` that also takes words, besides its `input`."""
    return {
        "language": desk.languages[language].locale,
        "speech_timeout": "auto",
        "hints": ",".join(hints[:LONGEST_HINTS]),
    }


def _letters(word: str) -> str:
    """Return letters with commas between them, as capitals: a small “a” would be read as the article."""
    return ", ".join(letter for letter in word.upper() if not letter.isspace())


def _fill(verb: TwiML, speech: Speech) -> None:
    """Add pieces as children; text that follows text is joined, since the library keeps only the last of two."""
    text = ""
    for piece in speech.pieces:
        if isinstance(piece, str):
            text += piece
            continue
        if piece.name == AUDIO:  # inside another mark, where nothing can be played
            text += piece.inside.text
            continue
        if SPELLING & {value for _, value in piece.attributes}:
            text += _letters(piece.inside.text)
            continue
        if text:
            verb.append(text)
            text = ""
        child = verb.add_child(piece.name, None, **dict(piece.attributes))
        _fill(child, piece.inside)
    if text:
        verb.append(text)
