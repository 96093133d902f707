"""A desk's texts as plain words with their places, and how long it takes to say them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from prompts.cross_checks import every_text
from prompts.rendering.speech import Speech, SsmlMark
from prompts.rendering.template import Field, Piece, Template
from prompts.revision import Revision

WORDS_PER_SECOND = 2.5
"""150 words a minute."""
_SENTENCE_END = re.compile(r"(?<=[.!?:;…])\s+|(?<=[.!?:;…][”»\"'])\s+")
_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")


@dataclass(frozen=True)
class DeskText:
    """A text of a desk with its language and place."""

    language: str
    place: tuple[str | int, ...]
    template: Template

    @property
    def where(self) -> str:
        return text_place(self.language, *self.place)


def text_place(language: str, *place: str | int) -> str:
    """Return a place in a language's file, as findings name it."""
    return f"{language}.yaml {'.'.join(map(str, place))}"


def texts_of(revision: Revision) -> Iterator[DeskText]:
    """Yield every text of a desk, in every language."""
    for language, texts in revision.texts.items():
        for place, template in every_text(texts):
            yield DeskText(language, place, template)


def plain_words(template: Template, *, key: str = "key", without: frozenset[str] = frozenset()) -> str:
    """Return a text's words; a field counts as one word, and the marks named in `without` as nothing."""
    return " ".join("".join(_words(template.pieces, key, without)).split())


def _words(pieces: tuple[Piece, ...], key: str, without: frozenset[str]) -> Iterator[str]:
    for piece in pieces:
        if isinstance(piece, str):
            yield piece
        elif isinstance(piece, Field):
            yield key if piece.name == "key" else piece.name.replace("_", "-")
        elif piece.name not in without:
            yield from _words(piece.inside, key, without)


def sentences(text: str) -> list[str]:
    """Return a text's sentences; a colon or semicolon ends one too, since the voice pauses there."""
    return [part for part in _SENTENCE_END.split(text) if _WORD.search(part)]


def words(text: str) -> list[str]:
    return _WORD.findall(text)


def speaking_time(speech: Speech) -> float:
    """Return how long a voice takes, in seconds: words, spelled characters and breaks."""
    return _units(speech) / WORDS_PER_SECOND + _breaks(speech)


def _units(speech: Speech) -> int:
    return sum(
        len(words(piece)) if isinstance(piece, str) else _units_of_mark(piece) for piece in speech.pieces
    )


def _units_of_mark(mark: SsmlMark) -> int:
    attributes = dict(mark.attributes)
    if mark.name == "sub":
        return len(words(attributes["alias"]))
    if attributes.get("interpret-as") in {"characters", "spell-out", "digits", "telephone"}:
        return sum(character.isalnum() for character in mark.inside.text)
    return _units(mark.inside)


def _breaks(speech: Speech) -> float:
    marks = [piece for piece in speech.pieces if isinstance(piece, SsmlMark)]
    return sum(break_seconds(mark) if mark.name == "break" else _breaks(mark.inside) for mark in marks)


def break_seconds(mark: SsmlMark) -> float:
    """Return a break's length in seconds; a strength stands for what voices make of it."""
    attributes = dict(mark.attributes)
    if time := attributes.get("time"):
        return float(time.removesuffix("ms")) / 1000 if time.endswith("ms") else float(time.removesuffix("s"))
    strengths = {"none": 0.0, "x-weak": 0.1, "weak": 0.2, "strong": 0.7, "x-strong": 1.2}
    return strengths.get(attributes.get("strength", ""), 0.4)
