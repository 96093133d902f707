"""What the processes of one data directory tell each other: the local carrier account, and where the line runs."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Account:
    """The account of the local phone network: made once per data directory, known to nobody else."""

    sid: str
    token: str


@dataclass(frozen=True)
class RunningLine:
    """Where a running line answers; written by `helpdesk run`, gone when it ends. `pid` is the writer's."""

    pid: int
    base_url: str
    carrier_url: str | None


def local_account(data_dir: Path) -> Account:
    """The data directory's local carrier account, made at first use; readable by its owner only."""
    path = data_dir / "local-account.json"
    try:
        return Account(**json.loads(path.read_text()))
    except FileNotFoundError:
        data_dir.mkdir(parents=True, exist_ok=True)
        account = Account(sid="AC" + secrets.token_hex(16), token=secrets.token_hex(16))
        if _write_privately(path, asdict(account)):
            return account
        return Account(**json.loads(path.read_text()))


def announce(data_dir: Path, line: RunningLine) -> None:
    """Say where the line of this data directory answers."""
    path = data_dir / "line.json"
    path.unlink(missing_ok=True)
    _write_privately(path, asdict(line))


def withdraw(data_dir: Path) -> None:
    """Take the announcement back."""
    (data_dir / "line.json").unlink(missing_ok=True)


def announced(data_dir: Path) -> RunningLine | None:
    """The line that runs on this data directory, None when none does or its process is gone."""
    try:
        line = RunningLine(**json.loads((data_dir / "line.json").read_text()))
        os.kill(line.pid, 0)
    except (FileNotFoundError, ValueError, TypeError, ProcessLookupError):
        return None
    return line


def _write_privately(path: Path, content: dict[str, object]) -> bool:
    """Write a file whole or not at all; False when it is already there (another process was quicker)."""
    draft = path.with_suffix(f".{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(content, file)
    try:
        os.link(draft, path)
    except FileExistsError:
        return False
    finally:
        draft.unlink()
    return True
