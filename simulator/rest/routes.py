"""Every route of the REST API, and the door they are behind: who asks, what came with it, how errors look."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Awaitable, Callable

from aiohttp import web

from simulator.events import Commanded
from simulator.http.parameters import API_VERSION
from simulator.network import Network
from simulator.rest import (
    accounts,
    call_routes,
    conference_routes,
    message_routes,
    number_routes,
    queue_routes,
)
from simulator.rest.errors import Injected, NotFound, RestError
from simulator.rest.form import RestRequest
from simulator.settings import RestFault

Action = Callable[[RestRequest], dict[str, object] | None]

ROUTES: tuple[tuple[str, str, Action, int], ...] = (
    ("GET", "", accounts.fetch_account, 200),
    ("POST", "/Calls", call_routes.create_call, 201),
    ("GET", "/Calls", call_routes.list_calls, 200),
    ("GET", "/Calls/{call}", call_routes.fetch_call, 200),
    ("POST", "/Calls/{call}", call_routes.update_call, 200),
    ("DELETE", "/Calls/{call}", call_routes.delete_call, 204),
    ("POST", "/Queues", queue_routes.create_queue, 201),
    ("GET", "/Queues", queue_routes.list_queues, 200),
    ("GET", "/Queues/{queue}", queue_routes.fetch_queue, 200),
    ("POST", "/Queues/{queue}", queue_routes.update_queue, 200),
    ("DELETE", "/Queues/{queue}", queue_routes.delete_queue, 204),
    ("GET", "/Queues/{queue}/Members", queue_routes.list_members, 200),
    ("GET", "/Queues/{queue}/Members/{member}", queue_routes.fetch_member, 200),
    ("POST", "/Queues/{queue}/Members/{member}", queue_routes.update_member, 200),
    ("GET", "/Conferences", conference_routes.list_conferences, 200),
    ("GET", "/Conferences/{conference}", conference_routes.fetch_conference, 200),
    ("POST", "/Conferences/{conference}", conference_routes.update_conference, 200),
    ("GET", "/Conferences/{conference}/Participants", conference_routes.list_participants, 200),
    ("POST", "/Conferences/{conference}/Participants", conference_routes.create_participant, 201),
    ("GET", "/Conferences/{conference}/Participants/{participant}", conference_routes.fetch_participant, 200),
    (
        "POST",
        "/Conferences/{conference}/Participants/{participant}",
        conference_routes.update_participant,
        200,
    ),
    (
        "DELETE",
        "/Conferences/{conference}/Participants/{participant}",
        conference_routes.delete_participant,
        204,
    ),
    ("POST", "/Messages", message_routes.create_message, 201),
    ("GET", "/Messages", message_routes.list_messages, 200),
    ("GET", "/Messages/{message}", message_routes.fetch_message, 200),
    ("GET", "/IncomingPhoneNumbers", number_routes.list_numbers, 200),
    ("GET", "/IncomingPhoneNumbers/{number}", number_routes.fetch_number, 200),
    ("POST", "/IncomingPhoneNumbers/{number}", number_routes.update_number, 200),
)

COUNTRY = "/v1/DialingPermissions/Countries/{country}"
"""At the carrier this is another host's, `voice.twilio.com`."""


def add_rest(app: web.Application, network: Network) -> None:
    """Answer at the carrier's paths."""
    account = f"/{API_VERSION}/Accounts/{{account}}"
    for method, path, action, status in ROUTES:
        app.router.add_route(method, f"{account}{path}.json", _handler(network, action, status))
    app.router.add_route("GET", COUNTRY, _handler(network, accounts.fetch_country, 200))
    app.router.add_route("*", f"/{API_VERSION}/{{rest:.*}}", _handler(network, _nothing_here, 200))


def _nothing_here(command: RestRequest) -> None:
    raise NotFound(command.path)


def _handler(
    network: Network, action: Action, status: int
) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def handle(request: web.Request) -> web.StreamResponse:
        command = await _command(network, request)
        try:
            _check(network, request)
            answer = (
                web.json_response(action(command), status=status) if status != 204 else _done(action, command)
            )
        except Injected as error:
            answer = _injected(error)
        except RestError as error:
            answer = web.json_response(error.to_json(), status=error.status)
        _log(network, request.method, command, answer)
        if network.faults.takes("rest_delays"):
            await network.clock.sleep(network.faults.delay)
        if request.transport is not None and network.faults.takes("rest_timeouts"):
            request.transport.abort()
        return answer

    return handle


def _injected(error: Injected) -> web.Response:
    if error.fault.body is None:
        return web.json_response(error.to_json(), status=error.status, headers=error.headers)
    return web.Response(
        text=error.fault.body, status=error.status, headers=error.headers, content_type="text/html"
    )


def _done(action: Action, command: RestRequest) -> web.Response:
    action(command)
    return web.Response(status=204)


async def _command(network: Network, request: web.Request) -> RestRequest:
    source = await request.post() if request.method == "POST" else request.query
    fields: dict[str, tuple[str, ...]] = {}
    for name, value in source.items():
        fields[name] = (*fields.get(name, ()), str(value))
    return RestRequest(network, request.path, dict(request.match_info), fields)


def _check(network: Network, request: web.Request) -> None:
    """Apply injected errors, then check account and token in Basic auth, for this account only."""
    if network.faults.rest_errors:
        fault = network.faults.rest_errors.pop(0)
        raise Injected(fault if isinstance(fault, RestFault) else RestFault(fault))
    settings = network.settings
    expected = base64.b64encode(f"{settings.account_sid}:{settings.auth_token}".encode()).decode()
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic" or not hmac.compare_digest(given.strip(), expected):
        raise RestError(401, 20003, "Authenticate")
    if request.match_info.get("account", settings.account_sid) != settings.account_sid:
        raise NotFound(request.path)


def _log(network: Network, method: str, command: RestRequest, answer: web.Response) -> None:
    sid = command.place.get("call") or command.place.get("member") or command.place.get("participant") or ""
    call = network.calls.get(sid)
    network.tell(
        Commanded(
            call_sid=call.sid if call else "",
            leg=call.facts.leg if call else 0,
            at=network.clock.now(),
            method=method,
            path=command.path,
            params={name: " ".join(values) for name, values in command.fields.items()},
            status=answer.status,
            body=answer.text or "",
        ),
        call.phone if call else None,
    )
