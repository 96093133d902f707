"""Reps' PINs: which are too easy to guess, and how they are stored.

A PIN is stored as a salted scrypt digest of its HMAC under the line's `SECRET_KEY`. Six digits alone could be tried one
by one by whoever holds a copy of the database; without the key there is nothing to try them against.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from itertools import pairwise

COST = 2**14
"""scrypt's n; with r=8, p=1 about 16 MB and 40 ms a guess."""
SALT_BYTES = 16
NEW_PIN_DIGITS = 6
RULE = "a PIN has 6 to 10 digits"
PEPPERED = "p"
"""What a stored PIN begins with that was made with the key; earlier versions stored salt and digest alone."""

_SHAPE = re.compile(r"[0-9]{6,10}")
_PAD = {digit: divmod(place, 3) for place, digit in enumerate("123456789*0#")}
_LINES = {"147", "258", "369", "159", "357", "580", "123", "456", "789"}
_LINES |= {line[::-1] for line in _LINES}


def pin_weakness(pin: str, phone: str = "") -> str:
    """Return why a PIN is refused, as the end of a sentence; empty for one that may be used.

    `phone` is the rep's, whose digits anybody who calls it knows.
    """
    if not _SHAPE.fullmatch(pin):
        return RULE
    if len(set(pin)) < 3 or _is_repeated(pin) or pin[::2] == pin[1::2] or pin == pin[::-1]:
        return "its digits repeat"
    if _is_run(pin) or all(_is_run(half) for half in (pin[:3], pin[3:])):
        return "its digits are a sequence"
    if _is_keypad_walk(pin):
        return "it is a walk over the keypad"
    if _is_date(pin):
        return "it is a date"
    if pin in phone:
        return "it is part of the phone's number"
    return ""


def new_pin() -> str:
    """Return a random PIN that is not too easy to guess."""
    pin = ""
    while pin_weakness(pin):
        pin = "".join(secrets.choice("0123456789") for _ in range(NEW_PIN_DIGITS))
    return pin


def pepper_of(secret_key: bytes) -> bytes:
    """Return the key of the PINs' HMAC, which is used for nothing else."""
    return hmac.digest(secret_key, b"helpdesk: PINs", "sha256")


def hash_pin(pin: str, pepper: bytes) -> str:
    """Return what is stored of a PIN."""
    salt = secrets.token_bytes(SALT_BYTES)
    return f"{PEPPERED}${salt.hex()}${_digest(pin, salt, pepper)}"


def pin_fits(pin: str, stored: str, pepper: bytes) -> bool:
    """Return whether this PIN is the stored one; False for a rep who has none."""
    is_peppered = not is_outdated(stored)
    salt, _, wanted = (stored.removeprefix(f"{PEPPERED}$") if is_peppered else stored).partition("$")
    if not salt or not wanted:
        return False
    digest = _digest(pin, bytes.fromhex(salt), pepper if is_peppered else b"")
    return hmac.compare_digest(digest, wanted)


def is_outdated(stored: str) -> bool:
    """Return whether a PIN was stored by a version that used no key; it is stored with one when it next fits."""
    return not stored.startswith(f"{PEPPERED}$")


def _digest(pin: str, salt: bytes, pepper: bytes) -> str:
    material = hmac.digest(pepper, pin.encode(), "sha256") if pepper else pin.encode()
    return hashlib.scrypt(material, salt=salt, n=COST, r=8, p=1).hex()


def _is_repeated(pin: str) -> bool:
    """Return whether digits repeat a group: `123123`, `121212`."""
    sizes = range(1, len(pin) // 2 + 1)
    return any(pin == pin[:size] * (len(pin) // size) for size in sizes)


def _is_run(digits: str) -> bool:
    """Return whether each step from digit to digit is the same: `123456`, `987654`, `135791`, `890123`."""
    return len({(int(after) - int(before)) % 10 for before, after in pairwise(digits)}) == 1


def _is_keypad_walk(pin: str) -> bool:
    """Return whether digits are whole lines of the keypad, `147258`, or each key is next to the one before,
    `125896`."""
    if len(pin) % 3 == 0 and all(pin[at : at + 3] in _LINES for at in range(0, len(pin), 3)):
        return True
    steps = ((_PAD[before], _PAD[after]) for before, after in pairwise(pin))
    return all(max(abs(a[0] - b[0]), abs(a[1] - b[1])) == 1 for a, b in steps)


def _is_date(pin: str) -> bool:
    """Return whether digits are a date in a usual order, with years from 1900 to 2099: `031285`, `850312`,
    `19850312`, `198503`."""
    century = r"(?:19|20)\d\d"
    month, day = r"(?:0[1-9]|1[0-2])", r"(?:0[1-9]|[12]\d|3[01])"
    year = rf"(?:{century}|\d\d)"
    orders = (month + day + year, day + month + year, year + month + day, century + month, month + century)
    return any(re.fullmatch(order, pin) for order in orders)
