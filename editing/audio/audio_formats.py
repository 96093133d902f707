"""Checks that a file is a WAV or an MP3 from its first byte to its last, by its content alone.

A file that is also something else, that ends in the middle, or that promises more than it holds is refused here,
before a decoder sees it. Nothing is decoded.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from editing.errors import RefusedRecording

LARGEST = 10 * 1024 * 1024
LONGEST = 180.0
"""Seconds."""
SLOWEST_RATE, FASTEST_RATE = 8000, 96_000
MOST_CHANNELS = 2

CUT_OFF = "The file ends in the middle. Save or export it once more, and upload that."
MORE_BEHIND = "There is something else in the file besides the sound. Export it once more from your recorder."
NO_SOUND = "This is no WAV and no MP3. Save the recording in one of these two formats."

HOW_TO_CONVERT = (
    "On a phone, record with an app that can save WAV or MP3; on a computer, open the file in Audacity "
    "and choose File, Export Audio, WAV."
)
_OTHER_FORMATS: Mapping[str, Callable[[bytes], bool]] = {
    "M4A": lambda data: data[4:8] == b"ftyp",
    "OGG or Opus": lambda data: data[:4] == b"OggS",
    "FLAC": lambda data: data[:4] == b"fLaC",
    "AAC": lambda data: data[:1] == b"\xff" and len(data) > 1 and data[1] & 0xF6 == 0xF0,
    "WMA": lambda data: data[:4] == b"\x30\x26\xb2\x75",
    "AMR": lambda data: data[:5] == b"#!AMR",
    "WebM": lambda data: data[:4] == b"\x1a\x45\xdf\xa3",
    "AIFF": lambda data: data[:4] == b"FORM",
}
"""Formats that phones and browsers record in, by how their files begin."""
_WAV_CODES = {1, 3, 6, 7}
"""Linear, float, A-law and µ-law samples."""
_EXTENSIBLE = 0xFFFE
_MP3_RATES = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}
"""By the version's bits: MPEG 1, 2 and 2.5."""
_KBITS_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_KBITS_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_ID3V1 = 128
"""Bytes of a tag at the end."""
LAST_FRAME_CUT = 32
"""Bytes that may be missing of the last frame."""
MOST_TAGS = 16
"""Tags at the beginning of a file."""
MOST_CHUNKS = 1000
"""Parts of a WAV file."""


@dataclass(frozen=True)
class Container:
    """The properties that a file states and that hold for all of it."""

    format: str
    """`wav` or `mp3`."""
    rate: int
    """Samples a second."""
    channels: int
    seconds: float


def inspect(data: bytes) -> Container:
    """Return the kind of a sound file. Raises RefusedRecording."""
    if not data:
        raise RefusedRecording("The file is empty.")
    if len(data) > LARGEST:
        raise RefusedRecording(
            f"The file has {len(data) / 1024 / 1024:.1f} MB; at most {LARGEST // 1024 // 1024} MB can be uploaded."
        )
    other = next((name for name, is_it in _OTHER_FORMATS.items() if is_it(data)), "")
    if other:
        raise RefusedRecording(f"This is {other}. Only WAV and MP3 can be used. {HOW_TO_CONVERT}")
    found = _wav(data) if data[:4] == b"RIFF" else _mp3(data)
    if not SLOWEST_RATE <= found.rate <= FASTEST_RATE:
        raise RefusedRecording(f"It has {found.rate:,} samples a second; 8,000 to 96,000 can be used.")
    if not 1 <= found.channels <= MOST_CHANNELS:
        raise RefusedRecording(f"It has {found.channels} channels. Save it as mono or stereo.")
    if found.seconds > LONGEST:
        raise RefusedRecording(
            f"It lasts {found.seconds:.0f} seconds; at most {LONGEST:.0f} can be played to a caller."
        )
    return found


def _wav(data: bytes) -> Container:
    if len(data) < 12 or data[8:12] != b"WAVE":
        raise RefusedRecording(NO_SOUND)
    declared = struct.unpack_from("<I", data, 4)[0] + 8
    if declared > len(data) + 1:
        raise RefusedRecording(CUT_OFF)
    if declared < len(data) - 1:
        raise RefusedRecording(MORE_BEHIND)
    chunks = chunks_of(data)
    if len(chunks.get(b"fmt ", b"")) < 16 or b"data" not in chunks:
        raise RefusedRecording("The WAV file has no sound in it.")
    return _wav_form(chunks[b"fmt "], len(chunks[b"data"]))


def chunks_of(data: bytes) -> dict[bytes, memoryview]:
    """Return the parts of a WAV file by their names, each as long as it states."""
    found: dict[bytes, memoryview] = {}
    view, at = memoryview(data), 12
    number = 0
    while at + 8 <= len(data):
        name, size = struct.unpack_from("<4sI", data, at)
        number += 1
        if at + 8 + size > len(data):
            raise RefusedRecording(CUT_OFF)
        if number > MOST_CHUNKS or (name in found and name in (b"fmt ", b"data")):
            raise RefusedRecording(MORE_BEHIND)
        found[name] = view[at + 8 : at + 8 + size]
        at += 8 + size + size % 2
    return found


