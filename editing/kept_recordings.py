"""The recordings behind a desk's content: which of them are missing, and that those which callers hear are kept."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from editing.audio_copies import AudioCopies
from editing.drafting import Workbench
from prompts.recordings import FILE
from prompts.revision import Revision
from store.errors import DatabaseDown

log = logging.getLogger(__name__)
FOLDER = "audio"
"""Where a desk's folder has its recordings."""


def digests(revision: Revision) -> frozenset[str]:
    """The names of all recordings of a revision."""
    return frozenset(one.audio for places in revision.recordings.values() for one in places.values())


def lost(bench: Workbench, revision: Revision) -> Iterator[str]:
    """Why it can't be published: recordings that nobody has any more, one sentence each. Raises DatabaseDown."""
    for language, places in revision.recordings.items():
        for place, recorded in places.items():
            if wave_of(bench, recorded.audio) is None:
                yield (
                    f"{bench.desk}/{FILE} {language}.{place}: the recording “{recorded.name}” is missing. "
                    "Upload it once more, or remove it."
                )


def wave_of(bench: Workbench, digest: str) -> bytes | None:
    """A recording that was uploaded or came with the desk's folder. Raises DatabaseDown."""
    in_folder = AudioCopies(bench.folder / FOLDER, bench.folder.parent).wave(bench.desk, digest)
    return in_folder or bench.recordings.wave(digest)


def hold(bench: Workbench, revision: Revision, number: int) -> None:
    """The recordings of what was just published stay as long as it does; a database gone meanwhile is logged."""
    try:
        bench.recordings.name(sorted(digests(revision)), number)
    except DatabaseDown:
        log.exception("recordings could not be marked as published", extra={"desk": bench.desk})
