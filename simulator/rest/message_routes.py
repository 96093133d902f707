"""Messages: create, fetch, list."""

from __future__ import annotations

from simulator.rest.call_routes import E164
from simulator.rest.errors import Invalid, NotFound
from simulator.rest.form import RestRequest
from simulator.rest.paging import page_of
from simulator.rest.resources import message_json
from simulator.twiml.validation import LONGEST_TEXT


def create_message(command: RestRequest) -> dict[str, object]:
    sender, to, body = command.get("From"), command.get("To"), command.get("Body")
    if not to:
        raise Invalid(21604, "A 'To' phone number is required.")
    if not E164.fullmatch(to):
        raise Invalid(21211, f"The 'To' number {to} is not a valid phone number.")
    if not sender:
        raise Invalid(21603, "A 'From' phone number is required.")
    if sender not in command.network.numbers:
        raise Invalid(21606, f"The 'From' phone number provided ({sender}) is not a message-capable number.")
    if not body:
        raise Invalid(21602, "Message body is required.")
    if len(body) > LONGEST_TEXT:
        raise Invalid(21617, f"The message body has more than {LONGEST_TEXT} characters.")
    message = command.network.messages.send(sender, to, body)
    return message_json(message, command.network.settings) | {"status": "queued", "date_sent": None}


def fetch_message(command: RestRequest) -> dict[str, object]:
    for message in command.network.messages.kept:
        if message.sid == command.place["message"]:
            return message_json(message, command.network.settings)
    raise NotFound(command.path)


def list_messages(command: RestRequest) -> dict[str, object]:
    to, sender = command.get("To"), command.get("From")
    found = [
        message
        for message in reversed(command.network.messages.kept)
        if to in (None, message.to) and sender in (None, message.sender)
    ]
    return page_of(command, "messages", found, lambda one: message_json(one, command.network.settings))
