"""Reps' PINs, kept only as salted scrypt hashes: whoever reads the database can't call as a rep."""

from __future__ import annotations

import hashlib
import hmac
import secrets

COST = 2**14
"""scrypt's n; with r=8, p=1 about 16 MB and 40 ms a guess."""
SALT_BYTES = 16
NEW_PIN_DIGITS = 6


def new_pin() -> str:
    """A PIN that nobody has thought of: six digits, not all the same."""
    pin = ""
    while len(set(pin)) < 2:
        pin = "".join(secrets.choice("0123456789") for _ in range(NEW_PIN_DIGITS))
    return pin


def hash_pin(pin: str) -> str:
    """What is stored of a PIN."""
    salt = secrets.token_bytes(SALT_BYTES)
    return f"{salt.hex()}${_scrypt(pin, salt).hex()}"


def pin_fits(pin: str, hashed: str) -> bool:
    """Whether this PIN was hashed; False for a rep who has none."""
    salt, _, wanted = hashed.partition("$")
    if not salt or not wanted:
        return False
    return hmac.compare_digest(_scrypt(pin, bytes.fromhex(salt)).hex(), wanted)


def _scrypt(pin: str, salt: bytes) -> bytes:
    return hashlib.scrypt(pin.encode(), salt=salt, n=COST, r=8, p=1)
