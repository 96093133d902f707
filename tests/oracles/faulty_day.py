"""A day of calls through the line's real processes, whose carrier loses, doubles and reorders its callbacks."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from ruamel.yaml import YAML

from chaos.callers.crowd import CallerCrowd
from chaos.callers.simulated_reps import SimulatedRep
from chaos.chaos_run import RESTING, Stage, stage
from chaos.many_desks import make_desk
from chaos.run_plan import Habits, RunPlan
from chaos.servers.database import OneValkey
from chaos.switchboard import Switchboard
from chaos.tested_line import rep_phone
from prompts.files.models import Weekday
from prompts.revision import load_desks
from reports.counts import Counts, QuarterlyDay
from reports.folding import Folding
from reports.span import DaySpan, span_of
from routing.queue.conversations import ActionOutcome, Conversations
from simulator.settings import Faults
from store import clock
from tests.oracles.phones import Phones

DESK = "cair"
SECOND_LINE = "records"
LOST, DOUBLED, OVERTAKEN = 0.06, 0.06, 0.06
"""Shares of callbacks, as in the run by hand that this one repeats."""
LISTENERS = 10
"""One caller for so many others listens to guidance to its end."""
LISTENED = 12.0
"""Seconds, of life: longer than what counts as heard."""
PASSED_ON = 0.25
"""Share of conversations that the rep passes on to the other line."""
WISHES = {"guidance": 30, "person": 40, "impatient": 12, "redial": 6, "by key": 8, "silent": 4}
DEEDS = {"take": 78, "hang up first": 12, "pass": 4, "miss": 3, "decline": 3}
LATER = timedelta(minutes=45)
"""After the day: by then the line has settled every call whose end it was never told."""


@dataclass
class UnluckyCallbacks(Faults):
    """Callbacks that go astray by chance."""

    dice: Random = field(default_factory=Random)
    shares: Mapping[str, float] = field(
        default_factory=lambda: {
            "lost_callbacks": LOST,
            "doubled_callbacks": DOUBLED,
            "overtaken_callbacks": OVERTAKEN,
        }
    )
    taken: dict[str, int] = field(default_factory=dict)

    def takes(self, count: str) -> bool:
        if count not in self.shares:
            return super().takes(count)
        is_hit = self.dice.random() < self.shares[count]
        self.taken[count] = self.taken.get(count, 0) + is_hit
        return is_hit


@dataclass(frozen=True)
class PlayedDay:
    """What the phones experienced, what the line reports, and how many callbacks went astray by kind."""

    phones: Phones
    span: DaySpan
    days: list[QuarterlyDay]
    guidance: frozenset[str]
    """The menu's places that read something out."""
    astray: Mapping[str, int]
    faults: list[str]


def play_day(plan: RunPlan, folder: Path) -> PlayedDay:
    """Play the plan on a line of its own below `folder`, from a main thread."""
    database = OneValkey(folder)
    database.start()
    try:
        return asyncio.run(_play(plan, database, folder))
    finally:
        database.end()


def plan_of(calls: int, seed: int, *, reps: int = 6) -> RunPlan:
    return RunPlan(
        calls=calls,
        reps=reps,
        seed=seed,
        faults=False,
        speed=4.0,
        arrivals_per_second=3.0,
        habits=Habits(wishes=WISHES, talk=(1.0, 5.0), long_talks=0.0, patience=(0.5, 12.0)),
        reps_quiet=4.0,
    )


