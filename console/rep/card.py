"""The caller's card: what a rep may know about a caller, from the offer to the end of wrap-up.

Until the two talk, and again when the rep is done, the number is masked and its earlier calls are nobody's to see.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from accounts.people import Role
from console.context import visitor
from console.rep.rep_session import RepSession
from reports.records import SHOWN_DIGITS, NodeStay, Record
from store.clock import milliseconds
from store.desk.records import Caller

EARLIER_CALLS = 5
NO_CALLER = Caller.read({})
WITHHELD = "Number withheld"
CONFIRMED = "Confirmed by the caller’s phone company"
UNCONFIRMED = "Not confirmed: the number may be false"
ATTESTED = {"A": CONFIRMED, "B": UNCONFIRMED, "C": UNCONFIRMED, "failed": UNCONFIRMED}
"""What a rep is told of a number. Most calls by older exchanges carry no word, so without one nothing is said."""


@dataclass(frozen=True)
class ShownStep:
    """A place of the menu where the caller was; `seconds` is None while it lasts."""

    title: str
    is_guidance: bool
    seconds: float | None


@dataclass(frozen=True)
class EarlierCall:
    """A call of the same number, as far as it helps with this one."""

    at: datetime
    about: str
    ended: str
    """What came of it, in a few words."""
    note: str


@dataclass(frozen=True)
class Card:
    """A caller's card. `waits_since` runs while the caller waits, ms since 1970 UTC; `waited` in seconds when it is
    over."""

    line: str
    language: str
    topic: str
    number: str
    attested: str
    """Whether the number can be believed, in words; empty when nothing is known."""
    is_silent: bool
    interpreter: str
    """The language that the caller hears, if it is none of the rep's; else empty."""
    waits_since: int | None
    waited: float | None
    path: tuple[ShownStep, ...]
    earlier: tuple[EarlierCall, ...]
    blockable: str
    """The call whose number who looks may block; empty for reps, before the two talk, and for a withheld number."""


def card_in_hand(seat: RepSession) -> Card | None:
    """Return the card of the present caller; None without one. Raises DatabaseDown."""
    if not seat.call_id:
        return None
    record = seat.records.find(seat.call_id)
    caller = seat.state.caller_of(seat.offer.id) if seat.offer.exists else NO_CALLER
    if not seat.is_theirs:
        return _masked_card(seat, caller, record)
    if record is None and not caller.exists:
        return None
    return _own_card(seat, caller, record)


def card_of(seat: RepSession, record: Record) -> Card:
    """Return the card of a call that is over, with a masked number."""
    line, _, language = record.line.partition(":")
    return Card(
        line=seat.voice.line(line) if line else "",
        language=seat.voice.language_name(language or record.language),
        topic=seat.voice.topic(record.topic),
        number=record.masked_number or WITHHELD,
        attested=_attested(record),
        is_silent=False,
        interpreter="",
        waits_since=None,
        waited=record.waited,
        path=path_of(seat, record),
        earlier=(),
        blockable=_blockable(record),
    )


def path_of(seat: RepSession, record: Record) -> tuple[ShownStep, ...]:
    """Return the caller's way through the menu, in the words that reps know."""
    return tuple(_shown(seat, step) for step in record.steps)


def _masked_card(seat: RepSession, caller: Caller, record: Record | None) -> Card:
    digits = caller.last_digits
    return Card(
        line=seat.voice.line(caller.line.partition(":")[0]),
        language=seat.voice.language_name(caller.language),
        topic=seat.voice.topic(caller.topic),
        number=f"…{digits[-SHOWN_DIGITS:]}" if digits else WITHHELD,
        attested=_attested(record),
        is_silent=caller.is_silent,
        interpreter=_interpreter(seat, caller),
        waits_since=caller.joined or seat.now,
        waited=None,
        path=(),
        earlier=(),
        blockable="",
    )


def _own_card(seat: RepSession, caller: Caller, record: Record | None) -> Card:
    known = record.line if record else ""
    line, _, language = (caller.line or known).partition(":")
    return Card(
        line=seat.voice.line(line),
        language=seat.voice.language_name(language),
        topic=seat.voice.topic(caller.topic or (record.topic if record else "")),
        number=telephone(record.number) if record and record.number else WITHHELD,
        attested=_attested(record),
        is_silent=caller.is_silent,
        interpreter=_interpreter(seat, caller),
        waits_since=None,
        waited=_waited(seat, caller, record),
        path=path_of(seat, record) if record else (),
        earlier=_earlier(seat, record) if record else (),
        blockable=_blockable(record),
    )


def _interpreter(seat: RepSession, caller: Caller) -> str:
    is_needed = seat.voice.needs_interpreter(caller.heard)
    return seat.voice.language_name(caller.heard) if is_needed else ""


def _blockable(record: Record | None) -> str:
    may_block = visitor().person.role is not Role.REP
    return record.id if may_block and record and record.number_hash else ""


def _attested(record: Record | None) -> str:
    return ATTESTED.get(record.attested, "") if record else ""


def _waited(seat: RepSession, caller: Caller, record: Record | None) -> float | None:
    if record and record.waited is not None:
        return record.waited
    if caller.joined and seat.offer.talking_since:
        return max(0, seat.offer.talking_since - caller.joined) / 1000
    return None


def _shown(seat: RepSession, step: NodeStay) -> ShownStep:
    return ShownStep(seat.voice.topic(step.node), step.kind == "guidance", step.seconds)


def _earlier(seat: RepSession, record: Record) -> tuple[EarlierCall, ...]:
    found = seat.records.earlier(record, EARLIER_CALLS)
    return tuple(
        EarlierCall(
            seat.at(milliseconds(one.entered)), seat.voice.topic(one.topic), came_of(seat, one), one.note.text
        )
        for one in found
    )


def came_of(seat: RepSession, record: Record) -> str:
    """Return the outcome of a call as the rep noted it, or else as it went."""
    if record.note.outcome:
        return outcomes(seat).get(record.note.outcome, record.note.outcome)
    if record.connected:
        return "Talked to a rep"
    if record.joined:
        return "Waited, and reached nobody"
    return "Heard guidance" if record.guidance else "Hung up in the menu"


def outcomes(seat: RepSession) -> dict[str, str]:
    """Return the possible outcomes of a call, by id, in the rep's language or else the desk's first."""
    first = next(iter(seat.desk.languages))
    return {id_: names.get(seat.voice.language, names[first]) for id_, names in seat.desk.outcomes.items()}


def telephone(number: str) -> str:
    """Return a number as people read it; E.164 where nothing better is known."""
    if len(number) == 12 and number.startswith("+1"):
        return f"({number[2:5]}) {number[5:8]}-{number[8:]}"
    return number
