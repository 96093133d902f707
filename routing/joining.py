"""The door of a waiting line: what a caller who asks for a person gets.

Nobody answers calls on this line yet, so everybody is refused, in words and with a reason. Waiting comes next.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from prompts.opening import Opening


class Reason(StrEnum):
    """Why a caller can't wait for a person."""

    CLOSED = "closed"
    NOBODY_SIGNED_IN = "nobody_signed_in"


@dataclass(frozen=True)
class Refused:
    """A caller who may not wait."""

    reason: Reason


def join_line(opening: Opening) -> Refused:
    """Ask to wait for a person. A closed desk is the reason before all others."""
    return Refused(Reason.NOBODY_SIGNED_IN if opening.is_open else Reason.CLOSED)
