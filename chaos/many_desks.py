"""Folders of desks that sound different: each is the first desk with another name, number and hours."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from settings import DESKS

FIRST = "cair"
NAMES = (
    *("Alder", "Aspen", "Balsam", "Birch", "Cedar", "Cypress", "Fir", "Hazel", "Hickory", "Juniper"),
    *("Larch", "Laurel", "Linden", "Maple", "Myrtle", "Poplar", "Redwood", "Spruce", "Walnut", "Willow"),
)
"""Of trees; none is part of another, or of a word that the first desk says."""
ZONES = ("America/Los_Angeles", "America/Denver", "America/Chicago", "America/New_York", "Pacific/Honolulu")
HOURS = ("7:00-17:00", "7:30-18:00", "8:00-16:30")
"""At ten in Los Angeles all are open, wherever they are."""
FIRST_NUMBER = 18005550100


def make_desk(folder: Path, id_: str, *, name: str = "", **fields: str) -> Path:
    """Copy the first desk below `folder`, with this id, these fields of `desk.yaml`, and `name` for CAIR."""
    copy = folder / id_
    shutil.copytree(DESKS / FIRST, copy)
    for file in copy.glob("*.yaml"):
        text = file.read_text("utf-8")
        file.write_text(text.replace("CAIR", name) if name else text, "utf-8")
    file = copy / "desk.yaml"
    text = file.read_text("utf-8")
    for field, value in {"id": id_, **fields}.items():
        text = re.sub(rf"^{field}: .*$", f"{field}: {value}", text, flags=re.MULTILINE)
    file.write_text(text, "utf-8")
    return copy


def make_desks(folder: Path, count: int = len(NAMES)) -> Path:
    """Make a folder of so many desks."""
    for number, name in enumerate(NAMES[:count]):
        zone, hours = ZONES[number % len(ZONES)], HOURS[number % len(HOURS)]
        phone = f'"+{FIRST_NUMBER + number}"'
        copy = make_desk(folder / "desks", name.lower(), name=name, number=phone, zone=zone)
        file = copy / "desk.yaml"
        file.write_text(file.read_text("utf-8").replace("[8:00-17:00]", f"[{hours}]"), "utf-8")
    return folder / "desks"
