"""The carrier's JSON for each resource, field by field."""

from __future__ import annotations

import hashlib
from datetime import datetime

from simulator.calls.conferences import Conference, ConferenceLeg
from simulator.calls.leg import Leg
from simulator.calls.queues import Member, Queue
from simulator.http.parameters import API_VERSION, timestamp
from simulator.phones.text_messages import TextMessage
from simulator.settings import NetworkSettings, Number


def account_uri(settings: NetworkSettings) -> str:
    return f"/{API_VERSION}/Accounts/{settings.account_sid}"


def call_json(call: Leg) -> dict[str, object]:
    settings, facts = call.network.settings, call.facts
    uri = f"{account_uri(settings)}/Calls/{call.sid}"
    return {
        "sid": call.sid,
        "account_sid": settings.account_sid,
        "parent_call_sid": facts.parent.sid if facts.parent else None,
        "phone_number_sid": _number_sid(facts.to if facts.direction == "inbound" else facts.caller),
        "from": facts.caller,
        "from_formatted": _formatted(facts.caller),
        "to": facts.to,
        "to_formatted": _formatted(facts.to),
        "status": call.status,
        "direction": facts.direction,
        "date_created": timestamp(call.created),
        "date_updated": timestamp(call.updated),
        "start_time": _when(call.answered or (call.created if call.was_dialled else None)),
        "end_time": _when(call.ended),
        "duration": str(call.seconds) if call.ended is not None else None,
        "price": None,
        "price_unit": "USD",
        "answered_by": None,
        "api_version": API_VERSION,
        "forwarded_from": None,
        "group_sid": None,
        "caller_name": "",
        "queue_time": "0",
        "stir_verstat": None,
        "trunk_sid": "",
        "annotation": None,
        "uri": f"{uri}.json",
        "subresource_uris": {
            "notifications": f"{uri}/Notifications.json",
            "recordings": f"{uri}/Recordings.json",
        },
    }


def queue_json(queue: Queue, settings: NetworkSettings) -> dict[str, object]:
    uri = f"{account_uri(settings)}/Queues/{queue.sid}"
    return {
        "sid": queue.sid,
        "account_sid": settings.account_sid,
        "friendly_name": queue.name,
        "current_size": len(queue.members),
        "max_size": queue.max_size,
        "average_wait_time": queue.average_wait,
        "date_created": timestamp(queue.created),
        "date_updated": timestamp(queue.created),
        "uri": f"{uri}.json",
        "subresource_uris": {"members": f"{uri}/Members.json"},
    }


def member_json(queue: Queue, member: Member) -> dict[str, object]:
    settings = member.call.network.settings
    return {
        "call_sid": member.call.sid,
        "queue_sid": queue.sid,
        "date_enqueued": timestamp(member.since),
        "position": queue.position(member) if member in queue.members else 0,
        "wait_time": int(queue.seconds_waited(member)),
        "uri": f"{account_uri(settings)}/Queues/{queue.sid}/Members/{member.call.sid}.json",
    }


def conference_json(conference: Conference) -> dict[str, object]:
    settings = conference.network.settings
    uri = f"{account_uri(settings)}/Conferences/{conference.sid}"
    return {
        "sid": conference.sid,
        "account_sid": settings.account_sid,
        "friendly_name": conference.name,
        "status": conference.status,
        "date_created": timestamp(conference.created),
        "date_updated": timestamp(conference.updated),
        "api_version": API_VERSION,
        "region": "us1",
        "reason_conference_ended": conference.reason,
        "call_sid_ending_conference": conference.ended_by,
        "uri": f"{uri}.json",
        "subresource_uris": {"participants": f"{uri}/Participants.json"},
    }


def participant_json(conference: Conference, participant: ConferenceLeg) -> dict[str, object]:
    settings, call = conference.network.settings, participant.call
    return {
        "account_sid": settings.account_sid,
        "call_sid": call.sid,
        "conference_sid": conference.sid,
        "label": participant.label or None,
        "muted": participant.muted,
        "hold": participant.on_hold,
        "coaching": participant.coaches is not None,
        "call_sid_to_coach": participant.coaches,
        "start_conference_on_enter": participant.starts,
        "end_conference_on_exit": participant.ends,
        "status": "complete" if call.is_over else "connected",
        "queue_time": "0",
        "date_created": timestamp(conference.created),
        "date_updated": timestamp(conference.updated),
        "uri": f"{account_uri(settings)}/Conferences/{conference.sid}/Participants/{call.sid}.json",
    }


def message_json(message: TextMessage, settings: NetworkSettings) -> dict[str, object]:
    return {
        "sid": message.sid,
        "account_sid": settings.account_sid,
        "messaging_service_sid": None,
        "from": message.sender,
        "to": message.to,
        "body": message.body,
        "status": message.status,
        "direction": message.direction,
        "num_segments": str(message.segments),
        "num_media": "0",
        "date_created": timestamp(message.sent),
        "date_updated": timestamp(message.sent),
        "date_sent": timestamp(message.sent),
        "price": None,
        "price_unit": "USD",
        "error_code": 30003 if message.status == "undelivered" else None,
        "error_message": None,
        "api_version": API_VERSION,
        "uri": f"{account_uri(settings)}/Messages/{message.sid}.json",
        "subresource_uris": {},
    }


def number_json(number: Number, settings: NetworkSettings) -> dict[str, object]:
    sid = _number_sid(number.e164)
    return {
        "sid": sid,
        "account_sid": settings.account_sid,
        "phone_number": number.e164,
        "friendly_name": _formatted(number.e164),
        "voice_url": number.voice_url,
        "voice_method": number.voice_method,
        "voice_fallback_url": number.voice_fallback_url or "",
        "voice_fallback_method": number.voice_fallback_method,
        "voice_application_sid": number.voice_application_sid,
        "trunk_sid": number.trunk_sid or None,
        "status_callback": number.status_url or "",
        "status_callback_method": "POST",
        "sms_url": number.sms_url or "",
        "sms_method": "POST",
        "sms_application_sid": number.sms_application_sid,
        "capabilities": {"voice": True, "sms": True, "mms": False, "fax": False},
        "api_version": API_VERSION,
        "status": "in-use",
        "uri": f"{account_uri(settings)}/IncomingPhoneNumbers/{sid}.json",
    }


def _number_sid(number: str) -> str:
    """Return the SID of a number, which is always the same."""
    return "PN" + hashlib.md5(number.encode(), usedforsecurity=False).hexdigest()


def _formatted(number: str) -> str:
    if len(number) == 12 and number.startswith("+1"):
        return f"({number[2:5]}) {number[5:8]}-{number[8:]}"
    return number


def _when(at: datetime | None) -> str | None:
    return timestamp(at) if at else None
