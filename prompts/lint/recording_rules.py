"""Rules about recorded texts (R)."""

from __future__ import annotations

from collections.abc import Iterator

from prompts.cross_checks import every_text
from prompts.lint.reading_time import words
from prompts.lint.rules import Fault, Severity, rule
from prompts.recordings import FILE, spelled
from prompts.revision import Revision


@rule(
    "R01",
    Severity.WARNING,
    "A recording says the words of its text.",
    advice="Record it again, or correct its transcript; the text is what is said when the recording can't be had.",
    source="this project",
)
def other_words(revision: Revision) -> Iterator[Fault]:
    for language, recordings in revision.recordings.items():
        templates = {spelled(place): text for place, text in every_text(revision.texts[language])}
        for name, recorded in recordings.items():
            said = templates[name].spoken(revision.fields[language]).text
            if _letters(said) != _letters(recorded.transcript):
                yield Fault(
                    f"{FILE} {language}.{name}", f"the recording says “{_short(recorded.transcript)}”"
                )


def _letters(text: str) -> str:
    """Return letters without spaces, as spelled names are written with and without them."""
    return "".join(words(text)).casefold()


def _short(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:79]}…"
