"""Plays random calls and counts them a second time: from what was done, in plain Python, without events and scripts."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from tests.reports.story import Story

LEVEL, SHORT = 20_000, 5_000
REPS = ("ana", "bo", "cy")
GOING = {"hung up": "abandoned", "left": "abandoned", "lost": "abandoned", "too long": "sent_away"}
Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Wait:
    """A caller in line since `joined`, ms."""

    call: str
    joined: int
    language: str
    is_second: bool = False


@dataclass(frozen=True)
class Talk:
    """A conversation since `began`, ms, or its wrap-up since `over`."""

    wait: Wait
    rep: str
    began: int
    over: int = 0


class Recount:
    """A desk of three reps; each `step` is chosen by chance, and written down beside."""

    def __init__(self, story: Story, seed: int) -> None:
        self.story = story
        self.chance = random.Random(seed)
        self.line: dict[tuple[int, str], Counter[str]] = defaultdict(Counter)
        """By quarter of the UTC day and language."""
        self.reps: dict[str, Counter[str]] = defaultdict(Counter)
        self.waits: dict[str, Wait] = {}
        self.talks: dict[str, Talk] = {}
        self.wraps: dict[str, Talk] = {}
        self._calls = 0
        for name in REPS:
            story.rep(name, wrap_up="600", misses_allowed="9999")

    def play(self, calls: int) -> None:
        """So many calls, from beginning to end."""
        deeds = [
            self.comes,
            self.comes,
            self.goes,
            *[self.offer_ends] * 4,
            self.hangs_up,
            *[self.ends_wrap_up] * 2,
            self.drop_call,
        ]
        while self._calls < calls:
            self.step(deeds)
        while self.waits or self.talks or self.wraps:
            self.step(deeds[2:])

    def step(self, deeds: list[Callable[[], None]]) -> None:
        self.story.passes(self.chance.choice((0.5, 1, 3, 7, 15)))
        self.chance.choice(deeds)()

    # --- what is done

    def comes(self) -> None:
        call, language = f"CA{self._calls}", self.chance.choice(("en", "en", "es"))
        self._calls += 1
        self.story.enters(call, "", language)
        self.story.joins(call, "", language)
        self.waits[call] = Wait(call, self.story.now, language)
        self._count(self.waits[call], "offered")
        self._count(self.waits[call], "wanted")  # the numbers are withheld: each is a caller

    def goes(self) -> None:
        if not self.waits:
            return
        wait, how = self._one_of(self.waits), self.chance.choice(sorted(GOING))
        if rep := self._rung_for(wait):
            self.reps[rep]["offered"] += 1
        self._end_wait(wait, GOING[how])
        self.story.state.caller_ends(wait.call, how)

    def offer_ends(self) -> None:
        rung = {call: wait for call, wait in self.waits.items() if self._rung_for(wait)}
        if not rung:
            return
        wait, outcome = self._one_of(rung), self.chance.choice(("taken", "taken", "missed", "passed", "busy"))
        rep = self._rung_for(wait)
        self.reps[rep].update(("offered", outcome))
        if outcome != "taken":
            self.story.state.not_taken(self.story.offer(wait.call), outcome)
            return
        self._end_wait(wait, "answered")
        self._count(wait, "connections")
        rung = self.story.state.offer(self.story.offer(wait.call)).made
        self._count(wait, "connect", self.story.now - int(rung))
        self.story.takes_call(wait.call)
        self.talks[rep] = Talk(wait, rep, self.story.now)

    def hangs_up(self) -> None:
        if self.talks:
            self.story.state.caller_ends(self._talk_ends(self.talks).wait.call, "hung up")

    def drop_call(self) -> None:
        """The rep's side ends the conversation, and the caller waits again."""
        talks = {rep: talk for rep, talk in self.talks.items() if not talk.wait.is_second}
        if not talks:
            return
        wait = self._talk_ends(talks).wait
        self.story.state.rep_leaves(self.story.offer(wait.call))
        self.story.passes(2)
        self.story.state.rejoin(wait.call)
        again = self.waits[wait.call] = Wait(wait.call, self.story.now, wait.language, is_second=True)
        self._count(again, "offered")
        self._count(again, "offered_again")

    def _talk_ends(self, talks: dict[str, Talk]) -> Talk:
        talk = self._one_of(talks)
        del self.talks[talk.rep]
        length = self.story.now - talk.began
        self._count(talk.wait, "handled")
        self._count(talk.wait, "talk", length)
        self._work(talk.rep, "talk", length, length)
        self.wraps[talk.rep] = Talk(talk.wait, talk.rep, talk.began, self.story.now)
        return talk

    def ends_wrap_up(self) -> None:
        """A rep's wrap-up, or the pause after an offer passed on, is over."""
        idle = [rep for rep in REPS if self.story.state.rep(rep).status == "wrap_up"]
        if not idle:
            return
        rep = self.chance.choice(idle)
        if talk := self.wraps.pop(rep, None):
            length = self.story.now - talk.over
            self._count(talk.wait, "wrap_up", length)
            self._work(rep, "wrap_up", length, self.story.now - talk.began)
        self.story.state.set_status(rep, "available")

    # --- what is written down

    def _one_of(self, things: dict[str, Thing]) -> Thing:
        return things[self.chance.choice(sorted(things))]

    def _rung_for(self, wait: Wait) -> str:
        state = self.story.state
        caller = state.caller(wait.call)
        return state.offer(caller.offer).rep if caller.state == "offered" else ""

    def _end_wait(self, wait: Wait, metric: str) -> None:
        del self.waits[wait.call]
        length = self.story.now - wait.joined
        counts = self._counts(wait)
        counts["longest_wait"] = max(counts["longest_wait"], length)
        if metric == "abandoned" and length < SHORT:
            metric = "abandoned_short"
        counts[metric] += 1
        if metric in ("answered", "abandoned"):
            counts[f"{metric}_in"] += length <= LEVEL
        if metric != "abandoned_short":
            counts["wait" if metric == "answered" else "wait_in_vain"] += length

    def _count(self, wait: Wait, metric: str, number: int = 1) -> None:
        self._counts(wait)[metric] += number

    def _counts(self, wait: Wait) -> Counter[str]:
        return self.line[wait.joined // 900_000 % 96, wait.language]

    def _work(self, rep: str, metric: str, number: int, longest: int) -> None:
        self.reps[rep][metric] += number
        self.reps[rep]["longest"] = max(self.reps[rep]["longest"], longest)
