"""Closing the desk by phone, for when the office is on fire and the network is gone. Every act asks for the PIN.

URLs below `/voice/<desk>/rep/<language>`: `close-pin/<rep>/<attempt>`, `close/<rep>/<attempt>`,
`close-time/<rep>/<attempt>`, `close-sure/<rep>/<until>` (ms since 1970 UTC), `open-sure/<rep>`. What number a call
comes from can be forged, so whoever came in by the own phone types the PIN here all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime

from accounts.audit_log import AuditLog
from accounts.people import People, Role
from accounts.people_scripts import PeopleScripts
from ivr.queue.queue_twiml import farewell_document, go_to
from ivr.reps.pin_check import CLOSING as CLOSING_TRIES
from ivr.reps.pin_check import check_pin, say_pause
from ivr.reps.rep_call import TRIES, Visit
from prompts.rendering.rep_voice import Said
from prompts.rendering.voice import PromptVoice
from routing.hours.closing_time import clock_today, first_missed, rest_of_day, until_next_opening
from routing.hours.schedule import Calendar, Closure
from routing.notices.notices import TimedNotice, read_bulletin, store_notices
from routing.queue.desk_snapshot import DeskSnapshots
from store import keys
from store.clock import instant, milliseconds
from store.errors import DatabaseDown

CLOSING = "5"
"""The key in the reps' menu."""
SURE = "1"
RACES = 5
"""How often an act is tried again that others were faster than."""


def may_close(visit: Visit, rep: str) -> bool:
    """Return whether a rep may close the desk: by the rep's record, or as a supervisor or admin of the console."""
    if visit.state.rep(rep).may_close:
        return True
    with suppress(DatabaseDown):  # people may be on another server: then only the record counts
        person = People(PeopleScripts(visit.state.client)).who_is(visit.revision.desk.id, rep)
        leads = person is not None and person.role in {Role.SUPERVISOR, Role.ADMIN}
        return leads and person is not None and not person.is_disabled
    return False


def ask_for_pin(visit: Visit, rep: str, attempt: int = 1, said: Said = ()) -> bytes:
    """Ask for the rep's PIN."""
    asked = (*said, *visit.voice.says(visit.voice.prompts.ask_pin))
    return visit.asks_for_digits(asked, "close-pin", rep, f"{attempt}")


def _pin(visit: Visit) -> bytes:
    rep, prompts = visit.arguments[0], visit.voice.prompts
    if not visit.digits or not may_close(visit, rep):
        return visit.main_menu()
    known = visit.state.rep(rep)
    check = check_pin(visit, rep, known.number, CLOSING_TRIES)
    if check.pause:
        return say_pause(visit, check)
    if check.fits:
        visit.writes_down("closing", rep=rep)
        return _choose(visit, rep, _state_of_door(visit))
    wrong = visit.voice.says(prompts.wrong_pin)
    return (
        visit.main_menu(wrong)
        if visit.attempt >= TRIES
        else ask_for_pin(visit, rep, visit.attempt + 1, wrong)
    )


def _choose(visit: Visit, rep: str, said: Said, attempt: int = 1) -> bytes:
    """Ask how long to close, or whether to open again."""
    prompts = visit.voice.prompts
    choices = [prompts.close_menu, *([prompts.open_key] if _holding(visit) else []), prompts.close_back]
    return visit.asks((*said, *visit.voice.says(*choices)), "close", rep, f"{attempt}")


def _chosen(visit: Visit) -> bytes:
    """Handle the key that chooses how long to close."""
    rep, voice = visit.arguments[0], visit.voice
    visit.writes_down("closing", rep=rep, key=visit.digits[:1])
    desk, now = visit.revision.desk, _now(visit)
    match visit.digits:
        case "1":
            return _ask_whether(visit, rep, until_next_opening(desk, now))
        case "2":
            return visit.asks_for_digits(voice.says(voice.prompts.ask_time), "close-time", rep, "1")
        case "3":
            return _ask_whether(visit, rep, rest_of_day(desk, now))
        case "4" if _holding(visit):
            return visit.asks(voice.says(voice.prompts.open_sure), "open-sure", rep)
        case "*":
            return go_to(desk, (), visit.url("menu", rep, "1"))
    if visit.attempt >= TRIES:
        return farewell_document(desk, voice.says(voice.prompts.goodbye))
    return _choose(visit, rep, (), visit.attempt + 1)


def _time(visit: Visit) -> bytes:
    """Handle the four digits of the time until which to close, today."""
    rep, voice = visit.arguments[0], visit.voice
    until = clock_today(visit.revision.desk, _now(visit), visit.digits)
    if until:
        return _ask_whether(visit, rep, until)
    if visit.attempt >= TRIES:
        return _choose(visit, rep, voice.says(voice.prompts.wrong_time))
    said = voice.says(voice.prompts.wrong_time, voice.prompts.ask_time)
    return visit.asks_for_digits(said, "close-time", rep, f"{visit.attempt + 1}")


