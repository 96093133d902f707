"""Prepares a recording for the telephone: one channel, 8,000 samples a second, as loud as the other voices.

Arithmetic on arrays alone; `converter.py` reads and writes the files, in a process of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import gcd

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float64]

RATE = 8000
"""Of the telephone (G.711)."""
PASSED, STOPPED = 3400.0, 4000.0
"""Hz: what a telephone lets pass, and from where nothing may be left, since it would come back as a wrong tone."""
REACH = 32
"""Samples at the telephone's rate on either side that one new sample is made of: 80 dB between the two above."""
LOUDNESS = -19.0
"""LUFS (ITU-R BS.1770) of what callers hear: that of the carrier's voices, within two or so."""
CEILING = 10 ** (-1.5 / 20)
"""The highest peak, −1.5 dB under full scale."""
MOST_SQUEEZED = 6.0
"""Decibels that peaks may be pressed down; where loudness would need more, it is not reached."""
ROOM = 0.2
"""Seconds of silence left before and behind."""
QUIET = 45.0
"""Decibels below the loudest moment that count as silence."""
WINDOW = 0.02
"""Seconds; the grain in which silence is looked for."""


@dataclass(frozen=True)
class SoundMeasurements:
    """Measurements of an uploaded recording. Levels in dB under full scale, loudness in LUFS, lengths in seconds."""

    loudness: float
    peak: float
    clipped: float
    """Share of samples that stand at the limit."""
    silence_before: float
    silence_behind: float


def one_channel(channels: Samples) -> tuple[Samples, bool]:
    """Return the mean of both channels; the louder one, and True, where they cancel each other out."""
    mixed: Samples = channels.mean(axis=1)
    if channels.shape[1] == 1:
        return mixed, False
    powers = np.square(channels).mean(axis=0)
    if np.square(mixed).mean() < powers.max() / 20:
        return channels[:, int(powers.argmax())], bool(powers.max() > 0 and powers.min() > powers.max() / 20)
    return mixed, False


