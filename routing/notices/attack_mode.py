"""Attack mode of a desk, switched on until a time and off: one entry that hangs at the door like a notice."""

from __future__ import annotations

from routing.notices.notices import DeskNotices, TimedNotice, store_notices
from routing.queue.desk_snapshot import DeskSnapshots

KIND = "attack"
LONGEST_HOURS = 24


def switch_on(board: DeskSnapshots, before: DeskNotices, starts: int, ends: int, why: str, who: str) -> str:
    """Switch attack mode on from `starts` to `ends`, ms since 1970 UTC, and return the stored text; empty if another
    change came first."""
    after = store_notices((TimedNotice(starts, ends, (), who, "1", why=why),))
    return after if board.put_up(KIND, before.attacks_text, after, ends, who) else ""


def switch_off(board: DeskSnapshots, before: DeskNotices, who: str) -> bool:
    """Switch attack mode off; return False if another change came first."""
    return board.put_up(KIND, before.attacks_text, "", 0, who)
