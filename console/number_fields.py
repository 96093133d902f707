"""Numbers as forms and addresses bring them: anything may be sent instead of one."""

from __future__ import annotations

MOST_DIGITS = 18
"""Digits that fit into 64 bits, as milliseconds and the database's own numbers do."""


def read_whole_number(text: str, otherwise: int = 0) -> int:
    """Return the number that `text` is in decimal digits, `otherwise` for anything else."""
    is_number = text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS
    return int(text) if is_number else otherwise
