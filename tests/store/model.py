"""What routing ought to do, said again and differently: no queues, no order of steps, only who may be with whom.

Callers, reps and offers are plain records; after every verb `settle` pairs whoever can be paired by one rule.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from store import keys
from tests.store.model_pages import PageModel
from tests.store.model_records import ModelCaller, ModelOffer, ModelRep
from tests.store.model_talks import SIGN_OF_LIFE, ConversationModel

BUSY = ("offered", "connecting", "talking")
REDIAL = 600_000
PAUSE = 30_000
Limits = tuple[int, int, int]
"""Joins of a number in an hour, how many of them are often, and how long a line may be for those; 0 for none."""
UNLIMITED: Limits = (0, 0, 0)


class Model(ConversationModel, PageModel):
    """All that the verbs change, by call and by rep."""

    def __init__(self, now: int) -> None:
        self.now = now
        self.callers: dict[str, ModelCaller] = {}
        self.reps: dict[str, ModelRep] = {}
        self.offers: list[ModelOffer] = []
        self.last_call_of: dict[str, str] = {}
        self.joins: Counter[str] = Counter()
        """By number; the database's hour is longer than any run."""

    # --- the one rule

    def settle(self, besides: Collection[str] = ()) -> None:
        """The longest waiting caller for whom a rep is idle gets the one idle longest, until there is no such pair."""
        while pairs := [
            (caller.score, keys.digest(call), rep.idle, name, call)
            for call, caller in self.callers.items()
            for name, rep in self.reps.items()
            if caller.state == "waiting" and rep.status == "available" and name not in besides
            if caller.line in rep.lines
        ]:
            *_, name, call = min(pairs)
            offer = ModelOffer(call, name, self.now + 35_000)
            self.offers.append(offer)
            caller, rep = self.callers[call], self.reps[name]
            caller.state = rep.status = "offered"
            caller.offer = rep.offer = offer

    def waiting(self, line: str) -> list[str]:
        """The calls in a line, first to last."""
        waiting = [
            call for call, caller in self.callers.items() if (caller.state, caller.line) == ("waiting", line)
        ]
        return sorted(waiting, key=lambda call: (self.callers[call].score, keys.digest(call)))

    def staff(self, line: str) -> int:
        return sum(line in rep.lines and rep.status not in ("offline", "away") for rep in self.reps.values())

    # --- callers

    def join(
        self,
        call: str,
        line: str,
        number: str,
        joined: int | None,
        head_start: int,
        limits: Limits = UNLIMITED,
    ) -> tuple[str, int]:
        known = self.callers.get(call)
        if known and known.state != "ended":
            return "waiting", self.position(call)
        if known and known.how == "hung up":
            return "waiting", 0
        if joined is None and not self.staff(line):
            return "nobody", 0
        began = self.now if joined is None else joined
        score = began - head_start * 1000
        if joined is not None and self.has_called_again(self.last_call_of.get(number), call, joined):
            late = ModelCaller(
                "ended", line, score, number, None, "redialled", "waiting", self.now, joined=joined
            )
            self.callers[call] = late
            return "waiting", 0
        place = self.old_place(self.last_call_of.get(number), call, line) if number else None
        if joined is None and place is None and (why := self.turned_away(line, number, limits)):
            return why, 0
        if place:
            score, began = min(score, place[0]), place[1]
        if number:
            self.last_call_of[number] = call
        self.callers[call] = ModelCaller(
            "waiting",
            line,
            score,
            number,
            self.now + SIGN_OF_LIFE,
            heard=known.heard if known else "",
            joined=began,
        )
        self.settle()
        return "waiting", self.position(call)

    def has_called_again(self, last: str | None, call: str, joined: int) -> bool:
        """An earlier call's late word does not take the place from a later call."""
        if last is None or last == call:
            return False
        other = self.callers[last]
        return other.state in ("waiting", "offered", "dropped") and joined < other.joined

    def turned_away(self, line: str, number: str, limits: Limits) -> str:
        """Why somebody may not get in line anew; who may is counted."""
        most, often, shared = limits
        if number and most and self.joins[number] >= most:
            return "often"
        is_shared = not number or (often and self.joins[number] >= often)
        if shared and is_shared and len(self.waiting(line)) >= shared:
            return "full"
        self.joins[number] += bool(most or often)
        return ""

    def old_place(self, before: str | None, call: str, line: str) -> tuple[int, int] | None:
        """Score and beginning that a number's last call leaves to its next one; a call that still waits gives way."""
        if before is None:
            return None
        if before != call and self.callers[before].state in ("waiting", "offered", "dropped"):
            self.caller_ends(before, "redialled")
        old = self.callers[before]
        keeps = old.state == "ended" and old.was != "talking" and old.how not in ("closed", "too long")
        is_same = old.line.partition(":")[0] == line.partition(":")[0]
        return (old.score, old.joined) if keeps and is_same and self.now - old.ended <= REDIAL else None

    def position(self, call: str) -> int:
        line = self.waiting(self.callers[call].line)
        return line.index(call) + 1 if call in line else 0

    def hold(self, call: str) -> tuple[str, int]:
        caller = self.callers.get(call)
        if not caller or caller.how == "lost":
            return "unknown", 0
        if caller.due is not None:
            caller.due = self.now + SIGN_OF_LIFE
        return caller.state, self.position(call)

    def change_language(self, call: str, language: str) -> bool:
        """Whoever waits or is offered moves with the place, unless people would be left for nobody."""
        caller = self.callers.get(call)
        if not caller or caller.state not in ("waiting", "offered"):
            return False
        other = f"{caller.line.partition(':')[0]}:{language}"
        if other != caller.line:
            if language == caller.kept:
                return False
            caller.heard = language
        if self.staff(caller.line) and not self.staff(other):
            return other == caller.line
        caller.line = other
        self.settle()
        return True

    def caller_ends(self, call: str, how: str) -> bool:
        caller = self.callers.get(call)
        if not caller or caller.state == "ended":
            return False
        caller.was, caller.state, caller.how, caller.ended, caller.due = (
            caller.state,
            "ended",
            how,
            self.now,
            None,
        )
        caller.last_offer = caller.offer
        if caller.offer:
            offer, rep = caller.offer, self.close(caller.offer)
            if caller.was == "talking":
                self.ends_consulting(offer)
                self.begin_wrap_up(rep)
            else:
                rep.status = "available"
        self.settle()
        return True

    def rejoin(self, call: str) -> str:
        caller = self.callers.get(call)
        if not caller or caller.state != "dropped":
            return caller.state if caller else "unknown"
        caller.state, caller.due = "waiting", self.now + SIGN_OF_LIFE
        self.settle()
        return "waiting"

    # --- offers

    def close(self, offer: ModelOffer) -> ModelRep:
        """The rep whom the end of an offer leaves without one."""
        rep = self.reps[offer.rep]
        offer.state, offer.due, offer.hold, offer.hold_due = "closed", None, "", None
        rep.offer = None
        if offer.of:
            offer.of.consult = None
        else:
            self.callers[offer.caller].offer = None
        return rep

    def fail(self, offer: ModelOffer, outcome: str, *, leaves: bool = False) -> None:
        """The caller is back in place; others are asked before the rep is, who pauses, goes on or `leaves`."""
        was_accepted, caller, rep = offer.state == "accepted", self.callers[offer.caller], self.close(offer)
        rep.status, offer.outcome = "unsettled", outcome
        if not offer.of:
            caller.state = "waiting"
        self.settle()
        if leaves:
            return
        blamed = outcome in ("missed", "unreachable") and not was_accepted
        rep.misses += blamed
        if blamed and rep.misses >= 2:
            rep.status = "away"
        elif not offer.of and (outcome in ("passed", "busy") or (blamed and outcome == "unreachable")):
            rep.status, rep.due, rep.counts_from_now = "wrap_up", self.now + PAUSE, False
        else:
            rep.status = "available"
        self.settle()

    def not_taken(self, offer: ModelOffer, outcome: str) -> bool:
        if offer.state != "ringing":
            return False
        self.fail(offer, outcome)
        return True

    def leg_rings(self, offer: ModelOffer, leg: str) -> bool:
        return offer.state != "closed" and self.adopts(offer, leg)

    def adopts(self, offer: ModelOffer, leg: str) -> bool:
        """The first leg that is answered is the offer's; until then the last one dialled is."""
        if offer.state == "ringing" and not offer.is_answered:
            offer.leg = leg
        return offer.leg == leg

    def leg_answers(self, offer: ModelOffer, leg: str) -> bool:
        if offer.state != "ringing" or not self.adopts(offer, leg):
            return False
        if not offer.is_answered:
            offer.is_answered, offer.due = True, self.now + 25_000
        return True

    def accept(self, offer: ModelOffer) -> bool:
        if offer.state == "ringing":
            offer.state, offer.due = "accepted", self.now + 20_000
            self.reps[offer.rep].status = "connecting"
            if not offer.of:
                self.callers[offer.caller].state = "connecting"
        return offer.state != "closed"

    def side_joins(self, offer: ModelOffer, side: str) -> str:
        if offer.state == "accepted":
            offer.sides.add(side)
            if len(offer.sides) == 2:
                offer.state, offer.due = "talking", None
                caller = self.callers[offer.caller]
                caller.state = self.reps[offer.rep].status = "talking"
                caller.due = None
        return offer.state

    def rep_leaves(self, offer: ModelOffer, *, caller_is_out: bool = False) -> str:
        was, asked = offer.state, offer.consult
        if was == "accepted":
            self.fail(offer, "unreachable")
        elif was == "talking" and offer.of:
            self.ends_consulting(offer.of)
        elif (
            was == "talking"
            and asked
            and asked.state == "talking"
            and offer.leaves_freely
            and not caller_is_out
        ):
            self.hand_over(offer)
        elif was == "talking":
            rep, caller = self.close(offer), self.callers[offer.caller]
            caller.state, caller.due = "waiting" if asked else "dropped", self.now + SIGN_OF_LIFE
            self.settle()
            self.ends_consulting(offer)
            self.begin_wrap_up(rep)
            self.settle()
        return was

    # --- reps

    def begin_wrap_up(self, rep: ModelRep, at_least: int = 0) -> None:
        seconds = max(rep.wrap_up, at_least)
        rep.idle, rep.misses, rep.extended = self.now, 0, 0
        rep.status, rep.counts_from_now = "wrap_up" if seconds else "available", True
        rep.due = self.now + seconds * 1000 if seconds else None

    def save_rep(self, name: str, lines: frozenset[str], wrap_up: int) -> bool:
        rep = self.reps.get(name)
        if rep:
            rep.lines, rep.wrap_up = lines, wrap_up
            self.page_must_open(rep)
        else:
            self.reps[name] = ModelRep(lines, wrap_up, self.now)
        self.settle()
        return rep is None

    def remove_rep(self, name: str) -> bool:
        rep = self.reps.get(name)
        if not rep or rep.status in BUSY:
            return False
        del self.reps[name]
        return True

    def set_status(self, name: str, status: str) -> bool:
        rep = self.reps.get(name)
        if not rep or status not in ("available", "away", "offline"):
            return False
        if rep.status == "offered" and status != "available" and rep.offer:
            self.fail(rep.offer, "passed", leaves=True)
        elif rep.status in BUSY:
            return False
        if status == "available" and rep.status != "available":
            rep.idle, rep.misses = self.now, 0
        if status == "available":
            self.page_must_open(rep)
        rep.status, rep.due = status, None
        self.settle()
        return True

    # --- what is due

    def fire(self) -> int:
        due = sorted(
            [
                (caller.due, f"caller:{keys.digest(call)}")
                for call, caller in self.callers.items()
                if caller.due
            ]
            + [(offer.due, f"offer:{offer.id}") for offer in self.offers if offer.due]
            + [(offer.hold_due, f"hold:{offer.id}") for offer in self.offers if offer.hold_due]
            + [(rep.due, f"rep:{name}") for name, rep in self.reps.items() if rep.due]
            + [(rep.page_due, f"page:{name}") for name, rep in self.reps.items() if rep.page_due]
        )
        fired = [member for at, member in due if at <= self.now]
        for member in fired:
            self.ends_in_vain(*member.split(":"))
        return len(fired)

    def ends_in_vain(self, kind: str, name: str) -> None:
        """A deadline passes; what an earlier one settled already stays."""
        if kind == "caller":
            self.caller_ends(next(call for call in self.callers if keys.digest(call) == name), "lost")
        elif kind == "hold":
            offer = next(offer for offer in self.offers if offer.id == name)
            if offer.hold_due:
                offer.hold, offer.hold_due = "held" if offer.hold == "resuming" else "", None
        elif kind == "offer":
            offer = next(offer for offer in self.offers if offer.id == name)
            if offer.due and offer.state == "accepted" and not offer.is_asked_for:
                offer.is_asked_for, offer.due = True, self.now + 10_000
            elif offer.due:
                self.fail(offer, "missed" if offer.leg or offer.state == "accepted" else "not rung")
        elif kind == "page":
            self.page_is_silent(self.reps[name])
        elif (rep := self.reps[name]).status == "wrap_up":
            rep.idle = self.now if rep.counts_from_now else rep.idle
            rep.status, rep.due = "available", None
            self.settle()
