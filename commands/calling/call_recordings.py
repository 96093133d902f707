"""What a call plays, by name: recordings of the desk with the words that are heard, and pieces of hold music."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from ivr.media.hold_music import piece_at
from prompts.recordings import RecordedText
from prompts.revision import Revision

TONES = "tones:"
"""What an address begins with that stands for tones of the carrier."""


@dataclass(frozen=True)
class PlayedFile:
    """An audio file that was played to a caller."""

    name: str
    """What the uploaded file was called, or the composer and the piece; the address where neither is known."""
    text: str = ""
    """The words that are heard in it, if they are known."""
    language: str = ""
    """Of these words, as the carrier has it: `es-US`."""


@dataclass(frozen=True)
class PlayedNames:
    """Knows the files of a desk by their addresses."""

    recordings: Mapping[str, tuple[str, RecordedText]]
    """By name of the file: the language, and what is recorded."""

    @classmethod
    def of(cls, revision: Revision) -> PlayedNames:
        """Return the names of what a revision of a desk plays."""
        return cls(
            {
                recorded.audio: (revision.desk.languages[language].locale, recorded)
                for language, places in revision.recordings.items()
                for recorded in places.values()
            }
        )

    def find(self, url: str) -> PlayedFile:
        """Return what is played from an address."""
        if url.startswith(TONES):
            return PlayedFile(url.removeprefix(TONES).replace("-", " "))
        path = urlsplit(url).path
        digest = path.rpartition("/")[2].removesuffix(".wav")
        if digest in self.recordings:
            language, recorded = self.recordings[digest]
            return PlayedFile(recorded.name, recorded.transcript, language)
        return PlayedFile(piece_at(path) or url)
