"""Finds the request in a rep's text message. Only a word that stands alone counts, so that no automatic reply is an
order."""

from __future__ import annotations

import re
from enum import StrEnum


class Request(StrEnum):
    """A request that a text message may make."""

    ON = "on"
    OFF = "off"
    STATUS = "status"
    HELP = "help"


WORDS = {
    "on": Request.ON,
    "entrar": Request.ON,
    "off": Request.OFF,
    "salir": Request.OFF,
    "status": Request.STATUS,
    "estado": Request.STATUS,
    "help": Request.HELP,
    "ayuda": Request.HELP,
}
LONGEST = 200
"""Characters that are looked at: a word, its punctuation and the start of a signature."""
_ALONE = re.compile(r"\W*(\w+)[^\w\n]*?(?:\n|[.!]\s|\s+(?:--?|[–—~|*/])\s*\w|\W*$)")
"""The word, then the end or a signature: on a line below, after a full stop, or behind a dash."""


def request_in(body: str) -> Request | None:
    """Return what a text asks for, whatever its case, punctuation or signature; None for anything else."""
    found = _ALONE.match(body[:LONGEST])
    return WORDS.get(found[1].casefold()) if found else None
