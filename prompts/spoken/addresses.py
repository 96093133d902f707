"""Addresses and numbers said so that a caller can write them down: in groups, with time between them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby

from phonenumbers import PhoneNumberFormat, format_number, parse

from prompts.rendering.speech import Speech, SsmlMark
from prompts.spoken.grammar import Grammar

_NUMBER_OR_STATE = re.compile(r"(\b\d+(?:-\d+)*\b|\b[A-Z]{1,2}\b)")
"""`850`, `94804-6403`, `CA`; not the 2 of `2nd`."""
_WORD = re.compile(r"(?=.*[aeiouy])[a-z]{3,}", re.IGNORECASE)
"""What a voice says as a word: `Help`, `CAIR`; not `cdph`, `ca`."""
_PAUSE = SsmlMark("break", (("time", "300ms"),))
_LINE_END = SsmlMark("break", (("time", "600ms"),))


def email_in_words(address: str, grammar: Grammar, locale: str, home: str) -> Speech:
    """Return an e-mail address as people say it, its words in the language `home`; other parts are spelled.

    `CAIR Help Desk, all one word, at C D P H dot C A dot gov`
    """

    def say(name: str) -> Iterator[str | SsmlMark]:
        return _worded(name, grammar, lambda words: words if locale == home else _foreign(words, home))

    user, _, host = address.partition("@")
    parts = _parts(user)
    hint = f", {grammar.all_one_word}," if len(parts) > 1 and not grammar.signs.keys() & set(parts) else ""
    called = Speech(tuple(_apart(say(user), (" ",))))
    return called + Speech((f"{hint} ", *_apart([grammar.signs["@"], *_host(host, grammar, say)], (" ",))))


def spoken_email(address: str, grammar: Grammar) -> Speech:
    """Return an e-mail address, letter by letter in groups of at most four."""

    def spell(name: str) -> Iterator[str | SsmlMark]:
        return _spelled_part(name, grammar)

    user, _, host = address.partition("@")
    words = [*spell(user), grammar.signs["@"], *_host(host, grammar, spell)]
    return Speech(tuple(_apart(words, (" ", _PAUSE))))


def spoken_phone(number: str) -> Speech:
    """Return an E.164 number digit by digit, in the groups in which its country writes it."""
    written = format_number(parse(number), PhoneNumberFormat.NATIONAL)
    return Speech(
        tuple(_apart([_as("digits", group) for group in re.findall(r"\d+", written)], (" ", _PAUSE)))
    )


def spoken_postal_address(lines: Iterable[str], grammar: Grammar, locale: str, home: str) -> Speech:
    """Return a postal address line by line, as on an envelope; its words in the country's language `home`."""
    return Speech(tuple(_paused_lines([_address_line(line, grammar, locale, home) for line in lines])))


def _apart(words: Iterable[str | SsmlMark], between: tuple[str | SsmlMark, ...]) -> Iterator[str | SsmlMark]:
    for position, word in enumerate(words):
        if position:
            yield from between
        yield word


def _paused_lines(lines: Iterable[list[str | SsmlMark]]) -> Iterator[str | SsmlMark]:
    for position, line in enumerate(lines):
        if position:
            yield from (", ", _LINE_END)
        yield from line


def _host(
    host: str, grammar: Grammar, say: Callable[[str], Iterable[str | SsmlMark]]
) -> Iterator[str | SsmlMark]:
    for position, label in enumerate(host.split(".")):
        if position:
            yield grammar.signs["."]
        if label.lower() in grammar.known_endings and position:
            yield label.lower()
        else:
            yield from say(label)


def _parts(name: str) -> list[str]:
    """Return the words of an address: `CAIRHelpDesk-2` is CAIR, Help, Desk, a sign, 2, as capitals show where words
    begin."""
    return re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|.", name)


def _worded(
    name: str, grammar: Grammar, as_words: Callable[[str], str | SsmlMark]
) -> Iterator[str | SsmlMark]:
    for are_words, parts in groupby(_parts(name), key=lambda part: bool(_WORD.fullmatch(part))):
        if are_words:
            yield as_words(" ".join(parts))
        else:
            yield from (grammar.signs.get(part) or _as("characters", part) for part in parts)


def _spelled_part(part: str, grammar: Grammar) -> Iterator[str | SsmlMark]:
    for piece in _parts(part):
        if piece in grammar.signs:
            yield grammar.signs[piece]
        else:
            yield from (_as("characters", piece[at : at + 4]) for at in range(0, len(piece), 4))


def _address_line(line: str, grammar: Grammar, locale: str, home: str) -> list[str | SsmlMark]:
    pieces: list[str | SsmlMark] = []
    for token in filter(None, _NUMBER_OR_STATE.split(line)):
        if token[0].isdigit():
            pieces.extend(_digit_groups(token, grammar))
        elif _NUMBER_OR_STATE.fullmatch(token):
            pieces.append(_as("characters", token))
        else:
            pieces.append(token if locale == home else _foreign(token, home))
    return pieces


def _digit_groups(number: str, grammar: Grammar) -> Iterator[str | SsmlMark]:
    for position, group in enumerate(number.split("-")):
        if position:
            yield from (" ", grammar.signs["-"], " ")
        yield _as("digits", group)


def _foreign(words: str, home: str) -> SsmlMark | str:
    return SsmlMark("lang", (("xml:lang", home),), Speech((words,))) if words.strip(" ,.") else words


def _as(kind: str, characters: str) -> SsmlMark:
    return SsmlMark("say-as", (("interpret-as", kind),), Speech((characters,)))
