"""Callers who wait, reps, and the offers that bring them together: each change one script, each script a typed verb.

Every method raises DatabaseDown. `now` is ms since 1970 UTC, for tests and simulations; without it the scripts read
the database's own clock, so that no two clocks disagree.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from redis.exceptions import RedisError

from routing.queue.call_limits import Allowance
from routing.queue.script_answers import (
    HeartbeatAnswer,
    JoinOutcome,
    JoinPlace,
    JoinRequest,
    LineState,
    Screening,
)
from routing.queue.wait_inputs import Outlook
from store import keys
from store.desk.call_ids import UNKNOWN_CALL, CallSid, call_id_of
from store.desk.desk_scripts import DeskScripts
from store.desk.records import Caller, Offer, Rep
from store.desk.states import (
    CallerState,
    EndOfWait,
    OfferOutcome,
    OfferState,
    RepStatus,
    StatusReason,
    StatusSource,
    offer_word,
)
from store.errors import DatabaseDown

LONGEST_DEADLINE_DELAY = 5_000
"""Ms that a deadline may be overdue before it counts as a fault."""

TOKEN_LENGTH = 12
"""Characters of a request's token that are kept; they only have to tell it from the one before."""
PAGE_LIFE = 90_000
"""Ms in which a page that rings gives its next sign of life: a browser lets a page out of sight act once a minute."""
PAGE_CLOSES = 10_000
"""Ms after which a page that closes, and was not only loaded anew, is gone."""


