"""Hours as people write them: `8am-5pm`, `8:00 AM – 5:00 PM`, `8-17`, `24 hours`, `closed`."""

from __future__ import annotations

import re
from datetime import time

DAY = 24 * 60
EXAMPLES = "8:00-17:00, 8am-5pm, 24 hours or closed"
_CLOCK = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?(?::00)?\s*(?:([ap])\.?\s?m\.?)?")
_DASH = re.compile(r"\s*(?:[-\u2010-\u2015\u2212]|\bto\b|\buntil\b)\s*")
_SEVERAL = re.compile(r"\s*(?:[,;&]|\band\b)\s*")
_CLOSED = {"", "closed", "none", "-", "\u2013", "\u2014"}
_ALL_DAY = re.compile(r"(?:open )?(?:24 ?(?:h|hours|hrs)|24/7|all day|day and night|around the clock)")
_WORDS = {"noon": DAY // 2, "midnight": 0}


def split_spans(typed: str) -> list[str]:
    """Return the spans of one day that were typed in one go; none for a closed day."""
    if _plain(typed) in _CLOSED:
        return []
    text = " ".join(typed.split())  # each blank more would cost the pattern more time
    return [part.strip() for part in _SEVERAL.split(text) if part.strip()]


def read_span(typed: str) -> tuple[time, time]:
    """Return when a span opens and closes; `00:00` as its end is the midnight that ends the day.

    Raises ValueError with what was typed and what would be right.
    """
    text = _plain(typed)
    if _ALL_DAY.fullmatch(text):
        return time.min, time.min
    sides = _DASH.split(text)
    if len(sides) != 2:
        raise _unreadable(typed)
    opens, closes = _ordered(_minutes(sides[0], typed), _minutes(sides[1], typed))
    if opens >= closes:
        raise ValueError(
            f"\u201c{typed.strip()}\u201d closes before it opens. A span of hours must close after it opens, such as "
            "8am-5pm or 8:00-17:00; split one that passes midnight: 18:00-24:00 and 0:00-2:00 of the next day"
        )
    return _time(opens), _time(closes)


def read_clock(typed: str) -> time:
    """Return one time of day. Raises ValueError with what was typed and what would be right."""
    minutes, half = _minutes(_plain(typed), typed)
    if minutes == DAY:
        raise ValueError(f"\u201c{typed.strip()}\u201d is no time of a day. Times go from 0:00 to 23:59")
    return _time(minutes + (DAY // 2 if half == "p" else 0))


def _plain(typed: str) -> str:
    return " ".join(typed.casefold().split())


def _minutes(side: str, typed: str) -> tuple[int, str]:
    """Return minutes of the day, and the half of the day that was named: `a`, `p` or nothing. `p` is not added yet."""
    if side in _WORDS:
        return _WORDS[side], " "
    found = _CLOCK.fullmatch(side)
    if not found:
        raise _unreadable(typed)
    hour, minute, half = int(found[1]), int(found[2] or 0), found[3] or ""
    if half and not 1 <= hour <= 12:
        raise _unreadable(typed)
    minutes = (hour % 12 if half else hour) * 60 + minute
    if minute > 59 or minutes > DAY:
        raise ValueError(f"\u201c{typed.strip()}\u201d can't be right. Times go from 0:00 to 24:00")
    return minutes, half


def _ordered(opens: tuple[int, str], closes: tuple[int, str]) -> tuple[int, int]:
    """Return both times in minutes. A half of the day that only one side names is found by the other: `8-5pm`,
    `1-5pm`."""
    noon = DAY // 2
    (start, first), (end, last) = opens, closes
    end += noon if last == "p" else 0
    start += noon if first == "p" else 0
    if last in ("a", "p") and not first and start < noon:
        start = start + noon if last == "p" and start + noon < end else start
    if first in ("a", "p") and not last and end <= start and end < noon:
        end += noon
    # Midnight and 0:00 at the end of a span end the day.
    return start, end or DAY


def _time(minutes: int) -> time:
    return time(minutes // 60 % 24, minutes % 60)


def _unreadable(typed: str) -> ValueError:
    return ValueError(f"\u201c{typed.strip()[:40]}\u201d can't be read as hours. Write them as {EXAMPLES}")
