"""The webhooks of a call. Whatever happens in here, a caller hears words: no genuine request gets an error.

`/voice/<desk>` is the number's webhook, `/voice/<desk>/<revision>/<language>/<node>[/<attempt>[/<topic>]]` every
place after it.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, Response, current_app, request
from flask.sansio.blueprints import BlueprintSetupState
from werkzeug.routing import BaseConverter

from ivr.attestation import attested
from ivr.blocked_calls import turn_away
from ivr.call_status import record_status
from ivr.error_twiml import last_words
from ivr.json_log import harmless_text, masked
from ivr.navigation import (
    CHECK,
    Input,
    MenuPlace,
    PlaceKind,
    arrive,
    asks_first,
    entrance,
    follow,
    heard_key,
    is_silent,
    is_unproven,
    means_something,
)
from ivr.queue.queued_caller import PARTS, STEPS, QueuedCaller, known_number
from ivr.queue.queueing import Asks, after_line, ask_for_person, end_wait, next_bit_of_hold
from ivr.reps.offers import answer_offer
from ivr.reps.rep_menu import answer_rep, ask_who, rep_calls
from ivr.reps.supervision import answer_listener
from ivr.request import Forged, WebhookRequest, read_webhook
from ivr.resume_call import back_in_line
from ivr.services import VoiceServices
from ivr.twiml import ASKING, Document
from prompts.files.menu_models import PersonNode
from prompts.menu_keys import BACK
from prompts.rendering.call_prompts import PromptTurn
from prompts.rendering.refusal import QueueRefusal
from prompts.revision import Revision
from routing.queue.scripts import Entrant
from store import keys
from store.clock import milliseconds
from store.desk.call_ids import CallSid
from store.log_context import traced
from store.log_limit import LogLimit

log = logging.getLogger(__name__)
voice = Blueprint("voice", __name__)
UNSIGNED = LogLimit(log, logging.WARNING, "refused a request without the carrier's signature")
UNKNOWN_DESK = LogLimit(log, logging.ERROR, "a number's webhook names no desk")
FAILED = LogLimit(log, logging.ERROR, "a webhook failed; the caller hears an apology")
XML = "text/xml; charset=utf-8"
EMPTY = b'<?xml version="1.0" encoding="UTF-8"?><Response/>'
NOTHING_SAID = Document(EMPTY, PromptTurn((), expects_input=False))
SECONDS_A_DAY = 86_400
CHECK_DIGITS = "2345678"
"""Those that mean nothing else there: `1` waits after a notice, `0` and `9` mean the same everywhere."""
MENU_URL_PARTS = (3, 4, 5)
"""How many parts a menu URL has behind the desk: revision, language, node, then the attempt if something came back, and
at a person's node the topic."""


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to a webhook, and what its event records."""

    answer: Document
    place: MenuPlace
    given: Input
    refused: str = ""
    """Why a caller who asked for a person may not wait."""
    waits: bool = False
    """The caller is in line now: an answer that no door changes."""


class Anything(BaseConverter):
    """The rest of a path, whatever is in it: even an odd URL is answered with words, not with a 404."""

    regex = "(?s:.*)"
    part_isolating = False


@voice.record_once
def _take_any_path(state: BlueprintSetupState) -> None:
    state.app.url_map.converters["anything"] = Anything
    state.app.url_map.merge_slashes = False  # a redirect would lose the caller's key
    state.app.url_map.redirect_defaults = False  # and lead to whatever host a stranger names


@voice.route("/voice", methods=["GET", "POST"], defaults={"where": ""})
@voice.route("/voice/<anything:where>", methods=["GET", "POST"], strict_slashes=False)
def answer_webhook(where: str) -> Response:
    """Answer a webhook that reached the web framework, which only a HEAD does: `ivr.fast_lane` answers all others."""
    status, kind, body = answer_request(current_app.extensions["line"], request.environ, where)
    return Response(body, status, content_type=kind)


def answer_request(line: VoiceServices, environ: Mapping[str, Any], where: str) -> tuple[int, str, bytes]:
    """Return status, content type and body for a request of the carrier about a call.

    Every such request comes through here. `where` is its path below `/voice/`.
    """
    parts = where.rstrip("/").split("/")
    try:
        webhook = read_webhook(environ, line.base_url, line.tokens, time_travel=line.time_travel)
    except Exception as error:  # whatever can't be read can't be told from a forgery: fail closed
        UNSIGNED.write(None if isinstance(error, Forged) else error, path=harmless_text(where))
        return 403, "text/plain; charset=utf-8", b"The carrier's signature is missing or wrong.\n"
    with traced(call=harmless_text(webhook.call_sid), request=harmless_text(webhook.token)):
        try:
            return 200, XML, _answer(line, parts, webhook)
        except Exception as error:
            FAILED.write(error, path=harmless_text(where))
            return 200, XML, last_words(line, parts, webhook.at)


def _answer(line: VoiceServices, parts: list[str], webhook: WebhookRequest) -> bytes:
    revision = line.revision(parts[0], *parts[1:2])
    if revision is None:
        UNKNOWN_DESK.write(desk=harmless_text(parts[0]))
        return last_words(line, parts, webhook.at)
    if (elsewhere := _other_webhook(line, revision, parts[1:], webhook)) is not None:
        return elsewhere
    if len(parts) == 1:
        log.info("a call came in", extra={"from": masked(webhook.fields.get("From", ""))})
    return answer_call(line, revision, parts[1:], webhook).body


def _other_webhook(
    line: VoiceServices, revision: Revision, parts: list[str], webhook: WebhookRequest
) -> bytes | None:
    """The answer to what is no turn of the menu: callbacks, waiting, reps; None when it is one."""
    if parts == ["status"]:
        if record_status(line, revision, webhook):
            end_wait(line, revision, webhook.call_sid)
        return EMPTY
    if len(parts) > 1 and parts[0] == "offer":
        return answer_offer(line, revision, parts[1:], webhook) or EMPTY
    if len(parts) > 1 and parts[0] == "listen":
        return answer_listener(line, revision, parts[1:], webhook) or EMPTY
    if len(parts) > 1 and parts[0] == "rep":
        return answer_rep(line, revision, parts[1:], webhook)
    if not parts:
        known = back_in_line(line, revision, webhook) or rep_calls(line, revision, webhook)
        return known or turn_away(line, revision, webhook)
    if _asks_for_the_reps_door(revision, parts, webhook):
        return ask_who(line, revision, parts[1], webhook)
    if len(parts) in PARTS and parts[3] in STEPS:
        held = QueuedCaller.read(revision, parts, milliseconds())
        step = next_bit_of_hold if parts[3] == "hold" else after_line
        return step(line, held, webhook) or EMPTY
    return None


def _asks_for_the_reps_door(revision: Revision, parts: list[str], webhook: WebhookRequest) -> bool:
    """Star in the main menu, from which there is no way back."""
    at_start = len(parts) == MENU_URL_PARTS[1] and parts[:3:2] == [revision.id, revision.menu.start]
    known = at_start and parts[1] in revision.desk.languages
    return known and webhook.fields.get("Digits", "").startswith(BACK)


def answer_call(
    line: VoiceServices, revision: Revision, parts: list[str], webhook: WebhookRequest
) -> Document:
    """Return the caller's next document; it is recorded once, however often the carrier asks."""
    here = _place(revision, parts)
    here = _asking(here, webhook.call_sid) if here else None
    now = milliseconds(webhook.at)
    reply = _reply(line, revision, here, webhook, now)
    recorded = line.journal.record_turn(
        revision.desk.id,
        (webhook.call_sid, webhook.path, webhook.token or f"{now}"),
        now,
        _event(revision, webhook, here, reply),
        None if here else _entrant(line, revision, webhook),
    )
    # A repeat across closing time, be it only a line's, is answered as the first delivery was.
    if recorded.moment != now and not reply.waits:
        reply = _reply(line, revision, here, webhook, recorded.moment)
    return reply.answer


