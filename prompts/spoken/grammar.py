"""The interface of a language that says dates and times; `English` and `Spanish` implement it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from typing import ClassVar, Protocol

from prompts.rendering.speech import Speech, SsmlMark


class Grammar(Protocol):
    """A language's rules for numbers, days and hours."""

    signs: ClassVar[dict[str, str]]
    """How `@ . - _ +` are called in an address."""
    all_one_word: ClassVar[str]
    """Said of an address that is written without spaces."""
    known_endings: ClassVar[frozenset[str]]
    """Endings of a host's name that are said as words; all others are spelled."""
    digits: ClassVar[tuple[str, ...]]
    """Zero to nine, as a caller says them."""
    star_words: ClassVar[tuple[str, ...]]
    pound_words: ClassVar[tuple[str, ...]]
    yes_words: ClassVar[tuple[str, ...]]
    """What a caller says who would wait, instead of pressing 1."""
    heard_as_digits: ClassVar[dict[str, str]]
    """Words that sound like a digit, which transcripts confuse with it, folded, and that digit."""
    fillers: ClassVar[frozenset[str]]
    """Words that may stand around a number or a command and mean nothing, folded."""

    def singular(self, word: str) -> str:
        """Return a folded word without the ending of a plural; other words may lose an ending too, always the same."""
        ...

    day_and_night: ClassVar[str]
    """Said of hours without a beginning and an end."""

    def clock(self, at: time) -> str:
        """Say a time of day without a preposition: `eight in the morning`, `las ocho de la mañana`."""
        ...

    def opens(self, day: date, at: time, today: date) -> str:
        """Say when something opens, with prepositions: `on Monday, November thirtieth, at eight …`."""
        ...

    def until(self, day: date, at: time, today: date) -> str:
        """Say when an opening of several days ends, at most six days ahead: `Monday at eight in the morning`."""
        ...

    def always(self) -> str:
        """Say the hours of a week without an end: `day and night, every day of the week`."""
        ...

    def over_days(self, first: int, opens: time, last: int, closes: time) -> str:
        """Say hours from one weekday to another, Monday is 0: `from Friday at six … to Monday at eight …`."""
        ...

    def after(self, day: date, at: time, today: date) -> str:
        """Say from when something holds: `on Tuesday after two thirty in the afternoon`."""
        ...

    def span(self, opens: time, closes: time) -> str:
        """Say a stretch of a day: `from eight in the morning to five in the afternoon`."""
        ...

    def days(self, first: int, last: int) -> str:
        """Say neighboring weekdays, Monday is 0: `Monday to Friday`."""
        ...

    def together(self, parts: Sequence[Speech]) -> Speech:
        """Say a list as one: `a, b and c`."""
        ...

    def minutes(self, count: float) -> str:
        """Say a length of time: `less than a minute`, `one minute`, `two and a half minutes`, `5 minutes`."""
        ...

    def seconds(self, count: int) -> str:
        """Say a length of time, from two seconds on: `45 seconds`."""
        ...


def join_list(parts: Sequence[Speech], conjunction: str) -> Speech:
    """Return a list with commas, and a conjunction before its last part; marks within the parts stay marks."""
    pieces: list[str | SsmlMark] = []
    for position, part in enumerate(parts):
        if position:
            pieces.append(f" {conjunction} " if position == len(parts) - 1 else ", ")
        pieces.extend(part.pieces)
    return Speech(tuple(pieces))
