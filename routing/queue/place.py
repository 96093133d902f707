"""A caller's place in the queue, in a form that fits a URL and a conference participant's label.

It holds what is needed to wait again at the old place after the database has lost the call. It names nobody.
"""

from __future__ import annotations

from typing import NamedTuple, Self

from store import clock
from store.desk.records import Caller

SEPARATOR = "."
"""Ids of lines and topics are letters, digits and underscores."""
LONGEST_MOMENT = 14
"""Digits of a moment in ms that is not nonsense."""


class QueuePlace(NamedTuple):
    """The queue in which a caller waits, and since when. `joined` is in ms since 1970 UTC."""

    language: str
    """In which the caller hears the hold."""
    line: str
    topic: str
    joined: int

    @classmethod
    def of_caller(cls, caller: Caller) -> Self:
        """Return the place of a caller whom the database knows."""
        line = caller.line.partition(":")[0]
        return cls(caller.heard, line, caller.topic, caller.joined or int(clock.seconds() * 1000))

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Return the place that was written as `text`; None if it is none."""
        parts = text.split(SEPARATOR)
        if len(parts) != 4 or not parts[3].isascii() or not parts[3].isdecimal():
            return None
        if len(parts[3]) > LONGEST_MOMENT:
            return None
        return cls(parts[0], parts[1], parts[2], int(parts[3]))

    def __str__(self) -> str:
        return SEPARATOR.join((self.language, self.line, self.topic, str(self.joined)))
