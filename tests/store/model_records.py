"""The plain records of the model of routing: calls, reps, and attempts to bring them together."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class ModelCaller:
    """A call, as far as the line knows it."""

    state: str
    line: str
    score: int
    number: str
    due: int | None
    how: str = ""
    was: str = ""
    ended: int = 0
    offer: ModelOffer | None = None
    heard: str = ""
    kept: str = ""
    """The language heard that does not lead back from where somebody has put the caller."""
    last_offer: ModelOffer | None = None
    """What the call was in when it ended."""
    joined: int = 0
    """When the wait began; of a call that took up a place, when that one's did."""


@dataclass
class ModelRep:
    """A rep. `idle` is the moment from which idleness counts."""

    lines: frozenset[str]
    wrap_up: int
    idle: int
    status: str = "offline"
    misses: int = 0
    due: int | None = None
    counts_from_now: bool = False
    """Whether idleness begins when the pause ends."""
    offer: ModelOffer | None = None
    extended: int = 0
    """How often this wrap-up was."""
    rings_in_browser: bool = False
    page_due: int | None = None


@dataclass
class ModelOffer:
    """An offer. `id` is its id in the database."""

    caller: str
    rep: str
    due: int | None
    id: str = ""
    state: str = "ringing"
    leg: str = ""
    is_answered: bool = False
    is_taken: bool = False
    """On the page in which it rings."""
    is_asked_for: bool = False
    """The carrier is asked whether the two talk."""
    sides: set[str] = field(default_factory=set)
    outcome: str = ""
    of: ModelOffer | None = None
    """The conversation for which a colleague is asked."""
    consult: ModelOffer | None = None
    hold: str = ""
    hold_due: int | None = None
    leaves_freely: bool = False
    """The carrier has been told that the rep's leaving ends nothing."""
