"""Which words of a sentence are new and which are gone, for whoever compares two of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

CONTEXT = 3
"""Lines shown before and after a change."""
_WORD = re.compile(r"\S+\s*")


@dataclass(frozen=True)
class Words:
    """Words that stand in both sentences, in the new one only, or in the old one only."""

    kind: Literal["same", "new", "gone"]
    text: str


def changed_words(before: str, after: str) -> tuple[Words, ...]:
    """Both sentences in one: what is gone stands before what came in its place."""
    return tuple(_joined(_compared(_WORD.findall(before), _WORD.findall(after))))


def changed_lines(before: str, after: str) -> tuple[Words, ...]:
    """The same of two files, by whole lines; long stretches without a change are left out."""
    one, other = before.splitlines(keepends=True), after.splitlines(keepends=True)
    return tuple(
        Words("same", _shortened(part.text)) if part.kind == "same" else part
        for part in _compared(one, other, str.rstrip)
        if part.text
    )


def _shortened(text: str) -> str:
    lines = text.splitlines(keepends=True)
    return text if len(lines) <= 2 * CONTEXT else "".join([*lines[:CONTEXT], "⋯\n", *lines[-CONTEXT:]])


def _compared(before: list[str], after: list[str], bare: Callable[[str], str] = str.strip) -> Iterator[Words]:
    one, other = [bare(word) for word in before], [bare(word) for word in after]
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
