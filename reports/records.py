"""Records of calls: one for each, found by call, by number, by time, or by rep."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from redis import Redis

from reports.scripts import ReportScripts
from reports.times import read_instant, to_seconds
from store import keys
from store.clock import milliseconds
from store.desk.call_ids import CallId, CallSid, call_id_of

KINDS = {"m": "menu", "g": "guidance", "p": "person"}
LONGEST_NOTE = 2_000
"""Characters of a rep's note."""
SHOWN_DIGITS = 4


@dataclass(frozen=True)
class NodeStay:
    """A stay at a node: which key ended it (empty for silence) and after how many seconds; None while it lasts."""

    kind: str
    """`menu`, `guidance` or `person`; a stay at a person's node is also the wait and the conversation."""
    node: str
    key: str
    seconds: float | None


@dataclass(frozen=True)
class Offered:
    """An offer of the caller to a rep. `outcome` is empty while it lasts, and `connected` if they talked."""

    rep: str
    made: datetime
    seconds: float | None
    outcome: str


@dataclass(frozen=True)
class CallNote:
    """The rep's note about a call. `version` counts its changes, so that two tabs cannot overwrite each other
    unseen."""

    version: int = 0
    outcome: str = ""
    text: str = ""


@dataclass(frozen=True)
class Record:
    """The record of a call. Instants are UTC; None is what did not happen (yet)."""

    id: CallId
    """The digest of the carrier's id, by which events and callers' records name the call."""
    call_sid: CallSid
    entered: datetime
    ended: datetime | None
    status: str
    """The carrier's last word, such as `completed`; empty while the call lasts."""
    language: str
    number: str
    """E.164; empty when withheld, or past `retention_days`."""
    attested: str
    """Whether the number is vouched for: `A`, `B`, `C`, `failed`; empty when nothing is known, or it is forgotten."""
    number_hash: str
    steps: tuple[NodeStay, ...]
    asked: datetime | None
    """When a person was first asked for."""
    refused: tuple[str, ...]
    """Why not, each reason once."""
    line: str
    """`line:language` of the last wait; empty when the caller never waited."""
    topic: str
    joined: datetime | None
    waited: float | None
    """Seconds of the last wait, until it was over for whatever reason."""
    how: str
    """How it ended for the line: `hung up`, `left`, `lost`, `closed`, `too long`, `redialled`."""
    offers: tuple[Offered, ...]
    rep: str
    """The last one who talked to the caller."""
    connected: datetime | None
    talked: float
    """Seconds, with those on hold; of all conversations of the call."""
    wrapped: float
    """Seconds of wrap-up."""
    holds: int
    held: float
    """Seconds on hold."""
    transfers: int
    note: CallNote
    about: str
    """The topic: the guidance heard last before a person was asked for, or before the end; else the last menu."""
    result: str
    """`resolved`, `transferred`, `abandoned` or `failed`; empty until the call is over."""
    is_unmet: bool
    """A person was asked for, and none was talked to."""
    again: float | None
    """Seconds from this call to the same number's next one, if that came within three days."""
    served: float | None
    """Of an unmet call: seconds until the number talked to a rep, if that was within three days."""
    door: str
    """The rep whose call it was, if it turned out to be no caller's."""

    @property
    def guidance(self) -> tuple[NodeStay, ...]:
        """Return the steps at which guidance was read out."""
        return tuple(step for step in self.steps if step.kind == "guidance")

    @property
    def masked_number(self) -> str:
        """Return the last four digits of the number, for people whom the whole number does not concern."""
        return f"…{self.number[-SHOWN_DIGITS:]}" if self.number else ""


@dataclass(frozen=True)
class Page:
    """Some records, newest first. `next` asks for those before them; None when there are no more."""

    records: tuple[Record, ...]
    next: str | None


