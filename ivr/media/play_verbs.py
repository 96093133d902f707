"""Splits a text into what a voice says and what is played, as the carrier has a verb for each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from prompts.lint.reading_time import break_seconds
from prompts.rendering.speech import AUDIO, Speech, SsmlMark


@dataclass(frozen=True)
class PlayedRecording:
    """A recording, and where the carrier gets it."""

    url: str


@dataclass(frozen=True)
class Silence:
    """A pause where no voice speaks that could make it; the carrier knows whole seconds only."""

    seconds: int


Part = Speech | PlayedRecording | Silence


def parts_of(speech: Speech) -> Iterator[Part]:
    """Yield the spoken and played parts in order. A recording inside another mark stays text, as no voice can
    emphasize it."""
    if not any(map(_is_recording, speech.pieces)):
        yield speech
        return
    for is_recording, pieces in groupby(speech.pieces, _is_recording):
        if is_recording:
            yield from (
                PlayedRecording(dict(piece.attributes)["src"])
                for piece in pieces
                if isinstance(piece, SsmlMark)
            )
        else:
            yield from _spoken(list(pieces))


def _spoken(pieces: list[str | SsmlMark]) -> Iterator[Part]:
    """Yield words beside a recording, without the short pauses at the seam, as recordings have their own."""
    inner = [at for at, piece in enumerate(pieces) if not _is_short(piece)]
    kept = pieces[inner[0] : inner[-1] + 1] if inner else []
    if any(not _is_pause(piece) for piece in kept):
        yield Speech(tuple(kept))
    elif kept:
        pauses = [piece for piece in kept if isinstance(piece, SsmlMark)]
        yield Silence(round(sum(break_seconds(pause) for pause in pauses)))


def _is_recording(piece: str | SsmlMark) -> bool:
    return isinstance(piece, SsmlMark) and piece.name == AUDIO


def _is_pause(piece: str | SsmlMark) -> bool:
    return not piece.strip() if isinstance(piece, str) else piece.name == "break"


def _is_short(piece: str | SsmlMark) -> bool:
    return _is_pause(piece) and (isinstance(piece, str) or break_seconds(piece) < 1)
