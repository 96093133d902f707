"""What the processes of one data directory share: the local carrier's account, a secret, where the line runs."""

from __future__ import annotations

import fcntl
import hmac
import json
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from store.errors import BrokenDataDirectory


@dataclass(frozen=True)
class Account:
    """The account of the local phone network: made once per data directory, known to nobody else."""

    sid: str
    token: str

    @property
    def api_key(self) -> str:
        """Return the SID of the account's only API key."""
        return "SK" + self.sid[2:]

    @property
    def api_secret(self) -> str:
        """Return the secret with which the API key signs access tokens."""
        return hmac.digest(self.token.encode(), b"api key", "sha256").hex()


@dataclass(frozen=True)
class RunningLine:
    """The addresses of a running line."""

    base_url: str
    carrier_url: str | None


def local_account(data_dir: Path) -> Account:
    """Return the data directory's local carrier account, made at first use; readable by its owner only.

    Raises BrokenDataDirectory when its file has been spoilt.
    """
    path = data_dir / "local-account.json"
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        _write_privately(path, asdict(Account(sid="AC" + secrets.token_hex(16), token=secrets.token_hex(16))))
    try:
        return Account(**json.loads(path.read_text()))
    except (ValueError, TypeError) as error:
        raise BrokenDataDirectory(
            f"{path} can't be read ({error}); delete it and start the line again"
        ) from error


def local_secret(data_dir: Path) -> str:
    """Return the key of the cookies of a line in local mode, made once for each data directory.

    Raises BrokenDataDirectory when its file has been spoilt.
    """
    path = data_dir / "local-secret.json"
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        _write_privately(path, {"secret_key": secrets.token_hex(32)})
    try:
        return str(json.loads(path.read_text())["secret_key"])
    except (ValueError, TypeError, KeyError) as error:
        raise BrokenDataDirectory(
            f"{path} can't be read ({error}); delete it and start the line again"
        ) from error


@contextmanager
def announced_as(data_dir: Path, line: RunningLine) -> Iterator[Callable[[], bool]]:
    """Say where the line of this data directory answers, for as long as the block lasts.

    The announcement counts only while its lock is held, which the kernel releases however its holder ends. Where
    another line holds it, or the disk is full, the line runs unannounced: the block gets a function that tries again
    and returns whether the line is announced now.
    """
    path, is_written = data_dir / "line.json", False
    with ExitStack() as stack:

        def announce() -> bool:
            nonlocal is_written
            if is_written:
                return True
            with suppress(OSError), ExitStack() as attempt:
                lock = attempt.enter_context((data_dir / "line.lock").open("a"))
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                path.unlink(missing_ok=True)
                _write_privately(path, asdict(line))
                stack.push(attempt.pop_all())
                stack.callback(path.unlink, missing_ok=True)
                is_written = True
            return is_written

        announce()
        yield announce


def announced(data_dir: Path) -> RunningLine | None:
    """Return the line that runs on this data directory; None when none does."""
    try:
        with (data_dir / "line.lock").open() as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return None
    except BlockingIOError:
        try:
            return RunningLine(**json.loads((data_dir / "line.json").read_text()))
        except (FileNotFoundError, ValueError, TypeError):
            return None  # it is just being started or ended
    return None


def _write_privately(path: Path, content: dict[str, object]) -> None:
    """Write a file as a whole or not at all; a file that another process wrote first stays. Raises OSError."""
    draft = path.with_suffix(f".{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            json.dump(content, file)
        with suppress(FileExistsError):
            os.link(draft, path)
    except OSError as error:  # which does not name the file that could not be written
        raise OSError(error.errno, error.strerror, str(path)) from error
    finally:
        draft.unlink()
