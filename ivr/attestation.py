"""Whether a caller's number is vouched for (STIR/SHAKEN), in the few letters that reps are shown.

It decides nothing for callers. A desk may let reps in by phone on full attestation instead of a PIN.

A caller's phone company signs that the number is the caller's (A), that it knows the caller only (B), or that it only
passes the call on (C). Calls by older exchanges are not signed at all, which says nothing against a caller.
"""

from __future__ import annotations

import re

_PASSED = re.compile(r"TN-Validation-Passed-([ABC])(-Diverted|-Passthrough)?")
_FAILED = re.compile(r"TN-Validation-Failed(-[ABC](-Diverted|-Passthrough)?)?")


def attested(verstat: str) -> str:
    """Return `A`, `B`, `C` or `failed` from the carrier's `StirVerstat`; empty when nothing is known about the
    number."""
    if passed := _PASSED.fullmatch(verstat):
        return passed[1]
    return "failed" if _FAILED.fullmatch(verstat) else ""


def is_fully_attested(verstat: str) -> bool:
    """Return whether the caller's own phone company vouches for the number, and nobody passed the call on.

    A call that was diverted or passed through says who called first, not who calls now.
    """
    return verstat == "TN-Validation-Passed-A"
