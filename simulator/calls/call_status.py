"""The carrier's words for the state of a call."""

from __future__ import annotations

from enum import StrEnum


class CallStatus(StrEnum):
    """The state of a call at the carrier."""

    QUEUED = "queued"
    INITIATED = "initiated"
    """Only told: such a call is still queued."""
    RINGING = "ringing"
    IN_PROGRESS = "in-progress"
    COMPLETED = "completed"
    BUSY = "busy"
    FAILED = "failed"
    NO_ANSWER = "no-answer"
    CANCELED = "canceled"


FINAL = frozenset(
    {
        CallStatus.COMPLETED,
        CallStatus.BUSY,
        CallStatus.FAILED,
        CallStatus.NO_ANSWER,
        CallStatus.CANCELED,
    }
)
"""States after which nothing more happens on a call."""
