"""The state of the lines that a rep serves, for the announcement of why no call comes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from routing.queue.desk_state import DeskState


@dataclass(frozen=True)
class Served:
    """A line in one language: callers waiting, and the longest wait in seconds."""

    line: str
    language: str
    waiting: int
    longest: float


def lines_served(state: DeskState, rep: Mapping[str, str]) -> list[Served]:
    """Return every line that the rep with this record serves, in the rep's own order. Raises DatabaseDown."""
    found = []
    for line in filter(None, rep.get("lines", "").split(",")):
        for language in filter(None, rep.get("languages", "").split(",")):
            stands = state.look(line, language)
            found.append(Served(line, language, stands.waiting, stands.longest))
    return found
