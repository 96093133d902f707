"""Why a caller can't wait for a person, as one value: `routing.joining` finds it, the texts say it."""

from __future__ import annotations

from enum import StrEnum


class Refusal(StrEnum):
    CLOSED = "closed"
    NOBODY_SIGNED_IN = "nobody_signed_in"
    FULL = "full"
    PAST_CLOSING = "past_closing"
