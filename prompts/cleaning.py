"""Text as people paste it from documents, without the characters that nobody sees."""

from __future__ import annotations

import unicodedata

INVISIBLE = frozenset({"Cf", "Co"})
"""Unicode categories: zero-width signs, soft hyphens; signs of a font's own, such as Word's bullets."""
REORDERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""They change the order in which people read a text: a text that has them is refused, not cleaned."""


def drop_invisible(text: str) -> str:
    """Return `text` without characters that have no shape and no sound; line ends and tabs stay."""
    if text.isascii():
        return text
    return "".join(one for one in text if one in REORDERING or unicodedata.category(one) not in INVISIBLE)


def clean_name(text: str) -> str:
    """Return `text` on one line: printable characters only, and single spaces for all kinds of blanks."""
    return " ".join("".join(one for one in text if one.isprintable() or one.isspace()).split())