def _wav_form(form: memoryview, size: int) -> Container:
    code, channels, rate, _, block, bits = struct.unpack_from("<HHIIHH", form)
    if code == _EXTENSIBLE and len(form) >= 26:
        code = struct.unpack_from("<H", form, 24)[0]
    if code not in _WAV_CODES:
        raise RefusedRecording("The WAV file is compressed in a rare way. Save it as PCM with 16 bits.")
    if not channels or not rate or bits not in (8, 16, 24, 32, 64) or block != channels * bits // 8:
        raise RefusedRecording("The WAV file contradicts itself. Export it once more from your recorder.")
    if size % block:
        raise RefusedRecording(CUT_OFF)
    return Container("wav", rate, channels, size / block / rate)


def _mp3(data: bytes) -> Container:
    """Check frame after frame, without relying on the length in the header."""
    at = first = _behind_tags(data)
    header = _frame(data, at)
    if header is None:
        raise RefusedRecording(NO_SOUND)
    seconds, frames = 0.0, 0
    while (frame := _frame(data, at)) is not None:
        if (frame.rate, frame.channels) != (header.rate, header.channels):
            raise RefusedRecording("The MP3 file changes its form on the way. Export it once more.")
        seconds += frame.samples / frame.rate
        at, frames = at + frame.size, frames + 1
    promised = _frames_promised(data, first, header)
    missing = at - len(data)
    # Some recorders cut the last frame. Where no header says that it is the last, only a few bytes may be missing.
    is_cut = missing > 0 and (promised >= frames if promised else missing > LAST_FRAME_CUT)
    if is_cut or promised * header.samples / header.rate > seconds + 1:
        raise RefusedRecording(CUT_OFF)
    if seconds <= header.samples / header.rate:
        raise RefusedRecording(NO_SOUND)  # two bytes of anything may look like one frame
    if not _is_padding(data[_behind_ape(data, at) :]):
        raise RefusedRecording(MORE_BEHIND)
    return Container("mp3", header.rate, header.channels, seconds)


def _behind_tags(data: bytes) -> int:
    """Return where the sound begins: after ID3v2 tags and padding."""
    at = 0
    for _ in range(MOST_TAGS):
        if data[at : at + 3] != b"ID3" or len(data) < at + 10:
            break
        size = 0
        for byte in data[at + 6 : at + 10]:
            size = size << 7 | byte & 0x7F
        at += 10 + size + (10 if data[at + 5] & 0x10 else 0)
    return at + len(data[at:]) - len(data[at:].lstrip(b"\0"))


def _is_padding(rest: bytes) -> bool:
    """Return whether the bytes may follow the last frame: zeros, and an ID3v1 tag among them."""
    rest = rest.lstrip(b"\0")
    if rest.startswith(b"TAG") and len(rest) >= _ID3V1:
        rest = rest[_ID3V1:]
    return not rest.strip(b"\0")


def _behind_ape(data: bytes, at: int) -> int:
    """Return the place after an APE tag, if there is one."""
    if data[at : at + 8] != b"APETAGEX" or len(data) < at + 32:
        return at
    size, _, flags = struct.unpack_from("<III", data, at + 12)
    return at + int(size) + (32 if flags & 0x80000000 else 0)


@dataclass(frozen=True)
class _Frame:
    rate: int
    channels: int
    samples: int
    size: int
    version: int


def _frame(data: bytes, at: int) -> _Frame | None:
    """Return the frame of MPEG audio, layer III, at a position; None if there is none."""
    if at + 4 > len(data) or data[at] != 0xFF or data[at + 1] & 0xE6 != 0xE2:
        return None
    version, kbits, rate = data[at + 1] >> 3 & 3, data[at + 2] >> 4, data[at + 2] >> 2 & 3
    if version == 1 or kbits in (0, 15) or rate == 3:
        return None
    is_first = version == 3
    samples, speed = (1152 if is_first else 576), _MP3_RATES[version][rate]
    bits = (_KBITS_1 if is_first else _KBITS_2)[kbits] * 1000
    size = samples // 8 * bits // speed + (data[at + 2] >> 1 & 1)
    return _Frame(speed, 1 if data[at + 3] >> 6 == 3 else 2, samples, size, version)


def _frames_promised(data: bytes, at: int, frame: _Frame) -> int:
    """Return how many frames the first one's Xing header states; 0 without such a header."""
    side = (32, 17) if frame.version == 3 else (17, 9)
    where = at + 4 + side[frame.channels == 1]
    if data[where : where + 4] not in (b"Xing", b"Info") or len(data) < where + 12:
        return 0
    flags, frames = struct.unpack_from(">II", data, where + 4)
    return int(frames) if flags & 1 else 0
