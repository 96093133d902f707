"""Cuts what is said into bits that a browser's own voice can say: each in one language, with the pause before it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from prompts.files.models import Desk
from prompts.lint.reading_time import break_seconds
from prompts.rendering.call_prompts import Utterance
from prompts.rendering.speech import AUDIO, Speech, SsmlMark

SPELLED = frozenset({"characters", "spell-out", "digits", "telephone"})


@dataclass(frozen=True)
class Bit:
    """Words for one voice, or the recording that is played in their place. `pause` is in ms."""

    locale: str
    text: str
    pause: int = 0
    audio: str = ""
    """Where the recording is."""


def bits(desk: Desk, utterance: Utterance) -> tuple[Bit, ...]:
    """Return the bits in order; a pause at the very beginning is left out."""
    joined: list[Bit] = []
    for bit in _cut(utterance.speech, desk.languages[utterance.language].locale):
        last = joined[-1] if joined else None
        if last and not bit.text.strip():
            joined[-1] = replace(last, pause=last.pause + bit.pause)
        elif last and (last.locale, last.audio, bit.audio) == (bit.locale, "", "") and not last.pause:
            joined[-1] = replace(bit, text=last.text + bit.text)
        elif bit.text.strip():
            joined.append(bit)
    return tuple(replace(bit, text=" ".join(bit.text.split())) for bit in joined)


def _cut(speech: Speech, locale: str) -> Iterator[Bit]:
    for piece in speech.pieces:
        if isinstance(piece, str):
            yield Bit(locale, piece)
        else:
            yield from _marked(piece, locale)


def _marked(mark: SsmlMark, locale: str) -> Iterator[Bit]:
    attributes = dict(mark.attributes)
    if mark.name == "break":
        yield Bit(locale, " ", round(break_seconds(mark) * 1000))
    elif mark.name == AUDIO:
        yield Bit(locale, mark.inside.text, audio=attributes["src"])
    elif mark.name == "sub":
        yield Bit(locale, attributes["alias"])
    elif attributes.get("interpret-as") in SPELLED:
        yield Bit(locale, " ".join(mark.inside.text.replace(" ", "")))
    else:
        yield from _cut(mark.inside, attributes.get("xml:lang", locale))
