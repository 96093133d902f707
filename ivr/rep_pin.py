"""Checks the PIN that somebody types on the phone, and says whose phone it is typed on.

A caller's number can be forged, so it never signs anybody in, unless a desk relies on full attestation by the carrier.
"""

from __future__ import annotations

from enum import StrEnum

from ivr.attestation import attested, is_fully_attested
from ivr.rep_visit import Visit
from routing.pins import pin_fits


class PinCheck(StrEnum):
    """What came of a PIN."""

    FITS = "fits"
    WRONG = "wrong"
    PAUSED = "paused"
    """There were too many tries; this one was not looked at."""


class Proof(StrEnum):
    """How far a call that shows a rep's number is proven to come from that phone, as the first webhook of it says."""

    FULL = "full"
    """The carrier fully attests the number."""
    NONE = "none"
    """The carrier cannot tell, as with many honest callers."""
    FALSE = "false"
    """The attestation failed: the number is most likely forged."""


def proof_of(visit: Visit) -> Proof:
    """Return what the carrier says of the number that a call comes from."""
    verstat = visit.webhook.fields.get("StirVerstat", "")
    if is_fully_attested(verstat):
        return Proof.FULL
    return Proof.FALSE if attested(verstat) == "failed" else Proof.NONE


def skips_pin(visit: Visit) -> bool:
    """Return whether a call from a rep's own phone needs no PIN: it is fully attested, and the desk relies on that."""
    return proof_of(visit) is Proof.FULL and visit.revision.desk.rep_sign_in == "attested"


def check_pin(visit: Visit, rep: str | None, number: str) -> PinCheck:
    """Check the typed digits against a rep's PIN and write down the outcome. `rep` is None for an unknown `number`."""
    if not visit.state.may_try_pin(number):
        visit.writes_down("shut", rep=rep or "")
        return PinCheck.PAUSED
    if rep and pin_fits(visit.digits, visit.state.rep(rep).get("pin", "")):
        return PinCheck.FITS
    visit.writes_down("wrong_pin", rep=rep or "")
    return PinCheck.WRONG
