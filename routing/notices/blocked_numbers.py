"""What an entry of the block list may be about: a number, all numbers that begin alike (`+1916555*`), or a range.

A pattern is written as it is shown, and is no secret: it names no person. Lists come one entry a line, or as CSV.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE

from routing.errors import NotDialable
from routing.phone_numbers import in_full
from routing.staffing.tables import Line, read_lines

LEAST_AFTER_COUNTRY = 3
"""Digits of a pattern behind the calling code: fewer would block whole countries."""
LONGEST_TYPED = 200
"""Characters of one entry that are looked at."""
MOST_IN_A_RANGE = 4
"""Last digits in which the two ends of a range may differ."""
_STAR = re.compile(r"\s*\*\s*\Z|(?<=\d)[-. ]?[xX]{1,4}\s*\Z")
_RANGE = re.compile(r"\s*(?:\.\.|–|\bto\b|-(?=\s*\+))\s*")


class BadList(ValueError):
    """A list of numbers can't be read. `problems` names the line of each fault."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


def read_pattern(typed: str, country: str) -> str:
    """Return a number in E.164 form, `+1916555*`, or `+19165550100..+19165550199`. Raises NotDialable."""
    typed = " ".join(typed[:LONGEST_TYPED].split())  # each blank more would cost the patterns more time
    first, *last = _RANGE.split(typed, maxsplit=1)
    if last:
        return _range(typed, in_full(first, country), in_full(last[0], country))
    if _STAR.search(typed):
        return f"{_beginning(typed, country)}*"
    return in_full(typed, country)


def is_pattern(text: str) -> bool:
    """Return whether a text of `read_pattern` is about more than one number."""
    return text.endswith("*") or ".." in text


def read_list(text: str, country: str) -> dict[str, str]:
    """Return the patterns of a list, each with the reason in its second column or an empty one. Raises BadList.

    A first row without digits is a heading; empty rows, and those that begin with `#`, are left out.
    """
    found: dict[str, str] = {}
    problems: list[str] = []
    for line, cells in _rows(text):
        try:
            found.setdefault(read_pattern(cells[0], country), cells[1] if len(cells) > 1 else "")
        except NotDialable as error:
            problems.append(f"line {line}: {cells[0]!r}: {error.why}")
    if not found and not problems:
        problems.append("the list holds no number")
    if problems:
        raise BadList(problems)
    return found


def _rows(text: str) -> Iterator[Line]:
    try:
        _, rows = read_lines(text)
    except csv.Error as error:
        raise BadList([f"the list can't be read: {error}"]) from error
    for place, (line, cells) in enumerate(rows):
        is_heading = place == 0 and not re.search(r"\d", cells[0])
        if cells[0] and not is_heading and not cells[0].startswith("#"):
            yield line, cells


def _range(typed: str, first: str, last: str) -> str:
    if len(first) != len(last) or last < first:
        raise NotDialable(
            typed, "the second number of a range must be as long as the first, and come after it"
        )
    if first[:-MOST_IN_A_RANGE] != last[:-MOST_IN_A_RANGE]:
        raise NotDialable(typed, "a range may differ in its last four digits only")
    return f"{first}..{last}"


def _beginning(typed: str, country: str) -> str:
    """The digits before the star, with the calling code."""
    plain = _STAR.sub("", typed)
    digits = re.sub(r"[\s().-]", "", plain)
    if not re.fullmatch(r"\+?\d{1,14}", digits):
        raise NotDialable(typed, "write a beginning as +1916555*")
    if not digits.startswith("+"):
        code = _calling_code_of(country)
        digits = f"+{code}{digits.removeprefix(code) if code == '1' else digits.lstrip('0')}"
    rest = _after_calling_code(digits)
    if len(rest) < LEAST_AFTER_COUNTRY:
        raise NotDialable(
            typed, "it would block too many; write at least three digits behind the country's code"
        )
    return digits


def _calling_code_of(country: str) -> str:
    return next(str(code) for code, regions in COUNTRY_CODE_TO_REGION_CODE.items() if country in regions)


def _after_calling_code(digits: str) -> str:
    plain = digits.removeprefix("+")
    return next((plain[n:] for n in (1, 2, 3) if int(plain[:n] or 0) in COUNTRY_CODE_TO_REGION_CODE), "")
