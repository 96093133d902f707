"""Which texts of a draft are recorded: looked up, put in and taken out of `recordings.yaml`, comments kept."""

from __future__ import annotations

import json

from pydantic import ValidationError

from editing.edits.yaml_files import YamlDocument, edited
from editing.errors import Unwritable
from prompts.files.source import read_source
from prompts.loader import Files
from prompts.recordings import FILE, RecordedText, RecordingsFile

HEAD = "# Which texts are played from a recording. The recordings lie in audio/, by the SHA-256 of their content.\n"
SPOILT = f"{FILE} can't be read; mend it among the files first"


def recordings_of(files: Files) -> dict[str, dict[str, RecordedText]]:
    """Return recordings by language and place. Raises Unwritable for a damaged file."""
    if not files.get(FILE, "").strip():
        return {}
    source = read_source(FILE, files[FILE])
    try:
        found = RecordingsFile.model_validate(source.data).root
    except ValidationError as error:
        raise Unwritable(SPOILT) from error
    if source.problems:
        raise Unwritable(SPOILT)
    return found


def recording_at(files: Files, language: str, place: str) -> RecordedText | None:
    """Return the recording of a text; None without one."""
    return recordings_of(files).get(language, {}).get(place)


def seen_at(files: Files, language: str, place: str) -> str:
    """Return the recording of a place in one line that a form can carry; empty for a text that is not recorded."""
    found = recording_at(files, language, place)
    return json.dumps(found.model_dump(), ensure_ascii=False, sort_keys=True) if found else ""


def with_recording(files: Files, language: str, place: str, recorded: RecordedText) -> Files:
    """Return the files with a text recorded, replacing an earlier recording."""

    def put(document: YamlDocument) -> None:
        document.set((language, place), recorded.model_dump())

    text = files.get(FILE)
    if text is None or not recordings_of(files):
        text = HEAD + f"{language}: {{}}\n"
    return {**files, FILE: edited(text, put)}


def without_recording(files: Files, language: str, place: str) -> Files:
    """Return the files with a text said by the voice again."""
    found = recordings_of(files)
    if place not in found.get(language, {}):
        return files
    if sum(map(len, found.values())) == 1:
        return {name: text for name, text in files.items() if name != FILE}

    def take(document: YamlDocument) -> None:
        document.delete((language, place) if len(found[language]) > 1 else (language,))

    return {**files, FILE: edited(files[FILE], take)}
