"""Plays the scores and cuts them into the parts that callers hear. Needs Debian's fluidsynth and fluid-soundfont-gm."""

from __future__ import annotations

import io
import subprocess
import tempfile
from itertools import pairwise
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from music.midi import midi_file
from music.score import Playing, read_score

Samples = NDArray[np.float64]

PIECES = ("gymnopedie-1", "prelude-in-c")
"""In the order in which callers hear them."""
SCORES = Path(__file__).parent
SYNTHESIZER = ["fluidsynth", "-q", "-ni", "-C", "no", "-g", "0.5", "-O", "s16", "-T", "wav"]
SOUND_FONT = Path("/usr/share/sounds/sf2/FluidR3_GM.sf2")
STUDIO_RATE, RATE = 32_000, 8_000
LOWEST, HIGHEST, SLOPE = 300.0, 3400.0, 60.0
"""Hz: what a telephone lets pass, and over how many more the sound fades out."""
LEVEL = -20.0
"""Root mean square of each part, dB below full scale."""
EVENNESS = 0.6
"""How much of the difference between loud and soft seconds is leveled out, 0 to 1."""
CEILING = 0.8
EARLY = 0.02
"""Seconds before a phrase's first note at which the parts are cut."""
FADE_IN, FADE_OUT = 0.006, 0.08
"""Seconds at a part's edges: too short to hear, long enough that nothing clicks where a sentence follows."""


def render(folder: Path) -> list[Path]:
    """Write all parts into a folder, and return their paths. Raises CalledProcessError, OSError."""
    written = []
    for number, piece in enumerate(PIECES, 1):
        playings = read_score(SCORES / f"{piece}.txt")
        samples = even(telephone_band(render_phrases(playings)))
        for count, part in enumerate(cut(samples, playings), 1):
            path = folder / f"{number}-{piece}-{count:02}.wav"
            soundfile.write(path, part, RATE, format="WAV", subtype="ULAW")
            written.append(path)
    return written


def render_phrases(playings: list[Playing]) -> Samples:
    """Return the sound of the phrases at STUDIO_RATE, in one channel."""
    with tempfile.TemporaryDirectory() as folder:
        score, sound = Path(folder, "score.mid"), Path(folder, "sound.wav")
        score.write_bytes(midi_file(playings))
        subprocess.run(
            [*SYNTHESIZER, "-r", str(STUDIO_RATE), "-F", sound, SOUND_FONT, score],
            check=True,
            timeout=300,
        )
        samples, _ = soundfile.read(io.BytesIO(sound.read_bytes()), dtype="float64", always_2d=True)
    return np.asarray(samples.mean(axis=1))


def telephone_band(samples: Samples) -> Samples:
    """Return the samples at RATE, with nothing but what a telephone lets pass."""
    step = STUDIO_RATE // RATE
    padded = np.concatenate([samples, np.zeros(-len(samples) % (2 * step))])
    spectrum = np.fft.rfft(padded)
    hertz = np.fft.rfftfreq(len(padded), 1 / STUDIO_RATE)
    outside = np.maximum(LOWEST - hertz, hertz - HIGHEST)
    passed = spectrum * (0.5 + 0.5 * np.cos(np.pi * np.clip(outside / SLOPE, 0, 1)))
    size = len(padded) // step
    return np.asarray(np.fft.irfft(passed[: size // 2 + 1], size)) / step


def even(samples: Samples) -> Samples:
    """Return the samples at LEVEL: loud seconds and soft ones come closer, and peaks are rounded off."""
    sums = np.cumsum(np.concatenate([np.zeros(RATE), np.square(samples), np.zeros(RATE)]))
    power = (sums[2 * RATE :] - sums[: -2 * RATE]) / (2 * RATE)
    floor = np.percentile(power, 10)
    leveled: Samples = samples / np.power(np.maximum(power, floor), EVENNESS / 2)
    for _ in range(3):  # rounding off peaks takes a little level away
        level = np.sqrt(np.square(leveled).mean())
        leveled = _rounded(leveled * (10 ** (LEVEL / 20) / level))
    return leveled


def _rounded(samples: Samples) -> Samples:
    half = CEILING / 2
    size = np.abs(samples)
    return np.where(size > half, np.sign(samples) * (half + half * np.tanh((size - half) / half)), samples)


def cut(samples: Samples, playings: list[Playing]) -> list[Samples]:
    """Return one part for each phrase; they follow each other without a gap."""
    ends = np.cumsum([playing.phrase.seconds for playing in playings])
    marks = [0, *(round((end - EARLY) * RATE) for end in ends)]
    rising = np.linspace(0, 1, round(FADE_IN * RATE))
    falling = np.linspace(1, 0, round(FADE_OUT * RATE))
    parts = []
    for start, end in pairwise(marks):
        part = np.concatenate([samples[start:end], np.zeros(max(0, end - len(samples)))])
        part[: len(rising)] *= rising
        part[-len(falling) :] *= falling
        parts.append(part)
    return parts
