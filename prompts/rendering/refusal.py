"""The reasons why a caller cannot wait for a person, and when to try again; `routing` decides, the texts say them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class QueueRefusal(StrEnum):
    CLOSED = "closed"
    LINE_CLOSED = "line_closed"
    NOBODY_SIGNED_IN = "nobody_signed_in"
    FULL = "full"
    PAST_CLOSING = "past_closing"
    CALLED_TOO_OFTEN = "called_too_often"


@dataclass(frozen=True)
class Retry:
    """The time to try again: after the desk's usual number of minutes unless a better time is known."""

    calmer: datetime | None = None
    """The beginning of a half hour in which callers usually wait much less, desk time."""
    at_opening: bool = False
    """When the desk opens again."""
    line_opens: datetime | None = None
    """When people answer on this line again, desk time: the desk is open, the line is not."""
    minutes: int | None = None
    """In so many minutes, where that is known."""


SOON = Retry()
