"""Which words of a sentence are new and which are gone, for whoever compares two of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

_WORD = re.compile(r"\S+\s*")


@dataclass(frozen=True)
class Words:
    """Words that stand in both sentences, in the new one only, or in the old one only."""

    kind: Literal["same", "new", "gone"]
    text: str


def changed_words(before: str, after: str) -> tuple[Words, ...]:
    """Both sentences in one: what is gone stands before what came in its place."""
    return tuple(_joined(_compared(_WORD.findall(before), _WORD.findall(after))))


def _compared(before: list[str], after: list[str]) -> Iterator[Words]:
    one, other = [word.strip() for word in before], [word.strip() for word in after]
    for step, i, j, k, m in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if step == "equal":
            yield Words("same", "".join(after[k:m]))
            continue
        yield Words("gone", "".join(before[i:j]))
        yield Words("new", "".join(after[k:m]))


def _joined(parts: Iterator[Words]) -> Iterator[Words]:
    """Without the empty ones; a word at the end of a sentence still stands apart from what follows."""
    kept = [part for part in parts if part.text]
    for place, part in enumerate(kept):
        is_last = place == len(kept) - 1
        yield part if is_last else Words(part.kind, part.text.rstrip() + " ")