def _ask_whether(visit: Visit, rep: str, until: datetime) -> bytes:
    """Say what a closing means for callers, and ask whether to do it."""
    voice, desk, now = visit.voice, visit.revision.desk, _now(visit)
    if first_missed(desk, now, until) is None:
        return _choose(visit, rep, voice.says(voice.prompts.closed_anyway))
    holding = visit.line.door(visit.revision).calendar.closures
    opens = Calendar(desk, [*holding, Closure(now, until)]).next_opening(now)
    said = voice.says(voice.prompts.close_sure, until=_in_words(visit, opens))
    return visit.asks(said, "close-sure", rep, f"{milliseconds(until)}")


def _sure(visit: Visit) -> bytes:
    """Close the desk, or leave it as it is."""
    rep, until = visit.arguments[0], visit.arguments[1]
    visit.writes_down("close", rep=rep, key=visit.digits[:1])
    if visit.digits != SURE or not until.isdecimal() or not may_close(visit, rep):
        return _choose(visit, rep, visit.voice.says(visit.voice.prompts.left_as_it_is))
    name = visit.state.rep(rep).name
    # Of this call and path: the same webhook, delivered twice, closes once.
    id_ = keys.digest(f"{visit.webhook.call_sid} {visit.webhook.path}")[:8]
    new = TimedNotice(milliseconds(visit.webhook.at), int(until), (), name, id_)
    told = f"closed the desk until {_clock(visit, int(until))}"
    done = _replace(visit, rep, told, lambda old: old if any(one.id == id_ for one in old) else (*old, new))
    return _choose(visit, rep, _state_of_door(visit) if done else _failed(visit))


def _open(visit: Visit) -> bytes:
    """End the present closures, or leave them."""
    rep = visit.arguments[0]
    visit.writes_down("open", rep=rep, key=visit.digits[:1])
    if visit.digits != SURE or not may_close(visit, rep):
        return _choose(visit, rep, visit.voice.says(visit.voice.prompts.left_as_it_is))
    now = milliseconds(visit.webhook.at)
    told = "ended the closure"
    done = _replace(visit, rep, told, lambda old: tuple(one for one in old if not one.holds(now)))
    return _choose(visit, rep, _state_of_door(visit) if done else _failed(visit))


def _replace(
    visit: Visit, rep: str, told: str, change: Callable[[tuple[TimedNotice, ...]], Sequence[TimedNotice]]
) -> bool:
    """Replace the closures, while others may change them at the same time; return False if that keeps failing."""
    desk, client = visit.revision.desk.id, visit.state.client
    name = visit.state.rep(rep).name
    board, now = DeskSnapshots(client, desk), milliseconds()
    for _ in range(RACES):
        found = read_bulletin(client, desk)
        left = tuple(one for one in change(found.closures) if one.ends > now)
        last = max((one.ends for one in left), default=0)
        if left == found.closures:
            return True
        if board.put_up("closures", found.closures_text, store_notices(left), last, name):
            visit.line.hang(desk, read_bulletin(client, desk))
            with suppress(
                DatabaseDown
            ):  # the audit log may be on another server; the event is written all the same
                AuditLog(PeopleScripts(client)).note(f"rep {rep}", f"{told}, by phone", f"the door at {desk}")
            return True
    return False


def _state_of_door(visit: Visit) -> Said:
    """Return what callers hear about the open status now, and the names of those who closed the desk."""
    opening = visit.line.opening(visit.revision, milliseconds(visit.webhook.at))
    said = visit.voice.utters(PromptVoice(visit.revision, visit.voice.language, opening).door())
    names = dict.fromkeys(one.who for one in _holding(visit))
    return (
        *said,
        *(part for name in names for part in visit.voice.says(visit.voice.prompts.closed_by, name=name)),
    )


def _holding(visit: Visit) -> list[TimedNotice]:
    now, found = milliseconds(visit.webhook.at), visit.line.bulletins.get(visit.revision.desk.id)
    return [one for one in found.closures if one.holds(now)] if found else []


def _failed(visit: Visit) -> Said:
    return visit.voice.says(visit.voice.prompts.unreachable)


def _in_words(visit: Visit, moment: datetime) -> str:
    today = _now(visit).astimezone(moment.tzinfo).date()
    return visit.voice.opens(moment, today)


def _now(visit: Visit) -> datetime:
    return instant(milliseconds(visit.webhook.at))


def _clock(visit: Visit, moment: int) -> str:
    return (
        instant(moment).astimezone(visit.line.door(visit.revision).calendar.zone).strftime("%Y-%m-%d %H:%M")
    )


CLOSING_STEPS: dict[str, Callable[[Visit], bytes]] = {
    "close-pin": _pin,
    "close": _chosen,
    "close-time": _time,
    "close-sure": _sure,
    "open-sure": _open,
}
