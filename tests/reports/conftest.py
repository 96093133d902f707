"""A desk whose scripts are told the time, and the reports on it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from redis import Redis

from commands.figures.simulate import database
from prompts.revision import load_desks
from reports.folding import Folding
from settings import DESKS
from tests.oracles.replay import Replay
from tests.reports.story import Story
from tests.reports.three_weeks import CALLS, NUMBERS, PAUSE, START, SecondCount


@pytest.fixture
def story(redis: Redis) -> Story:
    """A desk with rep ana, at ten in the morning of a Tuesday, before any call."""
    return Story(redis)


@pytest.fixture(scope="package")
def weeks() -> Iterator[tuple[SecondCount, Redis, date]]:
    """Three weeks of calls, a second count of them, their database, and the last day; nobody may change it."""
    revision = load_desks(DESKS)["cair"]
    with database() as client:
        start = int(START.timestamp() * 1000)
        replay = Replay(client, revision, start, seed=11, numbers=NUMBERS)
        log = replay.play(CALLS, PAUSE)
        folding = Folding(client, revision.desk, start)
        while folding.fold(500):
            pass
        last = datetime.fromtimestamp(replay.now / 1000, ZoneInfo(revision.desk.zone)).date()
        yield SecondCount(log, revision.desk.zone), client, last
