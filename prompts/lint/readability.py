"""How hard a text is: Flesch-Kincaid for English, Fernández-Huerta for Spanish. Both count syllables and sentences.

Short texts give wild figures, so nothing is said of those under `FEWEST` words.
"""

from __future__ import annotations

import re

from prompts.lint.reading_time import sentences, words

FEWEST = 20
HIGHEST_GRADE = 8.0
LOWEST_EASE = 60.0
"""Fernández-Huerta: 60 to 70 is what the eighth and ninth grades read."""


def too_hard_english(text: str) -> str | None:
    """Return the Flesch-Kincaid grade when it is above eight; None otherwise."""
    said = words(text)
    if len(said) < FEWEST:
        return None
    syllables = sum(map(english_syllables, said)) / len(said)
    grade = 0.39 * len(said) / len(sentences(text)) + 11.8 * syllables - 15.59
    return f"reading grade {grade:.1f}" if grade > HIGHEST_GRADE else None


def too_hard_spanish(text: str) -> str | None:
    """Return the Fernández-Huerta ease when it is below sixty; None otherwise."""
    said = words(text)
    if len(said) < FEWEST:
        return None
    syllables = 100 * sum(map(spanish_syllables, said)) / len(said)
    ease = 206.84 - 0.60 * syllables - 1.02 * len(said) / len(sentences(text))
    return f"reading ease {ease:.0f} of 100" if ease < LOWEST_EASE else None


def english_syllables(word: str) -> int:
    """Return the number of vowel groups, without the silent e at the end."""
    letters = re.sub(r"[^a-z]", "", word.lower())
    groups = len(re.findall(r"[aeiouy]+", letters))
    silent = re.search(r"[^aeioul]e$|[^aeioutd]ed$|[^aeiouszx]es$", letters)
    return max(1, groups - (1 if silent else 0))


def spanish_syllables(word: str) -> int:
    """Return the number of vowel groups; two strong vowels, or an accented weak one, are two syllables."""
    letters = re.sub(r"qu(?=[eiéí])|gu(?=[eiéí])", "q", word.lower())
    nuclei = re.findall(r"[iuü]?[aeoáéó](?:[iuüy](?![aeoáéó]))?|[íú]|[iuüy]+(?=[^aeoáéó]|$)", letters)
    return max(1, len(nuclei))
