"""The hold music, composed and synthesized here, so that nobody else has rights in it.

`python -m ivr.hold_music` writes the audio files anew. Telephone quality: 8,000 µ-law samples a second (G.711).
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterable
from pathlib import Path

FOLDER = Path(__file__).parent / "audio"
RATE = 8000
NOTE_SECONDS = 0.5
FADE_SECONDS = 1.2
LOUDNESS = 6000
"""Of 32,767: music lies below the voice."""
CHORDS = ((48, 55, 60, 64), (45, 52, 57, 60), (41, 48, 53, 57), (43, 50, 55, 59))
"""C, A minor, F, G as MIDI notes, lowest first."""
STEPS = (0, 1, 2, 3, 2, 1, 2)
PIECES = {"hold-long.wav": 4, "hold-short.wav": 2}
"""File → how many chords; each chord lasts 3.5 seconds."""


def composed(chords: int) -> list[float]:
    """The samples of so many chords, from -1 to 1: each broken into single notes that ring on."""
    step = int(NOTE_SECONDS * RATE)
    ring = int(FADE_SECONDS * RATE)
    notes = [chord[index] for chord in CHORDS[:chords] for index in STEPS]
    samples = [0.0] * (len(notes) * step)
    for number, note in enumerate(notes):
        for at, value in enumerate(_struck(note, min(ring, len(samples) - number * step))):
            samples[number * step + at] += value
    return samples


def _struck(note: int, length: int) -> Iterable[float]:
    """A soft tone with one overtone that dies away; it begins and ends without a click."""
    pitch = 2 * math.pi * 440 * 2 ** ((note - 57) / 12) / RATE
    attack = RATE * 0.02
    for at in range(length):
        envelope = min(1.0, at / attack) * math.exp(-3.5 * at / RATE) * min(1.0, (length - at) / attack)
        yield envelope * (0.8 * math.sin(pitch * at) + 0.2 * math.sin(2 * pitch * at)) / 2


def mu_law(sample: int) -> int:
    """Return a 16-bit sample in the 8 bits of G.711 µ-law."""
    sign = 0x80 if sample < 0 else 0
    magnitude = min(abs(sample), 32635) + 132
    exponent = magnitude.bit_length() - 8
    mantissa = (magnitude >> (exponent + 3)) & 0x0F
    return ~(sign | exponent << 4 | mantissa) & 0xFF


def wav(samples: Iterable[float]) -> bytes:
    """A WAV file of µ-law samples; the standard library writes only linear ones."""
    data = bytes(mu_law(round(sample * LOUDNESS)) for sample in samples)
    data += b"\xff" * (len(data) % 2)
    form = struct.pack("<HHIIHHH", 7, 1, RATE, RATE, 1, 8, 0)
    chunks = b"WAVEfmt " + struct.pack("<I", len(form)) + form
    chunks += b"fact" + struct.pack("<II", 4, len(data)) + b"data" + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", len(chunks)) + chunks


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, chords in PIECES.items():
        (FOLDER / name).write_bytes(wav(composed(chords)))
