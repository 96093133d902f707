"""Encrypted files in the format of age (https://age-encryption.org), written and read as streams, by `pyrage`.

Nothing is ever on the disk in the clear: what is written goes through a pipe to the thread that encrypts it.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import IO, Any

import pyrage
from pyrage import x25519

MAGIC = b"age-encryption.org/"
"""How every such file begins."""
PUBLIC, PRIVATE = "age1", "AGE-SECRET-KEY-"


class BadKey(ValueError):
    """A text is no key of age's."""


def public_keys(text: str) -> list[Any]:
    """Return the public keys in a text, comma-separated. Raises BadKey."""
    return [_key(x25519.Recipient.from_str, part.strip()) for part in text.split(",") if part.strip()]


def private_keys(text: str) -> list[Any]:
    """Return the private keys in a text, as `age-keygen` writes it, comments and all. Raises BadKey."""
    lines = (line.strip() for line in text.splitlines())
    return [_key(x25519.Identity.from_str, line) for line in lines if line and not line.startswith("#")]


def _key(read: Callable[[str], Any], text: str) -> Any:
    try:
        return read(text)
    except (pyrage.RecipientError, pyrage.IdentityError) as error:
        raise BadKey(str(error)) from error


@contextmanager
def encrypting(file: IO[bytes], recipients: Sequence[Any]) -> Iterator[IO[bytes]]:
    """Give a stream to write to, whose content goes to `file`, encrypted. Raises OSError, pyrage.EncryptError."""
    reader, writer = (os.fdopen(end, mode) for end, mode in zip(os.pipe(), ("rb", "wb"), strict=True))
    with _at_the_other_end(lambda: pyrage.encrypt_io(reader, file, list(recipients)), reader), writer:
        yield writer


@contextmanager
def decrypting(file: IO[bytes], identities: Sequence[Any]) -> Iterator[IO[bytes]]:
    """Give a stream to read the content of an encrypted `file` from. Raises OSError, pyrage.DecryptError."""
    reader, writer = (os.fdopen(end, mode) for end, mode in zip(os.pipe(), ("rb", "wb"), strict=True))
    with _at_the_other_end(lambda: pyrage.decrypt_io(file, writer, list(identities)), writer), reader:
        yield reader


@contextmanager
def _at_the_other_end(work: Callable[[], object], end: IO[bytes]) -> Iterator[None]:
    """Let another thread work at one end of a pipe; its error is raised here."""
    failures: list[Exception] = []

    def run() -> None:
        try:
            with end:
                work()
        except Exception as error:
            failures.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        thread.join()
        if failures:
            raise failures[0]
