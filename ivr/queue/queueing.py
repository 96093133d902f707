"""The caller's side of the queue: asking for a person, hold music and announcements, leaving the queue."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache

from ivr.call_status import FINAL
from ivr.media.hold_music import playlist_of
from ivr.navigation import arrive
from ivr.queue.announcement_state import AGAIN, RINGING, AnnouncementState
from ivr.queue.queue_twiml import LONG, SHORT, bit_of_hold, farewell_document, go_to, into_line, out_of_line
from ivr.queue.queued_caller import QueuedCaller
from ivr.request import WebhookRequest
from ivr.services import VoiceServices
from prompts.menu_keys import BACK, MUSIC, OTHER_LANGUAGE
from prompts.rendering.open_status import OpenStatus
from prompts.rendering.queue_voice import Said, WaitingVoice
from prompts.rendering.refusal import QueueRefusal, Retry
from prompts.rendering.template import Template
from prompts.revision import Revision
from routing.queue.admission import NotAdmitted, behind_others, join_line, rejoin_line, retry_after
from routing.queue.desk_state import DeskState
from routing.queue.queue_position import standing_of
from routing.queue.script_answers import HeartbeatAnswer
from routing.waits.announcement import Announcement, NewsKind, QueueStanding, announce
from routing.waits.estimate import WaitRange
from store.clock import instant, milliseconds
from store.desk.call_ids import CallSid
from store.desk.states import CallerState, EndOfWait
from store.errors import DatabaseDown

TOPIC = "1"
DTMF = frozenset("0123456789*#ABCD")
QUIET = 75.0
"""Seconds without a word after which a waiting caller hears that the line is still there."""
LONG_QUIET = 150.0
"""The same after that sentence, until the keys are said once more: without news there is mostly music."""
FIRST_MOMENT = 10_000
"""Ms after joining in which a caller whom no database knows is told to stay on the line."""
IN_LINE = frozenset({CallerState.WAITING, CallerState.OFFERED, CallerState.CONNECTING})
QUEUE_FULL = "queue-full"
"""The carrier's result of an Enqueue whose queue holds as many calls as it may."""
WITH_A_REP = frozenset({CallerState.CONNECTING, CallerState.TALKING})
_voice = lru_cache(64)(WaitingVoice)
"""Kept for as long as the door stays as it is: to fill in its times anew takes a tenth of a bit of hold."""


@dataclass(frozen=True, slots=True)
class Asks:
    """The way in which a caller asks for a person."""

    is_silent: bool
    """By silence: the caller may not be able to press or speak."""
    is_unproven: bool
    """In attack mode, without the digit."""


def ask_for_person(
    line: VoiceServices, held: QueuedCaller, webhook: WebhookRequest, moment: int, asks: Asks
) -> NotAdmitted | bytes:
    """Wait for a person: the document that does it, or why not. Without a database the caller is held.

    The door counts as it was at `moment`, ms since 1970 UTC: a repeated webhook's first delivery.
    """
    wish = held.wish(webhook.call_sid, webhook.fields.get("From", ""), line.secret, is_silent=asks.is_silent)
    wish = behind_others(wish) if asks.is_unproven else wish
    now = instant(milliseconds(webhook.at))
    here = line.opening(held.revision, moment, held.line.id)
    if not here.is_open and line.opening(held.revision, moment).is_open:
        return NotAdmitted(QueueRefusal.LINE_CLOSED, Retry(line_opens=here.next_opening))
    try:
        door = join_line(lambda: line.state(held.revision), wish, here, now)
        if isinstance(door, NotAdmitted):
            return replace(door, retry=_retry_of(line, held, door, here, now))
    except DatabaseDown:
        return into_line(line.base_url, held, _first_words(held, is_foreign=False))
    said = _first_words(held, is_foreign=door.is_foreign)
    return into_line(line.base_url, replace(held, joined=door.joined), said)


def _first_words(held: QueuedCaller, *, is_foreign: bool) -> Said:
    """What a caller hears before the queue: that others may listen, and that people speak another language."""
    prompts, voice = (
        held.revision.texts[held.language].prompts.waiting,
        WaitingVoice(held.revision, held.language),
    )
    notice = voice.says(prompts.monitored) if _announces_monitoring(held) else ()
    return (*notice, *(voice.says(prompts.other_language) if is_foreign else ()))


