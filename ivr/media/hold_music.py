"""What plays while callers wait: pieces cut at the ends of phrases, which go on where a sentence interrupted them.

The files in `audio/` come from the scores in `music/`; `audio/README.md` names the pieces and their licenses.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from prompts.revision import Revision

FOLDER = Path(__file__).parents[1] / "audio"
NAMES = {
    "1-gymnopedie-1": "Erik Satie: Gymnopédie No. 1",
    "2-prelude-in-c": "Johann Sebastian Bach: Prelude in C major",
}
"""The pieces by the beginning of their files' names, which a number follows."""
RATE = 8000
"""µ-law samples a second, one byte each: telephone quality (G.711)."""
LONGEST_NUMBER = 6
"""Digits of a part's number that is not nonsense."""
HEADER = 58
"""Bytes of a WAV file before its samples."""


@dataclass(frozen=True)
class Playlist:
    """Parts that are played one after the other, and again from the first."""

    paths: tuple[str, ...]
    """Below the base URL."""
    seconds: tuple[float, ...]

    def parts(self, first: int, count: int) -> list[str]:
        """Return the paths of `count` parts from number `first` on."""
        return [self.paths[(first + number) % len(self.paths)] for number in range(count)]

    def part_at(self, seconds: float) -> int:
        """Return the number of the part that plays after so many seconds of music."""
        rest = seconds % self._length
        for number, length in enumerate(self.seconds):
            if rest < length:
                return number
            rest -= length
        return 0

    @cached_property
    def _length(self) -> float:
        return sum(self.seconds)


def built_in() -> Playlist:
    """Return the pieces that come with the line."""
    files = sorted(FOLDER.glob("*.wav"))
    paths = tuple(f"/static/{path.name}" for path in files)
    return Playlist(paths, tuple((path.stat().st_size - HEADER) / RATE for path in files))


def piece_at(path: str) -> str:
    """Return the composer and the name of the piece whose part has this path; empty if it is none."""
    name = path.rpartition("/")[2].rpartition("-")[0]
    return NAMES.get(name, "")


def part_number(text: str) -> int | None:
    """Return the number of a part as a URL has it; None if it is none."""
    is_number = text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER
    return int(text) if is_number else None


def wav(samples: bytes) -> bytes:
    """Return a WAV file of µ-law samples; the standard library writes only linear ones."""
    data = samples + b"\xff" * (len(samples) % 2)
    form = struct.pack("<HHIIHHH", 7, 1, RATE, RATE, 1, 8, 0)
    chunks = b"WAVEfmt " + struct.pack("<I", len(form)) + form
    chunks += b"fact" + struct.pack("<II", 4, len(data)) + b"data" + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", len(chunks)) + chunks


PIECES = built_in()


def playlist_of(_revision: Revision) -> Playlist:
    """Return what a desk's callers hear while they wait."""
    return PIECES
