"""The result of one of the doctor's checks."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class CheckFinding:
    """The result of a check. `advice` says what to do; empty when all is well."""

    subject: str
    is_well: bool
    message: str
    advice: str = ""
