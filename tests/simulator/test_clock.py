"""Two clocks: seconds that last, and seconds that take no time but keep their order."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta

from simulator.network_clock import Clock, FastClock, RealClock
from simulator.phones.scripted import LocalNetwork
from simulator.settings import NetworkSettings
from tests.simulator.canned_line import CannedLine

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
Story = Callable[[Clock], Coroutine[None, None, object]]


def run(clock: Clock, story: Story) -> object:
    with asyncio.Runner(loop_factory=clock.new_event_loop) as runner:
        return runner.run(story(clock))


def test_a_day_passes_at_once_on_the_fast_clock() -> None:
    async def story(clock: Clock) -> datetime:
        with clock.running():
            await clock.sleep(86400)
        return clock.now()

    assert run(FastClock(NOON), story) == NOON + timedelta(days=1)


def test_timers_fire_in_the_order_of_their_times_and_then_of_their_making() -> None:
    fired: list[str] = []

    async def story(clock: Clock) -> None:
        for name, seconds in (("late", 3), ("first", 1), ("second", 1), ("never", 2)):
            timer = clock.call_later(seconds, lambda name=name: fired.append(name))
            if name == "never":
                timer.cancel()
        with clock.running():
            await clock.sleep(4)

    run(FastClock(NOON), story)
    assert fired == ["first", "second", "late"]


def test_time_stands_still_while_nobody_waits_for_it() -> None:
    async def story(clock: Clock) -> datetime:
        clock.call_later(1, lambda: None)
        await asyncio.sleep(0.01)
        await clock.settled()
        return clock.now()

    assert run(FastClock(NOON), story) == NOON


def test_time_stands_still_while_a_request_is_under_way() -> None:
    async def story(clock: Clock) -> tuple[datetime, datetime]:
        with clock.running():
            sleeper = asyncio.ensure_future(clock.sleep(5))
            with clock.busy():
                await asyncio.sleep(0.01)
                before = clock.now()
            await sleeper
        return before, clock.now()

    assert run(FastClock(NOON), story) == (NOON, NOON + timedelta(seconds=5))


def test_settled_means_that_everything_ready_has_run() -> None:
    done: list[int] = []

    async def chain(length: int) -> None:
        for step in range(length):
            await asyncio.sleep(0)
            done.append(step)

    async def story(clock: Clock) -> None:
        task = asyncio.ensure_future(chain(20))
        await clock.settled()
        assert task.done()

    run(FastClock(NOON), story)
    assert len(done) == 20


def test_waiting_within_a_limit_tells_which_came_first() -> None:
    async def story(clock: Clock) -> tuple[bool, bool]:
        soon = asyncio.ensure_future(clock.sleep(1))
        never: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        with clock.running():
            return await clock.within(2, soon), await clock.within(2, never)

    assert run(FastClock(NOON), story) == (True, False)


def test_the_real_clock_takes_its_time() -> None:
    async def story(clock: Clock) -> float:
        before = clock.now()
        with clock.running(), clock.busy():
            await clock.sleep(0.02)
            await clock.settled()
        return (clock.now() - before).total_seconds()

    assert 0.015 < float(str(run(RealClock(), story))) < 2


def test_two_runs_of_the_same_story_are_the_same(line: CannedLine, settings: NetworkSettings) -> None:
    line.on("/voice", '<Enqueue waitUrl="/hold">general</Enqueue>')
    line.on("/hold", "<Say>Please stay on the line.</Say><Pause length='7'/>")
    seeded = NetworkSettings(settings.account_sid, settings.auth_token, settings.numbers, seed="same")

    def story() -> list[tuple[str, ...]]:
        line.asked.clear()
        with LocalNetwork(seeded, FastClock(NOON)) as network:
            for last in range(5):
                network.caller(f"+1510555010{last}").dials()
            network.waits(120)
            return [(asked.form["CallSid"], asked.form["QueueTime"]) for asked in line.asked_at("/hold")]

    first = story()
    assert sorted(first) == sorted(story())
    assert len(first) > 50


def test_a_call_on_the_real_clock_takes_as_long_as_it_says(
    line: CannedLine, settings: NetworkSettings
) -> None:
    line.on("/voice", "<Say>Hi.</Say><Hangup/>")
    with LocalNetwork(settings, "real") as network:
        caller = network.caller()
        caller.dials()
        assert caller.is_ended
        call = caller.call
        assert call.answered is not None
        assert call.ended is not None
        assert 0.25 < (call.ended - call.answered).total_seconds() < 5
