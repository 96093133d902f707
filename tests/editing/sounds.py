"""Recordings as people bring them: something like a voice, in any format, and what is wrong with some."""

from __future__ import annotations

import io

import numpy as np
import soundfile
from numpy.typing import NDArray

SUBTYPES = {"WAV": "PCM_16", "MP3": "MPEG_LAYER_III"}


def voice(seconds: float = 2.0, rate: int = 44_100, level: float = 0.3) -> NDArray[np.float64]:
    """Two tones that swell and fade like syllables."""
    at = np.arange(int(seconds * rate)) / rate
    low = np.sin(2 * np.pi * 220 * at) * (0.5 + 0.5 * np.sin(2 * np.pi * 3 * at))
    high = np.sin(2 * np.pi * 1500 * at) * (0.5 + 0.5 * np.sin(2 * np.pi * 2 * at))
    return np.asarray(level * (low + high / 2) / 1.5)


def written(samples: NDArray[np.float64], rate: int = 44_100, kind: str = "WAV", subtype: str = "") -> bytes:
    """A file of these samples."""
    made = io.BytesIO()
    soundfile.write(made, samples, rate, format=kind, subtype=subtype or SUBTYPES[kind])
    return made.getvalue()


def mp3(seconds: float = 2.0, rate: int = 44_100) -> bytes:
    return written(voice(seconds, rate), rate, "MP3")


def wav(seconds: float = 2.0, rate: int = 44_100) -> bytes:
    return written(voice(seconds, rate), rate)
