"""What the carrier says of a caller's number, whether it is the caller's (STIR/SHAKEN): its `StirVerstat` parameter."""

from __future__ import annotations

from typing import Literal, get_args

Attestation = Literal["A", "B", "C", "failed", "unchecked", "none"]
ATTESTATIONS: tuple[Attestation, ...] = get_args(Attestation)
_VERSTAT: dict[Attestation, str] = {
    "A": "TN-Validation-Passed-A",
    "B": "TN-Validation-Passed-B",
    "C": "TN-Validation-Passed-C",
    "failed": "TN-Validation-Failed",
    "unchecked": "No-TN-Validation",
}


def verstat(attestation: Attestation | None, number: str) -> dict[str, str]:
    """Return the parameter of a call from this number: none at all for `none`, as for a call by an old exchange.

    Without a choice of the phone's owner a number of North America is vouched for, and no other is checked.
    """
    chosen = attestation or ("A" if number.startswith("+1") else "unchecked")
    return {"StirVerstat": _VERSTAT[chosen]} if chosen in _VERSTAT else {}
