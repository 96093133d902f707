"""The keys and words for a node. `0 * # 9` mean the same everywhere; digits belong to the node."""

from __future__ import annotations

import re
from collections.abc import Iterator

from babel import Locale

from prompts.files.menu_models import MenuNode
from prompts.letters import remove_accents
from prompts.revision import Revision
from prompts.spoken.languages import GRAMMARS

PERSON, BACK, AGAIN, OTHER_LANGUAGE = "0", "*", "#", "9"
YES = "1"
"""Answers a question of the line, such as whether the caller still wants to wait."""
MUSIC = "2"
"""Turns the hold music off, and on again."""
_NOT_A_WORD = re.compile(r"[^\w' ]+")
"""What a transcript adds to words: hyphens, full stops, commas, `¿ ? ¡ !`."""


def fold_words(text: str) -> str:
    """Return words as they are compared: transcripts can't be trusted with accents, capitals or hyphens."""
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


def phrases_at(revision: Revision, language: str, node_id: str) -> dict[str, str]:
    """Return the phrases that count wherever they stand in what a caller says at a node, in their singular.

    Each stands for a key of the node or for another node of the menu: all topics can be asked for everywhere. The
    node's own words win.
    """
    elsewhere = _topics(revision, language)
    own = ((word, key) for word, key in _phrases(revision, language, node_id))
    return {**elsewhere, **{singular_words(language, word): key for word, key in own}}


def commands_at(revision: Revision, language: str, node_id: str) -> dict[str, str]:
    """Return what counts at a node only if nothing else is said, in its singular, with the key that it stands for.

    "One", "back" or "again" within a sentence mean something else: "one moment", "I will call back".
    """
    keys = keys_at(revision, node_id)
    alike = GRAMMARS[language].heard_as_digits
    commands = {singular_words(language, word): key for word, key in _commands(revision, language, node_id)}
    return {**{word: key for word, key in alike.items() if key in keys}, **commands}


def hints_at(revision: Revision, language: str, node_id: str) -> tuple[str, ...]:
    """Return the words that a caller can say at a node, in their own spelling, each once."""
    return tuple(dict.fromkeys(word for word, _ in words_and_keys(revision, language, node_id)))


def singular_words(language: str, text: str) -> str:
    """Return words folded and without the endings of a plural: "new users" is "new user"."""
    singular = GRAMMARS[language].singular
    return " ".join(singular(word) for word in fold_words(text).split())


def yes_words(language: str) -> tuple[str, ...]:
    """Return what a caller may say instead of pressing 1 to say yes, in its own spelling."""
    grammar = GRAMMARS[language]
    return (*grammar.yes_words, grammar.digits[int(YES)], YES)


def number_words(language: str, digit: str) -> frozenset[str]:
    """Return all that a caller may say for a digit, in the singular."""
    grammar = GRAMMARS[language]
    alike = {word for word, key in grammar.heard_as_digits.items() if key == digit}
    return frozenset({digit, singular_words(language, grammar.digits[int(digit)]), *alike})


def words_and_keys(revision: Revision, language: str, node_id: str) -> Iterator[tuple[str, str]]:
    """Return every word that belongs to a node with its key, the node's own last; a word may come twice."""
    yield from _commands(revision, language, node_id)
    yield from _phrases(revision, language, node_id)


def _commands(revision: Revision, language: str, node_id: str) -> Iterator[tuple[str, str]]:
    texts, grammar = revision.texts[language], GRAMMARS[language]
    yield from ((word, BACK) for word in (*texts.words.back, *grammar.star_words))
    yield from ((word, AGAIN) for word in (*texts.words.again, *grammar.pound_words))
    digits = sorted(key for key in keys_at(revision, node_id) if key.isdigit())
    yield from ((grammar.digits[int(key)], key) for key in digits)
    yield from ((key, key) for key in digits)


def _phrases(revision: Revision, language: str, node_id: str) -> Iterator[tuple[str, str]]:
    yield from ((word, PERSON) for word in revision.texts[language].words.person)
    other = next_language(revision, language)
    if other != language:
        names = revision.texts[other].language
        own_name = Locale(language).languages.get(other, other)
        yield from (
            (word, OTHER_LANGUAGE) for word in (names.name.casefold(), own_name.casefold(), *names.words)
        )
    place = revision.menu.nodes[node_id]
    if isinstance(place, MenuNode):
        for key, target in place.keys.items():
            yield from ((word, str(key)) for word in revision.texts[language].nodes[target].words)


def _topics(revision: Revision, language: str) -> dict[str, str]:
    """Return the words of all nodes with the node that each stands for.

    A word of a menu and of one of its options means the option. A word of several options means the menu that offers
    them all, or nothing if there is none.
    """
    named: dict[str, list[str]] = {}
    for node_id in revision.menu.nodes:
        for word in revision.texts[language].nodes[node_id].words:
            named.setdefault(singular_words(language, word), []).append(node_id)
    meant = {word: _one_of(revision, node_ids) for word, node_ids in named.items()}
    return {word: node_id for word, node_id in meant.items() if node_id}


def _one_of(revision: Revision, node_ids: list[str]) -> str | None:
    menu = revision.menu
    ends = [node_id for node_id in node_ids if not isinstance(menu.nodes[node_id], MenuNode)]
    if len(ends) == 1 or len(node_ids) == 1:
        return (ends or node_ids)[0]
    parents = {menu.parent(node_id) for node_id in ends}
    return parents.pop() if len(parents) == 1 else None
