"""A minimal implementation of a menu turn, as the carrier's tutorials show it, with which the line is compared.

A Flask route that checks the signature with the carrier's library, counts in Redis and builds the TwiML each time.
"""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree import ElementTree

from flask import Blueprint, Response, abort, request
from redis import Redis
from twilio.request_validator import RequestValidator
from twilio.twiml.voice_response import Gather, Say, VoiceResponse

PATH = "/bench/baseline"
PAUSE = "500ms"


@dataclass(frozen=True)
class SpokenMenu:
    """The main menu's sentences and key, read from the line's own document so that both answer alike."""

    sentences: tuple[str, ...]
    action: str
    language: str
    voice: str
    timeout: str


def spoken_menu(document: bytes) -> SpokenMenu:
    """Read the words of a menu's TwiML: one Say, its sentences separated by breaks, within one Gather."""
    gather = ElementTree.fromstring(document).find("Gather")
    assert gather is not None
    say = gather[0]
    return SpokenMenu(
        sentences=tuple(say.itertext()),
        action=gather.attrib["action"],
        language=say.attrib["language"],
        voice=say.attrib["voice"],
        timeout=gather.attrib["timeout"],
    )


def baseline(menu: SpokenMenu, token: str, database: Redis) -> Blueprint:
    """Return the blueprint with the route."""
    routes = Blueprint("baseline", __name__)
    validator = RequestValidator(token)

    @routes.post(PATH)
    def answer() -> Response:
        if not validator.validate(request.url, request.form, request.headers.get("X-Twilio-Signature", "")):
            abort(403)
        database.incr("bench:turns")
        return Response(str(menu_response(menu)), mimetype="text/xml")

    return routes


def menu_response(menu: SpokenMenu) -> VoiceResponse:
    """Return the menu, built verb by verb."""
    response = VoiceResponse()
    gather = Gather(
        action=menu.action,
        finish_on_key="",
        input="dtmf",
        method="POST",
        num_digits=1,
        timeout=menu.timeout,
    )
    say = Say(menu.sentences[0], language=menu.language, voice=menu.voice)
    for sentence in menu.sentences[1:]:
        say.break_(time=PAUSE)
        say.append(sentence)
    gather.append(say)
    response.append(gather)
    response.redirect(menu.action, method="POST")
    return response
