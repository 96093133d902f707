"""Whether the desk is open, as one value that lives until it changes.

`routing.hours.schedule` makes it, the texts speak it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

Said = tuple[tuple[str, str], ...]
"""Language and text, as the author wrote it."""


class ClosedBy(StrEnum):
    """Why a desk is closed: outside its `hours`, on a listed `day`, or by an unplanned `closure`."""

    HOURS = "hours"
    DAY = "day"
    CLOSURE = "closure"


@dataclass(frozen=True)
class OpenStatus:
    """The state of the desk's door on one desk-time day; hashable, so that what is said of it can be kept.

    `today` is the date at the desk. All datetimes carry the desk's zone. `closes_at` is set while open, and
    `next_opening` is the next time the door opens after the moment asked about; both are None while the desk is open
    for longer than a week: day and night. `opened_at` is when the opening under way began.
    `closed_season` is the English name of a season without hours in which the desk is closed.
    `closed_day` is the id of the listed day and `closed_day_name` its English name as of that date,
    both only when `closed_by` is `ClosedBy.DAY`. `closure_words` say why when it is `ClosedBy.CLOSURE`, and while
    open, why the desk closes at `closes_at`, if a closure is what closes it.
    `special_day` is the English name of a date with hours of its own.
    `notices` hang at the door, open or not: each is said after the greeting. `asking` are those of them after which
    a caller who wants a person is asked whether it is still worth the wait. While the desk
    `is_attacked`, such a caller is asked to press a digit.
    """

    today: date
    is_open: bool
    next_opening: datetime | None
    closes_at: datetime | None = None
    closed_by: ClosedBy | None = None
    closed_day: str | None = None
    closed_day_name: str | None = None
    closure_words: Said = ()
    special_day: str | None = None
    notices: tuple[Said, ...] = ()
    asking: tuple[Said, ...] = ()
    is_attacked: bool = False
    opened_at: datetime | None = None
    closed_season: str | None = None

    @property
    def never_closes(self) -> bool:
        """Open day and night, as far ahead as is looked."""
        return self.is_open and self.closes_at is None
