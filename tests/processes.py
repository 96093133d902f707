"""What the kernel knows of a process that a test has hurt, which may vanish while one reads."""

from __future__ import annotations

from pathlib import Path


def is_running(pid: int) -> bool:
    return _state(Path(f"/proc/{pid}/stat")) not in ("", "Z")


def is_frozen(pid: int) -> bool:
    """Return whether every thread of a process is stopped: a signal to stop reaches one after the other."""
    return {_state(thread) for thread in Path(f"/proc/{pid}/task").glob("*/stat")} == {"T"}


def command_line(pid: int) -> str:
    """Empty when it is gone."""
    return _text(Path(f"/proc/{pid}/cmdline")).replace("\0", " ")


def children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for task in tasks for child in _text(task).split()]


def _state(stat: Path) -> str:
    return _text(stat).rpartition(")")[2].partition(" ")[2][:1]


def _text(file: Path) -> str:
    try:
        return file.read_text()
    except (FileNotFoundError, ProcessLookupError):  # before it was opened, or after
        return ""
