"""What an event's id says: which of two events came later."""

from __future__ import annotations

Version = tuple[int, int]
"""The two numbers of an event's id, which rise."""
LONGEST_NUMBER = 20
"""Digits of the largest number that the database has."""


def version_of(event_id: str) -> Version | None:
    """Return the numbers of an event's id; None for anything else, as a page may send anything."""
    first, _, second = event_id.partition("-")
    return (int(first), int(second)) if _is_number(first) and _is_number(second) else None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER
