"""Whatever is typed into a text is refused with words or spoken as text: it never becomes a part of the document."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from redis import Redis

from editing.drafts import DraftEditor
from editing.errors import PublishRefused
from editing.live_desks import LiveDesks
from editing.publishing import publish_files
from ivr.navigation import entrance
from ivr.twiml import Answers
from prompts.revision import load_revision
from tests.editing.conftest import ADMIN, with_greeting
from tests.prompts.doors import ALL

HOSTILE = {
    "a verb": "Hello <Hangup/> there",
    "a verb that closes ours": "Hello</Say><Dial>+19005550100</Dial><Say>there",
    "a verb with a namespace": '<x:Play xmlns:x="y">http://example.org/a.mp3</x:Play>',
    "SSML that nobody closes": "Hello <prosody rate='x-slow'>there",
    "SSML with a long pause": "Hello <break time='3600s'/> there",
    "SSML with another attribute": "Hello <break time='1s' onload='x'/> there",
    "SSML with audio": "<audio src='http://example.org/a.mp3'/>",
    "an entity of XML": "Hello &lt;Hangup/&gt; there",
    "an entity of nobody": "Hello &hangup; there",
    "a number for a character": "Hello &#60;Hangup/&#62; there",
    "a null": "Hello &#0; there",
    "a declaration": "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>Hello",
    "a processing instruction": "<?xml version='1.0'?>Hello",
    "a comment": "Hello <!-- there -->",
    "character data": "Hello <![CDATA[<Hangup/>]]> there",
    "the end of character data": "Hello ]]> there",
    "an ampersand": "Forms & letters",
    "smaller than": "1 < 2",
    "quotes": "Say \"hello\" or 'hello'",
    "Jinja": "{{ 7 * 7 }} {% include 'base.html' %}",
    "a field of a field": "Hello {email.__class__}",
    "a field with a format": "Hello {email:>1000000}",
    "a field that nobody has": "Hello {secret_key}",
    "a lone brace": "Hello { there",
    "a shell": "Hello ${SECRET_KEY} $(id) `id`",
    "a bell": "Hello \x07 there",
    "a null character": "Hello \x00 there",
    "an escape sequence": "Hello \x1b[31m there",
    "right to left": "Hello \u202ereht\u202c",
    "an isolate": "Hello \u2066there\u2069",
    "no width": "Hel\u200blo",
    "a byte order mark": "\ufeffHello",
    "a line separator": "Hello\u2028there",
    "a surrogate": "Hello \ud800 there",
    "no character": "Hello \uffff there",
    "a smile": "Hello 🙂",
    "a hundred thousand": "Hello. " * 15_000,
    "one word of a hundred thousand": "x" * 100_000,
    "very deep": "<emphasis>" * 500 + "Hello" + "</emphasis>" * 500,
}
HARMLESS = ("quotes", "a line separator", "a smile", "no width", "a byte order mark")
INVISIBLE = re.compile("[\u200b\ufeff]")
"""Taken out before the text is kept."""
VERBS = {"Response", "Gather", "Say", "Redirect", "break"}


def documents(library: LiveDesks) -> list[bytes]:
    """Return the first documents of a call, in every open status."""
    answers, revision = Answers("https://line.example.org"), library["county"]
    return [
        answers.at(revision, entrance(revision, language), door).body
        for language in revision.texts
        for door in ALL
    ]


def reasons(bench: DraftEditor, text: str) -> tuple[str, ...]:
    """Why this can't be the greeting; empty when it is published."""
    greeting = json.dumps(f"{text} {{desk}}", ensure_ascii=False)
    try:
        publish_files(bench, with_greeting(bench.published(), greeting), "", ADMIN)
    except PublishRefused as refused:
        return refused.reasons
    return ()


@pytest.mark.parametrize("kind", [kind for kind in HOSTILE if kind not in HARMLESS])
def test_what_could_become_a_part_of_the_document_is_refused_with_words(
    bench: DraftEditor, kind: str
) -> None:
    told = reasons(bench, HOSTILE[kind])
    assert told
    assert all(re.match(r"county/en\.yaml:\d+: ", reason) for reason in told)
    assert all(len(reason) < 500 and reason.isprintable() for reason in told)
    assert bench.current() == 0


@pytest.mark.parametrize("kind", HARMLESS)
def test_what_is_only_odd_is_spoken_as_text(
    bench: DraftEditor, redis: Redis, tmp_path: Path, kind: str
) -> None:
    library = LiveDesks({"county": load_revision(bench.folder)}, tmp_path / "data")
    assert reasons(bench, HOSTILE[kind]) == ()
    library.follow(redis)
    found = [ElementTree.fromstring(document) for document in documents(library)]
    assert {element.tag for document in found for element in document.iter()} <= VERBS
    said = ["".join(document.itertext()).split() for document in found]
    expected = INVISIBLE.sub("", HOSTILE[kind]).split()
    assert any(expected == words[: len(expected)] for words in said)


@pytest.mark.parametrize("file", ["desk.yaml", "menu.yaml", "en.yaml"])
@pytest.mark.parametrize("kind", HOSTILE)
def test_a_whole_file_of_it_is_refused(bench: DraftEditor, file: str, kind: str) -> None:
    with pytest.raises(PublishRefused) as refused:
        publish_files(bench, {**bench.published(), file: HOSTILE[kind]}, "", ADMIN)
    assert refused.value.reasons


def test_a_note_is_text_wherever_it_is_shown(bench: DraftEditor) -> None:
    note = HOSTILE["a verb that closes ours"] + HOSTILE["Jinja"]
    publish_files(bench, with_greeting(bench.published(), "Hello, this is the {desk}."), note, ADMIN)
    entry = bench.content.current()
    assert entry
    assert entry.note == note
