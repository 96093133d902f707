"""TwiML as the carrier reads it: bytes in, a tree of verbs out, or the code of what makes it unreadable."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from xml.etree import ElementTree

SPELLED = frozenset({"characters", "digits", "spell-out", "telephone"})
"""What say-as has read out one by one."""
SIZE_LIMIT = 64 * 1024
"""Bytes of a document; more is error 11750."""


class Unreadable(Exception):
    """The document can't be run at all; the fallback URL is next."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True)
class TwimlElement:
    """An element: a verb, a noun or speech markup. `text` is its words as heard, `markup` its inside as written."""

    name: str
    attributes: Mapping[str, str]
    children: tuple[TwimlElement, ...]
    text: str
    own_text: str
    markup: str

    def get(self, attribute: str, default: str = "") -> str:
        return self.attributes.get(attribute, default)

    def flag(self, attribute: str, default: bool = False) -> bool:
        value = self.attributes.get(attribute, "").lower()
        return value == "true" if value in ("true", "false") else default

    def number(self, attribute: str, default: int) -> int:
        """Return a whole number; anything else counts as not given, as the carrier does after its warning."""
        value = self.attributes.get(attribute, "")
        return int(value) if re.fullmatch(r"\d{1,9}", value) else default

    def walk(self) -> Iterator[TwimlElement]:
        yield self
        for child in self.children:
            yield from child.walk()


@lru_cache(maxsize=4096)
def parse(body: bytes) -> TwimlElement:
    """Return the document's `<Response>`. Raises Unreadable (11750, 12100)."""
    if len(body) > SIZE_LIMIT:
        raise Unreadable(11750, f"the document has {len(body)} bytes, more than 64 kB")
    if not body.removeprefix(b"\xef\xbb\xbf").startswith(b"<"):
        raise Unreadable(12100, "the document does not begin with its first tag")
    try:
        root = ElementTree.fromstring(body)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise Unreadable(12100, f"the document is no XML: {error}") from error
    if root.tag != "Response":
        raise Unreadable(12100, f"the document's root is <{root.tag}>, not <Response>")
    return _verb(root)


def _verb(element: ElementTree.Element) -> TwimlElement:
    return TwimlElement(
        name=element.tag,
        attributes=MappingProxyType(dict(element.attrib)),
        children=tuple(_verb(child) for child in element),
        text=" ".join("".join(_words(element)).split()),
        own_text=((element.text or "") + "".join(child.tail or "" for child in element)).strip(),
        markup=_inside(element),
    )


def _words(element: ElementTree.Element) -> Iterator[str]:
    """Yield the words that a voice says: a substitute's alias, letters and digits one by one, a gap where markup
    makes one."""
    if element.tag == "sub":
        yield element.get("alias", "")
    elif element.tag == "say-as" and element.get("interpret-as") in SPELLED:
        yield f" {' '.join(''.join(element.itertext()).upper().replace(' ', ''))} "
    else:
        yield element.text or ""
        for child in element:
            apart = child.tag in ("break", "p", "s")
            yield " " if apart else ""
            yield from _words(child)
            yield " " if apart else ""
            yield child.tail or ""


def _inside(element: ElementTree.Element) -> str:
    """Return the element's content as XML text."""
    if not len(element):
        return element.text or ""
    whole = ElementTree.tostring(element, encoding="unicode")
    return whole[whole.index(">") + 1 : whole.rindex("</")]
