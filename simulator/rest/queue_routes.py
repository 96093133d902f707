"""Queues and their members."""

from __future__ import annotations

from simulator.calls.dialing import start_documents
from simulator.calls.queues import DEFAULT_SIZE, Member, Queue
from simulator.rest.errors import Invalid, NotFound, RestError
from simulator.rest.form import RestRequest
from simulator.rest.paging import page_of
from simulator.rest.resources import member_json, queue_json
from simulator.twiml.twiml_runner import Goto

LARGEST = 5000
NAME_LIMIT = 64


def create_queue(command: RestRequest) -> dict[str, object]:
    name = _new_name(command, None)
    size = command.whole("MaxSize", DEFAULT_SIZE, 20001, 1, LARGEST)
    if not name:
        raise Invalid(20002, "FriendlyName is required")
    return _json(command, command.network.queues.create(name, size))


def fetch_queue(command: RestRequest) -> dict[str, object]:
    return _json(command, _find_queue(command))


def update_queue(command: RestRequest) -> dict[str, object]:
    queue = _find_queue(command)
    queue.name = _new_name(command, queue) or queue.name
    queue.max_size = command.whole("MaxSize", queue.max_size, 20001, 1, LARGEST)
    return _json(command, queue)


def delete_queue(command: RestRequest) -> None:
    queue = _find_queue(command)
    if queue.members:
        raise Invalid(22002, "A queue with callers in it can't be deleted")
    del command.network.queues.by_sid[queue.sid]


def list_queues(command: RestRequest) -> dict[str, object]:
    queues = list(command.network.queues.by_sid.values())
    return page_of(command, "queues", queues, lambda queue: _json(command, queue))


def fetch_member(command: RestRequest) -> dict[str, object]:
    return member_json(*_find_member(command))


def update_member(command: RestRequest) -> dict[str, object]:
    """Take a caller off the queue and run a document on the call; a second time there is nobody."""
    queue, member = _find_member(command)
    url = command.url("Url")
    if url is None:
        raise Invalid(21205, "Url parameter is required")
    answer = member_json(queue, member)
    method = command.method("Method")
    queue.leave(member)
    start_documents(member.call, Goto(url, method, purpose="dequeue"))
    return answer


def list_members(command: RestRequest) -> dict[str, object]:
    queue = _find_queue(command)
    return page_of(command, "queue_members", list(queue.members), lambda member: member_json(queue, member))


def _json(command: RestRequest, queue: Queue) -> dict[str, object]:
    return queue_json(queue, command.network.settings)


def _find_queue(command: RestRequest) -> Queue:
    queue = command.network.queues.by_sid.get(command.place["queue"])
    if queue is None:
        raise NotFound(command.path)
    return queue


def _find_member(command: RestRequest) -> tuple[Queue, Member]:
    queue, who = _find_queue(command), command.place["member"]
    waiting = [member for member in queue.members if not member.taken.done()]
    chosen = waiting[:1] if who == "Front" else [member for member in waiting if member.call.sid == who]
    if not chosen:
        raise NotFound(command.path)
    return queue, chosen[0]


def _new_name(command: RestRequest, own: Queue | None) -> str | None:
    name = command.get("FriendlyName")
    if name is not None and not 1 <= len(name) <= NAME_LIMIT:
        raise Invalid(20002, f"FriendlyName has 1 to {NAME_LIMIT} characters")
    if name is not None and command.network.queues.named(name) not in (None, own):
        raise RestError(409, 22003, f"A queue named {name!r} already exists")
    return name
