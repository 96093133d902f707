"""Which marks an author may use, with which values. What is not known here is refused, never passed on."""

from __future__ import annotations

import re

from prompts.errors import TextRefused
from prompts.rendering.speech import ALLOWED_MARKS

_WORDS = re.compile(r"[^<>&{}\"]{1,100}")

_VALUES: dict[tuple[str, str], re.Pattern[str]] = {
    ("break", "time"): re.compile(r"\d{1,4}ms|\d(\.\d)?s"),
    ("break", "strength"): re.compile(r"none|x-weak|weak|medium|strong|x-strong"),
    ("emphasis", "level"): re.compile(r"strong|moderate|reduced"),
    ("lang", "xml:lang"): re.compile(r"[a-z]{2,3}-[A-Z]{2}"),
    ("phoneme", "alphabet"): re.compile(r"ipa|x-sampa"),
    ("phoneme", "ph"): _WORDS,
    ("say-as", "interpret-as"): re.compile(
        r"characters|spell-out|cardinal|number|ordinal|digits|fraction|unit|date|time|address|telephone"
    ),
    ("say-as", "format"): re.compile(r"[dmy]{1,3}|hms(12|24)"),
    ("sub", "alias"): _WORDS,
}

_NEEDED = {"lang": "xml:lang", "phoneme": "ph", "say-as": "interpret-as", "sub": "alias"}


def refuse_bad_mark(name: str, attributes: tuple[tuple[str, str], ...]) -> None:
    """Raise TextRefused unless the mark, its attributes and their values are on the list."""
    if name not in ALLOWED_MARKS:
        raise TextRefused(
            f"<{name}> is no mark that may be used; there are {', '.join(sorted(ALLOWED_MARKS))}"
        )
    for attribute, value in attributes:
        if attribute not in ALLOWED_MARKS[name]:
            raise TextRefused(f"<{name}> takes no {attribute!r}")
        if not _VALUES[name, attribute].fullmatch(value):
            raise TextRefused(f"{attribute}={value!r} is no value that <{name}> takes")
    needed = _NEEDED.get(name)
    if needed and needed not in dict(attributes):
        raise TextRefused(f"<{name}> needs {needed}=…")
