"""The recordings behind a desk's content: which of them are missing, and that those which callers hear are kept."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from editing.audio.audio_cache import AudioCopies
from editing.audio.audio_formats import inspect
from editing.drafts import DraftEditor
from editing.edits.recorded_texts import recordings_of
from editing.errors import PublishRefused, RefusedRecording, Unwritable
from prompts.errors import Problem
from prompts.loader import Files
from prompts.recordings import FILE, RecordedText
from prompts.revision import Revision
from store.errors import DatabaseDown

log = logging.getLogger(__name__)
FOLDER = "audio"
"""Where a desk's folder has its recordings."""


def digests(revision: Revision) -> frozenset[str]:
    """Return the names of all recordings of a revision."""
    return frozenset(one.audio for places in revision.recordings.values() for one in places.values())


def lost(bench: DraftEditor, revision: Revision) -> Iterator[str]:
    """Yield a sentence for each recording that is lost, because of which it cannot be published. Raises
    DatabaseDown."""
    for language, places in revision.recordings.items():
        for place, recorded in places.items():
            if wave_of(bench, recorded.audio) is None:
                yield (
                    f"{bench.desk}/{FILE} {language}.{place}: the recording “{recorded.name}” is missing. "
                    "Upload it once more, or remove it."
                )


def absent(folder: Path, files: Files) -> Iterator[Problem]:
    """Yield the recordings that a desk's folder names and lacks."""
    copies = AudioCopies(folder / FOLDER, folder.parent)
    for digest, recorded in _named(files).items():
        if copies.wave(folder.name, digest) is None:
            line = 1 + files[FILE][: files[FILE].index(digest)].count("\n")
            told = f"the recording “{recorded.name}” is missing or spoilt: {FOLDER}/{digest}.wav"
            yield Problem(f"{folder.name}/{FILE}", line, told)


def wave_of(bench: DraftEditor, digest: str) -> bytes | None:
    """Return a recording that was uploaded or came with the desk's folder. Raises DatabaseDown."""
    in_folder = AudioCopies(bench.folder / FOLDER, bench.folder.parent).wave(bench.desk, digest)
    return in_folder or bench.recordings.wave(digest)


def export_recordings(bench: DraftEditor, files: Files, folder: Path) -> list[Path]:
    """Write the recordings that the files name beside them. Raises Refused, OSError."""
    written = []
    for digest, recorded in _named(files).items():
        wave = wave_of(bench, digest)
        if wave is None:
            raise PublishRefused(
                (f"the recording “{recorded.name}” is missing; upload it once more, or remove it",)
            )
        path = folder / FOLDER / f"{digest}.wav"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(wave)
        written.append(path)
    return written


def bring_in(bench: DraftEditor, files: Files, folder: Path) -> None:
    """Keep the recordings that the files of a folder name. Raises Refused for one that can't be had or played."""
    beside = AudioCopies(folder / FOLDER, folder)
    for digest, recorded in _named(files).items():
        wave = beside.wave(bench.desk, digest)
        if wave is not None:
            _refuse_unplayable(wave, recorded)
            bench.recordings.keep(digest, wave)
        elif wave_of(bench, digest) is None:
            raise PublishRefused((f"the recording “{recorded.name}” is missing: {FOLDER}/{digest}.wav",))


def _refuse_unplayable(wave: bytes, recorded: RecordedText) -> None:
    """Refuse recordings that this line did not make; others must be uploaded, which converts them."""
    try:
        found = inspect(wave)
    except RefusedRecording as error:
        raise PublishRefused((f"the recording “{recorded.name}” can't be used: {error}",)) from error
    if (found.format, found.rate, found.channels) != ("wav", 8000, 1):
        raise PublishRefused(
            (f"the recording “{recorded.name}” is not as a telephone plays it; upload it in the console",)
        )


def _named(files: Files) -> dict[str, RecordedText]:
    """Return the recordings of files by digest; none of a damaged recordings.yaml, which the checks report."""
    with suppress(Unwritable):
        return {one.audio: one for places in recordings_of(files).values() for one in places.values()}
    return {}


def hold(bench: DraftEditor, revision: Revision, number: int) -> None:
    """Keep the recordings of what was just published as long as it exists; a database lost meanwhile is logged."""
    try:
        bench.recordings.name(sorted(digests(revision)), number)
    except DatabaseDown:
        log.exception("recordings could not be marked as published", extra={"desk": bench.desk})
