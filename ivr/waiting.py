"""The caller's side of waiting: asking for a person, each bit of hold, leaving the line."""

from __future__ import annotations

from datetime import timedelta

from ivr.held import Held
from ivr.hold_memory import HoldMemory
from ivr.hold_twiml import LONG_MUSIC, SHORT_MUSIC, bit_of_hold, go_to, into_line, last_said, out_of_line
from ivr.line import Line, instant, milliseconds
from ivr.webhook import Webhook
from prompts.keys import BACK, OTHER_LANGUAGE
from prompts.opening import Opening
from prompts.revision import Revision
from prompts.waiting import Said, WaitingVoice
from routing.announcement import Kind, Standing, announce
from routing.estimate import WaitRange, said
from routing.joining import Refused, join_line, rejoin_line, usual_wait
from store.desk_state import DeskState, Hold
from store.errors import DatabaseDown

TOPIC = "1"
QUIET = 75.0
"""Seconds without a word after which a waiting caller hears that the line is still there."""
FIRST_MOMENT = 10_000
"""Ms after joining in which a caller whom no database knows is told to stay on the line."""
IN_LINE = frozenset({"waiting", "offered", "connecting"})


def ask_for_person(
    line: Line, held: Held, webhook: Webhook, opening: Opening, *, is_silent: bool
) -> Refused | bytes:
    """Wait for a person: the document that does it, or why not. Without a database the caller is held."""
    wish = held.wish(webhook.call, webhook.fields.get("From", ""), is_silent=is_silent)
    now = instant(milliseconds(webhook.at))
    try:
        door = join_line(lambda: line.state(held.revision), wish, opening, now)
    except DatabaseDown:
        return into_line(line.base_url, held)
    return door if isinstance(door, Refused) else into_line(line.base_url, held)


def next_bit_of_hold(line: Line, held: Held, webhook: Webhook) -> bytes:
    """What a waiting caller hears next, or the way out of the line. Asking for it is the caller's sign of life."""
    key = webhook.fields.get("Digits", "")[:1]
    if key == OTHER_LANGUAGE:
        held = held.in_next_language()
    moment = milliseconds(webhook.at)
    opening = line.opening(held.revision, moment)
    voice = WaitingVoice(held.revision, held.language, opening)
    try:
        state = line.state(held.revision)
        return _bit(line, held, webhook, key, voice, state)
    except DatabaseDown:
        return _held_without_database(line, held, key, voice)


def _bit(line: Line, held: Held, webhook: Webhook, key: str, voice: WaitingVoice, state: DeskState) -> bytes:
    desk, prompts = held.revision.desk, held.revision.texts[held.language].prompts
    hold = state.hold(webhook.call, pressed=bool(key))
    if hold.state == "unknown" or (hold.state, hold.told) == ("ended", "lost"):
        door = rejoin_line(state, held.wish(webhook.call, webhook.fields.get("From", ""), again=True))
        if isinstance(door, Refused):
            return out_of_line(desk, voice.too_long())
        hold = state.hold(webhook.call, pressed=bool(key))
    if hold.state not in IN_LINE:
        return out_of_line(desk, ())
    if key == BACK:
        state.caller_ends(webhook.call, "left")
        return out_of_line(desk, voice.says(prompts.waiting.left))
    if why := _sent_away(line, held, webhook, hold):
        state.caller_ends(webhook.call, why)
        told = voice.says(prompts.waiting.drained) if why == "closed" else voice.too_long()
        return out_of_line(desk, told)
    if key == TOPIC and voice.has_guidance(held.topic):
        return bit_of_hold(line.base_url, held, voice.guidance(held.topic), music=None)
    words, memory = _words(held, hold, voice, key)
    if memory:
        state.hold(webhook.call, memory.written())
    return bit_of_hold(line.base_url, held, words, music=SHORT_MUSIC if words else LONG_MUSIC)


def _held_without_database(line: Line, held: Held, key: str, voice: WaitingVoice) -> bytes:
    """Nothing is known of the line: the caller is held, and may leave."""
    prompts = held.revision.texts[held.language].prompts.waiting
    if key == BACK:
        return out_of_line(held.revision.desk, voice.says(prompts.left))
    is_new = milliseconds() - held.joined < FIRST_MOMENT
    words = voice.says(prompts.looking) if is_new or key else ()
    return bit_of_hold(line.base_url, held, words, music=SHORT_MUSIC if words else LONG_MUSIC)


