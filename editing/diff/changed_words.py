"""Finds which words of a sentence are new and which are gone, for pages that compare two texts.

`difflib` takes cubic time on words that repeat: two texts of 2,000 characters can cost it 15 seconds. It compares short
stretches here; longer ones are first cut at the words that stand once in both texts.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Literal

CONTEXT = 3
"""Lines shown before and after a change."""
STEPS_FOR_EACH = 500
"""Steps that may be spent for each word or line; some 20 µs."""
_WORD = re.compile(r"\S+\s*")


@dataclass(frozen=True)
class Words:
    """Words that stand in both sentences, in the new one only, or in the old one only."""

    kind: Literal["same", "new", "gone"]
    text: str


def changed_words(before: str, after: str) -> tuple[Words, ...]:
    """Return both sentences in one: removed words stand before those that replace them."""
    return tuple(_joined(_compared(_WORD.findall(before), _WORD.findall(after))))


def changed_lines(before: str, after: str) -> tuple[Words, ...]:
    """Compare two files by whole lines; long stretches without a change are left out."""
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
    for is_same, steps in groupby(_steps(one, other), lambda step: step.is_same):
        if is_same:
            yield Words("same", "".join("".join(after[step.new]) for step in steps))
            continue
        for step in steps:
            yield Words("gone", "".join(before[step.old]))
            yield Words("new", "".join(after[step.new]))


@dataclass(frozen=True)
class _Step:
    """A stretch of both texts that is the same, or was replaced."""

    is_same: bool
    old: slice
    new: slice


def _steps(one: Sequence[str], other: Sequence[str]) -> Iterator[_Step]:
    """Yield the steps that lead from one text to the other, in time that grows with their length."""
    if _is_cheap(one, other):
        yield from _compared_closely(one, other, 0, 0)
        return
    i = k = 0
    for old, new, length in _common(one, other):
        yield from _gap(one[i:old], other[k:new], i, k)
        yield _Step(True, slice(old, old + length), slice(new, new + length))
        i, k = old + length, new + length
    yield from _gap(one[i:], other[k:], i, k)


def _gap(one: Sequence[str], other: Sequence[str], i: int, k: int) -> Iterator[_Step]:
    if set(one).isdisjoint(other) or not _is_cheap(one, other):
        yield _Step(False, slice(i, i + len(one)), slice(k, k + len(other)))
    else:
        yield from _compared_closely(one, other, i, k)


def _compared_closely(one: Sequence[str], other: Sequence[str], i: int, k: int) -> Iterator[_Step]:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    for step, start, end, new_start, new_end in matcher.get_opcodes():
        yield _Step(step == "equal", slice(i + start, i + end), slice(k + new_start, k + new_end))


def _is_cheap(one: Sequence[str], other: Sequence[str]) -> bool:
    """Return whether `difflib` is quick even if it looks at all pairs of equal words once for each that it keeps."""
    often = Counter(other)
    size = len(one) + len(other)
    pairs = sum(number * often[word] for word, number in Counter(one).items())
    return (pairs + size) * min(len(one), len(other)) <= STEPS_FOR_EACH * size


def _common(one: Sequence[str], other: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """Yield where shared words stand in each text, and their number: the beginning, words that stand once in each,
    the end."""
    shorter = min(len(one), len(other))
    head = next((at for at in range(shorter) if one[at] != other[at]), shorter)
    tail = next((at for at in range(shorter - head) if one[-1 - at] != other[-1 - at]), shorter - head)
    yield 0, 0, head
    for old, new in _in_both_orders(one[head : len(one) - tail], other[head : len(other) - tail]):
        yield head + old, head + new, 1
    yield len(one) - tail, len(other) - tail, tail


def _in_both_orders(one: Sequence[str], other: Sequence[str]) -> list[tuple[int, int]]:
    """Return the places of words that stand once in each, as many as follow each other in both (patience sorting)."""
    seen, there = Counter(one), Counter(other)
    places = {word: at for at, word in enumerate(other) if there[word] == seen[word] == 1}
    ends: list[int] = []
    chains: list[tuple[int, int, int | None]] = []
    last: list[int] = []
    for old, word in enumerate(one):
        if (new := places.get(word)) is None:
            continue
        length = bisect_left(ends, new)
        chains.append((old, new, last[length - 1] if length else None))
        ends[length : length + 1], last[length : length + 1] = [new], [len(chains) - 1]
    found, at = [], last[-1] if last else None
    while at is not None:
        old, new, at = chains[at]
        found.append((old, new))
    return found[::-1]


def _joined(parts: Iterator[Words]) -> Iterator[Words]:
    """Yield words without empty ones; a word at the end of a sentence stays apart from what follows."""
    kept = [part for part in parts if part.text]
    for place, part in enumerate(kept):
        is_last = place == len(kept) - 1
        yield part if is_last else Words(part.kind, part.text.rstrip() + " ")
