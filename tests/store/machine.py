"""Every verb in any order, doubled, late, meaningless: the scripts on a real database, step by step next to a model."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import cast

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from redis import Redis

from routing.queue.desk_state import DeskState
from routing.queue.script_answers import JoinRequest
from store import keys
from tests.store.model import UNLIMITED, Limits, Model, ModelOffer

START = 1_800_000_000_000
DESKS = count()
LINES = ("general", "billing")
LANGUAGES = ("en", "es")

calls = st.sampled_from([f"CA{number}" for number in range(5)])
numbers = st.sampled_from(["", "+15105550100", "+15105550111"])
reps = st.sampled_from(["amy", "amy", "amy", "ben", "ben", "cleo"])
newest = st.sampled_from([0, 0, 0, 1, 1, 2, 3])
"""An offer, counted from the newest one."""


class Routing(RuleBasedStateMachine):
    """A separate desk for each run."""

    redis: Redis

    def __init__(self) -> None:
        super().__init__()
        self.desk = f"desk{next(DESKS)}"
        self.state = DeskState(self.redis, self.desk, START)
        self.model = Model(START)

    def offer(self, newest: int) -> ModelOffer | None:
        return self.model.offers[-1 - newest] if newest < len(self.model.offers) else None

    @initialize(available=st.sampled_from([["amy"], ["amy", "ben"], ["ben", "cleo"], []]))
    def reps_sign_in(self, available: list[str]) -> None:
        for name in ("amy", "ben", "cleo"):
            self.save_rep(name, ["general"], ["en", "es"] if name == "amy" else ["en"], 60)
        for name in available:
            self.set_status(name, "available")

    # --- callers

    @rule(
        call=calls,
        line=st.sampled_from(["general:en"] * 5 + ["general:es", "billing:en", "billing:es"]),
        number=numbers,
        ago=st.sampled_from([None, None, None, 0, 100, 300]),
        head_start=st.sampled_from([0, 0, 90]),
        limits=st.sampled_from([UNLIMITED, UNLIMITED, (3, 1, 1), (2, 0, 0), (0, 1, 2)]),
    )
    def join(
        self,
        call: str,
        line: str,
        number: str,
        ago: int | None,
        head_start: int,
        limits: Limits = UNLIMITED,
    ) -> None:
        joined = None if ago is None else self.model.now - ago * 1000
        name, language = line.split(":")
        wish = JoinRequest(call, name, language, "topic", number, joined, head_start)
        most, often, shared = limits
        wish = replace(wish, joins_an_hour=most, often=often, shared_places=shared)
        assert self.state.join(wish)[:2] == self.model.join(call, line, number, joined, head_start, limits)

    @rule(call=calls, number=numbers)
    def somebody_calls(self, call: str, number: str) -> None:
        self.join(call, "general:en", number, None, 0)

    @rule(call=calls, other=calls, how=st.sampled_from(["hung up", "left"]))
    def one_comes_and_one_goes(self, call: str, other: str, how: str) -> None:
        self.caller_ends(other, how)
        self.join(call, "general:en", "", None, 0)

    @rule(call=calls)
    def hold(self, call: str) -> None:
        hold = self.state.hold(call)
        assert (hold.state, hold.position) == self.model.hold(call)

    @rule(call=calls, language=st.sampled_from(LANGUAGES))
    def change_language(self, call: str, language: str) -> None:
        assert self.state.change_language(call, language) == self.model.change_language(call, language)

    @rule(call=calls, how=st.sampled_from(["hung up", "left", "closed"]))
    def caller_ends(self, call: str, how: str) -> None:
        assert self.state.caller_ends(call, how) == self.model.caller_ends(call, how)

    @rule(call=calls)
    def rejoin(self, call: str) -> None:
        assert self.state.rejoin(call) == self.model.rejoin(call)

    # --- offers

    @rule(newest=newest, leg=st.sampled_from(["leg", "leg", "other"]))
    def leg_rings(self, newest: int, leg: str) -> None:
        if offer := self.offer(newest):
            leg += offer.id
            assert self.state.leg_rings(offer.id, leg) == self.model.leg_rings(offer, leg)

    @rule(newest=newest, leg=st.sampled_from(["leg", "leg", "other"]))
    def leg_answers(self, newest: int, leg: str) -> None:
        if offer := self.offer(newest):
            leg += offer.id
            heard = self.state.leg_answers(offer.id, leg)
            assert (heard.state == "ringing") == self.model.leg_answers(offer, leg)
            assert heard.is_taken == offer.is_taken

    @rule(newest=newest)
    def accept(self, newest: int) -> None:
        if offer := self.offer(newest):
            assert (self.state.accept(offer.id) == "accepted") == self.model.accept(offer)

    @rule(newest=newest, outcome=st.sampled_from(["missed", "passed", "busy", "unreachable"]))
    def not_taken(self, newest: int, outcome: str) -> None:
        if offer := self.offer(newest):
            assert self.state.not_taken(offer.id, outcome) == self.model.not_taken(offer, outcome)

    @rule(newest=newest, side=st.sampled_from(["caller", "rep"]))
    def side_joins(self, newest: int, side: str) -> None:
        if offer := self.offer(newest):
            assert self.state.side_joins(offer.id, side) == self.model.side_joins(offer, side)

    @rule(newest=newest)
    def they_talk(self, newest: int) -> None:
        """Let rep and caller talk, as otherwise few runs would ever get that far."""
        self.accept(newest)
        self.side_joins(newest, "rep")
        self.side_joins(newest, "caller")

    @rule(call=calls, newest=newest)
    def the_rep_drops_the_caller(self, call: str, newest: int) -> None:
        self.they_talk(newest)
        self.rep_leaves(newest, False)
        self.rejoin(call)

    @rule(newest=newest, caller_is_out=st.booleans())
    def rep_leaves(self, newest: int, caller_is_out: bool) -> None:
        if offer := self.offer(newest):
            done = self.state.rep_leaves(offer.id, caller_is_out=caller_is_out)
            assert done == self.model.rep_leaves(offer, caller_is_out=caller_is_out)

    @rule(newest=newest)
    def come_back(self, newest: int) -> None:
        if offer := self.offer(newest):
            assert self.state.come_back(offer.id) == self.model.come_back(offer)

    @rule(call=calls, rep=reps)
    def a_caller_who_was_thought_gone_comes_back(self, call: str, rep: str) -> None:
        if offer := self.two_talk(call, rep):
            self.caller_ends(offer.caller, "hung up")
            self.come_back(self.place_of(offer))

    # --- pages

    @rule(newest=newest, rep=st.sampled_from(["", "", "", "ben"]))
    def pass_offer(self, newest: int, rep: str) -> None:
        if offer := self.offer(newest):
            who = rep or offer.rep
            assert (self.state.pass_offer(who, offer.id) == "passed") == self.model.pass_offer(who, offer)

    @rule(newest=newest, rep=st.sampled_from(["", "", "", "ben"]))
    def take(self, newest: int, rep: str) -> None:
        if offer := self.offer(newest):
            who = rep or offer.rep
            assert (self.state.take(who, offer.id) == "taken") == self.model.take(who, offer)

    @rule(rep=reps, seconds=st.sampled_from([60, 120]), saw_the_end=st.sampled_from([True, True, False]))
    def more_time(self, rep: str, seconds: int, saw_the_end: bool) -> None:
        until = (self.state.rep(rep).until or "") if saw_the_end else "1"
        done = self.state.more_time(rep, until, seconds, 2)
        assert done == self.model.more_time(rep, seconds, 2, saw_the_end=saw_the_end)

    @rule(call=calls, rep=reps)
    def a_rep_needs_more_time(self, call: str, rep: str) -> None:
        if offer := self.two_talk(call, rep):
            self.caller_ends(offer.caller, "left")
            self.more_time(offer.rep, 60, True)

    @rule(rep=reps, browser=st.booleans())
    def ring_at(self, rep: str, browser: bool) -> None:
        client = f"client:cair_{rep}" if browser else ""
        assert self.state.ring_at(rep, client) == self.model.ring_at(rep, browser=browser)

    @rule(rep=reps, closes=st.booleans())
    def page_listens(self, rep: str, closes: bool) -> None:
        done = self.state.page_listens(rep, closes=closes)
        assert done == self.model.page_listens(rep, closes=closes)

    def two_talk(self, call: str, rep: str) -> ModelOffer | None:
        """A conversation, which few runs would reach by chance; None if it can't be had just now."""
        self.a_rep_comes(rep)
        self.somebody_calls(call, "")
        self.every_offer_foreseen_was_ordered_once_and_no_other()
        offer = self.model.callers[call].offer if call in self.model.callers else None
        if offer and not offer.of:
            self.they_talk(self.place_of(offer))
        return offer

    def place_of(self, offer: ModelOffer) -> int:
        return self.model.offers[::-1].index(offer)

    @rule(leg=st.just("CAx"))
    def somebody_asks_for_an_offer_that_never_was(self, leg: str) -> None:
        assert not self.state.leg_rings("7", leg)
        assert self.state.leg_answers("7", leg).state == "unknown"
        assert (self.state.accept("7"), self.state.not_taken("7", "missed")) == ("unknown", False)
        assert (self.state.side_joins("7", "rep"), self.state.rep_leaves("7")) == ("unknown", "unknown")

    # --- reps

    @rule(
        rep=reps,
        lines=st.lists(st.sampled_from(LINES), unique=True, max_size=2),
        languages=st.lists(st.sampled_from(LANGUAGES), unique=True, min_size=1),
        wrap_up=st.sampled_from([0, 60]),
    )
    def save_rep(self, rep: str, lines: list[str], languages: list[str], wrap_up: int) -> None:
        fields = {
            "phone": f"+1510555{rep}",
            "lines": ",".join(lines),
            "languages": ",".join(languages),
            "wrap_up": str(wrap_up),
        }
        served = frozenset(f"{line}:{language}" for line in lines for language in languages)
        assert self.state.save_rep(rep, fields) == self.model.save_rep(rep, served, wrap_up)

    @rule(rep=reps)
    def remove_rep(self, rep: str) -> None:
        assert self.state.remove_rep(rep)[0] == self.model.remove_rep(rep)

    @rule(rep=reps, status=st.sampled_from(["available"] * 5 + ["away", "offline", "wrap_up", "talking"]))
    def set_status(self, rep: str, status: str) -> None:
        assert self.state.set_status(rep, status)[0] == self.model.set_status(rep, status)

    @rule(rep=reps)
    def a_rep_comes(self, rep: str) -> None:
        self.set_status(rep, "available")

    # --- time

    @rule(seconds=st.sampled_from([0, 1, 1, 20, 30, 36, 61, 91, 601]))
    def time_passes(self, seconds: int) -> None:
        """Without anybody doing what is due: workers may be late."""
        self.model.now += seconds * 1000
        self.state.now = self.model.now

    @rule()
    def fire(self) -> None:
        assert self.state.fire() == self.model.fire()
        assert not self.state.faults()

    # --- what holds after every step

    @invariant()
    def every_offer_foreseen_was_ordered_once_and_no_other(self) -> None:
        """The first rep of the first caller's; from here on the model knows what the database calls the offer."""
        entries = cast(list[tuple[str, dict[str, str]]], self.redis.xrange(keys.commands(self.desk)))
        ordered = [fields for _, fields in entries if fields["command"] == "ring"]
        foreseen = [(keys.digest(offer.caller), offer.rep) for offer in self.model.offers]
        assert [(fields["caller"], fields["rep"]) for fields in ordered] == foreseen
        for offer, fields in zip(self.model.offers, ordered, strict=True):
            assert offer.id in ("", fields["offer"])
            offer.id = fields["offer"]

    @invariant()
    def nothing_is_wrong(self) -> None:
        assert [fault for fault in self.state.faults() if not fault.startswith("overdue:")] == []

    @invariant()
    def the_lines_are_as_foreseen(self) -> None:
        for line in LINES:
            for language in LANGUAGES:
                found = self.redis.zrange(keys.line(self.desk, line, language), 0, -1)
                foreseen = self.model.waiting(f"{line}:{language}")
                assert found == [keys.digest(call) for call in foreseen]

    @invariant()
    def the_callers_are_as_foreseen(self) -> None:
        for call, caller in self.model.callers.items():
            found = self.redis.hmget(keys.caller_record(self.desk, call), "state", "score", "offer")
            offer = caller.offer.id if caller.offer else found[2] if caller.state == "ended" else ""
            assert found == [caller.state, str(caller.score), offer], call

    @invariant()
    def the_conversations_are_as_foreseen(self) -> None:
        for offer in self.model.offers:
            found = self.state.offer(offer.id)
            of, asked = offer.of.id if offer.of else "", offer.consult.id if offer.consult else ""
            foreseen = (
                offer.state,
                offer.hold,
                asked,
                of if offer.state != "closed" else found.consulted_by,
            )
            assert (found.state, found.hold, found.consult, found.consulted_by) == foreseen

    @invariant()
    def the_reps_are_as_foreseen(self) -> None:
        found = {
            name: (rep.status, rep.idle_since, rep.misses, rep.offer)
            for name, rep in self.state.reps().items()
        }
        assert found == {
            name: (rep.status, rep.idle, rep.misses, rep.offer.id if rep.offer else "")
            for name, rep in self.model.reps.items()
        }
