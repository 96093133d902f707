"""Which texts callers hear from a recording from now on, or no longer, or from another one."""

from __future__ import annotations

from collections.abc import Iterator

from editing.diff.differing import ContentDifference, DifferenceKind
from editing.edits.menu_tree import node_place_in_words
from editing.text_places import moment_of, name_of
from prompts.cross_checks import every_text
from prompts.recordings import RecordedText, spelled
from prompts.revision import Revision


def different_recordings(before: Revision, after: Revision) -> Iterator[ContentDifference]:
    """Yield differences by language, in the order of the texts."""
    for language, texts in after.texts.items():
        was, now = (one.recordings.get(language, {}) for one in (before, after))
        for place, template in every_text(texts):
            old, new = was.get(spelled(place)), now.get(spelled(place))
            if old == new:
                continue
            here = node_place_in_words(after, f"{place[1]}") if place[0] == "nodes" else name_of(place)
            text = template.spoken(after.fields[language]).text
            said = [one.transcript if one else text for one in (old, new)]
            yield ContentDifference(
                DifferenceKind.SAID,
                here,
                _in_words(here, old, new),
                moment_of(after, place),
                language,
                said[0],
                said[1],
            )


def _in_words(here: str, old: RecordedText | None, new: RecordedText | None) -> str:
    if new is None:
        return f"“{here}” is said by the voice, no longer played from a recording."
    if old is None:
        return f"“{here}” is played from a recording of {new.seconds:.0f} seconds."
    if old.audio == new.audio:
        return f"“{here}”: the words noted of its recording are others; callers hear the same."
    return f"“{here}” is played from another recording, of {new.seconds:.0f} seconds."
