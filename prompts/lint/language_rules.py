"""Rules about languages and voices: the same everywhere, each in its own voice (L01, P08, P09)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from prompts.cross_checks import every_text
from prompts.lint.english_and_spanish import TONGUES
from prompts.lint.reading_time import plain_words, text_place, texts_of
from prompts.lint.rules import Fault, Severity, rule
from prompts.lint.samples import open_door
from prompts.lint.voice_rules import BASIC, unfit
from prompts.menu_keys import OTHER_LANGUAGE
from prompts.rendering.call_prompts import node_turn, welcome_turn
from prompts.rendering.speech import Speech, SsmlMark
from prompts.rendering.template import MarkedText, Piece
from prompts.revision import Revision

MOST_LANGUAGES = 3
LONGEST_SAY = 4096


@rule(
    "L01",
    Severity.ERROR,
    "At most three languages, each offered in its own words, by its own name, on the key 9.",
    advice="Write “For English, press 9.” in en.yaml and “Para español, marque 9.” in es.yaml.",
    source="GetHuman 9",
)
def bad_offers(revision: Revision) -> Iterator[Fault]:
    if len(revision.desk.languages) > MOST_LANGUAGES:
        yield Fault("desk.yaml languages", f"{len(revision.desk.languages)} languages")
    for language, texts in revision.texts.items():
        offer = plain_words(texts.prompts.language_offer)
        place = text_place(language, "prompts", "language_offer")
        if texts.language.name.casefold() not in offer.casefold():
            yield Fault(place, f"“{offer}” does not name {texts.language.name}")
        if TONGUES[language].keys_in(offer) != {OTHER_LANGUAGE}:
            yield Fault(place, f"“{offer}” does not say the key 9")


@rule(
    "P08",
    Severity.ERROR,
    "A voice can say what it is given: no marks it does not know, at most 4,096 characters in one go.",
    advice="Neural voices know no <emphasis>, the carrier's own no marks at all; make long texts shorter.",
    source="Amazon Polly, Twilio",
)
def unsayable(revision: Revision) -> Iterator[Fault]:
    for text in texts_of(revision):
        neural = "Neural" in revision.desk.languages[text.language].voice
        if neural and "emphasis" in set(_marks(text.template.pieces)):
            yield Fault(text.where, "<emphasis> with a neural voice")
    yield from _bare_voices(revision)
    yield from _too_long(revision)


def _bare_voices(revision: Revision) -> Iterator[Fault]:
    for language, voice in revision.desk.languages.items():
        if voice.voice in BASIC:
            message = f"{voice.voice} makes no pauses and does not spell"
            yield Fault(f"desk.yaml languages.{language}", message, Severity.WARNING)


def _marks(pieces: tuple[Piece, ...]) -> Iterator[str]:
    for piece in pieces:
        if isinstance(piece, MarkedText):
            yield piece.name
            yield from _marks(piece.inside)


def _too_long(revision: Revision) -> Iterator[Fault]:
    door = open_door(revision.desk)
    for language in revision.texts:
        for name in revision.menu.nodes:
            turns = [node_turn(revision, language, name, 1, door)]
            if name == revision.menu.start:
                turns.append(welcome_turn(revision, language, door))
            longest = max(
                _characters(said.speech) for said in chain.from_iterable(turn.said for turn in turns)
            )
            if longest > LONGEST_SAY:
                yield Fault(text_place(language, "nodes", name), f"{longest} characters")


def _characters(speech: Speech) -> int:
    """Return the number of characters, including marks as they will be written."""
    return sum(len(piece) if isinstance(piece, str) else _written(piece) for piece in speech.pieces)


def _written(mark: SsmlMark) -> int:
    attributes = sum(len(name) + len(value) + 4 for name, value in mark.attributes)
    return 2 * len(mark.name) + 5 + attributes + _characters(mark.inside)


@rule(
    "P09",
    Severity.ERROR,
    "Every text has the same fields in every language, and each language a voice of the carrier's that speaks it.",
    advice="Use the same fields in each language, and a voice that speaks it.",
    source="checklist",
)
def unequal_languages(revision: Revision) -> Iterator[Fault]:
    first, *others = revision.texts
    reference = {place: text.fields for place, text in every_text(revision.texts[first])}
    for language in others:
        for place, text in every_text(revision.texts[language]):
            for field in sorted(reference.get(place, text.fields) ^ text.fields):
                yield Fault(
                    text_place(language, *place), f"{{{field}}} is in only one of {first} and {language}"
                )
    yield from _unequal_variants(revision)
    yield from _wrong_voices(revision)


def _unequal_variants(revision: Revision) -> Iterator[Fault]:
    first, *others = revision.texts
    for language in others:
        for name, said in revision.texts[language].nodes.items():
            for variant in sorted(said.variants.keys() ^ revision.texts[first].nodes[name].variants.keys()):
                message = f"{variant!r} is in only one of {first} and {language}"
                yield Fault(text_place(language, "nodes", name, "variants"), message)


def _wrong_voices(revision: Revision) -> Iterator[Fault]:
    for language, voice in revision.desk.languages.items():
        place = f"desk.yaml languages.{language}"
        if not voice.locale.startswith(f"{language}-"):
            yield Fault(place, f"{voice.locale} is not {language}")
        if found := unfit(voice.voice, voice.locale):
            yield Fault(place, found)
