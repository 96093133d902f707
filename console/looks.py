"""What many open pages show alike, made once for all who are told of the same change.

A page says which event it was told of, in the header `X-Version`; what is handed out knows of that event or of a later
one, be it that another process told the page. Nothing that is about the visitor may be kept here.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

from flask import request

from store import clock

Shown = TypeVar("Shown")
Version = tuple[int, int]
"""An event's id, comparable."""
FRESH = 1.0
"""Seconds for which a look may be handed out, because durations and the time of day are part of it."""


@dataclass(frozen=True)
class Look(Generic[Shown]):
    """What was seen, when (seconds), and the event that it is known to contain."""

    seen: Shown
    at: float
    version: Version


class Looks(Generic[Shown]):
    """The looks of one process, by a key of what they show."""

    def __init__(self) -> None:
        self._looks: dict[Hashable, Look[Shown]] = {}
        self._looking: defaultdict[Hashable, threading.Lock] = defaultdict(threading.Lock)

    def at(self, key: Hashable, wanted: Version | None, look: Callable[[], Shown]) -> Shown:
        """A look that knows of the event `wanted`, taken now if need be; always taken now for who wants none."""
        if wanted is None:
            return look()
        with self._looking[key]:
            kept = self._looks.get(key)
            if kept is None or kept.version < wanted or clock.seconds() - kept.at > FRESH:
                at = clock.seconds()
                kept = self._looks[key] = Look(look(), at, wanted)
            return kept.seen


def wanted_version() -> Version | None:
    """The event that the page was told of; None if it says nothing of the kind."""
    first, _, second = request.headers.get("X-Version", "").partition("-")
    return (int(first), int(second)) if _is_number(first) and _is_number(second) else None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 20
