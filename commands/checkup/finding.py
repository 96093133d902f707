"""What the doctor says of one thing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing looked at. `advice` says what to do; empty when all is well."""

    subject: str
    is_well: bool
    message: str
    advice: str = ""
