"""Text to be spoken, free of any carrier's markup.

A `Speech` is a sequence of text and marks; `ivr` turns it into TwiML, the checks count its words.
"""

from __future__ import annotations

from dataclasses import dataclass, field

ALLOWED_MARKS: dict[str, frozenset[str]] = {
    "break": frozenset({"time", "strength"}),
    "emphasis": frozenset({"level"}),
    "lang": frozenset({"xml:lang"}),
    "p": frozenset(),
    "phoneme": frozenset({"alphabet", "ph"}),
    "s": frozenset(),
    "say-as": frozenset({"interpret-as", "format"}),
    "sub": frozenset({"alias"}),
}
"""SSML elements an author may write, with their attributes: part of what Polly and Google voices take."""

AUDIO = "audio"
"""The mark of a recording, SSML's own, with the words inside that stand for it. No author writes it."""


@dataclass(frozen=True)
class SsmlMark:
    """An SSML element, from `ALLOWED_MARKS` or AUDIO: its name, its attributes in order, and its content."""

    name: str
    attributes: tuple[tuple[str, str], ...] = ()
    inside: Speech = field(default_factory=lambda: Speech())


@dataclass(frozen=True)
class Speech:
    """A sequence of plain text and marks, in the order in which it is said."""

    pieces: tuple[str | SsmlMark, ...] = ()

    def __add__(self, other: Speech) -> Speech:
        return Speech(self.pieces + other.pieces)

    @property
    def text(self) -> str:
        """Return the words alone, as in a transcript, with white space folded."""
        return " ".join("".join(_words(self)).split())


def recorded(address: str, said: Speech) -> SsmlMark:
    """Return a recording that is played from an address, and the text for when it is lost."""
    return SsmlMark(AUDIO, (("src", address),), said)


def _words(speech: Speech) -> list[str]:
    words: list[str] = []
    for piece in speech.pieces:
        if isinstance(piece, str):
            words.append(piece)
        elif piece.name == "break":
            words.append(" ")
        elif piece.name == "sub":
            words.append(dict(piece.attributes)["alias"])
        else:
            words.extend(_words(piece.inside))
    return words
