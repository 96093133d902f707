"""Rules about the keys that mean the same everywhere, and about words instead of keys (K, S)."""

from __future__ import annotations

from collections.abc import Iterator

from prompts.lint.english_and_spanish import TONGUES
from prompts.lint.menu_rules import menus_of
from prompts.lint.reading_time import plain_words, text_place, texts_of
from prompts.lint.rules import Fault, Severity, rule
from prompts.menu_keys import (
    AGAIN,
    BACK,
    OTHER_LANGUAGE,
    PERSON,
    fold_words,
    keys_at,
    phrases_at,
    words_and_keys,
)
from prompts.revision import Revision

_EVERYWHERE = ("start_keys", "menu_keys", "guidance_keys", "person_keys")
"""The prompts that end every menu, every guidance and every vain wish for a person."""


@rule(
    "K01",
    Severity.ERROR,
    "From every node a person is one key away, 0, and every node says so.",
    advice="Say the key 0 in this prompt.",
    source="GetHuman 1",
)
def person_not_offered(revision: Revision) -> Iterator[Fault]:
    yield from _unsaid(revision, dict.fromkeys(_EVERYWHERE, (PERSON,)))


@rule(
    "K02",
    Severity.ERROR,
    "Every menu says how to hear it again, and every menu but the first how to go back.",
    advice="Say the pound key for again and the star key for back in this prompt.",
    source="AS/NZS 4263, ATIS",
)
def back_and_again_not_offered(revision: Revision) -> Iterator[Fault]:
    yield from _unsaid(revision, {"start_keys": (AGAIN,), "menu_keys": (BACK, AGAIN)})


def _unsaid(revision: Revision, needed: dict[str, tuple[str, ...]]) -> Iterator[Fault]:
    for language, texts in revision.texts.items():
        for prompt, keys in needed.items():
            spoken = TONGUES[language].keys_in(plain_words(getattr(texts.prompts, prompt)))
            for key in keys:
                if key not in spoken:
                    yield Fault(text_place(language, "prompts", prompt), f"the key {key} is not said")


@rule(
    "K03",
    Severity.ERROR,
    "The keys 0, *, # and 9 mean the same everywhere: no node gives them a meaning of its own.",
    advice="Leave these keys to the prompts that follow every node.",
    source="ISO 13714 5.6",
)
def reserved_keys_reused(revision: Revision) -> Iterator[Fault]:
    for text in texts_of(revision):
        if text.place[0] == "nodes":
            spoken = TONGUES[text.language].keys_in(plain_words(text.template))
            for key in sorted(spoken & {PERSON, BACK, AGAIN, OTHER_LANGUAGE}):
                yield Fault(text.where, f"the key {key} is said here")


@rule(
    "S01",
    Severity.ERROR,
    "Whatever can be said can be pressed: every word of a menu belongs to one of its options.",
    advice="Give the words to a node that a menu offers.",
    source="GetHuman 5",
)
def words_without_keys(revision: Revision) -> Iterator[Fault]:
    offered = {target for _, place in menus_of(revision.menu) for target in place.keys.values()}
    for language, texts in revision.texts.items():
        for name, said in texts.nodes.items():
            if said.words and name not in offered:
                yield Fault(text_place(language, "nodes", name, "words"), "no key leads here")
        for name in revision.menu.nodes:
            reached = keys_at(revision, name) | revision.menu.nodes.keys()
            if not set(phrases_at(revision, language, name).values()) <= reached:
                yield Fault(text_place(language, "nodes", name), "a word stands for a key that does nothing")


@rule(
    "S03",
    Severity.WARNING,
    "Within one menu a spoken word stands for one key only.",
    advice="Take the word out of all options but one.",
    source="this project",
)
def words_with_two_keys(revision: Revision) -> Iterator[Fault]:
    for language in revision.texts:
        for name, _ in menus_of(revision.menu):
            meanings: dict[str, set[str]] = {}
            for word, key in words_and_keys(revision, language, name):
                meanings.setdefault(fold_words(word), set()).add(key)
            for word, keys in meanings.items():
                if len(keys) > 1:
                    message = f"“{word}” stands for {' and '.join(sorted(keys))}"
                    yield Fault(text_place(language, "nodes", name), message)
