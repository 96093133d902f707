"""What ought to come of what reps and supervisors do to conversations; the rest of the model is in `model`."""

from __future__ import annotations

from typing import Any

from tests.store.model_records import ModelCaller, ModelOffer, ModelRep

SIGN_OF_LIFE = 90_000
HELD = ("holding", "held")


class ConversationModel:
    """The verbs on conversations, of a model that can settle, close offers and begin wrap-up."""

    now: int
    waiting: Any
    staff: Any
    settle: Any
    close: Any
    begin_wrap_up: Any
    callers: dict[str, ModelCaller]
    reps: dict[str, ModelRep]
    offers: list[ModelOffer]

    def refusal(self, offer: ModelOffer, rep: str) -> str | None:
        """Why a rep can't act on a conversation."""
        if offer.rep != rep:
            return "not yours"
        if offer.state == "closed":
            return "over"
        return "not talking" if offer.state != "talking" or offer.of else None

    def wish_hold(self, offer: ModelOffer, wish: str) -> None:
        offer.hold, offer.hold_due = wish, self.now + 20_000

    def hold_talk(self, offer: ModelOffer, rep: str, *, on: bool) -> str:
        if why := self.refusal(offer, rep):
            return why
        if offer.consult and not on:
            return "consulting"
        if (offer.hold in HELD) != on:
            self.wish_hold(offer, "holding" if on else "resuming")
        return "done"

    def hold_done(self, offer: ModelOffer, *, on: bool) -> str:
        """Return the wish; a wish that the carrier was told holds."""
        if offer.state != "talking":
            return ""
        wish = offer.hold in HELD
        if wish == on and offer.hold in ("holding", "resuming"):
            offer.hold, offer.hold_due = "held" if on else "", None
        return "1" if wish else "0"

    def ends_done(self, offer: ModelOffer, *, ends: bool) -> str:
        if offer.state != "talking":
            return ""
        offer.leaves_freely = not ends
        stays = offer.of or (offer.consult and offer.consult.state == "talking")
        return "0" if stays else "1"

    def consult(self, offer: ModelOffer, rep: str, other: str) -> str:
        if why := self.refusal(offer, rep):
            return why
        if offer.consult:
            return "done" if offer.consult.rep == other else "consulting"
        colleague = self.reps.get(other)
        if not colleague:
            return "no such rep"
        if colleague.status != "available":
            return "rep busy"
        asked = ModelOffer(offer.caller, other, self.now + 35_000, sides={"caller"}, of=offer)
        self.offers.append(asked)
        offer.consult = colleague.offer = asked
        colleague.status = "offered"
        if offer.hold not in HELD:
            self.wish_hold(offer, "holding")
        return "done"

    def ends_consulting(self, offer: ModelOffer) -> None:
        """The colleague, if one was asked, is free: after a moment, if the phone has been answered."""
        if asked := offer.consult:
            rep = self.close(asked)
            rep.status, rep.due, rep.counts_from_now = "available", None, False
            if asked.is_answered:
                rep.status, rep.due = "wrap_up", self.now + 5_000
            self.settle()

    def complete(self, offer: ModelOffer, rep: str) -> str:
        if why := self.refusal(offer, rep):
            return "done" if why == "over" and offer.outcome == "handed over" else why
        if not offer.consult:
            return "no consultation"
        if offer.consult.state != "talking" or not offer.leaves_freely:
            return "not yet"
        self.hand_over(offer)
        return "done"

    def hand_over(self, offer: ModelOffer) -> None:
        asked, held = offer.consult, offer.hold
        assert asked
        rep = self.close(offer)
        offer.consult, offer.outcome, asked.of = None, "handed over", None
        self.callers[offer.caller].offer = asked
        if held:
            self.wish_hold(asked, "resuming")
        self.begin_wrap_up(rep)
        self.settle()

    def cancel_consult(self, offer: ModelOffer, rep: str) -> str:
        if why := self.refusal(offer, rep):
            return why
        if not offer.consult:
            return "no consultation"
        self.ends_consulting(offer)
        if offer.hold in HELD:
            self.wish_hold(offer, "resuming")
        return "done"

    def put_on_line(self, caller: ModelCaller, line: str) -> None:
        hears = caller.heard or caller.line.partition(":")[2]
        caller.heard, caller.line = hears, line
        caller.kept = "" if line.endswith(f":{hears}") else hears

    def pass_on(self, offer: ModelOffer, rep: str, line: str) -> str:
        if why := self.refusal(offer, rep):
            return why
        if offer.consult:
            return "consulting"
        if not self.staff(line):
            return "nobody"
        caller = self.callers[offer.caller]
        self.begin_wrap_up(self.close(offer), 30)
        self.put_on_line(caller, line)
        caller.state, caller.due = "waiting", self.now + SIGN_OF_LIFE
        self.settle()
        return "done"

    def move_caller(self, call: str, line: str, *, to_the_front: bool) -> str:
        caller = self.callers.get(call)
        if not caller:
            return "unknown"
        if caller.state != "waiting":
            return "over" if caller.state == "ended" else "not waiting"
        target = line or caller.line
        if target != caller.line and not self.staff(target):
            return "nobody"
        before = [self.callers[other].score for other in self.waiting(target) if other != call]
        first = self.waiting(target)[:1]
        if to_the_front and before and first != [call]:
            caller.score = min(caller.score, min(before) - 1)
        if target != caller.line:
            self.put_on_line(caller, target)
        self.settle()
        return "done"