def _reply(
    line: VoiceServices, revision: Revision, here: MenuPlace | None, webhook: WebhookRequest, moment: int
) -> Reply:
    """Entering and arriving are answered with what is said there, an attempt with where its input leads."""
    opening = line.opening(revision, moment)
    if here is None:
        place = entrance(revision)
        return Reply(line.answers.at(revision, place, opening), place, Input())
    given = Input()
    if here.attempt == 0:
        place = arrive(revision, here.language, here.node)
    else:
        given = heard_key(webhook.fields, line.answers.at(revision, here, opening).turn, here.language)
        place = follow(revision, here, given, opening)
    place = _asking(asks_first(revision, here, given, place, opening), webhook.call_sid)
    arrives = place.part is PlaceKind.NODE and place.attempt == 1
    if arrives and isinstance(revision.menu.nodes[place.node], PersonNode):
        asks = Asks(is_silent(here, given), is_unproven(here, given, opening))
        return _at_the_line(line, revision, Reply(NOTHING_SAID, place, given), asks, webhook, moment)
    return Reply(line.answers.at(revision, place, opening), place, given)


def _at_the_line(
    line: VoiceServices, revision: Revision, reply: Reply, asks: Asks, webhook: WebhookRequest, moment: int
) -> Reply:
    """A person is asked for: the caller waits, or hears why not."""
    place = reply.place
    held = QueuedCaller(
        revision, place.language, place.node, place.topic or revision.menu.start, milliseconds()
    )
    door = ask_for_person(line, held, webhook, moment, asks)
    if isinstance(door, bytes):
        return replace(reply, answer=Document(door, NOTHING_SAID.turn), waits=True)
    # Who would wait past closing time hears the times of the line, which may close before the desk.
    of_line = held.line.id if door.reason is QueueRefusal.PAST_CLOSING else ""
    opening = line.opening(revision, moment, of_line)
    answer = line.answers.at(revision, place, opening, door.reason, door.retry)
    return replace(reply, answer=answer, refused=door.reason)


