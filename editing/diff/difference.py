"""What callers will hear differently between two revisions: not which lines of a file differ, but what is said when.

Pure. A change that nobody hears or reads (a comment, the order of a file, how a line is folded) is no difference.
"""

from __future__ import annotations

from datetime import date

from editing.diff.day_names_diff import different_day_names
from editing.diff.differing import ContentDifference, DifferenceKind
from editing.diff.hours_diff import different_hours
from editing.diff.menu_diff import different_menu
from editing.diff.recordings_diff import different_recordings
from editing.diff.settings_diff import different_settings
from editing.diff.texts_diff import different_texts
from prompts.revision import Revision
from store import clock

__all__ = ["ContentDifference", "DifferenceKind", "find_differences"]


def find_differences(before: Revision, after: Revision, today: date | None = None) -> list[ContentDifference]:
    """Return the differences in the order of a call: menu, texts, hours and closed days in the year from `today` on,
    the rest."""
    if before.id == after.id:
        return []
    return [
        *different_menu(before, after),
        *different_texts(before, after),
        *different_recordings(before, after),
        *different_hours(before.desk, after.desk, today or clock.now().date()),
        *different_day_names(before, after),
        *different_settings(before, after),
    ]