def _announces_monitoring(held: QueuedCaller) -> bool:
    return held.revision.desk.monitoring == "announced"


def _retry_of(
    line: VoiceServices, held: QueuedCaller, door: NotAdmitted, here: OpenStatus, now: datetime
) -> Retry:
    """Return when a caller who was refused admission to a queue may try again."""
    if door.reason is QueueRefusal.CALLED_TOO_OFTEN:
        return retry_after(door.again, here, now)
    return line.retry(held.revision, milliseconds(now), door.reason)


def next_bit_of_hold(line: VoiceServices, held: QueuedCaller, webhook: WebhookRequest) -> bytes:
    """Return the next document for a waiting caller, or the way out of the queue. The request is the caller's
    heartbeat."""
    key = webhook.fields.get("Digits", "")[:1]
    if key == OTHER_LANGUAGE:
        held = held.in_next_language()
    if key == MUSIC:
        held = replace(held, is_quiet=not held.is_quiet)
    if held.part is None:
        heard = (milliseconds() - held.joined) / 1000
        held = replace(held, part=playlist_of(held.revision).part_at(heard))
    moment = milliseconds(webhook.at)
    opening = line.opening(held.revision, moment)
    voice = _voice(held.revision, held.language, opening)
    try:
        state = line.state(held.revision)
        return _bit(line, held, webhook, key, voice, state)
    except DatabaseDown:
        return _held_without_database(line, held, key, voice)


def _bit(
    line: VoiceServices,
    held: QueuedCaller,
    webhook: WebhookRequest,
    key: str,
    voice: WaitingVoice,
    state: DeskState,
) -> bytes:
    desk, prompts = held.revision.desk, held.revision.texts[held.language].prompts
    hold = _sign_of_life(state, held, webhook, key, line.secret)
    if isinstance(hold, NotAdmitted):
        return out_of_line(desk, voice.too_long(_retry(line, held, webhook)))
    if (hold.state, hold.told) == (CallerState.ENDED, EndOfWait.REDIALLED):
        return farewell_document(desk, voice.says(prompts.waiting.taken_over))
    if (
        hold.state is CallerState.TALKING and key != BACK
    ):  # the end of the conversation is not known yet, or this word is late
        return bit_of_hold(line.base_url, held, (), parts=SHORT)
    if hold.state not in IN_LINE:  # told as the first time if the carrier asks again
        return out_of_line(desk, _farewell(line, held, webhook, voice, hold.told))
    if why := EndOfWait.LEFT if key == BACK else _sent_away(line, held, webhook, hold):
        state.caller_ends(webhook.call_sid, why)
        return out_of_line(desk, _farewell(line, held, webhook, voice, why))
    if (
        hold.state is CallerState.WAITING
        and not hold.reps
        and _waits_for_other_people(state, held, hold, webhook.call_sid)
    ):
        return bit_of_hold(line.base_url, held, voice.says(prompts.waiting.nobody_speaks_it), parts=SHORT)
    if key == TOPIC and voice.has_guidance(held.topic):
        return bit_of_hold(line.base_url, held, voice.guidance(held.topic), parts=0)
    if key == MUSIC:
        words = voice.says(prompts.waiting.music_is_off) if held.is_quiet else ()
        return bit_of_hold(line.base_url, held, words, parts=SHORT)
    words, told = _words(held, hold, voice, key)
    if told:  # the hold begins once the first words have been heard to their end
        state.hold(webhook.call_sid, told, has_heard_notice=_announces_monitoring(held))
    return bit_of_hold(
        line.base_url, held, words, parts=SHORT if words or hold.state is not CallerState.WAITING else LONG
    )


def _sign_of_life(
    state: DeskState, held: QueuedCaller, webhook: WebhookRequest, key: str, secret: bytes
) -> HeartbeatAnswer | NotAdmitted:
    """Record the heartbeat and return the caller's state, in the queue of the heard language if reps speak it.
    Forgotten callers join again."""
    hold = _turn(state, held, webhook, key)
    if hold.state is CallerState.UNKNOWN or (hold.state, hold.told) == (CallerState.ENDED, EndOfWait.LOST):
        door = rejoin_line(
            state, held.wish(webhook.call_sid, webhook.fields.get("From", ""), secret, again=True)
        )
        if isinstance(door, NotAdmitted):
            return door
        hold = _turn(state, held, webhook, key)
    if hold.state is CallerState.DROPPED:  # led into the line while the database was away
        state.rejoin(webhook.call_sid)
        hold = _turn(state, held, webhook, key)
    is_elsewhere = _language_of(hold) != held.line_language or key == OTHER_LANGUAGE
    if hold.state in IN_LINE and is_elsewhere and state.change_language(webhook.call_sid, held.line_language):
        return state.hold(webhook.call_sid)
    return hold


