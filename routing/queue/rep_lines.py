"""The state of the lines that a rep serves, for the announcement of why no call comes."""

from __future__ import annotations

from dataclasses import dataclass

from routing.queue.desk_state import DeskState
from store.desk.records import Rep


@dataclass(frozen=True)
class Served:
    """A line in one language: callers waiting, and the longest wait in seconds."""

    line: str
    language: str
    waiting: int
    longest: float


def lines_served(state: DeskState, rep: Rep) -> list[Served]:
    """Return every line that a rep serves, in the rep's own order. Raises DatabaseDown."""
    found = []
    for line in rep.lines:
        for language in rep.languages:
            stands = state.look(line, language)
            found.append(Served(line, language, stands.waiting, stands.longest))
    return found
