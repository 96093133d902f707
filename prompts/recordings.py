"""The texts that are played from a recording (`recordings.yaml`), and their places in a call.

The text stays: it is said wherever the recording can't be had. The recordings themselves lie elsewhere, by the name
that their content gives them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Annotated, Any

from pydantic import AfterValidator, Field, RootModel, StringConstraints

from prompts.cleaning import clean_name
from prompts.cross_checks import every_text
from prompts.files.models import Language, Model, PlainText
from prompts.files.source import Place, Source
from prompts.files.spoken_texts import DESK_FIELDS
from prompts.files.texts import Texts
from prompts.rendering.template import LONGEST, Template

FILE = "recordings.yaml"
LONGEST_SECONDS = 180
_BY_TEXT_ALONE = ("outage", "fallback", "fallback_ways", "fallback_again", "trouble")
"""What is said when the line itself is in trouble."""


class RecordedText(Model):
    """The recording of one text."""

    audio: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    """Its name: the SHA-256 of the WAV file in `audio/`."""
    transcript: Annotated[
        str,
        StringConstraints(min_length=1, max_length=LONGEST, strip_whitespace=True),
        AfterValidator(clean_name),
    ]
    """The words that are heard, for people who read and for the checks."""
    name: PlainText
    """What the uploaded file was called."""
    seconds: Annotated[float, Field(gt=0, le=LONGEST_SECONDS)]


class RecordingsFile(RootModel[dict[Language, dict[str, RecordedText]]]):
    """By language, and by the place of the text: `prompts.greeting`, `nodes.mail.text`."""


Recordings = Mapping[str, Mapping[str, RecordedText]]


def spelled(place: Place) -> str:
    """Return a text's place as `recordings.yaml` spells it."""
    return ".".join(map(str, place))


def why_text_alone(place: Place, template: Template) -> str:
    """Return why this text cannot be recorded, as a sentence; empty when it can."""
    if place[0] == "closed_days":
        return "it is a name that is said within other sentences"
    if place[:2] == ("prompts", "reps"):
        return "reps hear it, not callers"
    if place[0] == "prompts" and place[1] in _BY_TEXT_ALONE:
        return "it is said when the line is in trouble, and then a recording might not be reached"
    changing = sorted(template.fields - DESK_FIELDS)
    if changing:
        return f"{{{changing[0]}}} changes from call to call, and a recording always says the same"
    return ""


def fit_recordings(recordings: Recordings, texts: Mapping[str, Texts], source: Source) -> None:
    """Note in the source whatever does not fit the texts."""
    for language, found in recordings.items():
        if language not in texts:
            source.complain((language,), f"there are no texts in {language!r}")
            continue
        places = {spelled(place): (place, template) for place, template in every_text(texts[language])}
        for name in found:
            if name not in places:
                source.complain((language, name), f"{language}.yaml has no text {name!r}")
            elif why := why_text_alone(*places[name]):
                source.complain((language, name), f"this text can't be a recording: {why}")


def played(texts: Texts, recorded: Mapping[str, RecordedText], address: Callable[[str], str | None]) -> Texts:
    """Return the texts with their recordings in place; `address` returns where one is played from, None if it is
    lost."""
    found = {name: address(one.audio) for name, one in recorded.items()}
    known = {name: where for name, where in found.items() if where}
    changed: Texts = _replaced((), texts, known)
    return changed


def _parts(value: object) -> Iterator[tuple[str | int, object]]:
    """Yield the parts of the texts, by name or number."""
    if isinstance(value, Mapping):
        yield from value.items()
    elif isinstance(value, tuple):
        yield from enumerate(value)
    elif isinstance(value, Model):
        yield from ((name, getattr(value, name)) for name in type(value).__pydantic_fields__)


def _replaced(place: Place, value: Any, known: Mapping[str, str]) -> Any:
    """Return the same value, rebuilt only on the way to recorded texts."""
    if isinstance(value, Template):
        where = known.get(spelled(place))
        return replace(value, audio=where) if where else value
    made = {name: _replaced((*place, name), inner, known) for name, inner in _parts(value)}
    if all(made[name] is inner for name, inner in _parts(value)):
        return value
    if isinstance(value, Model):
        return value.model_copy(update={f"{name}": inner for name, inner in made.items()})
    return tuple(made.values()) if isinstance(value, tuple) else made