def _place(revision: Revision, parts: list[str]) -> MenuPlace | None:
    """The place that a menu URL names: None for the call's beginning, attempt 0 for arriving.

    Whatever the URL names that does not exist (an old revision's node, a language no more offered) is the main menu.
    """
    if not parts:
        return None
    if len(parts) not in MENU_URL_PARTS or parts[0] != revision.id:
        language = parts[1] if len(parts) > 1 else ""
        return MenuPlace(
            PlaceKind.NODE, arrive(revision, language, "").language, revision.menu.start, attempt=0
        )
    place = arrive(revision, parts[1], parts[2])
    number, topic = (*parts[3:], "", "")[:2] if place.node == parts[2] else ("", "")
    for part, mark in ASKING.items():
        if number.startswith(mark) and isinstance(revision.menu.nodes[place.node], PersonNode):
            place, number = replace(place, part=part), number.removeprefix(mark)
    attempt = int(number) if number.isdecimal() and len(number) == 1 else 0
    topic = topic if topic in revision.menu.nodes else ""
    return MenuPlace(place.part, place.language, place.node, min(attempt, revision.menu.attempts), topic)


def _asking(place: MenuPlace, call_sid: CallSid) -> MenuPlace:
    """At a check, with the digit that this call is asked for, each time the same; everywhere else the place itself."""
    if place.part is not PlaceKind.CHECK:
        return place
    return replace(place, digit=CHECK_DIGITS[int(keys.digest(call_sid, CHECK), 16) % len(CHECK_DIGITS)])


def _event(
    revision: Revision, webhook: WebhookRequest, here: MenuPlace | None, reply: Reply
) -> dict[str, str]:
    """Return the event of a turn: the caller's place, the key, and where it led. It has no words and no full
    numbers."""
    event = {
        "event": "turn" if here else "entered",
        "call": webhook.call_sid,
        "caller": keys.digest(webhook.call_sid),
        "revision": revision.id,
        "language": reply.place.language,
        "node": reply.place.node,
        "kind": revision.menu.nodes[reply.place.node].kind,
        "part": reply.place.part,
        "attempt": str(reply.place.attempt),
    }
    if webhook.at:
        event["travels"] = "1"
    if here:
        event |= {"at": here.node, "key": reply.given.key or ""}
        if here.attempt and not means_something(revision, here, reply.given):
            event["useless"] = "1"
    else:
        event |= _who(webhook)
    if isinstance(revision.menu.nodes[reply.place.node], PersonNode):
        held = QueuedCaller(revision, reply.place.language, reply.place.node, "", 0)
        event |= {"refused": reply.refused, "line": f"{held.line.id}:{held.line_language}"}
    return event


def _who(webhook: WebhookRequest) -> dict[str, str]:
    """The end of the caller's number, and what the carrier says of that number; nothing of one that is withheld."""
    number = webhook.fields.get("From", "")
    level = attested(webhook.fields.get("StirVerstat", "")) if known_number(number) else ""
    return {"from": masked(number)} | ({"attested": level} if level else {})


def _entrant(line: VoiceServices, revision: Revision, webhook: WebhookRequest) -> Entrant | None:
    """Return the caller's identity, which is stored apart from the events; None for a withheld number."""
    number = known_number(webhook.fields.get("From", ""))
    life = revision.desk.history_days * SECONDS_A_DAY
    return (
        Entrant(webhook.call_sid, number, keys.digest_of_number(line.secret, number), life)
        if number
        else None
    )