class Records:
    """The records of one desk. Every method raises DatabaseDown."""

    def __init__(self, client: Redis, desk: str, now: int | None = None) -> None:
        self._scripts = ReportScripts(client, desk, now)
        self._desk = desk

    def of_call(self, call_sid: CallSid) -> Record | None:
        """Return the record of a call by the carrier's id."""
        return self.find(call_id_of(call_sid))

    def find(self, call_id: CallId) -> Record | None:
        """Return the record with this digest; None when there is none (any more)."""
        fields = self._scripts.record(keys.record(self._desk, call_id))
        if "entered" not in fields:
            return None
        return _record(call_id, fields, self._note(call_id) if "noted" in fields else "")

    def earlier(self, record: Record, most: int = 10) -> tuple[Record, ...]:
        """Return calls of the same number before this one, newest first; none when the number was withheld."""
        if not record.number_hash:
            return ()
        index = keys.numbers(self._desk, record.number_hash)
        return self._page(index, f"{milliseconds(record.entered)}-{record.id}", most).records

    def latest(self, before: str | None = None, most: int = 50) -> Page:
        """Return the desk's calls, newest first; `before` is the `next` of the previous page."""
        return self._page(keys.records(self._desk), before, most)

    def of_rep(self, rep: str, before: str | None = None, most: int = 50) -> Page:
        """Return the calls that a rep took, newest first."""
        return self._page(keys.taken(self._desk, rep), before, most)

    def is_taken_by(self, call_id: CallId, rep: str) -> bool:
        """Return whether a rep took this call, alone or as one of several."""
        index = keys.taken(self._desk, rep)
        return self._scripts.read(index, lambda client: client.zscore(index, call_id)) is not None

    def note(self, call_id: CallId, rep: str, seen: int, outcome: str, text: str) -> tuple[bool, CallNote]:
        """Keep what the rep says of a call that is the rep's, and the note that stands now.

        False when it is somebody else's call, or the note is not any more the one `seen` (its version).
        """
        done, *note = self._scripts.run("note", call_id, rep, seen, outcome, text[:LONGEST_NOTE])
        return bool(done), CallNote(int(note[0]), note[1], note[2])

    def _note(self, call_id: CallId) -> str:
        name = keys.call_note(self._desk, call_id)
        return self._scripts.read(name, lambda client: cast("str | None", client.get(name))) or ""

    def _page(self, index: str, before: str | None, most: int) -> Page:
        entries = self._entries(index, before, most + 1)
        found = [self.find(CallId(call_id)) for call_id, _ in entries[:most]]
        last, moment = entries[most - 1] if len(entries) > most else ("", 0)
        return Page(tuple(one for one in found if one), f"{moment}-{last}" if last else None)

    def _entries(self, index: str, before: str | None, most: int) -> list[tuple[str, int]]:
        """Return digests and moments below a place in an index; calls of the same millisecond are ordered by digest."""
        moment, _, id_ = before.partition("-") if before else ("+inf", "", "")
        found: list[tuple[str, int]] = []
        start = 0
        while len(found) < most:
            some = self._some(index, moment, start, most)
            found += [one for one in some if not before or one[1] < int(moment) or one[0] < id_]
            start += most
            if len(some) < most:
                break
        return found[:most]

    def _some(self, index: str, highest: str, start: int, most: int) -> list[tuple[str, int]]:
        answer = self._scripts.read(
            index,
            lambda client: client.zrevrangebyscore(
                index, highest, "-inf", start=start, num=most, withscores=True
            ),
        )
        return [(id_, int(score)) for id_, score in cast(list[tuple[str, float]], answer)]


def _record(call_id: CallId, fields: Mapping[str, str], note: str) -> Record:
    entered = read_instant(fields["entered"])
    assert entered is not None
    get = fields.get
    return Record(
        id=call_id,
        call_sid=CallSid(get("call", "")),
        entered=entered,
        ended=read_instant(get("ended")),
        status=get("status", ""),
        language=get("language", ""),
        number=get("number", ""),
        attested=get("attested", ""),
        number_hash=get("number_hash", ""),
        steps=tuple(_step(fields[str(number)]) for number in range(1, int(get("steps", "0")) + 1)),
        asked=read_instant(get("asked")),
        refused=tuple(get("refused", "").split(",")) if get("refused") else (),
        line=get("line", ""),
        topic=get("topic", ""),
        joined=read_instant(get("joined")),
        waited=to_seconds(get("waited")),
        how=get("how", ""),
        offers=tuple(_offer(fields[f"o{number}"]) for number in range(1, int(get("offers", "0")) + 1)),
        rep=get("rep", ""),
        connected=read_instant(get("connected")),
        talked=to_seconds(get("talked")) or 0.0,
        wrapped=to_seconds(get("wrapped")) or 0.0,
        holds=int(get("holds", "0")),
        held=to_seconds(get("held")) or 0.0,
        transfers=int(get("transfers", "0")),
        note=CallNote(int(get("noted", "0")), get("outcome", ""), note),
        about=get("about", ""),
        result=get("result", ""),
        is_unmet="unmet" in fields,
        again=to_seconds(get("again")),
        served=to_seconds(get("served")),
        door=get("door", ""),
    )


def _step(written: str) -> NodeStay:
    kind, node, key, lasted = (*written.split(":"), "", "")[:4]
    return NodeStay(KINDS.get(kind, kind), node, key, to_seconds(lasted))


def _offer(written: str) -> Offered:
    rep, made, lasted, outcome = (*written.split(" ", 3), "", "")[:4]
    moment = read_instant(made)
    assert moment is not None
    return Offered(rep, moment, to_seconds(lasted), outcome)
