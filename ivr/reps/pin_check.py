"""Checks a PIN that is typed on a phone, and determines whose phone it is typed on.

A caller's number can be forged, so it never signs anybody in, unless a desk relies on full attestation by the carrier.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ivr.attestation import attested, is_fully_attested
from ivr.queue.queue_twiml import farewell_document
from ivr.reps.rep_call import Visit
from ivr.reps.rep_changes import note_wrong_pin
from routing.pins import hash_pin, is_outdated, pepper_of, pin_fits
from routing.queue.rep_access import RepAccess


@dataclass(frozen=True)
class PinCheck:
    """Result of checking a PIN. With a `pause`, in seconds, there were too many tries and this one was not checked."""

    fits: bool = False
    pause: int = 0


class Proof(StrEnum):
    """The reliability with which a call that shows a rep's number comes from that phone, according to its first
    webhook."""

    FULL = "full"
    """The carrier fully attests the number."""
    NONE = "none"
    """The carrier cannot tell, as with many honest callers."""
    FALSE = "false"
    """The attestation failed: the number is most likely forged."""


ELSEWHERE, OWN, ATTESTED, CLOSING = "elsewhere", "own", "attested", "closing"
WORDS = {
    ELSEWHERE: "on another phone",
    OWN: "on a phone with the rep's number",
    ATTESTED: "on the rep's own phone",
    CLOSING: "to close the desk",
}
"""Where a PIN is tried. Each has its own tries, so that nobody who guesses elsewhere shuts the rep's own phone, nor the
closing of the desk, which only those reach who are let in. A number that is not fully attested may be forged."""
WHERE = {Proof.FULL: ATTESTED, Proof.NONE: OWN, Proof.FALSE: ELSEWHERE}


def proof_of(visit: Visit) -> Proof:
    """Return what the carrier says of the number that a call comes from."""
    verstat = visit.webhook.fields.get("StirVerstat", "")
    if is_fully_attested(verstat):
        return Proof.FULL
    return Proof.FALSE if attested(verstat) == "failed" else Proof.NONE


def skips_pin(visit: Visit) -> bool:
    """Return whether a call from a rep's own phone needs no PIN: it is fully attested, and the desk relies on that."""
    return proof_of(visit) is Proof.FULL and visit.revision.desk.rep_sign_in == "attested"


def check_pin(visit: Visit, rep: str | None, number: str, where: str) -> PinCheck:
    """Check the typed digits against a rep's PIN and write down the outcome. `rep` is None for an unknown `number`.

    Tries are counted for each number and `where`: one of the constants below.
    """
    access = RepAccess(visit.state)
    if pause := access.try_pin(number, where):
        visit.writes_down("shut", rep=rep or "")
        return PinCheck(pause=pause)
    stored, pepper = visit.state.rep(rep).pin if rep else "", pepper_of(visit.line.secret)
    if rep and pin_fits(visit.digits, stored, pepper):
        access.forgive_tries(number, where)
        if is_outdated(stored):
            access.rehash_pin(rep, stored, hash_pin(visit.digits, pepper))
        return PinCheck(fits=True)
    visit.writes_down("wrong_pin", rep=rep or "")
    access.note_wrong_pin(rep or "")
    if rep:  # unknown numbers are only counted: there are too many of them for the audit log
        phone = visit.webhook.fields.get("From", "")
        note_wrong_pin(visit.state, rep, phone, f"wrong PIN {WORDS[where]}")
    return PinCheck()


def say_pause(visit: Visit, check: PinCheck) -> bytes:
    """Say that there were too many tries and when the next one may come, and end the call."""
    pause = visit.voice.length(check.pause)
    return farewell_document(
        visit.revision.desk, visit.voice.says(visit.voice.prompts.too_many_tries, minutes=pause)
    )
