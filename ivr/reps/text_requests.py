"""Finds the request in a rep's text message. Only a word that stands alone counts, so that no automatic reply is an
order."""

from __future__ import annotations

import re
from enum import StrEnum


class TextRequest(StrEnum):
    """A request that a text message may make."""

    ON = "on"
    OFF = "off"
    STATUS = "status"
    HELP = "help"


WORDS = {
    "on": TextRequest.ON,
    "entrar": TextRequest.ON,
    "off": TextRequest.OFF,
    "salir": TextRequest.OFF,
    "status": TextRequest.STATUS,
    "estado": TextRequest.STATUS,
    "help": TextRequest.HELP,
    "ayuda": TextRequest.HELP,
}
LONGEST = 200
"""Characters that are looked at: a word, its punctuation and the start of a signature."""
_ALONE = re.compile(r"\W*(\w+)[^\w\n]*?(?:\n|[.!]\s|\s+(?:--?|[–—~|*/])\s*\w|\W*$)")
"""The word, then the end or a signature: on a line below, after a full stop, or behind a dash."""


def request_in(body: str) -> TextRequest | None:
    """Return what a text asks for, whatever its case, punctuation or signature; None for anything else."""
    found = _ALONE.match(body[:LONGEST])
    return WORDS.get(found[1].casefold()) if found else None
