"""The same histories with conversations in them: on hold, handed over, passed on, moved in line."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import rule

from routing.queue.conversations import Conversations
from store import keys
from tests.store.machine import LANGUAGES, LINES, Routing, calls, newest, reps


class RoutingAndTalks(Routing):
    """Whatever callers, offers and reps do, and what a rep does with a caller who is there."""

    def __init__(self) -> None:
        super().__init__()
        self.talks = Conversations(self.state)

    @rule(newest=newest, rep=st.sampled_from(["", "", "", "ben"]), on=st.booleans())
    def hold_talk(self, newest: int, rep: str, on: bool) -> None:
        if offer := self.offer(newest):
            who = rep or offer.rep
            act = self.talks.hold_talk if on else self.talks.resume
            assert act(offer.id, who) == self.model.hold_talk(offer, who, on=on)

    @rule(newest=newest, on=st.booleans())
    def hold_done(self, newest: int, on: bool) -> None:
        if offer := self.offer(newest):
            assert self.talks.hold_done(offer.id, str(int(on))).value == self.model.hold_done(offer, on=on)

    @rule(newest=newest, ends=st.booleans())
    def ends_done(self, newest: int, ends: bool) -> None:
        if offer := self.offer(newest):
            assert self.talks.ends_done(offer.id, str(int(ends))).value == self.model.ends_done(
                offer, ends=ends
            )

    @rule(newest=newest, other=reps)
    def consult(self, newest: int, other: str) -> None:
        if offer := self.offer(newest):
            done = self.talks.consult(offer.id, offer.rep, other)
            assert done == self.model.consult(offer, offer.rep, other)

    @rule(
        call=calls,
        number=st.integers(0, 4),
        line=st.sampled_from(["", "", "general:en", "general:es"]),
        front=st.booleans(),
    )
    def somebody_in_line_is_moved(self, call: str, number: int, line: str, front: bool) -> None:
        self.somebody_calls(call, "")
        waiting = [one for one, caller in self.model.callers.items() if caller.state == "waiting"]
        if waiting:
            self.move_caller(waiting[number % len(waiting)], line, front)

    @rule(
        call=calls,
        rep=reps,
        other=reps,
        then=st.sampled_from(
            ["rings", "is there", "completes", "cancels", "rep leaves", "colleague leaves", "caller leaves"]
        ),
    )
    def a_colleague_is_asked(self, call: str, rep: str, other: str, then: str) -> None:
        if not (offer := self.two_talk(call, rep)):
            return
        self.a_rep_comes(other)
        self.every_offer_foreseen_was_ordered_once_and_no_other()
        self.consult(self.place_of(offer), other)
        self.every_offer_foreseen_was_ordered_once_and_no_other()
        if not (asked := offer.consult) or then == "rings":
            return
        self.hold_done(self.place_of(offer), True)
        self.leg_answers(self.place_of(asked), "leg")
        self.they_talk(self.place_of(asked))
        self.ends_done(self.place_of(offer), False)
        match then:
            case "completes":
                self.complete(self.place_of(offer), "")
            case "cancels":
                self.cancel_consult(self.place_of(offer))
            case "rep leaves":
                self.rep_leaves(self.place_of(offer), False)
            case "colleague leaves":
                self.rep_leaves(self.place_of(asked), False)
            case "caller leaves":
                self.caller_ends(call, "hung up")

    @rule(call=calls, rep=reps, line=st.sampled_from(LINES), language=st.sampled_from(LANGUAGES))
    def a_caller_is_passed_on(self, call: str, rep: str, line: str, language: str) -> None:
        if offer := self.two_talk(call, rep):
            self.pass_on(self.place_of(offer), line, language)

    @rule(newest=newest, rep=st.sampled_from(["", "", "", "ben"]))
    def complete(self, newest: int, rep: str) -> None:
        if offer := self.offer(newest):
            who = rep or offer.rep
            assert self.talks.complete(offer.id, who) == self.model.complete(offer, who)

    @rule(newest=newest)
    def cancel_consult(self, newest: int) -> None:
        if offer := self.offer(newest):
            done = self.talks.cancel_consult(offer.id, offer.rep)
            assert done == self.model.cancel_consult(offer, offer.rep)

    @rule(newest=newest, line=st.sampled_from(LINES), language=st.sampled_from(LANGUAGES))
    def pass_on(self, newest: int, line: str, language: str) -> None:
        if offer := self.offer(newest):
            done = self.talks.pass_on(offer.id, offer.rep, line, language)
            assert done == self.model.pass_on(offer, offer.rep, f"{line}:{language}")

    @rule(call=calls, line=st.sampled_from(["", "", "general:en", "general:es"]), front=st.booleans())
    def move_caller(self, call: str, line: str, front: bool) -> None:
        moved = self.talks.move_caller(keys.digest(call), line, "front" if front else "", "sue")
        assert moved.outcome == self.model.move_caller(call, line, to_the_front=front)
