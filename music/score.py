"""Reads a score: what is played when, by which instrument.

A score is a text. `play 1 2 2: melody=flute bass=harp+12` plays those phrases with these instruments, moved by so many
semitones. `phrase 1, tempo 79` begins a phrase; several tempos (quarters a minute) hold for one bar each, the last one
for all that follow. A line of a voice has notes: `C5` lasts a quarter, `C5/2` two, `C3+E3` are played together, `r` is
a rest, `|` ends a bar. `broken` before a voice plays bars of five notes as Bach's prelude does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

NOTE = re.compile(r"([A-G])([#b]?)(\d)")
STEPS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
BREATH = 0.3
"""Quarters by which the last notes of a phrase are shorter, so that the next phrase begins from near silence."""
BROKEN = ((0, 0.0), (1, 0.25), (2, 0.5), (3, 0.75), (4, 1.0), (2, 1.25), (3, 1.5), (4, 1.75))
"""Which of five notes begins when, in quarters; each rings to the end of its half bar."""


@dataclass(frozen=True)
class MusicNote:
    """One note. `start` and `length` in quarters from the beginning of the phrase, `pitch` as MIDI counts."""

    start: float
    length: float
    pitch: int


@dataclass
class Phrase:
    """One phrase: its notes by voice, and how fast it is."""

    tempos: tuple[float, ...]
    voices: dict[str, list[MusicNote]] = field(default_factory=dict)
    bar: float = 4.0
    length: float = 0.0

    def seconds_at(self, quarters: float) -> float:
        """Return the time of a place in the phrase, in seconds from its beginning."""
        seconds = 0.0
        for number, tempo in enumerate(self.tempos):
            is_last = number == len(self.tempos) - 1
            span = quarters if is_last else min(quarters, self.bar)
            seconds += span * 60 / tempo
            quarters -= span
        return seconds

    @property
    def seconds(self) -> float:
        return self.seconds_at(self.length)


@dataclass(frozen=True)
class Playing:
    """One phrase as it is played: instrument and semitones for each voice."""

    phrase: Phrase
    parts: dict[str, tuple[str, int]]


def read_score(path: Path) -> list[Playing]:
    """Return the phrases of a score in the order in which they are played. Raises ValueError for an uneven phrase."""
    phrases: dict[str, Phrase] = {}
    order: list[tuple[str, dict[str, tuple[str, int]]]] = []
    for line in path.read_text("utf-8").splitlines():
        head, _, rest = line.partition(":")
        if head.startswith("play "):
            parts = dict(_part(one) for one in rest.split())
            order += [(name, parts) for name in head.split()[1:]]
        elif line.startswith("phrase "):
            name, _, tempos = line.removeprefix("phrase ").partition(", tempo ")
            phrase = phrases[name] = Phrase(tuple(map(float, tempos.split())))
        elif order and head.removeprefix("broken ") in order[0][1]:
            _add_voice(phrase, head, rest)
    return [Playing(phrases[name], parts) for name, parts in order]


def _part(text: str) -> tuple[str, tuple[str, int]]:
    voice, _, played = text.partition("=")
    instrument, _, semitones = played.partition("+")
    return voice, (instrument, int(semitones or 0))


def _add_voice(phrase: Phrase, head: str, line: str) -> None:
    bars = [bar.split() for bar in line.split("|")]
    notes: list[MusicNote] = []
    at = 0.0
    for bar in bars:
        began = at
        if head.startswith("broken ") and len(bar) == 5:
            notes += _broken(bar, at)
            at += 4
        else:
            for token in bar:
                names, _, length = token.partition("/")
                quarters = float(length or 1)
                notes += [MusicNote(at, quarters, pitch_of(name)) for name in names.split("+") if name != "r"]
                at += quarters
        if bar is bars[0] and not phrase.voices:
            phrase.bar = at - began
    if phrase.length and abs(at - phrase.length) > 1e-6:
        raise ValueError(f"{head}: {at:g} quarters, and the phrase has {phrase.length:g}")
    phrase.length = at
    phrase.voices[head.removeprefix("broken ")] = [_with_breath(note, at) for note in notes]


def _broken(names: list[str], at: float) -> list[MusicNote]:
    pitches = [pitch_of(name) for name in names]
    return [
        MusicNote(at + half + start, 2.0 - start, pitches[index])
        for half in (0, 2)
        for index, start in BROKEN
    ]


def _with_breath(note: MusicNote, end: float) -> MusicNote:
    return MusicNote(note.start, min(note.length, max(end - BREATH - note.start, 0.1)), note.pitch)


def pitch_of(name: str) -> int:
    """Return the MIDI number of a note such as `F#4`; C4, the middle one, is 60."""
    found = NOTE.fullmatch(name)
    if not found:
        raise ValueError(f"{name!r} is no note")
    letter, accidental, octave = found.groups()
    return 12 * (int(octave) + 1) + STEPS[letter] + {"#": 1, "b": -1, "": 0}[accidental]
