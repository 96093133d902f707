"""What an author may write, and what becomes of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts.errors import TextRefused
from prompts.rendering.speech import ALLOWED_MARKS, Speech, SsmlMark
from prompts.rendering.template import LONGEST, parse_template

_OPENERS = [
    '<lang xml:lang="es-US">',
    '<say-as interpret-as="digits">',
    '<sub alias="a">',
    '<sub alias="{desk}">',
]
_FRAGMENTS = """
<break/> <p> </p> <s> </s> </lang> </sub> </say-as> <Redirect> </Say> <Hangup/> <speech> </speech> <a:b/> <![CDATA[ ]]>
<!-- --> <?x?> <!DOCTYPE <!ENTITY &amp; &#60; &lt;Hangup/&gt; &e; & < > / ' " {email} {desk} { } \u202e \x00
"""
MARKUP = st.sampled_from([*_OPENERS, *_FRAGMENTS.split()])
ANYTHING = st.text() | st.lists(MARKUP | st.text(max_size=5), max_size=12).map("".join)


def flat(speech: Speech) -> Iterator[str | SsmlMark]:
    for piece in speech.pieces:
        yield piece
        if isinstance(piece, SsmlMark):
            yield from flat(piece.inside)


@given(ANYTHING)
def test_it_refuses_a_text_or_says_it_without_a_trace_of_markup(text: str) -> None:
    try:
        template = parse_template(text)
    except TextRefused:
        return
    written = list(flat(template.spoken({name: Speech(("value",)) for name in template.fields})))
    assert all("<" not in piece and "&" not in piece for piece in written if isinstance(piece, str))
    for mark in (piece for piece in written if isinstance(piece, SsmlMark)):
        assert {name for name, _ in mark.attributes} <= ALLOWED_MARKS[mark.name]


@given(st.text())
def test_a_fields_value_stays_text_whatever_it_holds(value: str) -> None:
    spoken = parse_template("Call {desk} <p>{desk}</p>").spoken({"desk": Speech((value,))})
    assert [piece for piece in flat(spoken) if isinstance(piece, str)] == ["Call ", value, " ", value]


@given(st.text(alphabet=st.characters(categories=["L", "N", "Zs"], exclude_characters=" "), min_size=1))
def test_plain_words_are_said_as_they_were_written(text: str) -> None:
    if text.strip():
        assert parse_template(text).spoken({}).text == " ".join(text.split())


def test_it_keeps_marks_with_their_fields_inside() -> None:
    template = parse_template('Write to <lang xml:lang="en-US">{desk}</lang><break time="300ms"/>.')
    lang = SsmlMark("lang", (("xml:lang", "en-US"),), Speech(("CAIR",)))
    pause = SsmlMark("break", (("time", "300ms"),))
    assert template.spoken({"desk": Speech(("CAIR",))}) == Speech(("Write to ", lang, pause, "."))


def test_a_long_text_keeps_its_fields_whole() -> None:
    template = parse_template("ñ" * (LONGEST - 8) + " {email}")
    assert template.fields == {"email"}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        (" \n ", "empty"),
        ("a" * (LONGEST + 1), "at most 4000"),
        ("users & sites", "the word “and”"),
        ("&lt;Hangup/&gt;", "the word “and”"),
        ("a < b", "“<” starts a mark"),
        ("<p>open", "every mark is closed"),
        ("<Redirect>https://example.org</Redirect>", "<Redirect> is no mark"),
        ("<prosody rate='slow'>slow</prosody>", "<prosody> is no mark"),
        ("<break src='x'/>", "takes no 'src'"),
        ("<break time='1h'/>", "no value that <break> takes"),
        ("<break time='60000ms'/>", "no value that <break> takes"),
        ("<break>words</break>", "nothing inside"),
        ("<say-as>12</say-as>", "needs interpret-as"),
        ("<lang xml:lang='Klingon'>x</lang>", "no value"),
        ("<sub alias='{email}'>x</sub>", "no value"),
        ("<sub alias='care'><break/></sub>", "only words inside"),
        ("</speech><speech>", "don't fit together"),
        ("<!-- hidden -->", "may not be used"),
        ("<?php ?>", "may not be used"),
        ("{Email}", "only for fields"),
        ("{email", "only for fields"),
        ("right\u202eleft", "U+202E"),
        ("bell\x07", "U+0007"),
    ],
)
def test_it_refuses_what_may_not_be_said_and_says_why(text: str, reason: str) -> None:
    with pytest.raises(TextRefused, match=re.escape(reason)):
        parse_template(text)


@pytest.mark.parametrize("sign", ["\u200b", "\u00ad", "\u200e", "\ufeff", "\uf0b7"], ids=ascii)
def test_it_drops_characters_that_nobody_sees(sign: str) -> None:
    assert parse_template(f"Ca{sign}ll us{sign}.") == parse_template("Call us.")
