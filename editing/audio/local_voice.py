"""Speech made by espeak-ng on this machine, where it is installed, to hear a text without a call."""

from __future__ import annotations

import shutil
import subprocess
from functools import lru_cache
from threading import BoundedSemaphore

from editing.audio.streamed_wav import with_lengths

LONGEST = 4000
"""Characters, as in a text."""
PATIENCE = 15.0
"""Seconds of work after which a text is not worth waiting for."""
KEPT = 32
"""Texts whose sound is kept in memory, about 0.4 MB each."""
HEADER = 44
"""Bytes before the samples of a plain WAV file."""
AT_ONCE = BoundedSemaphore(1)
VOICES = {"en": "en-us", "es": "es-419"}
"""By the languages of desks: American English and Latin American Spanish have names of their own."""


class NoVoice(Exception):
    """This machine can't say it."""


def has_voice() -> bool:
    """Return whether this machine has a voice."""
    return shutil.which("espeak-ng") is not None


@lru_cache(KEPT)
def speak(words: str, language: str) -> bytes:
    """Return the words as a WAV file. Raises NoVoice; takes up to a second for a long text."""
    path = shutil.which("espeak-ng")
    if path is None or not (language.isascii() and language.isalpha()) or len(words) > LONGEST:
        raise NoVoice
    command = [path, "-v", VOICES.get(language, language), "-s", "165", "--stdin", "--stdout"]
    with AT_ONCE:
        try:
            done = subprocess.run(
                command, input=words.encode(), capture_output=True, timeout=PATIENCE, check=True
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise NoVoice from error
    if len(done.stdout) <= HEADER:
        raise NoVoice
    return with_lengths(done.stdout)