class DeskState(DeskScripts):
    """The living state of one desk: who waits, who answers. `conversations.py` has what they do while they talk."""

    # --- callers

    def join(self, wish: JoinRequest) -> JoinPlace:
        """Put a caller in line, once."""
        outcome, *figures = self.run("join", *wish.arguments())
        return JoinPlace(JoinOutcome(outcome), *map(int, figures))

    def hold(
        self,
        call_sid: CallSid,
        told: str = "",
        *,
        key: str = "",
        language: str = "",
        token: str = "",
        has_heard_notice: bool = False,
    ) -> HeartbeatAnswer:
        """Record a waiting caller's heartbeat and return the caller's state; `told` replaces the stored announcement.

        With a `language`, the one heard, it is written down. Asked again with the same `token`, it remembers what it
        did the first time, and nothing is written down twice. `has_heard_notice`: that others may listen to the call.
        """
        arguments = (told, key, language, token[-TOKEN_LENGTH:], int(has_heard_notice))
        return HeartbeatAnswer.read(self.run("hold", call_id_of(call_sid), *arguments))

    def change_language(self, call_sid: CallSid, language: str, *, hears: str = "") -> bool:
        """Move a waiting caller to the queue of another language; return False if only the present one has reps.

        `hears` is the language that the caller goes on hearing, if it is another one.
        """
        return bool(self.run("change_language", call_id_of(call_sid), language, hears))

    def caller(self, call_sid: CallSid) -> Caller:
        """Return the record of a caller."""
        return Caller.read(self.record(keys.caller_record(self._desk, call_sid)))

    def look(self, line: str, language: str) -> LineState:
        """Return the state of a line in one language."""
        waiting, free, reps, longest, outlook = self.run("look", line, language)
        return LineState(int(waiting), int(free), int(reps), int(longest) / 1000, Outlook.read(outlook))

    def waits(self, weeks: Sequence[int]) -> dict[int, tuple[int, float]]:
        """Return, by half hour since 1970 UTC, how many of its callers were answered, and the seconds that all of
        them waited."""
        try:
            with self._client.pipeline(transaction=False) as pipeline:
                for week in weeks:
                    pipeline.hgetall(keys.waits(self._desk, week))
                found = cast(list[dict[str, str]], pipeline.execute())
        except RedisError as error:
            raise DatabaseDown(f"waits: {error}") from error
        sums = {int(half_hour): divmod(int(both), 10**12) for one in found for half_hour, both in one.items()}
        return {half_hour: (answered, waited / 1000) for half_hour, (answered, waited) in sums.items()}

    def caller_ends(self, call_sid: CallSid, how: EndOfWait) -> bool:
        """End the call for the line; return False when it had ended already, or never waited."""
        return bool(self.run("caller_ends", call_id_of(call_sid), how) == "left")

    def rejoin(self, call_sid: CallSid) -> CallerState:
        """Put a caller dropped by the rep's side at the front; return WAITING, or the state that forbids it."""
        return CallerState(self.run("rejoin", call_id_of(call_sid)))

    # --- offers

    def leg_rings(self, offer: str, leg: CallSid) -> bool:
        """Record that the carrier dialed the rep; return False when the offer is over and the leg is to be hung up."""
        return bool(self.run("leg_rings", offer, leg))

    def carrier_refuses(self, status: int, code: int, *, is_wide: bool, phone: str = "") -> bool:
        """Note that the carrier refused to ring for a reason that is not the phone's; True for the first refusal.

        `is_wide`: it would refuse every phone. `phone` is the one that `dial` has counted, and that was not called.
        """
        return bool(self.run("carrier_refuses", status, code, int(is_wide), phone))

    def leg_answers(self, offer: str, leg: CallSid = UNKNOWN_CALL) -> Screening:
        """Record that the rep's phone was answered, and return what the rep hears."""
        state, line, language, topic, waited, silent, asks, taken, hears = self.run("leg_answers", offer, leg)
        name, seconds = line.partition(":")[0], int(waited) / 1000
        return Screening(
            offer_word(state), name, language, topic, seconds, silent == "1", asks, taken == "1", hears
        )

    def accept(self, offer: str) -> OfferState | OfferOutcome:
        """Accept an offer; return ACCEPTED, or why not: how the offer ended, or UNKNOWN."""
        return offer_word(self.run("accept", offer))

    def may_move(self, offer: str, *, asked: bool = False) -> str:
        """Return `move` to move the caller, `ask` to ask the carrier first whether that was done, or `over`."""
        return cast(str, self.run("may_move", offer, int(asked)))

    def not_taken(self, offer: str, outcome: OfferOutcome) -> bool:
        """Close an offer that the rep has not taken; return False when it was over already."""
        return bool(self.run("not_taken", offer, outcome))

    def side_joins(self, offer: str, side: str, room: str = "") -> OfferState:
        """Record that the `caller` or the `rep` is in the conference with the carrier's id `room`; return the offer's
        state."""
        return OfferState(self.run("side_joins", offer, side, room))

    def rep_leaves(self, offer: str, *, caller_is_out: bool = False) -> OfferState:
        """Record that the rep's side ended while the caller was there; return the state before.

        `caller_is_out` of the conference too: then there is no colleague in it who could go on.
        """
        return OfferState(self.run("rep_leaves", offer, int(caller_is_out)))

    def come_back(self, offer: str) -> CallerState:
        """Restore a conversation whose caller is there although the rep's side was reported over first; return the
        caller's state."""
        return CallerState(self.run("come_back", offer))

    def offer(self, offer: str) -> Offer:
        """Return the record of an offer."""
        return Offer.read(offer, self.record(keys.offer(self._desk, offer)))

    def caller_of(self, offer: str) -> Caller:
        """Return the record of the caller whom an offer is about."""
        return Caller.read(self.record(f"{keys.prefix(self._desk)}caller:{self.offer(offer).caller}"))

    # --- reps

    def rep(self, rep: str) -> Rep:
        """Return a rep's record."""
        return Rep.read(rep, self.record(keys.rep_record(self._desk, rep)))

    def save_rep(self, rep: str, fields: Mapping[str, str]) -> bool:
        """Add a rep or change one; True if new. Fields: name, phone, lines, languages, pin, ring, wrap_up …"""
        flat = [part for pair in fields.items() for part in pair]
        return bool(self.run("save_rep", rep, *flat))

    def remove_rep(self, rep: str) -> tuple[bool, str]:
        """Remove a rep. Return whether it was done, and otherwise the status that forbids it."""
        done, status = self.run("remove_rep", rep)
        return bool(done), status

    def spend(self, to: str, allowance: Allowance) -> str:
        """Count a call to a number that no offer is about; the limit that is reached, if it may not go out."""
        return cast(str, self.run("spend", to, *allowance.arguments()))

    def set_status(
        self, rep: str, status: RepStatus, reason: str = "", by: StatusSource = StatusSource.RULE
    ) -> tuple[bool, RepStatus, str]:
        """Set a rep's status. Return whether it was done, and the status and reason that hold now.

        A rep who does not exist is offline.
        """
        done, now, why = self.run("set_status", rep, status, reason, by)
        return bool(done), RepStatus(now or RepStatus.OFFLINE), why or ""

    def sign_out(self, rep: str, by: StatusSource) -> bool:
        """Sign a rep out now, or after the call in hand; True if it is after the call."""
        _, now, _ = self.run("set_status", rep, RepStatus.OFFLINE, "", by, StatusReason.AFTER_CALL)
        return now not in ("", RepStatus.OFFLINE)

    def sign_out_after_hours(self, rep: str, closed: int) -> bool:
        """Sign out a rep who has chosen no state since everything that the rep answers `closed`, ms since 1970 UTC.

        False if the rep has, is in a call, or is signed out already.
        """
        return bool(self.run("sign_out_after_hours", rep, closed))

    def more_time(self, rep: str, until: str, seconds: int, times: int) -> str:
        """Extend the wrap-up that ends at `until`, ms as the rep saw it; return `done`, `over` or `enough`."""
        outcome, _ = self.run("more_time", rep, until, seconds, times)
        return cast(str, outcome)

    def pass_offer(self, rep: str, offer: str) -> OfferState | OfferOutcome:
        """Decline an offer by other means than a key; return PASSED, or why not: what came of the offer."""
        return offer_word(self.run("pass", rep, offer))

    def take(self, rep: str, offer: str) -> OfferState | OfferOutcome:
        """Accept an offer on the page in which it rings; return TAKEN, or why not: what came of the offer."""
        return offer_word(self.run("take", rep, offer))

    def ring_at(self, rep: str, client: str) -> bool:
        """Let a rep's calls ring in a browser (`client:…`) or, with an empty one, at the rep's own phone.

        False when there is no such rep.
        """
        return bool(self.run("ring_at", rep, client, PAGE_LIFE))

    def page_listens(self, rep: str, *, closes: bool = False) -> bool:
        """Record the heartbeat of the page in which a rep's calls ring, or its last one; return False when they ring
        elsewhere."""
        return bool(self.run("page_listens", rep, PAGE_CLOSES if closes else PAGE_LIFE))

    def reps(self) -> dict[str, Rep]:
        """Return every rep by id."""
        try:
            names = sorted(cast(set[str], self._client.smembers(keys.rep_index(self._desk))))
        except RedisError as error:
            raise DatabaseDown(f"reps: {error}") from error
        return {name: self.rep(name) for name in names}

    def rep_of_phone(self, phone: str) -> str | None:
        """Return the rep whose phone this is; None without one."""
        try:
            return cast("str | None", self._client.hget(keys.phones(self._desk), phone))
        except RedisError as error:
            raise DatabaseDown(f"phones: {error}") from error

    # --- the machine room

    def moment(self) -> int:
        """Return the time that the scripts go by, ms since 1970 UTC; a machine's own clock never counts."""
        return int(self.run("moment"))

    def fire(self, most: int = 100) -> int:
        """Do what is due; how many deadlines were."""
        return int(self.run("fire", most))

    def reconcile_soon(self) -> None:
        """Let the desk's calls be compared with the carrier's soon, as callbacks about them may be lost."""
        try:
            self._client.set(keys.reconciling(self._desk), "soon", ex=keys.RECONCILING_SOON)
        except RedisError as error:
            raise DatabaseDown(f"reconciling: {error}") from error

    def alone_for(self, call_sid: CallSid) -> int:
        """Note that a call is alone in a conference; return for how many ms it has been so."""
        key, now = keys.alone(self._desk, call_sid), self.moment()
        try:
            since = self._client.set(key, now, nx=True, get=True, ex=keys.ALONE_LIFE)
        except RedisError as error:
            raise DatabaseDown(f"alone: {error}") from error
        return now - int(cast(str, since)) if since else 0

    def faults(self, *names: str, late: int = LONGEST_DEADLINE_DELAY) -> list[str]:
        """Return a sentence for each inconsistency in the given keys, or in all of them in one step without any;
        empty if there is none.

        All at once stops a crowded desk's database for seconds: see `consistency.py`. `late` ms overdue is soon enough.
        """
        return cast(list[str], self.run("check", late, *names))
