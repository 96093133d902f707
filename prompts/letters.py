"""Letters without their accents, in time that grows with the length of the text and no faster.

`unicodedata.normalize` sorts every run of combining marks, which takes quadratic time: 100,000 marks hold a process for
minutes. So text is decomposed here one character at a time, and nothing else may call it on text of any length.
"""

from __future__ import annotations

import unicodedata
from typing import Literal


def remove_accents(text: str, form: Literal["NFD", "NFKD"] = "NFD") -> str:
    """Return `text` decomposed to a Unicode form, without combining marks."""
    if text.isascii():
        return text
    parts = (unicodedata.normalize(form, character) for character in text)  # noqa: TID251
    return "".join(part for parts_of_one in parts for part in parts_of_one if not unicodedata.combining(part))
