"""What a caller says, understood: the key or the topic that the words stand for."""

from __future__ import annotations

from collections.abc import Mapping

from prompts.menu_keys import singular_words
from prompts.spoken.languages import GRAMMARS

LONGEST_COMMAND = 8
"""Words; whoever says more says something else than a number, "back" or "again"."""


def understood(
    said: str, language: str, commands: Mapping[str, str], phrases: Mapping[str, str]
) -> str | None:
    """Return what the words stand for, or None.

    `commands` count if nothing else is said but words of politeness, `phrases` wherever they stand: the longest of
    them, and of equally long ones the last, as people correct themselves. Both are in the singular.
    """
    words = singular_words(language, said).split()
    command = _command(words, commands, GRAMMARS[language].fillers)
    return command or _within(" ".join(words), phrases)


def _command(words: list[str], commands: Mapping[str, str], fillers: frozenset[str]) -> str | None:
    if len(words) > LONGEST_COMMAND:
        return None
    starts = range(len(words))
    spans = ((start, end) for start in starts for end in range(len(words), start, -1))
    for start, end in spans:
        around = {*words[:start], *words[end:]}
        if around <= fillers and (meaning := commands.get(" ".join(words[start:end]))):
            return meaning
    return None


def _within(words: str, phrases: Mapping[str, str]) -> str | None:
    found = [phrase for phrase in phrases if f" {phrase} " in f" {words} "]
    if not found:
        return None
    return phrases[max(found, key=lambda phrase: (len(phrase), f" {words} ".rfind(f" {phrase} ")))]
