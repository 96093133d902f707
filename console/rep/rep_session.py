"""The rep who the visitor is at a desk, and that desk, both as of this request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from flask import abort

from console.context import console, visitor
from prompts.files.models import Desk
from prompts.rendering.rep_voice import RepVoice
from prompts.revision import Revision
from reports.records import Records
from routing.queue.conversations import NO_OFFER, Conversation, Conversations
from routing.queue.desk_state import DeskState
from store.clock import instant
from store.desk.call_ids import CallId
from store.desk.records import Offer, Rep
from store.desk.states import RepStatus, StatusReason


@dataclass(frozen=True)
class RepSession:
    """A rep at work. `now` is the database's time, ms since 1970 UTC, by which all clocks on the page go."""

    revision: Revision
    state: DeskState
    id: str
    record: Rep
    now: int

    @property
    def desk(self) -> Desk:
        return self.revision.desk

    @property
    def status(self) -> RepStatus:
        return self.record.status

    @property
    def is_wrapping_up(self) -> bool:
        """Return whether a conversation is over and its rep still writes notes."""
        return self.status is RepStatus.WRAP_UP and self.record.reason == StatusReason.AFTER_CALL

    @property
    def rings_here(self) -> bool:
        """Return whether this rep's calls ring in the browser, on this page."""
        return self.record.client != "" and console().voice is not None

    @property
    def has_phone(self) -> bool:
        """Return whether the rep has a phone besides the browser."""
        return self.record.phone.startswith("+")

    @cached_property
    def voice(self) -> RepVoice:
        """Return the texts for the rep as on the phone; here they are read."""
        return RepVoice.of(self.revision, self.record.languages)

    @cached_property
    def offer(self) -> Offer:
        """Return the present offer, or an empty record."""
        return self.state.offer(self.record.offer) if self.status.is_in_call else NO_OFFER

    @cached_property
    def talk(self) -> Conversation | None:
        """Return the present conversation; None while the two don't talk."""
        return Conversations(self.state).look(self.record.offer) if self.status is RepStatus.TALKING else None

    @property
    def call_id(self) -> CallId:
        """Return the id of the present call, from the offer to the end of wrap-up; empty without one."""
        if self.is_wrapping_up:
            return self.record.caller
        return self.offer.caller

    @property
    def is_theirs(self) -> bool:
        """Return whether the rep may know the caller: while they talk and until wrap-up is over, not before.

        A colleague who was only asked does not know the caller yet.
        """
        return (self.status is RepStatus.TALKING and not self.offer.consulted_by) or self.is_wrapping_up

    @property
    def records(self) -> Records:
        return Records(console().database, self.desk.id)

    def at(self, milliseconds: str | int) -> datetime:
        """Return an instant by the clock on the desk's wall."""
        return instant(int(milliseconds)).astimezone(ZoneInfo(self.desk.zone))


def is_own_call(seat: RepSession, call_id: CallId) -> bool:
    """Return whether a call is one that this rep took. Raises DatabaseDown."""
    is_present = seat.is_theirs and seat.call_id == call_id
    return bool(call_id) and (is_present or seat.records.is_taken_by(call_id, seat.id))


def find_rep_session(desk: str) -> RepSession | None:
    """Return the visitor's rep at a desk; None for visitors who answer no calls there. Raises DatabaseDown."""
    return find_rep_session_of(desk, visitor().person.rep(desk))


def find_rep_session_of(desk: str, rep: str | None) -> RepSession | None:
    """Return a rep's seat at a desk; None without such a rep. Raises DatabaseDown."""
    line = console().line
    revision = line.desks[desk]
    state = line.state(revision)
    record = state.rep(rep) if rep else None
    return (
        RepSession(revision, state, record.id, record, state.moment()) if record and record.exists else None
    )


def own_rep_session(desk: str) -> RepSession:
    """Return the visitor's rep at a desk; aborts with 403 for everybody else."""
    return find_rep_session(desk) or abort(403)
