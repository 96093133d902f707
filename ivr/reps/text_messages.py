"""Text messages to the desk's number: `on`, `off`, `status` and `help` from a rep's phone. Strangers get no answer.

Texts have an allowance of their own and never use up that of calls: a phone that texts without end is rung as before.
"""

from __future__ import annotations

import logging

from flask import Blueprint, Response, current_app, request
from twilio.twiml.messaging_response import MessagingResponse

from ivr.reps.rep_changes import change_status, sign_rep_out
from ivr.reps.text_requests import TextRequest, request_in
from ivr.request import WebhookRequest, read_webhook
from ivr.services import VoiceServices
from ivr.twiml import document
from prompts.rendering.rep_voice import RepVoice, Said
from prompts.revision import Revision
from routing.queue.desk_state import DeskState
from routing.queue.rep_access import RepAccess
from store.desk.states import RepStatus, StatusSource
from store.errors import DatabaseDown
from store.log_limit import LogLimit

log = logging.getLogger(__name__)
text_messages = Blueprint("text_messages", __name__)
UNSIGNED = LogLimit(log, logging.WARNING, "refused a text message without the carrier's signature")
CHANGES = {TextRequest.ON, TextRequest.OFF}
"""What counts only from a phone that the rep has confirmed: a text's sender can be forged."""
REPLIES_AN_HOUR = 10
REQUESTS_AN_HOUR = 60
"""How often one phone is answered, and how often it gets something done. Further texts change nothing."""


@text_messages.route("/text/<desk>", methods=["GET", "POST"])
def answer_text(desk: str) -> Response:
    """Answer a text message to the number of a desk."""
    line: VoiceServices = current_app.extensions["line"]
    try:
        webhook = read_webhook(request.environ, line.base_url, line.tokens, time_travel=line.time_travel)
    except Exception:  # as for calls: whatever can't be read can't be told from a forgery
        UNSIGNED.write()
        return Response("The carrier's signature is missing or wrong.\n", 403, mimetype="text/plain")
    revision = line.revision(desk)
    answer = _answer(line, revision, webhook) if revision else ""
    response = MessagingResponse()
    if answer:
        response.message(answer)
    return Response(document(response), content_type="text/xml; charset=utf-8")


def _answer(line: VoiceServices, revision: Revision, webhook: WebhookRequest) -> str:
    """Do what a rep asks for, and return the reply; empty for none."""
    phone, asked = webhook.fields.get("From", ""), request_in(webhook.fields.get("Body", ""))
    try:
        state = line.state(revision)
        rep = state.rep_of_phone(phone)
        if rep is None:
            return ""
        known = state.rep(rep)
        access, voice = RepAccess(state), RepVoice.of(revision, known.languages)
        if asked is None:  # maybe an automatic answer to ours, which must not get another one
            return _text(voice.says(voice.prompts.text_help)) if access.explain_once(phone) else ""
        count = access.count_text(phone)
        if count > REQUESTS_AN_HOUR:
            return ""
        if asked in CHANGES and not known.has_confirmed(phone):
            reply = _text(voice.says(voice.prompts.text_unconfirmed))
        else:
            reply = _text(_do(state, rep, asked, voice))
        return reply if count <= REPLIES_AN_HOUR else ""
    except DatabaseDown:
        # It can't be known whose phone it is. Only a text that would change something is answered.
        if asked not in CHANGES:
            return ""
        voice = RepVoice.of(revision)
        return voice.speech(voice.prompts.unreachable).text


def _do(state: DeskState, rep: str, asked: TextRequest, voice: RepVoice) -> Said:
    """Sign the rep in or out, if that was asked for, and return what is true then."""
    prompts = voice.prompts
    if asked is TextRequest.HELP:
        return voice.says(prompts.text_help)
    if asked is TextRequest.OFF and sign_rep_out(state, rep, by=StatusSource.TEXT):
        return voice.says(prompts.signed_out_later)
    if asked is TextRequest.ON:
        change_status(state, rep, RepStatus.AVAILABLE, by=StatusSource.TEXT)
    known = state.rep(rep)
    if known.status is RepStatus.WRAP_UP:
        seconds = ((known.until or 0) - state.moment()) / 1000
        return voice.says(prompts.text_wrapping_up, minutes=voice.length(seconds))
    return voice.own_state(known, 60, somebody_waits=True)


def _text(said: Said) -> str:
    return " ".join(utterance.speech.text for utterance in said)
