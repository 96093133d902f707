"""Enqueue and Dial's Queue: the hold loop of waiting callers, and how one is taken off the queue to talk."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import timedelta

from simulator.calls.dialed_legs import RING_BUFFER, DialOutcome
from simulator.calls.leg import bridge
from simulator.calls.queues import Member, Queue, Taking
from simulator.events import Dequeued, Enqueued, HoldLooped, Played
from simulator.twiml.twiml_parser import TwimlElement
from simulator.twiml.twiml_runner import Allowed, Goto, HangUp, LeaveQueue, Script

HOLD = Allowed(
    frozenset({"Say", "Play", "Pause", "Hangup", "Redirect", "Leave", "Gather"}),
    14219,
    "a queue's hold document",
)
BEFORE_BRIDGE = Allowed(
    frozenset({"Say", "Play", "Pause", "Redirect"}), 14226, "what a caller hears before the bridge"
)
MUSIC = "tones:hold-music"


async def enqueue(script: Script, verb: TwimlElement, base: str | None) -> Goto | None:
    """Wait in a queue until taken, sent elsewhere, or gone; leads to the action, or on to the next verb."""
    call = script.call
    queue = call.network.queues.named(verb.text) or call.network.queues.create(
        verb.text[:64], verb.number("maxQueueSize", 1000)
    )
    action = script.resolve(verb.get("action"), base) if verb.get("action") else None
    method = verb.get("method", "POST")
    if len(queue.members) >= queue.max_size:
        script.alert(14207, f"the queue {queue.name!r} is full", base)
        return Goto(action, method, _result("queue-full", queue, 0), "enqueue") if action else None
    member = queue.join(call)
    call.emit(Enqueued, queue=queue.name, position=queue.position(member))
    try:
        result = await _wait(script, verb, base, queue, member)
    except (asyncio.CancelledError, HangUp) as end:
        result = "hangup" if isinstance(end, HangUp) else _taken_away(member)
        if action:
            params = _result(result, queue, queue.seconds_waited(member))
            call.network.start(script.tell(action, method, params, "enqueue"))
        raise
    finally:
        seconds = queue.seconds_waited(member)
        queue.leave(member)
    call.emit(Dequeued, queue=queue.name, result=result)
    return Goto(action, method, _result(result, queue, seconds), "enqueue") if action else None


def _taken_away(member: Member) -> str:
    if member.call.is_over:
        return "hangup"
    return "redirected-from-bridged" if member.taken.done() else "redirected"


def _result(result: str, queue: Queue, seconds: float) -> dict[str, str]:
    return {"QueueResult": result, "QueueSid": queue.sid, "QueueTime": str(int(seconds))}


async def _wait(script: Script, verb: TwimlElement, base: str | None, queue: Queue, member: Member) -> str:
    """Hold until taken or the hold document leaves; how it went, as `QueueResult`."""
    holding = script.call.network.start(_hold(script, verb, base, queue, member), awaited=True)
    try:
        await asyncio.wait({holding, member.taken}, return_when=asyncio.FIRST_COMPLETED)
        if not member.taken.done():
            try:
                await holding
            except LeaveQueue:
                return "leave"
    finally:
        holding.cancel()
        await asyncio.wait({holding})
    queue.leave(member)
    return await _be_bridged(script, queue, member, member.taken.result())


async def _hold(script: Script, verb: TwimlElement, base: str | None, queue: Queue, member: Member) -> None:
    """Ask for the hold document again and again; ends only by an exception."""
    call, clock = script.call, script.call.network.clock
    url = script.resolve(verb.get("waitUrl"), base) if verb.get("waitUrl") else None
    if url is None:
        await _hold_without_document(script, silent="waitUrl" in verb.attributes)
        return

    def extra() -> Mapping[str, str]:
        return _position(queue, member)

    hold = Script(call, script.performers, allowed=HOLD, extra=extra)
    loops = 0
    while True:
        began = clock.now()
        await hold.run(Goto(url, verb.get("waitUrlMethod", "POST"), purpose="hold"))
        loops += 1
        call.emit(HoldLooped, queue=queue.name, loops=loops)
        # A document that takes no time would be asked for without end.
        with call.rests("holding"):
            await clock.sleep(0 if clock.now() > began else 1)


async def _hold_without_document(script: Script, *, silent: bool) -> None:
    if not silent:
        script.call.emit(Played, url=MUSIC, seconds=0.0)
    with script.call.rests("holding"):
        await asyncio.get_running_loop().create_future()


def _position(queue: Queue, member: Member) -> dict[str, str]:
    return {
        "QueuePosition": str(queue.position(member)) if member in queue.members else "0",
        "QueueSid": queue.sid,
        "QueueTime": str(int(queue.seconds_waited(member))),
        "AvgQueueTime": str(queue.average_wait),
        "CurrentQueueSize": str(len(queue.members)),
        "MaxQueueSize": str(queue.max_size),
    }


async def _be_bridged(script: Script, queue: Queue, member: Member, taking: Taking) -> str:
    """Run the waiting caller's side of being taken: the announcement, then the conversation."""
    if taking.whisper is not None:
        params = {
            "QueueSid": queue.sid,
            "QueueTime": str(int(queue.seconds_waited(member))),
            "DequeingCallSid": taking.by.sid,
        }
        announced = Script(script.call, script.performers, allowed=BEFORE_BRIDGE, extra=lambda: params)
        await announced.run(taking.whisper)
    if not taking.ready.done():
        taking.ready.set_result(None)
    member.call.changed()
    return "bridged" if await taking.finished else "error"


async def talk_to_queue(script: Script, noun: TwimlElement, base: str | None, timeout: float) -> DialOutcome:
    """Run the dialing side: take the first caller (or wait for one), and talk until one of the two leaves."""
    call = script.call
    queue = call.network.queues.named(noun.text)
    if queue is None:
        return DialOutcome("failed")
    member = await _first_member(script, queue, timeout)
    if member is None:
        return DialOutcome("no-answer")
    url = script.resolve(noun.get("url"), base) if noun.get("url") else None
    whisper = Goto(url, noun.get("method", "POST"), purpose="queue") if url else None
    loop = asyncio.get_running_loop()
    taking = Taking(call, whisper, loop.create_future(), loop.create_future())
    runs = member.call.runs
    member.taken.set_result(taking)
    talked = False
    try:
        await member.call.until(lambda: taking.ready.done() or member.call.runs > runs)
        if member.call.is_over or member.call.runs > runs:
            return DialOutcome("no-answer", member.call.sid)
        began, talked = call.network.clock.now(), True
        with bridge(call, member.call):
            await member.call.until(lambda: member.call.runs > runs)
        seconds = round((call.network.clock.now() - began).total_seconds())
        return DialOutcome("completed", member.call.sid, seconds, bridged=True)
    finally:
        if not taking.finished.done():
            taking.finished.set_result(talked)


async def _first_member(script: Script, queue: Queue, timeout: float) -> Member | None:
    clock = script.call.network.clock
    deadline = clock.now() + timedelta(seconds=timeout + RING_BUFFER)
    while True:
        waiting = [member for member in queue.members if not member.taken.done()]
        if waiting:
            return waiting[0]
        left = (deadline - clock.now()).total_seconds()
        with script.call.rests("ringing"):
            if not await clock.within(left, queue.arrival()):
                return None
