"""Calls: create, fetch, update, list."""

from __future__ import annotations

import re

from simulator.calls.call_status import CallStatus
from simulator.calls.dialing import Origination, originate, start_documents
from simulator.calls.leg import Leg
from simulator.dialing_permissions import may_call
from simulator.phones.access_tokens import IDENTITY
from simulator.rest.detection import check_digits_and_detection
from simulator.rest.errors import Invalid, NotFound
from simulator.rest.form import RestRequest
from simulator.rest.paging import page_of
from simulator.rest.resources import call_json
from simulator.twiml.twiml_runner import Goto, Inline

E164 = re.compile(r"\+[1-9]\d{6,14}")
TWIML_LIMIT = 4000


def create_call(command: RestRequest) -> dict[str, object]:
    check_digits_and_detection(command)
    fallback = command.url("FallbackUrl")
    limit = command.get("TimeLimit")
    wish = Origination(
        to=callee(command),
        caller=shown_number(command),
        start=_documents(command),
        timeout=float(command.whole("Timeout", 60, 21208, 1, 600)),
        time_limit=float(limit) if limit else None,
        fallback=(fallback, command.method("FallbackMethod")) if fallback else None,
        status_callback=command.status_callback(),
    )
    return call_json(originate(command.network, wish))


def fetch_call(command: RestRequest) -> dict[str, object]:
    return call_json(find_call(command))


def update_call(command: RestRequest) -> dict[str, object]:
    """Send a live call elsewhere, or end it."""
    call = find_call(command)
    status = command.get("Status")
    if status not in (None, CallStatus.CANCELED, CallStatus.COMPLETED):
        raise Invalid(20001, f"Invalid Status: {status}")
    if call.is_over:
        raise Invalid(21220, "Call is not in-progress. Cannot redirect.")
    if status is not None:
        _end(call, status)
    elif command.get("Url") or command.get("Twiml"):
        documents = _documents(command)
        if call.status is not CallStatus.IN_PROGRESS:
            raise Invalid(21220, "Call is not in-progress. Cannot redirect.")
        if fallback := command.url("FallbackUrl"):
            call.fallback = (fallback, command.method("FallbackMethod"))
        start_documents(call, documents)
    return call_json(call)


def delete_call(command: RestRequest) -> None:
    call = find_call(command)
    if not call.is_over:
        raise Invalid(20009, "A call in progress can't be deleted")
    del command.network.calls[call.sid]


def list_calls(command: RestRequest) -> dict[str, object]:
    wanted = {name: command.get(name) for name in ("Status", "To", "From", "ParentCallSid")}

    def is_wanted(call: Leg) -> bool:
        parent = call.facts.parent.sid if call.facts.parent else None
        has = {"Status": call.status, "To": call.facts.to, "From": call.facts.caller, "ParentCallSid": parent}
        return not call.facts.private and all(has[name] == value for name, value in wanted.items() if value)

    newest_first = [call for call in reversed(command.network.calls.values()) if is_wanted(call)]
    return page_of(command, "calls", newest_first, call_json)


def find_call(command: RestRequest) -> Leg:
    call = command.network.calls.get(command.place["call"])
    if call is None or call.facts.private:
        raise NotFound(command.path)
    return call


def _end(call: Leg, status: str) -> None:
    if call.status in (CallStatus.QUEUED, CallStatus.RINGING):
        call.end(CallStatus.CANCELED, "canceled by the line")
    elif status == CallStatus.COMPLETED:
        call.end(CallStatus.COMPLETED, "hung up by the line")


def _documents(command: RestRequest) -> Goto | Inline:
    url, twiml = command.url("Url"), command.get("Twiml")
    if url and twiml and command.place.get("call"):
        raise Invalid(32019, "Url and Twiml can't both be given")
    if url:
        return Goto(url, command.method("Method"), purpose="voice")
    if not twiml:
        raise Invalid(21205, "Url parameter is required")
    if len(twiml) > TWIML_LIMIT:
        raise Invalid(20001, f"Twiml has more than {TWIML_LIMIT} characters")
    return Inline(twiml)


def callee(command: RestRequest) -> str:
    to = command.get("To")
    if not to:
        raise Invalid(21201, "No 'To' number is specified")
    if not (_is_client(to) or E164.fullmatch(to)):
        raise Invalid(21211, f"The phone number you are attempting to call, {to}, is not valid.")
    if not may_call(command.network.settings, to):
        raise Invalid(21215, f"Account not authorized to call {to}: see the geographic permissions.")
    return to


def _is_client(party: str) -> bool:
    """Return whether a token may have this client name; no client with another name can ever be rung."""
    return party.startswith("client:") and IDENTITY.fullmatch(party.removeprefix("client:")) is not None


def shown_number(command: RestRequest) -> str:
    """Return the number to show: the account's own or a verified one; a client may show itself. Raises Invalid."""
    shown, network = command.get("From"), command.network
    if not shown:
        raise Invalid(21213, "'From' phone number is required")
    if _is_client(shown) or shown in network.numbers or shown in network.settings.verified_callers:
        return shown
    if not E164.fullmatch(shown):
        raise Invalid(21212, f"The phone number provided for the 'From' parameter, {shown}, is not valid.")
    raise Invalid(21210, f"The source phone number provided, {shown}, is not yet verified for your account.")
