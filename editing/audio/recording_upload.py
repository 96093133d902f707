"""An uploaded file becomes a recording that callers can hear, or is refused in words.

What is kept is made anew of the sound alone: nothing else of the file goes on. Where recordings lie is in
`editing/database/recording_store.py`; which text uses which one, in `prompts/recordings.py`.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from dataclasses import dataclass, field
from threading import BoundedSemaphore
from typing import Any

from editing.audio.audio_formats import Container
from editing.errors import RefusedRecording

PATIENCE = 30.0
"""Seconds for one file; three minutes of sound take about two."""
AT_ONCE = BoundedSemaphore(1)
"""Conversions of one process: callers need the processor more."""
LONG_SILENCE = 0.5
"""Seconds from which silence at an end is worth a word."""
FAINT = -33.0
"""LUFS below which raising the voice raises the room's noise too."""
NOTED_CLIPPING = 0.0005


@dataclass(frozen=True)
class Recording:
    """A recording ready for the telephone: a µ-law WAV file with one channel and 8,000 samples a second."""

    wave: bytes = field(repr=False)
    digest: str
    """SHA-256 of the file, in hexadecimal: its name everywhere."""
    seconds: float
    container: Container
    """What was uploaded."""
    notes: tuple[str, ...]
    """What whoever recorded it may want to know, in sentences with figures."""


def prepared(data: bytes) -> Recording:
    """Return the recording made from an uploaded file. Raises RefusedRecording; takes seconds."""
    if not AT_ONCE.acquire(timeout=PATIENCE):
        raise RefusedRecording("Other recordings are being converted. Try again in a minute.")
    try:
        told, wave = _converted(data)
    finally:
        AT_ONCE.release()
    if "refused" in told:
        raise RefusedRecording(str(told["refused"]))
    container = Container(**told.pop("container"))
    return Recording(wave, digest_of(wave), float(told["seconds"]), container, _notes(container, told))


def digest_of(wave: bytes) -> str:
    """Return the name of a recording."""
    return hashlib.sha256(wave).hexdigest()


def _converted(data: bytes) -> tuple[dict[str, Any], bytes]:
    command = [sys.executable, "-m", "editing.audio.converter"]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=PATIENCE, check=True)
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
        raise RefusedRecording(
            "The file can't be decoded. Export it once more from your recorder."
        ) from error
    head, _, wave = done.stdout.partition(b"\n")
    return json.loads(head), wave


def _notes(container: Container, told: dict[str, Any]) -> tuple[str, ...]:
    found = {name: float(value) for name, value in told.items()}
    notes = []
    if found["loudness"] < FAINT:
        notes.append(
            f"It was quiet ({found['loudness']:.0f} LUFS) and was made louder: listen whether noise is heard now."
        )
    if found["clipped"] > NOTED_CLIPPING:
        notes.append(f"{found['clipped']:.2%} of it is distorted, recorded too loud.")
    for name, where in (("silence_before", "the beginning"), ("silence_behind", "the end")):
        if found[name] > LONG_SILENCE:
            notes.append(f"{found[name]:.1f} s of silence at {where} were cut off.")
    if found["is_one_sided"]:
        notes.append("Left and right cancel each other out, so only the louder side was used.")
    elif container.channels > 1:
        notes.append("Left and right were put together: a telephone has one channel.")
    if container.rate < 16_000 and container.format == "mp3":
        notes.append(f"With {container.rate:,} samples a second it may sound dull.")
    return tuple(notes)
