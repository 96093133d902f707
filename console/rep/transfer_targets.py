"""The targets of a transfer: the colleagues with their states, and the lines."""

from __future__ import annotations

from dataclasses import dataclass

from console.rep.rep_session import RepSession
from store.desk.states import RepStatus

STATES = {
    RepStatus.AVAILABLE: "available",
    RepStatus.AWAY: "away",
    RepStatus.OFFLINE: "signed out",
    RepStatus.WRAP_UP: "wrapping up",
}
"""How a colleague is; all other states are calls."""


@dataclass(frozen=True)
class Colleague:
    """Another rep, with the state that decides whether to ask."""

    id: str
    name: str
    state: str
    is_free: bool


@dataclass(frozen=True)
class WaysOn:
    """The targets of a transfer: colleagues, and lines (`general:es`, and its name)."""

    colleagues: tuple[Colleague, ...]
    lines: tuple[tuple[str, str], ...]


def ways_on(seat: RepSession) -> WaysOn | None:
    """Return the targets for a rep who talks and asks nobody yet; None for all others. Raises DatabaseDown."""
    found = seat.talk
    if found is None or found.asked_by or found.consult:
        return None
    return WaysOn(_colleagues(seat), _lines(seat))


def _colleagues(seat: RepSession) -> tuple[Colleague, ...]:
    found = [
        Colleague(rep.id, rep.name, STATES.get(rep.status, "in a call"), rep.status is RepStatus.AVAILABLE)
        for rep in seat.state.reps().values()
        if rep.id != seat.id
    ]
    return tuple(sorted(found, key=lambda one: (not one.is_free, one.name)))


def _lines(seat: RepSession) -> tuple[tuple[str, str], ...]:
    voice = seat.voice
    return tuple(
        (f"{line.id}:{language}", f"{voice.line(line.id)}, {voice.language_name(language)}")
        for line in seat.desk.lines
        for language in line.languages
    )