def resampled(samples: Samples, rate: int) -> Samples:
    """Return samples at the telephone's rate, without frequencies above its range: a windowed sinc, phase by phase."""
    if rate == RATE:
        return samples
    step = gcd(rate, RATE)
    up, down = RATE // step, rate // step
    half = int(np.ceil(REACH * rate / RATE))
    padded = np.concatenate([np.zeros(half), samples, np.zeros(half + down)])
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * half + 1)
    count = -(-len(samples) * up // down)
    made = np.empty(count)
    for phase in range(min(up, count)):
        first, behind = divmod(phase * down, up)
        rows = windows[first::down][: -(-(count - phase) // up)]
        made[phase::up] = rows @ _kernel(half, rate, behind / up)
    return made


def _kernel(half: int, rate: int, late: float) -> Samples:
    """Return the filter's taps for a new sample that lies `late` samples behind an old one."""
    at = (np.arange(-half, half + 1) - late) / rate
    cutoff = (PASSED + STOPPED) / 2
    span = np.clip(1 - np.square(at * RATE / REACH), 0, None)
    taps = np.sinc(2 * cutoff * at) * np.i0(8.0 * np.sqrt(span)) / np.i0(8.0)
    return np.asarray(taps / taps.sum())


def measure_sound(samples: Samples, raw_peak: float, clipped: float) -> SoundMeasurements:
    """Return the measurements of samples at the telephone's rate."""
    before, behind = _silences(samples)
    return SoundMeasurements(loudness(samples), _decibels(raw_peak), clipped, before, behind)


def clipped_share(channels: Samples) -> float:
    """Return the share of samples in runs of three and more at the limit: a single one may just be loud."""
    flat = np.abs(channels) >= 0.999
    runs = flat[:-2] & flat[1:-1] & flat[2:]
    return float(runs.mean()) if len(runs) else 0.0


def loudness(samples: Samples) -> float:
    """Return LUFS by ITU-R BS.1770 with its gates; the weighting is applied to the spectrum of each 400 ms."""
    size, hop = int(0.4 * RATE), int(0.1 * RATE)
    if len(samples) < size:
        samples = np.concatenate([samples, np.zeros(size - len(samples))])
    blocks = np.lib.stride_tricks.sliding_window_view(samples, size)[::hop]
    weight = _weighting(np.arange(size // 2 + 1) * RATE / size)
    weight[1:-1] *= 2
    powers = np.array([float(np.square(np.abs(np.fft.rfft(block))) @ weight) for block in blocks]) / size**2
    gated = powers[_lufs(powers) > -70]
    if not len(gated):
        return -70.0
    gated = gated[_lufs(gated) > float(_lufs(gated.mean())) - 10]
    return float(_lufs(gated.mean()))


def _lufs(power: Samples | float) -> Samples:
    return np.asarray(-0.691 + 10 * np.log10(np.maximum(power, 1e-12)))


def _weighting(hertz: Samples) -> Samples:
    """Return the K weighting of power: a shelf of 4 dB above 1.7 kHz for the head, and a cut below 38 Hz."""
    s = 1j * hertz
    head, gain = 1681.97, 10 ** (3.99984 / 20)
    shelf = (gain * s**2 + gain**0.5 * head / 0.7072 * s + head**2) / (s**2 + head / 0.7072 * s + head**2)
    low = s**2 / (s**2 + 38.135 / 0.5003 * s + 38.135**2)
    return np.asarray(np.square(np.abs(shelf * low)))


def _silences(samples: Samples) -> tuple[float, float]:
    """Return the seconds of silence before the first sound and after the last one."""
    size = int(WINDOW * RATE)
    rows = samples[: len(samples) // size * size].reshape(-1, size)
    levels = np.sqrt(np.square(rows).mean(axis=1)) if len(rows) else np.zeros(1)
    loud = np.flatnonzero(levels > levels.max() * 10 ** (-QUIET / 20))
    if not len(loud):
        return len(samples) / RATE, 0.0
    return float(loud[0] * WINDOW), float(len(samples) / RATE - (loud[-1] + 1) * WINDOW)


def trimmed(samples: Samples, found: SoundMeasurements) -> Samples:
    """Return samples without long silence at the ends, and with an end that does not click."""
    start = round(max(0.0, found.silence_before - ROOM) * RATE)
    stop = len(samples) - round(max(0.0, found.silence_behind - ROOM) * RATE)
    kept = samples[start:stop].copy()
    fade = min(len(kept) // 2, int(0.005 * RATE))
    if fade:
        kept[:fade] *= np.linspace(0, 1, fade)
        kept[-fade:] *= np.linspace(1, 0, fade)
    return kept


def levelled(samples: Samples) -> Samples:
    """Return the samples as loud as callers are used to. Peaks are reduced softly, so that nothing clips."""
    found = loudness(samples)
    peak = float(np.abs(samples).max(initial=0.0))
    if found <= -70 or not peak:
        return samples
    gain = 10 ** ((LOUDNESS - found) / 20)
    gain = min(gain, CEILING / peak * 10 ** (MOST_SQUEEZED / 20))
    return _limited(samples * gain)


def _limited(samples: Samples) -> Samples:
    """Return samples below the ceiling: the gain goes down 5 ms before a peak and comes back as slowly."""
    need = np.minimum(1.0, CEILING / np.maximum(np.abs(samples), 1e-9))
    reach = int(0.005 * RATE)
    width = 2 * reach + 1
    lowest = np.lib.stride_tricks.sliding_window_view(np.pad(need, 2 * reach, mode="edge"), width).min(axis=1)
    shape = np.hanning(width + 2)[1:-1]
    return samples * np.convolve(lowest, shape / shape.sum(), mode="valid")


def _decibels(level: float) -> float:
    return 20 * float(np.log10(max(level, 1e-6)))
