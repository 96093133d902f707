"""The facts about a language that rules need: key words, phrases to avoid, how hard a text is to read."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Tongue:
    """A language as the rules see it."""

    option: re.Pattern[str]
    """An option with its result before its key; group `label` and group `key`."""
    spoken_key: re.Pattern[str]
    """A key named in a text; group `key`."""
    key_names: dict[str, str]
    """How `*` and `#` are called in texts."""
    banned: tuple[str, ...]
    websites: re.Pattern[str]
    asks_for_email: re.Pattern[str]
    abbreviations: re.Pattern[str]
    monitoring: re.Pattern[str]
    """Words that say that somebody may listen to the call."""
    small_words: frozenset[str]
    """Words that don't tell two options apart."""
    too_hard: Callable[[str], str | None]
    """Says how hard a text is to read when that is above the eighth grade."""

    def keys_in(self, text: str) -> set[str]:
        """Return every key that a text names."""
        found = {match["key"].casefold() for match in self.spoken_key.finditer(text)}
        return {self.key_names.get(key, key) for key in found}
