"""Passwords: hashing with argon2id, and refusal of easy ones: length counts, not kinds of characters."""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Iterable
from functools import cached_property
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from console.credentials.common_passwords import letters_of
from console.credentials.guessing import is_guessed, read_look_alikes, without_walks

SHORTEST, LONGEST = 12, 200
LONGEST_TYPED = 4 * LONGEST
"""Characters that are looked at before they are composed: some keyboards send a letter and its accents apart."""
FEWEST_DIFFERENT = 5
OWN_LETTERS = 6
"""How many characters must be left without the words that anybody would try."""
OBVIOUS = (
    "password",
    "passwort",
    "contrasena",
    "helpdesk",
    "welcome",
    "letmein",
    "secret",
    "admin",
    "console",
    *("spring", "summer", "autumn", "winter", "primavera", "verano", "otono", "invierno"),
    *("january", "february", "march", "april", "june", "july"),
    *("august", "september", "october", "november", "december"),
    *("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio"),
    *("agosto", "septiembre", "octubre", "noviembre", "diciembre"),
    *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    *("lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo"),
)
"""Without accents; a year behind them is digits, which don't count."""
ROWS = (
    "qwertyuiopasdfghjklzxcvbnm",
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "9876543210987654321",
)
GUESSED = "This would be guessed at once. Several words that don't belong together are better."
AT_ONCE, QUEUE = 2, 10
"""Hashes computed at once, and waited for, in one process: a flood of sign-ins must leave room for callers."""


class TooBusy(Exception):
    """Too many passwords are being looked at; it passes within seconds."""


class Passwords:
    """Hashes and checks passwords; one for each process. A hash takes about 20 ms and 19 MiB (OWASP's parameters for
    argon2id)."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
        self._queue, self._at_once = BoundedSemaphore(QUEUE), BoundedSemaphore(AT_ONCE)

    @cached_property
    def _nobodys(self) -> str:
        return self._hasher.hash(secrets.token_hex())

    def hash(self, password: str) -> str:
        """Return the hash of a password. Raises TooBusy."""
        with self._turn():
            return self._hasher.hash(_normal(password))

    def fits(self, password: str, kept: str) -> bool:
        """Return whether a password matches the hash; takes as long when there is none (`kept` empty). Raises
        TooBusy."""
        with self._turn():
            try:
                return self._hasher.verify(kept or self._nobodys, _normal(password)) and bool(kept)
            except (VerificationError, InvalidHashError):
                return False

    def is_outdated(self, kept: str) -> bool:
        """Return whether a hash was made with weaker parameters than today's."""
        return self._hasher.check_needs_rehash(kept)

    def _turn(self) -> _Turn:
        return _Turn(self._queue, self._at_once)


class _Turn:
    """A place in the queue, or TooBusy at once."""

    def __init__(self, queue: BoundedSemaphore, at_once: BoundedSemaphore) -> None:
        self._queue, self._at_once = queue, at_once

    def __enter__(self) -> None:
        if not self._queue.acquire(blocking=False):
            raise TooBusy
        self._at_once.acquire()

    def __exit__(self, *_: object) -> None:
        self._at_once.release()
        self._queue.release()


def password_weakness(password: str, names: Iterable[str]) -> str | None:
    """Return why a password is refused, as a sentence; None if it is good. `names` are words that others know."""
    if len(password) < SHORTEST:
        return f"Use at least {SHORTEST} characters. Several words in a row are easy to remember."
    if len(password) > LONGEST:
        return f"Use at most {LONGEST} characters."
    letters = letters_of(password)
    if len(set(letters)) < FEWEST_DIFFERENT or any(letters in row for row in ROWS):
        return GUESSED
    words = {letters_of(word) for name in names for word in re.split(r"[\s@./_]+", name)} | set(OBVIOUS)
    for form in (password, without_walks(password), *read_look_alikes(password)):
        if not _has_letters_of_its_own(letters_of(form), words):
            return "This is made of names or words that others would try first. Add words of your own."
    return GUESSED if is_guessed(password) else None


def _has_letters_of_its_own(letters: str, words: Iterable[str]) -> bool:
    """Return whether enough letters are left without the words."""
    for word in sorted((word for word in words if len(word) > 2), key=len, reverse=True):
        letters = letters.replace(word, "")
    return len(re.sub(r"\d", "", letters)) >= OWN_LETTERS or len(letters) >= SHORTEST


def _normal(password: str) -> str:
    """Return the same characters however a keyboard composes them. Cut first: composing takes quadratic time."""
    return unicodedata.normalize("NFKC", password[:LONGEST_TYPED])[:LONGEST]  # noqa: TID251
