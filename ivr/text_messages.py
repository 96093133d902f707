"""Text messages to the desk's number: `on` and `off` from a rep's phone. Everybody else gets no answer."""

from __future__ import annotations

import logging

from flask import Blueprint, Response, current_app, request
from twilio.twiml.messaging_response import MessagingResponse

from ivr.line import Line
from ivr.twiml import document
from ivr.webhook import Webhook, read_webhook
from prompts.reps import RepVoice
from prompts.revision import Revision
from store.errors import DatabaseDown

log = logging.getLogger(__name__)
text_messages = Blueprint("text_messages", __name__)
STATUSES = {"on": "available", "off": "offline"}


@text_messages.route("/text/<desk>", methods=["GET", "POST"])
def answer_text(desk: str) -> Response:
    """A text to the number of a desk."""
    line: Line = current_app.extensions["line"]
    try:
        webhook = read_webhook(request.environ, line.base_url, line.tokens, time_travel=line.time_travel)
    except Exception:  # as for calls: whatever can't be read can't be told from a forgery
        log.warning("refused a text message without the carrier's signature")
        return Response("The carrier's signature is missing or wrong.\n", 403, mimetype="text/plain")
    revision = line.revision(desk)
    answer = _answer(line, revision, webhook) if revision else ""
    response = MessagingResponse()
    if answer:
        response.message(answer)
    return Response(document(response), content_type="text/xml; charset=utf-8")


def _answer(line: Line, revision: Revision, webhook: Webhook) -> str:
    """Do what a rep asks for, and say the state that holds now; nothing to strangers."""
    status = STATUSES.get(webhook.fields.get("Body", "").strip().casefold())
    try:
        state = line.state(revision)
        rep = state.rep_of_phone(webhook.fields.get("From", ""))
        if rep is None:
            return ""
        if status:
            state.set_status(rep, status, by="text")
        # At a limit what was asked for is done all the same; it is not said any more.
        if state.spend(webhook.fields["From"], line.allowance):
            return ""
        known = state.rep(rep)
    except DatabaseDown:
        # Nobody knows whose phone it is. Who says “on” or “off” is told that nothing was done.
        if status is None:
            return ""
        voice = RepVoice.of(revision, {})
        return voice.speech(voice.prompts.unreachable).text
    voice = RepVoice.of(revision, known)
    return " ".join(said.speech.text for said in voice.own_state(known, 60, somebody_waits=True))