def _waits_for_other_people(
    state: DeskState, held: QueuedCaller, hold: HeartbeatAnswer, call_sid: CallSid
) -> bool:
    """Move a caller whose language nobody speaks any more to people of another language, if any are signed in."""
    others = (one for one in held.line.languages if one != _language_of(hold))
    other = next((one for one in others if state.look(held.line.id, one).reps), None)
    return other is not None and state.change_language(call_sid, other, hears=held.language)


def _turn(state: DeskState, held: QueuedCaller, webhook: WebhookRequest, key: str) -> HeartbeatAnswer:
    """Record a heartbeat and its key, if a phone has that key, and return the caller's state."""
    pressed = key if key in DTMF else ""
    return state.hold(webhook.call_sid, key=pressed, language=held.language, token=webhook.token)


def _language_of(hold: HeartbeatAnswer) -> str:
    """The language of the people whom a caller waits for."""
    return hold.line.partition(":")[2]


def _held_without_database(line: VoiceServices, held: QueuedCaller, key: str, voice: WaitingVoice) -> bytes:
    """Nothing is known of the line: the caller is held, and may leave."""
    prompts = held.revision.texts[held.language].prompts.waiting
    if key == BACK:
        return out_of_line(held.revision.desk, voice.says(prompts.left))
    is_new = milliseconds() - held.joined < FIRST_MOMENT
    words = voice.says(prompts.looking) if is_new or key else ()
    return bit_of_hold(line.base_url, held, words, parts=SHORT if words else LONG)


def _sent_away(
    line: VoiceServices, held: QueuedCaller, webhook: WebhookRequest, hold: HeartbeatAnswer
) -> EndOfWait | None:
    """Why a waiting caller can't wait any longer; nobody is sent away whose rep's phone rings already."""
    if hold.state is not CallerState.WAITING:
        return None
    now = milliseconds(webhook.at)
    grace = int(timedelta(minutes=held.line.drain_minutes).total_seconds() * 1000)
    doors = (line.opening(held.revision, moment, held.line.id) for moment in (now, now - grace))
    if not any(door.is_open for door in doors):
        return EndOfWait.CLOSED
    return EndOfWait.TOO_LONG if hold.waited > held.line.longest_wait * 60 else None


def _farewell(
    line: VoiceServices, held: QueuedCaller, webhook: WebhookRequest, voice: WaitingVoice, why: str
) -> Said:
    """The last words in line to who `left`, was there when it `closed` or waited `too long`; else nothing."""
    if why == EndOfWait.TOO_LONG:
        return voice.too_long(_retry(line, held, webhook))
    moment = milliseconds(webhook.at)
    here = line.opening(held.revision, moment, held.line.id)
    if why == EndOfWait.CLOSED and not here.is_open and line.opening(held.revision, moment).is_open:
        return voice.line_closed(here)
    return voice.farewell(why)


def _retry(line: VoiceServices, held: QueuedCaller, webhook: WebhookRequest) -> Retry:
    return line.retry(held.revision, milliseconds(webhook.at))


def _words(held: QueuedCaller, hold: HeartbeatAnswer, voice: WaitingVoice, key: str) -> tuple[Said, str]:
    """Return what is said in this bit of hold, and what the caller's record is to keep of it; either may be empty."""
    prompts = held.revision.texts[held.language].prompts.waiting
    if hold.state is CallerState.OFFERED and hold.told in ("", AGAIN):
        return voice.says(prompts.ringing), RINGING
    if hold.state is not CallerState.WAITING:
        return (), ""
    memory = AnnouncementState.read(hold.told)
    if key == OTHER_LANGUAGE and _language_of(hold) != held.language:
        known = replace(memory, last="joined", at=hold.waited).written() if memory else ""
        return voice.says(prompts.nobody_speaks_it), known
    if memory is None or key == OTHER_LANGUAGE:
        now = standing_of(hold)
        first = prompts.kept_place if hold.told == AGAIN else None
        said = voice.joined(now.position, _range(now.wait), first)
        return said, AnnouncementState("joined", hold.waited, now).written()
    said, kind, standing = _next_words(held, hold, voice, memory, key)
    return said, AnnouncementState(kind, hold.waited, standing).written() if said else ""


