"""A text as its author wrote it, taken apart once: plain words, allowed marks, and fields such as `{email}`.

An XML parser reads it, so that nothing an author or a field holds can turn into markup of the carrier's.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from xml.parsers import expat

from prompts.cleaning import drop_invisible
from prompts.errors import TextRefused
from prompts.rendering.speech import Speech, SsmlMark, recorded
from prompts.rendering.ssml_marks import refuse_bad_mark

LONGEST = 4000
"""Characters; carriers refuse to say more in one go."""

_BETWEEN_SENTENCES = re.compile(r"(?<=[.!?…])\s+")
_FIELD = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True)
class Field:
    """A place in a text where a spoken value goes."""

    name: str


@dataclass(frozen=True)
class MarkedText:
    """A mark whose inside may still hold fields."""

    name: str
    attributes: tuple[tuple[str, str], ...]
    inside: tuple[Piece, ...]


Piece = str | Field | MarkedText


@dataclass(frozen=True)
class Template:
    """A parsed text; `source` is what the author wrote."""

    source: str
    pieces: tuple[Piece, ...]
    audio: str = ""
    """Where a recording of it is played from, if there is one."""

    def spoken(self, fields: Mapping[str, Speech]) -> Speech:
        """Return the text with its fields filled in; a field's value is text, whatever it looks like."""
        said = Speech(tuple(_filled(self.pieces, fields)))
        return Speech((recorded(self.audio, said),)) if self.audio else said

    def without_sentences(self, fields: frozenset[str]) -> Template:
        """Return the text without the sentences that say one of `fields`, and without its recording."""
        kept = [one for one in _sentences(self.pieces) if not fields.intersection(_names(tuple(one)))]
        pieces = [piece for number, one in enumerate(kept) for piece in ([" "] if number else []) + one]
        return replace(self, pieces=tuple(pieces), audio="")

    @property
    def fields(self) -> frozenset[str]:
        """Return the names of all fields in the text."""
        return frozenset(_names(self.pieces))


def parse_template(source: str) -> Template:
    """Take a text apart; raises TextRefused saying what must be changed."""
    source = drop_invisible(source)
    if not source.strip():
        raise TextRefused("the text is empty")
    if len(source) > LONGEST:
        raise TextRefused(f"the text has {len(source)} characters; at most {LONGEST} can be said in one go")
    _refuse_characters(source)
    # No attribute of an allowed mark needs `&`, and words don't either: with `&` and `<!` refused there
    # are no entities, no comments, no CDATA and no document types left to worry about.
    if "&" in source:
        raise TextRefused("write the word “and” instead of “&”: this text is spoken")
    if "<!" in source or "<?" in source:
        raise TextRefused("“<!” and “<?” may not be used in a text")
    return Template(source, _MarkupReader().read(" ".join(source.split())))


def _refuse_characters(source: str) -> None:
    for character in source:
        if character not in "\n\t" and unicodedata.category(character) in {"Cc", "Cf", "Cs", "Cn"}:
            raise TextRefused(f"the invisible character U+{ord(character):04X} may not be used in a text")


class _MarkupReader:
    """Collects the pieces of a text while an XML parser walks through it."""

    def __init__(self) -> None:
        self._levels: list[list[Piece]] = []
        self._open: list[tuple[str, tuple[tuple[str, str], ...]]] = []

    def read(self, source: str) -> tuple[Piece, ...]:
        parser = expat.ParserCreate()
        parser.ordered_attributes = True
        parser.buffer_text = True
        parser.buffer_size = 1 << 16  # a field must not be cut in two by the parser’s buffer
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        try:
            parser.Parse(f"<speech>{source}</speech>", True)
        except expat.ExpatError as error:
            raise TextRefused(f"the marks in the text don't fit together: {_plainly(error)}") from error
        return self._result

    def _start(self, name: str, attributes: list[str]) -> None:
        pairs = tuple(zip(attributes[::2], attributes[1::2], strict=True))
        if self._levels:
            refuse_bad_mark(name, pairs)
        self._open.append((name, pairs))
        self._levels.append([])

    def _end(self, name: str) -> None:
        inside = tuple(self._levels.pop())
        _, attributes = self._open.pop()
        if not self._levels:
            self._result = inside
            return
        if name == "break" and inside:
            raise TextRefused("a <break/> has nothing inside")
        if name == "sub" and any(not isinstance(piece, str) for piece in inside):
            raise TextRefused("a <sub> has only words inside")
        self._levels[-1].append(MarkedText(name, attributes, inside))

    def _text(self, text: str) -> None:
        self._levels[-1].extend(_split_fields(text))


def _split_fields(text: str) -> Iterator[Piece]:
    at = 0
    for match in _FIELD.finditer(text):
        yield from _words(text[at : match.start()])
        yield Field(match[1])
        at = match.end()
    yield from _words(text[at:])


def _words(text: str) -> Iterator[str]:
    if "{" in text or "}" in text:
        raise TextRefused("“{” and “}” are only for fields such as {email}")
    if text:
        yield text


def _filled(pieces: tuple[Piece, ...], fields: Mapping[str, Speech]) -> Iterator[str | SsmlMark]:
    for piece in pieces:
        if isinstance(piece, str):
            yield piece
        elif isinstance(piece, Field):
            yield from fields[piece.name].pieces
        else:
            yield SsmlMark(piece.name, piece.attributes, Speech(tuple(_filled(piece.inside, fields))))


def _sentences(pieces: tuple[Piece, ...]) -> list[list[Piece]]:
    """Return the pieces of each sentence; a mark is never taken apart."""
    sentences: list[list[Piece]] = [[]]
    for piece in pieces:
        if not isinstance(piece, str):
            sentences[-1].append(piece)
            continue
        first, *others = _BETWEEN_SENTENCES.split(piece)
        sentences[-1] += [first] if first else []
        sentences += [[other] if other else [] for other in others]
    return [one for one in sentences if one]


def _names(pieces: tuple[Piece, ...]) -> Iterator[str]:
    for piece in pieces:
        if isinstance(piece, Field):
            yield piece.name
        elif isinstance(piece, MarkedText):
            yield from _names(piece.inside)


def _plainly(error: expat.ExpatError) -> str:
    reason = expat.errors.messages.get(error.code, "unknown")
    return f'{reason} (“<” starts a mark; every mark is closed, as in <lang xml:lang="en-US">…</lang>)'
