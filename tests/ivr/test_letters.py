"""Letters in the documents for the carrier: as text, since a neural voice that spells is another voice."""

from __future__ import annotations

import pytest
from flask import Flask
from twilio.twiml.voice_response import VoiceResponse

from ivr.twiml import document, say_all
from prompts.files.models import Desk
from prompts.rendering.call_prompts import Utterance
from prompts.rendering.speech import Speech, SsmlMark
from tests.ivr.carrier import Carrier
from tests.ivr.test_webhooks import OPEN, menu_path
from tests.routing.desks import cair


def spoken(desk: Desk, *pieces: str | SsmlMark, language: str = "en") -> str:
    response = VoiceResponse()
    say_all(response, desk, [Utterance(language, Speech(pieces))])
    return document(response).decode()


def read_as(kind: str, *inside: str | SsmlMark) -> SsmlMark:
    return SsmlMark("say-as", (("interpret-as", kind),), Speech(inside))


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("kind", ["characters", "spell-out"])
def test_letters_are_written_one_by_one(app: Flask, kind: str, language: str) -> None:
    desk = app.extensions["line"].desks["cair"].desk
    body = spoken(desk, "Write to ", read_as(kind, "Cair y2"), " now.", language=language)
    assert ">Write to C, A, I, R, Y, 2 now.</Say>" in body


def test_letters_of_another_language_stay_in_its_mark() -> None:
    body = spoken(
        cair(), SsmlMark("lang", (("xml:lang", "en-US"),), Speech((read_as("characters", "IZ"), " Portal")))
    )
    assert "I, Z Portal</lang>" in body


def test_digits_are_left_to_the_voice() -> None:
    assert '<say-as interpret-as="digits">94804</say-as>' in spoken(cair(), read_as("digits", "94804"))


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_document_of_the_first_desk_makes_a_voice_spell(
    app: Flask, carrier: Carrier, language: str
) -> None:
    nodes = app.extensions["line"].desks["cair"].menu.nodes
    bodies = [
        carrier.posts(menu_path(app, name, 1, language), at=OPEN, Digits=key).body
        for name, node in nodes.items()
        for key in map(str, getattr(node, "keys", {1: ""}))
    ]
    assert not [body for body in bodies if "characters" in body or "spell-out" in body]
    assert any("C, D, P, H" in body for body in bodies)
