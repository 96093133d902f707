"""What the doctor finds on the disks that the line writes to: whether there is room left."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from commands.checkup.finding import CheckFinding
from store.disk import Room, room_of

FEWEST_BYTES = 500 * 1024 * 1024
"""The database now and then writes its file again beside the old one, and a day's events and logs need room too."""
FEWEST_FILES = 1000
ADVICE = (
    "Delete what is not needed, or enlarge the disk. When it is full, callers still hear the menu, but a database on "
    "it refuses to write, and no rep is rung."
)


def disk_findings(folders: Iterable[Path]) -> list[CheckFinding]:
    """Return one finding per disk that the folders are on."""
    findings, devices = [], set()
    for folder in folders:
        try:
            room = room_of(folder)
        except OSError as error:
            told = f"the disk of {folder} can't be examined ({error.strerror})"
            findings.append(CheckFinding("disk", False, told, "Correct the path, or its permissions."))
            continue
        if room.device not in devices:
            findings.append(disk_finding(folder, room))
        devices.add(room.device)
    return findings


def disk_finding(folder: Path, room: Room) -> CheckFinding:
    """Return whether the disk of `folder` has room enough."""
    megabytes = room.free // 1024**2
    if room.free < FEWEST_BYTES:
        return CheckFinding("disk", False, f"the disk of {folder} has {megabytes:,} MB left", ADVICE)
    if room.files is not None and room.files < FEWEST_FILES:
        return CheckFinding(
            "disk", False, f"the disk of {folder} has room for {room.files:,} more files", ADVICE
        )
    return CheckFinding("disk", True, f"the disk of {folder} has {megabytes:,} MB left")
