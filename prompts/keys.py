"""The keys and words for a node. `0 * # 9` mean the same everywhere; digits belong to the node."""

from __future__ import annotations

import re
from collections.abc import Iterator

from prompts.letters import remove_accents
from prompts.models import MenuNode
from prompts.revision import Revision
from prompts.spoken.languages import GRAMMARS

PERSON, BACK, AGAIN, OTHER_LANGUAGE = "0", "*", "#", "9"
YES = "1"
"""Answers a question of the line, such as whether the caller still wants to wait."""
_NOT_A_WORD = re.compile(r"[^\w' -]+")
"""What a transcript adds to words: full stops, commas, `¿ ? ¡ !`."""


def fold_words(text: str) -> str:
    """Words as they are compared: no transcript can be trusted with accents, capitals or punctuation."""
    bare = remove_accents(text.casefold().replace("’", "'"))
    return " ".join(_NOT_A_WORD.sub(" ", bare).split())


def next_language(revision: Revision, language: str) -> str:
    """The language that `9` leads to; the same one if the desk has no other."""
    languages = list(revision.desk.languages)
    return languages[(languages.index(language) + 1) % len(languages)]


def keys_at(revision: Revision, node_id: str) -> frozenset[str]:
    """Every key that does something at a node."""
    place = revision.menu.nodes[node_id]
    options = {str(key) for key in place.keys} if isinstance(place, MenuNode) else set()
    others = {OTHER_LANGUAGE} if len(revision.desk.languages) > 1 else set()
    return frozenset({PERSON, BACK, AGAIN} | options | others)


def words_at(revision: Revision, language: str, node_id: str) -> dict[str, str]:
    """Return the words that a caller can say at a node, folded, with the key that each stands for; a node's own words
    win."""
    return {fold_words(word): key for word, key in words_and_keys(revision, language, node_id)}


def hints_at(revision: Revision, language: str, node_id: str) -> tuple[str, ...]:
    """Return the words that a caller can say at a node, in their own spelling, each once."""
    return tuple(dict.fromkeys(word for word, _ in words_and_keys(revision, language, node_id)))


def yes_words(language: str) -> tuple[str, ...]:
    """Return what a caller may say instead of pressing 1 to say yes, in its own spelling."""
    grammar = GRAMMARS[language]
    return (*grammar.yes_words, grammar.digits[int(YES)], YES)


def words_and_keys(revision: Revision, language: str, node_id: str) -> Iterator[tuple[str, str]]:
    """Every word with its key, the node's own last; a word may come twice."""
    yield from _common(revision, language)
    keys = keys_at(revision, node_id)
    digits = GRAMMARS[language].digits
    yield from ((digits[int(key)], key) for key in sorted(keys) if key.isdigit())
    yield from ((key, key) for key in sorted(keys) if key.isdigit())
    place = revision.menu.nodes[node_id]
    if isinstance(place, MenuNode):
        for key, target in place.keys.items():
            yield from ((word, str(key)) for word in revision.texts[language].nodes[target].words)


def _common(revision: Revision, language: str) -> Iterator[tuple[str, str]]:
    texts, grammar = revision.texts[language], GRAMMARS[language]
    yield from ((word, PERSON) for word in texts.words.person)
    yield from ((word, BACK) for word in (*texts.words.back, *grammar.star_words))
    yield from ((word, AGAIN) for word in (*texts.words.again, *grammar.pound_words))
    other = next_language(revision, language)
    if other != language:
        names = revision.texts[other].language
        yield from ((word, OTHER_LANGUAGE) for word in (names.name.casefold(), *names.words))
