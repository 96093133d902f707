"""The passwords that most people choose and attackers try first, as digests in `common_passwords.bin`.

Each entry is the first four bytes of a SHA-256 digest, sorted; four bytes refuse a good password once in some 40,000.
docs/reference/common-passwords.md says where the entries come from and how the file is made.
"""

from __future__ import annotations

import sys
from bisect import bisect_left
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

from prompts.letters import remove_accents

SHORTEST, LONGEST = 5, 64
WHOLE = 12
"""Characters from which an entry of the list is a password by itself; a shorter one is the stem of longer ones."""
STEMS = 50_000
"""How many of the most common passwords are stems: attackers put digits behind these."""
SIZE = 4
"""Bytes of a digest."""
FAMOUS = ("correct horse battery staple", "Tr0ub4dor&3", "this is my password", "it is what it is")
"""What people who read about good passwords type."""
FILE = "common_passwords.bin"


def letters_of(text: str) -> str:
    """Return what passwords are compared by: letters and digits, without case and accents."""
    return "".join(one for one in remove_accents(text.casefold(), "NFKD") if one.isalnum())


def is_common(letters: str) -> bool:
    """Return whether a password, given by its letters, is among them. Takes some ten microseconds."""
    if not SHORTEST <= len(letters) <= LONGEST:
        return False
    entries, wanted = _entries(), _digest(letters)
    at = bisect_left(range(len(entries) // SIZE), wanted, key=lambda i: entries[i * SIZE : (i + 1) * SIZE])
    return entries[at * SIZE : (at + 1) * SIZE] == wanted


@cache
def _entries() -> bytes:
    return files(__package__).joinpath(FILE).read_bytes()


def _digest(letters: str) -> bytes:
    return sha256(letters.encode()).digest()[:SIZE]


def pack(passwords: Iterable[str], words: Iterable[str]) -> bytes:
    """Return the file's bytes, for passwords with the most common first, and for words of a language."""
    chosen = {letters_of(one) for one in FAMOUS}
    for rank, password in enumerate(passwords):
        letters = letters_of(password)
        if len(letters) >= WHOLE or (rank < STEMS and len(letters) >= SHORTEST):
            chosen.add(letters[:LONGEST])
    chosen.update(letters for letters in map(letters_of, words) if len(letters) >= WHOLE)
    return b"".join(sorted({_digest(letters) for letters in chosen}))


def main(passwords: str, words: str) -> None:
    """Write the file from two lists, one entry a line."""
    lists = (Path(path).read_text("utf-8", "replace").splitlines() for path in (passwords, words))
    Path(__file__).with_name(FILE).write_bytes(pack(*lists))


if __name__ == "__main__":
    main(*sys.argv[1:])
