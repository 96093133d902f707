"""How loud a recording is from its beginning to its end, for a picture. Needs nothing but the bytes of its file."""

from __future__ import annotations

from itertools import pairwise

from editing.audio.audio_formats import chunks_of


def _loudness(code: int) -> int:
    """Return the magnitude of a byte of µ-law, from 0 to 255 of full scale (G.711)."""
    code = ~code & 0xFF
    magnitude = ((code & 0x0F) * 8 + 132) * (1 << (code >> 4 & 7)) - 132
    return min(255, magnitude * 256 // 32_768)


_LOUDNESS = bytes(_loudness(code) for code in range(256))


def levels(wave: bytes, columns: int) -> list[float]:
    """Return the highest level in each of so many stretches of equal length, from 0 to 1."""
    samples = bytes(chunks_of(wave)[b"data"]).translate(_LOUDNESS)
    ends = [len(samples) * column // columns for column in range(columns + 1)]
    return [max(samples[start:end], default=0) / 255 for start, end in pairwise(ends)]
