"""Recovery codes: what a person without the phone signs in with. Each counts once, and only digests are kept."""

from __future__ import annotations

import secrets

from console.context import console

NUMBER = 10
LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
"""Without letters that look like digits or each other."""
LENGTH, GROUP = 16, 4
"""80 random bits in each code, as many as an attacker with the database can't try."""
READ_AS = str.maketrans("oil", "011")
"""What people write for characters of a code that they misread."""


def make_recovery_codes(who: str, id_: str) -> list[str]:
    """Give a person new codes and return them, to be shown once; earlier ones are void. Raises DatabaseDown."""
    codes = ["".join(secrets.choice(LETTERS) for _ in range(LENGTH)) for _ in range(NUMBER)]
    console().people.set_recovery_codes(who, id_, [_digest(code, id_) for code in codes])
    return ["-".join(code[i : i + GROUP] for i in range(0, LENGTH, GROUP)) for code in codes]


def use_recovery_code(id_: str, typed: str) -> int | None:
    """Use up a code; return how many are left, or None if it is none of the person's. Raises DatabaseDown."""
    code = "".join(one for one in typed.casefold().translate(READ_AS) if one in LETTERS)
    return console().people.use_recovery_code(id_, _digest(code, id_))


def _digest(code: str, id_: str) -> str:
    return console().seal.digest(code, id_)
