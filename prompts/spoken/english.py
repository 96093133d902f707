"""Dates and times the way American English says them. Names of days and months come from Babel."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import ClassVar

from babel.dates import format_date, get_day_names

from prompts.rendering.speech import Speech
from prompts.spoken.grammar import join_list

_LOCALE = "en_US"
_UNITS = ["twelve", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"]
_TEENS = [
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ("", "", "twenty", "thirty", "forty", "fifty")
_ORDINALS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
]

_FILLERS = """
a ah button digit eh er hello hi hit i i'd i'll key like number okay option please press push select so take thank that
the uh um want well would yeah yes you
"""


class English:
    """American English."""

    signs: ClassVar[dict[str, str]] = {"@": "at", ".": "dot", "-": "dash", "_": "underscore", "+": "plus"}
    all_one_word: ClassVar[str] = "all one word"
    known_endings: ClassVar[frozenset[str]] = frozenset({"com", "edu", "gov", "net", "org"})
    digits: ClassVar[tuple[str, ...]] = (
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
    )
    star_words: ClassVar[tuple[str, ...]] = ("star", "asterisk")
    pound_words: ClassVar[tuple[str, ...]] = ("pound", "pound key", "hash")
    yes_words: ClassVar[tuple[str, ...]] = ("yes", "yeah", "yep", "sure", "okay", "wait")

    heard_as_digits: ClassVar[dict[str, str]] = {
        **{"oh": "0", "o": "0", "won": "1", "to": "2", "too": "2"},
        **{"for": "4", "fore": "4", "ate": "8"},
    }
    fillers: ClassVar[frozenset[str]] = frozenset(_FILLERS.split())

    day_and_night: ClassVar[str] = "day and night"

    def singular(self, word: str) -> str:
        if len(word) <= 3 or not word.endswith("s") or word.endswith(("us", "is")):
            return word
        if word.endswith(("sses", "ches", "shes", "xes")):
            return word[:-2]
        return word if word.endswith("ss") else word[:-1]

    def clock(self, at: time) -> str:
        if (at.hour, at.minute) in {(0, 0), (12, 0)}:
            return "noon" if at.hour else "midnight"
        return f"{_hour_and_minute(at)} {_part_of_day(at.hour)}"

    def opens(self, day: date, at: time, today: date) -> str:
        if day == today:
            return f"later today, at {self.clock(at)}"
        weekday = get_day_names("wide", locale=_LOCALE)[day.weekday()]
        if day == today + timedelta(days=1):
            return f"tomorrow, {weekday}, at {self.clock(at)}"
        year = "" if abs((day - today).days) < 180 else f", {day.year}"
        return f"on {weekday}, {self.day_of_month(day)}{year}, at {self.clock(at)}"

    def day_of_month(self, day: date) -> str:
        return f"{format_date(day, 'MMMM', locale=_LOCALE)} {_ordinal(day.day)}"

    def until(self, day: date, at: time, today: date) -> str:
        if day == today:
            return self.clock(at)
        weekday = get_day_names("wide", locale=_LOCALE)[day.weekday()]
        tomorrow = day == today + timedelta(days=1)
        return f"tomorrow, {weekday}, at {self.clock(at)}" if tomorrow else f"{weekday} at {self.clock(at)}"

    def always(self) -> str:
        return f"{self.day_and_night}, every day of the week"

    def over_days(self, first: int, opens: time, last: int, closes: time) -> str:
        names = get_day_names("wide", locale=_LOCALE)
        return f"from {names[first]} at {self.clock(opens)} to {names[last]} at {self.clock(closes)}"

    def after(self, day: date, at: time, today: date) -> str:
        after = f"after {self.clock(at)}"
        if day == today:
            return f"today {after}"
        weekday = get_day_names("wide", locale=_LOCALE)[day.weekday()]
        if day == today + timedelta(days=1):
            return f"tomorrow, {weekday}, {after}"
        if day - today < timedelta(days=7):
            return f"on {weekday} {after}"
        return f"on {weekday}, {self.day_of_month(day)}, {after}"

    def span(self, opens: time, closes: time) -> str:
        return f"from {self.clock(opens)} to {self.clock(closes)}"

    def days(self, first: int, last: int) -> str:
        names = get_day_names("wide", locale=_LOCALE)
        if first == last:
            return str(names[first])
        return f"{names[first]} {'and' if last == first + 1 else 'to'} {names[last]}"

    def together(self, parts: Sequence[Speech]) -> Speech:
        return join_list(parts, "and")

    def minutes(self, count: float) -> str:
        special = {0: "less than a minute", 1: "one minute", 2.5: "two and a half minutes"}
        return special.get(count, f"{count:g} minutes")

    def seconds(self, count: int) -> str:
        return f"{count} seconds"


class InternationalEnglish(English):
    """English outside of the United States and Canada: `the thirtieth of November`."""

    def day_of_month(self, day: date) -> str:
        return f"the {_ordinal(day.day)} of {format_date(day, 'MMMM', locale=_LOCALE)}"


def _hour_and_minute(at: time) -> str:
    hour = _UNITS[at.hour % 12]
    if not at.minute:
        return hour
    return f"{hour} oh {_UNITS[at.minute]}" if at.minute < 10 else f"{hour} {_number(at.minute)}"


def _number(value: int) -> str:
    if value < 20:
        return _TEENS[value - 10]
    tens, units = divmod(value, 10)
    return f"{_TENS[tens]}-{_UNITS[units]}" if units else _TENS[tens]


def _ordinal(day: int) -> str:
    if day <= 20:
        return _ORDINALS[day - 1]
    return {30: "thirtieth", 31: "thirty-first"}.get(day) or f"twenty-{_ORDINALS[day - 21]}"


def _part_of_day(hour: int) -> str:
    if hour < 12:
        return "in the morning"
    if hour < 18:
        return "in the afternoon"
    return "in the evening" if hour < 21 else "at night"
