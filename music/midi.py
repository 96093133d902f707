"""Writes phrases as a MIDI file, which a synthesizer plays."""

from __future__ import annotations

import math
import struct
from collections.abc import Iterable

from music.score import Playing

PROGRAMS = {"piano": (0, 0), "harp": (46, -7), "flute": (73, -20)}
"""General MIDI's numbers, from 0, and how much more velocity an instrument gets to be as loud as a piano."""
TICKS = 1000
"""In a second: the file has one tempo, and the tempos of a score are in the times of the notes."""
TEMPO = b"\x00\xff\x51\x03" + (1_000_000).to_bytes(3, "big")
LOUD, SWELL, ACCENT = 68, 12, 10
"""MIDI velocities: at a phrase's ends, how much more in its middle, and how much more a melody has than the rest."""
TAIL = 3.0
"""Seconds after the last phrase in which the sound dies away."""


def midi_file(playings: Iterable[Playing]) -> bytes:
    """Return a MIDI file of the phrases, one after the other."""
    events: list[tuple[int, int, bytes]] = []
    channels: dict[str, int] = {}
    began = 0.0
    for playing in playings:
        phrase = playing.phrase
        for voice, notes in phrase.voices.items():
            instrument, semitones = playing.parts[voice]
            if instrument not in channels:
                channel = channels[instrument] = len(channels)
                events.append((0, 0, bytes([0xC0 | channel, PROGRAMS[instrument][0]])))
            channel = channels[instrument]
            for note in notes:
                swell = SWELL * math.sin(math.pi * note.start / phrase.length)
                accent = ACCENT if voice in ("melody", "top") else 0
                loud = round(LOUD + swell + accent + PROGRAMS[instrument][1])
                start = _ticks(began + phrase.seconds_at(note.start))
                end = _ticks(began + phrase.seconds_at(note.start + note.length))
                pitch = note.pitch + semitones
                events.append((start, 2, bytes([0x90 | channel, pitch, loud])))
                events.append((end, 1, bytes([0x80 | channel, pitch, 0])))
        began += phrase.seconds
    events.sort(key=lambda event: event[:2])
    track, now = bytearray(TEMPO), 0
    for tick, _, message in events:
        track += _variable(tick - now) + message
        now = tick
    track += _variable(_ticks(TAIL)) + b"\xff\x2f\x00"
    head = b"MThd" + struct.pack(">IHHH", 6, 0, 1, TICKS)
    return head + b"MTrk" + struct.pack(">I", len(track)) + bytes(track)


def _ticks(seconds: float) -> int:
    return round(seconds * TICKS)


def _variable(number: int) -> bytes:
    """A number in MIDI's groups of seven bits."""
    groups = [number & 0x7F]
    while number := number >> 7:
        groups.append(number & 0x7F | 0x80)
    return bytes(reversed(groups))
