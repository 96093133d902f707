"""WAV files whose length was not known when their header was written, as speech services and pipes write them."""

from __future__ import annotations

import struct

_UNKNOWN_FROM = 0x7F000000
"""Sizes from here on stand for "not known": 0xFFFFFFFF, 0x7FFFF000 and the like. So does 0."""


def with_lengths(data: bytes) -> bytes:
    """Return the file with its true lengths where its header has placeholders for them; else `data` itself."""
    if data[:4] != b"RIFF" or data[8:12] != b"WAVE" or not _is_unknown(data, 4):
        return data
    at = 12
    while at + 8 <= len(data) and data[at : at + 4] != b"data":
        at += 8 + _size(data, at + 4) + _size(data, at + 4) % 2
    if at + 8 > len(data) or not _is_unknown(data, at + 4):
        return data
    size = len(data) - at - 8
    block = _block(data)
    size -= size % block if block else 0
    whole, sound = struct.pack("<I", at + size), struct.pack("<I", size)
    return b"".join((data[:4], whole, data[8 : at + 4], sound, data[at + 8 : at + 8 + size]))


def _size(data: bytes, at: int) -> int:
    size: int = struct.unpack_from("<I", data, at)[0]
    return size


def _is_unknown(data: bytes, at: int) -> bool:
    return not _size(data, at) or _size(data, at) >= _UNKNOWN_FROM


def _block(data: bytes) -> int:
    """Return the bytes of one sample of all channels, by the usual place of the header; 0 when that is elsewhere."""
    if data[12:16] != b"fmt " or len(data) < 34:
        return 0
    block: int = struct.unpack_from("<H", data, 32)[0]
    return block