async def _play(plan: RunPlan, database: OneValkey, folder: Path) -> PlayedDay:
    async with stage(plan, database, folder, _open_day_and_night(folder)) as on:
        desk, state, start = on.desks[0], on.line.states[0], clock.now()
        phones, unlucky = Phones(desk.number), UnluckyCallbacks(dice=on.own_dice())
        on.network.subscribe(phones.notice)
        on.network.faults = unlucky
        for number in range(plan.reps):
            await asyncio.to_thread(state.save_rep, str(number), {"lines": f"general,{SECOND_LINE}"})
        reps = [
            SimulatedRep(on.network, desk.number, rep_phone(number), on.own_dice(), plan.reps_quiet, DEEDS)
            for number in range(plan.reps)
        ]
        listeners = [
            asyncio.ensure_future(_listens(on, phones, f"+1510600{number:04}"))
            for number in range(plan.calls // LISTENERS)
        ]
        beside = [
            asyncio.ensure_future(one) for one in (*(rep.works() for rep in reps), _pass_on(on, phones))
        ]
        crowd = CallerCrowd(plan, on.network, on.board, [desk.number], None, on.own_dice())
        await crowd.calls(lambda _: None)
        await crowd.ends(plan.settle)
        await asyncio.gather(*listeners)
        await _until_reps_rest(on)
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)
        phones.learn()
        settled = int((clock.now() + LATER).timestamp() * 1000)
        folding = Folding(on.line.client, desk)
        await asyncio.to_thread(folding.catch_up, 60.0)
        await asyncio.to_thread(Folding(on.line.client, desk, settled).tidy)
        zone = ZoneInfo(desk.zone)
        first, last = (at.astimezone(zone).date() for at in (start, clock.now()))
        span = await asyncio.to_thread(span_of, on.line.client, desk, first, last, until=clock.now())
        counts = Counts(on.line.client, desk)
        days = [await asyncio.to_thread(counts.day, day) for day in span.days]
        found = await asyncio.to_thread(state.faults)
        menu = load_desks(folder / "desks")[DESK].menu
        guidance = frozenset(name for name, node in menu.nodes.items() if node.kind == "guidance")
        return PlayedDay(phones, span, days, guidance, unlucky.taken, found)


def _open_day_and_night(folder: Path) -> Path:
    """Make the CAIR desk without hours and closed days, and with a second line that callers only reach by a rep."""
    copy = make_desk(folder / "desks", DESK)
    yaml = YAML()
    desk = yaml.load(copy / "desk.yaml")
    desk["hours"] = {day.value: ["0:00-24:00"] for day in Weekday}
    desk["closed_days"] = []
    desk["lines"].append({"id": SECOND_LINE, "languages": ["en", "es"], "drain_minutes": 15})
    yaml.dump(desk, copy / "desk.yaml")
    for language in ("en", "es"):
        texts = yaml.load(copy / f"{language}.yaml")
        texts["closed_days"], texts["lines"][SECOND_LINE] = {}, "records"
        yaml.dump(texts, copy / f"{language}.yaml")
    return folder / "desks"


async def _listens(on: Stage, phones: Phones, number: str) -> None:
    """Hear some guidance for as long as it counts as heard, and hang up."""
    dice = Random(number)
    await asyncio.sleep(dice.uniform(0, on.plan.calls / on.plan.arrivals_per_second))
    phone = on.network.phone(number)
    call = await phone.dial(on.desks[0].number)
    await call.until(lambda: call.rest == "listening")
    for key in dice.choice(("12", "21", "51")):
        stays = phones.calls[call.sid].stays
        places = len(stays)
        phone.press(key)
        while len(stays) == places and not call.is_over:
            await asyncio.sleep(0.05)
    await asyncio.sleep(LISTENED)
    if not call.is_over:
        phone.hang_up()


async def _pass_on(on: Stage, phones: Phones) -> None:
    """Pass some callers on to the other line, as a rep does on My page."""
    state, dice, seen = on.line.states[0], on.own_dice(), set[str]()
    talks = Conversations(state)
    while True:
        for story in list(on.board.stories.values()):
            talking = [talk for talk in story.talks if talk.ended is None and talk.rep not in seen]
            for talk in talking:
                seen.add(talk.rep)
                if len(story.talks) > 1 or dice.random() > PASSED_ON:
                    continue
                offer, rep = str(on.board.legs[talk.rep].offer), _rep_of(on.board, talk.rep)
                language = story.queue.rpartition("-")[2]
                await asyncio.sleep(dice.uniform(0.3, 0.8))
                caller = phones.calls[story.sid]
                for _ in range(20):
                    caller.passed_on_to = SECOND_LINE
                    done = await asyncio.to_thread(talks.pass_on, offer, rep, SECOND_LINE, language)
                    if done is not ActionOutcome.DONE:
                        caller.passed_on_to = ""
                    if done is ActionOutcome.DONE or talk.ended is not None:
                        break
                    await asyncio.sleep(0.1)
        await asyncio.sleep(0.1)


def _rep_of(board: Switchboard, leg: str) -> str:
    first = int(rep_phone(0).removeprefix("+"))
    return str(int(board.legs[leg].phone.removeprefix("+")) - first)


async def _until_reps_rest(on: Stage, within: float = 75.0) -> None:
    limit = clock.seconds() + within
    while clock.seconds() < limit:
        reps = await asyncio.to_thread(on.line.states[0].reps)
        if all(rep.status in RESTING - {"wrap_up"} for rep in reps.values()):
            return
        await asyncio.sleep(0.2)