def _sent_away(line: Line, held: Held, webhook: Webhook, hold: Hold) -> str | None:
    """Why a waiting caller can't wait any longer; nobody is sent away whose rep's phone rings already."""
    if hold.state != "waiting":
        return None
    now = milliseconds(webhook.at)
    grace = int(timedelta(minutes=held.line.drain_minutes).total_seconds() * 1000)
    doors = (line.opening(held.revision, moment) for moment in (now, now - grace))
    if not any(door.is_open for door in doors):
        return "closed"
    return "too long" if hold.waited > held.line.longest_wait * 60 else None


def _words(held: Held, hold: Hold, voice: WaitingVoice, key: str) -> tuple[Said, HoldMemory | None]:
    """What is said in this bit of hold, if anything, and what to remember of it."""
    if hold.state != "waiting":
        return (), None
    memory = HoldMemory.read(hold.told)
    now = _standing(hold)
    if memory is None:
        return voice.joined(now.position, _range(now.wait)), HoldMemory("joined", hold.waited, now)
    if memory.last == "joined" or key:
        return _keys(held, hold, voice, memory, key)
    news = announce(now, memory.standing)
    if news.kind is Kind.NOTHING_NEW:
        return _filler(held, hold, voice, memory)
    words = voice.longer(_range(news.wait)) if news.kind is Kind.LONGER else None
    words = words or voice.moved_up(news.position, _range(news.wait))
    return words, HoldMemory("news", hold.waited, news.told)


def _keys(
    held: Held, hold: Hold, voice: WaitingVoice, memory: HoldMemory, key: str
) -> tuple[Said, HoldMemory]:
    """The keys; who never pressed one is asked for any, once."""
    prompts = held.revision.texts[held.language].prompts.waiting
    if hold.is_silent and not key:
        return voice.says(prompts.any_key), HoldMemory("any_key", hold.waited, memory.standing)
    if memory.last == "any_key":
        return voice.says(prompts.still_here), HoldMemory("still_here", hold.waited, memory.standing)
    return voice.keys(held.topic), HoldMemory("keys", hold.waited, memory.standing)


def _filler(
    held: Held, hold: Hold, voice: WaitingVoice, memory: HoldMemory
) -> tuple[Said, HoldMemory | None]:
    """Mostly music; after a while the other one of two sentences."""
    if hold.waited - memory.at < QUIET:
        return (), None
    if memory.last == "still_here":
        return voice.keys(held.topic), HoldMemory("keys", hold.waited, memory.standing)
    text = held.revision.texts[held.language].prompts.waiting.still_here
    return voice.says(text), HoldMemory("still_here", hold.waited, memory.standing)


def _standing(hold: Hold) -> Standing:
    position = max(1, hold.position)
    wait = usual_wait(position - 1, hold.reps)
    return Standing(hold.waited, position, hold.reps, said(wait) if wait else None)


def _range(wait: WaitRange | None) -> tuple[int | None, int] | None:
    return (wait.at_least, wait.at_most) if wait else None


def after_line(line: Line, held: Held, webhook: Webhook) -> bytes | None:
    """The Enqueue's action: who left the line is back in the main menu; None when the call is over or elsewhere."""
    result = webhook.fields.get("QueueResult", "")
    if result == "hangup":
        end_wait(line, held.revision, webhook.call)
    if result in {"hangup", "redirected", "bridged", "redirected-from-bridged", "bridging-in-process"}:
        return None
    revision = held.revision
    if result != "leave":  # the carrier's queue is full or fails
        end_wait(line, revision, webhook.call)
        voice = WaitingVoice(revision, held.language)
        return last_said(revision.desk, voice.says(revision.texts[held.language].prompts.trouble))
    start = f"/voice/{revision.desk.id}/{revision.id}/{held.language}/{revision.menu.start}"
    return go_to(revision.desk, (), line.base_url + start)


def end_wait(line: Line, revision: Revision, call: str) -> None:
    """The carrier says that a call is over. With the database away it is asked again later."""
    try:
        line.state(revision).caller_ends(call, "hung up")
    except DatabaseDown:
        line.unheard.add(revision.desk.id)
