"""The carrier's voices by the language they speak: a name it does not have would silence every call.

Amazon has more; these are the names in the list of voices of the carrier's own libraries, spelled as there.

ElevenLabs' are left out: they understand none of the marks with which addresses and numbers are said.
"""

from __future__ import annotations

import re

BASIC = ("man", "woman")
"""The carrier's own, in every language; they understand no marks."""
_KINDS = ("", "-Neural", "-Generative")
_POLLY = {
    "en-US": (
        "Ivy Joanna Joey Justin Kendra Kimberly Matthew Salli",
        "Danielle Gregory Ivy Joanna Joey Justin Kendra Kevin Kimberly Matthew Ruth Salli Stephen",
        "Danielle Joanna Matthew Ruth Stephen",
    ),
    "en-GB": ("Amy Brian Emma", "Amy Arthur Brian Emma", "Amy"),
    "en-AU": ("Nicole Russell", "Olivia", "Olivia"),
    "en-IN": ("Aditi Raveena", "Kajal", "Kajal"),
    "en-IE": ("", "Niamh", ""),
    "en-NZ": ("", "Aria", ""),
    "en-ZA": ("", "Ayanda", "Ayanda"),
    "es-US": ("Lupe Miguel Penelope", "Lupe Pedro", "Lupe Pedro"),
    "es-MX": ("Mia", "Andres Mia", "Andres Mía"),
    "es-ES": ("Conchita Enrique Lucia", "Lucia Sergio", "Lucia Sergio"),
}
"""Amazon's speakers: standard, neural, generative."""
_GOOGLE = re.compile(
    r"Google\.(?P<locale>[a-z]{2,3}-[A-Z]{2})-(?:(?:Standard|Wavenet|Neural2)-[A-Z]|Chirp3-HD-[A-Z][a-z]+)"
)


def unfit(voice: str, locale: str) -> str | None:
    """Return why a voice cannot speak a language; None if it can."""
    google = _GOOGLE.fullmatch(voice)
    if voice in BASIC or voice in _speakers(locale) or (google and google["locale"] == locale):
        return None
    if google or any(voice in _speakers(other) for other in _POLLY):
        return f"{voice} does not speak {locale}"
    known = ", ".join(_speakers(locale)) or "none of Amazon's"
    return f"the carrier has no voice {voice!r}; for {locale} it has {known}"


def _speakers(locale: str) -> tuple[str, ...]:
    """Return Amazon's voices of a language by their full names."""
    names = _POLLY.get(locale, ("", "", ""))
    return tuple(
        f"Polly.{name}{kind}" for kind, group in zip(_KINDS, names, strict=True) for name in group.split()
    )
