"""What the kernel knows of a process that a test has hurt."""

from __future__ import annotations

from pathlib import Path


def is_running(pid: int) -> bool:
    try:
        return _state(Path(f"/proc/{pid}/stat")) != "Z"
    except FileNotFoundError:
        return False


def is_frozen(pid: int) -> bool:
    """Whether every thread of it stands still: a signal to stop reaches one after the other."""
    return {_state(thread) for thread in Path(f"/proc/{pid}/task").glob("*/stat")} == {"T"}


def _state(stat: Path) -> str:
    return stat.read_text().rpartition(")")[2].split()[0]
