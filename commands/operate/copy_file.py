"""A backup as a file: gzip, a JSON value for each line; first a head, then the parts, last their number and digest.

Plain enough to be read with `zcat`, and by another version of the server. It may be encrypted as a whole.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from pyrage import DecryptError

from commands.operate.backup_data import KeyContent
from commands.operate.sealed_file import MAGIC, decrypting, encrypting

FORMAT, VERSION = "helpdesk backup", 1


class BrokenCopy(Exception):
    """The file is no backup, or not whole. Says so in a sentence."""


@dataclass(frozen=True)
class Head:
    """The head of a backup: when it was made (ISO 8601, UTC), and of which desks."""

    made: str
    desks: tuple[str, ...]
    parts: int = 0
    """How many follow; known when all were read."""


def write_copy(path: Path, head: Head, parts: Iterable[KeyContent], recipients: Sequence[Any] = ()) -> int:
    """Write a backup whole or not at all, readable by its owner only; how many parts it has. Raises OSError.

    With `recipients`, public keys, it is encrypted for them.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    digest, number = hashlib.sha256(), 0
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with (
            os.fdopen(descriptor, "wb") as file,
            encrypting(file, recipients) if recipients else nullcontext(file) as stream,
            gzip.GzipFile(fileobj=stream, mode="wb", mtime=0) as zipped,
        ):

            def line(value: object) -> None:
                text = json.dumps(value).encode() + b"\n"
                digest.update(text)
                zipped.write(text)

            line({"format": FORMAT, "version": VERSION, "made": head.made, "desks": head.desks})
            for part in parts:
                line([part.key, part.kind, part.ends, part.value])
                number += 1
            line({"parts": number, "sha256": digest.hexdigest()})
        with draft.open("rb+") as whole:
            os.fsync(whole.fileno())
        draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)
    return number


def read_head(path: Path, private: Sequence[Any] = ()) -> Head:
    """Return the head of a file after checking all of it; `private` keys decrypt it. Raises BrokenCopy."""
    lines = _lines(path, private)
    head = next(lines, None)
    if not isinstance(head, dict) or head.get("format") != FORMAT:
        raise BrokenCopy(f"{path} is no backup of this line")
    if head.get("version") != VERSION:
        raise BrokenCopy(f"{path} was written by a newer version of the line (format {head.get('version')})")
    return Head(str(head["made"]), tuple(head["desks"]), sum(1 for _ in lines))


def read_parts(path: Path, private: Sequence[Any] = ()) -> Iterator[KeyContent]:
    """Yield the parts of a file that `read_head` has checked."""
    for line in _lines(path, private):
        if isinstance(line, list):
            yield KeyContent(*line)


@contextmanager
def _opened(path: Path, private: Sequence[Any]) -> Iterator[IO[bytes]]:
    with path.open("rb") as file:
        is_encrypted = file.read(len(MAGIC)) == MAGIC
        file.seek(0)
        if is_encrypted and not private:
            raise BrokenCopy(f"{path} is encrypted: name the file with the private key in BACKUP_KEY_FILE")
        with decrypting(file, private) if is_encrypted else nullcontext(file) as stream:
            yield stream


def _lines(path: Path, private: Sequence[Any]) -> Iterator[Any]:
    """Yield every line but the last, which must agree with them. Raises BrokenCopy."""
    digest, number, last = hashlib.sha256(), -1, None
    try:
        with _opened(path, private) as stream, gzip.GzipFile(fileobj=stream, mode="rb") as file:
            for text in file:
                last = json.loads(text)
                if isinstance(last, dict) and "sha256" in last:
                    break
                digest.update(text)
                number += 1
                yield last
    except (OSError, EOFError, ValueError, DecryptError) as error:
        raise BrokenCopy(f"{path} can't be read to its end: {error}") from error
    if last != {"parts": number, "sha256": digest.hexdigest()}:
        raise BrokenCopy(f"{path} is not whole, or was changed: take another backup")
