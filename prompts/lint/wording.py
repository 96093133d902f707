"""Rules about the words themselves: what nobody should hear, what can't be written down, what is hard to follow (P)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from prompts.files.menu_models import GuidanceNode
from prompts.lint.english_and_spanish import TONGUES
from prompts.lint.reading_time import DeskText, plain_words, sentences, texts_of, words
from prompts.lint.rules import Fault, Severity, rule
from prompts.revision import Revision

LONGEST_SENTENCE = 20
_RAW = re.compile(
    r"\S+@\S+|https?://\S+|\bwww\.\S+|\b[\w-]+\.(?:com|gov|org|net|edu)\b|\d[\d\s().-]{4,}\d|\b\d{5,}\b"
)
_SAID_AGAIN = {("prompts", "write_down"), ("prompts", "fallback_ways")}
"""Around what is to be written down; and what is said again and again, as long as the line can't be reached."""
_TO_WRITE_DOWN = frozenset({"email", "email_words", "number", "fax", "postal_address"})
_CAPITALS = re.compile(r"\b[A-ZÁÉÍÓÚÑ]{2,}\d*\b")
_BRACKETS_AND_MARKDOWN = re.compile(r"\([^)]*\)?|[)*_`#\[\]~|]")
_NOTICE = ("prompts", "waiting", "monitored")
_BEFORE_MENU = {"greeting", "open", "closed_hours", "closed_day", "closed_closure"}


@rule(
    "P01",
    Severity.ERROR,
    "No text blames the caller, praises the call, or says what is not so.",
    advice="Say what the caller can do next.",
    source="ivrsworld 5, GetHuman",
)
def banned_phrases(revision: Revision) -> Iterator[Fault]:
    for text in texts_of(revision):
        said = plain_words(text.template).casefold()
        for phrase in TONGUES[text.language].banned:
            if phrase in said:
                yield Fault(text.where, f"“{phrase}”")


@rule(
    "P02",
    Severity.WARNING,
    "No website is named before the first menu.",
    advice="Who calls wants the phone; name websites in the guidance.",
    source="GetHuman",
)
def websites_first(revision: Revision) -> Iterator[Fault]:
    for text in texts_of(revision):
        found = TONGUES[text.language].websites.search(plain_words(text.template))
        if found and text.place[0] == "prompts" and text.place[1] in _BEFORE_MENU:
            yield Fault(text.where, f"“{found[0]}”")


@rule(
    "P03",
    Severity.ERROR,
    "Addresses and long numbers are never left to the voice to guess at.",
    advice="Use a field such as {email} or {number}, or wrap it in <say-as>.",
    source="checklist",
)
def raw_addresses(revision: Revision) -> Iterator[Fault]:
    for text in texts_of(revision):
        if found := _RAW.search(plain_words(text.template, without=frozenset({"say-as", "sub"}))):
            yield Fault(text.where, f"“{found[0].strip()}”")


@rule(
    "P04",
    Severity.ERROR,
    "What a caller must write down is announced, said twice and offered again.",
    advice="Take the field out of the text and name it in write_down of the node in menu.yaml.",
    source="umich",
)
def said_once(revision: Revision) -> Iterator[Fault]:
    for text in texts_of(revision):
        if text.place[:2] in _SAID_AGAIN:
            continue
        for field in sorted(text.template.fields & _TO_WRITE_DOWN):
            yield Fault(text.where, f"{{{field}}} is said only once")


@rule(
    "P05",
    Severity.WARNING,
    "A sentence has at most twenty words.",
    advice="Make two sentences of it.",
    source="plain language",
)
def long_sentences(revision: Revision) -> Iterator[Fault]:
    for text in texts_of(revision):
        for sentence in sentences(plain_words(text.template)):
            if len(words(sentence)) > LONGEST_SENTENCE:
                yield Fault(text.where, f"{len(words(sentence))} words: “{sentence}”")


@rule(
    "P06",
    Severity.WARNING,
    "A text is no harder than the eighth grade (Flesch-Kincaid; in Spanish Fernández-Huerta 60).",
    advice="Use shorter words and shorter sentences.",
    source="plain language",
)
def hard_texts(revision: Revision) -> Iterator[Fault]:
    for text in texts_of(revision):
        if found := TONGUES[text.language].too_hard(_own_words(text, revision)):
            yield Fault(text.where, found)


def _own_words(text: DeskText, revision: Revision) -> str:
    """Return the author's words without names and without quotations from another language."""
    said = plain_words(text.template, without=frozenset({"lang", "say-as"}))
    for name in revision.desk.names:
        said = re.sub(rf"\b{re.escape(name)}\b", "", said)
    return said


@rule(
    "P07",
    Severity.WARNING,
    "No abbreviations, capitals, brackets, emoji or Markdown: voices stumble over them.",
    advice="Write the word out, spell it with <say-as>, or list a known name under names in desk.yaml.",
    source="checklist",
)
def unspeakable(revision: Revision) -> Iterator[Fault]:
    for text in texts_of(revision):
        said = plain_words(text.template, without=frozenset({"say-as", "sub"}))
        for found in _stumbling_blocks(said, text.language, revision):
            yield Fault(text.where, f"“{found}”")


def _stumbling_blocks(said: str, language: str, revision: Revision) -> Iterator[str]:
    yield from (match for match in _CAPITALS.findall(said) if match not in revision.desk.names)
    yield from (match[0] for match in TONGUES[language].abbreviations.finditer(said))
    yield from (match[0] for match in _BRACKETS_AND_MARKDOWN.finditer(said))
    yield from (character for character in said if unicodedata.category(character) == "So")


@rule(
    "P10",
    Severity.WARNING,
    "A text that asks for an e-mail gives the address.",
    advice="Name email in write_down of the node in menu.yaml.",
    source="this project",
)
def address_missing(revision: Revision) -> Iterator[Fault]:
    for text in texts_of(revision):
        found = TONGUES[text.language].asks_for_email.search(plain_words(text.template))
        if found and text.place[0] == "nodes" and text.place[2] != "option":
            place = revision.menu.nodes[str(text.place[1])]
            if isinstance(place, GuidanceNode) and "email" not in place.write_down:
                yield Fault(text.where, f"“{found[0]}”")


@rule(
    "P11",
    Severity.ERROR,
    "Where supervisors may listen, callers hear so before they wait; where nobody may, no text says otherwise.",
    advice="Say in prompts.waiting.monitored that somebody may listen, or set monitoring in desk.yaml to never; with "
    "never, take the notice out of other texts. Many states, such as California, allow listening only with the consent "
    "of all parties: who goes on after the notice has given it.",
    source="California Penal Code 632",
)
def unheard_listeners(revision: Revision) -> Iterator[Fault]:
    is_announced = revision.desk.monitoring == "announced"
    for text in texts_of(revision):
        found = TONGUES[text.language].monitoring.search(plain_words(text.template))
        if text.place == _NOTICE:
            if is_announced and not found:
                yield Fault(text.where, "desk.yaml has monitoring: announced, and this does not say it")
        elif found and not is_announced:
            yield Fault(text.where, f"“{found[0]}”, but desk.yaml has monitoring: never", Severity.WARNING)