def _next_words(
    held: QueuedCaller, hold: HeartbeatAnswer, voice: WaitingVoice, memory: AnnouncementState, key: str
) -> tuple[Said, str, QueueStanding]:
    """Return what a caller hears who knows the place: the keys, news, or now and then that the line is still there."""
    prompts = held.revision.texts[held.language].prompts.waiting
    if hold.is_silent and not key and memory.last == "joined":
        return voice.says(prompts.any_key), "any_key", memory.standing
    if key and memory.last == "any_key":
        return voice.says(prompts.still_here), "still_here", memory.standing
    if key or memory.last == "joined":
        return voice.keys(held.topic, is_quiet=held.is_quiet), "keys", memory.standing
    news = announce(standing_of(hold), memory.standing)
    if news.kind is not NewsKind.NOTHING_NEW:
        return _news(voice, news, prompts.overdue), "news", news.told
    quiet = hold.waited - memory.at
    if memory.last != "still_here" and quiet >= QUIET:
        return voice.says(prompts.still_here), "still_here", memory.standing
    if memory.last == "still_here" and quiet >= LONG_QUIET:
        return voice.keys(held.topic, is_quiet=held.is_quiet), "keys", memory.standing
    return (), "", memory.standing


def _news(voice: WaitingVoice, news: Announcement, overdue: Template) -> Said:
    wait = _range(news.wait)
    if news.kind is NewsKind.OVERDUE and wait:
        return voice.joined(news.told.position, wait, overdue)
    if news.kind in (NewsKind.LONGER, NewsKind.OVERDUE):
        return voice.longer(wait)
    return voice.moved_up(news.position, wait)


def _range(wait: WaitRange | None) -> tuple[int | None, int] | None:
    return (wait.at_least, wait.at_most) if wait else None


def after_line(line: VoiceServices, held: QueuedCaller, webhook: WebhookRequest) -> bytes | None:
    """The Enqueue's action: who left the line is back in the main menu; None when the call is over or elsewhere."""
    result = webhook.fields.get("QueueResult", "")
    if result == "hangup":
        end_wait(line, held.revision, webhook.call_sid)
    if result in {"hangup", "redirected", "bridged", "redirected-from-bridged", "bridging-in-process"}:
        return None
    revision = held.revision
    if result != "leave":  # the carrier's queue is full or fails, or the result is a new one
        if _is_with_a_rep(line, revision, webhook.call_sid):
            return None
        end_wait(line, revision, webhook.call_sid)
        if webhook.fields.get("CallStatus", "") in FINAL:
            return None
        return _after_a_failed_queue(line, held, webhook, result)
    return go_to(revision.desk, (), line.base_url + held.menu_path)


def _after_a_failed_queue(
    line: VoiceServices, held: QueuedCaller, webhook: WebhookRequest, result: str
) -> bytes:
    """Say that the carrier's queue is full and when to try again; after any other failure lead to the main menu."""
    revision = held.revision
    if result != QUEUE_FULL:
        return line.answers.trouble(revision, arrive(revision, held.language, revision.menu.start))
    moment = milliseconds(webhook.at)
    place = replace(arrive(revision, held.language, held.node), topic=held.topic)
    retry = line.retry(revision, moment, QueueRefusal.FULL)
    return line.answers.at(revision, place, line.opening(revision, moment), QueueRefusal.FULL, retry).body


def _is_with_a_rep(line: VoiceServices, revision: Revision, call_sid: CallSid) -> bool:
    """Return True if the caller is being moved to a rep, or talks with one: then the queue's result is old news."""
    try:
        return line.state(revision).caller(call_sid).state in WITH_A_REP
    except DatabaseDown:
        return False


def end_wait(line: VoiceServices, revision: Revision, call_sid: CallSid) -> None:
    """The carrier says that a call is over. With the database away it is asked again later."""
    try:
        line.state(revision).caller_ends(call_sid, EndOfWait.HUNG_UP)
    except DatabaseDown:
        line.unheard.add(revision.desk.id)
