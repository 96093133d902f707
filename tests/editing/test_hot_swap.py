"""What is published is heard by who calls then; who is on the phone goes on as the call began. On real processes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from threading import Thread

import pytest
from redis import Redis

from commands.line_process import ReachableLine
from editing.drafting import Workbench
from editing.publishing import publish_files, roll_back
from prompts.folder import Files
from prompts.revision import content_id
from simulator.events import Said
from simulator.scripted import LocalNetwork, ScriptedPhone
from store.valkey import EmbeddedValkey
from tests.calls.moments import TUESDAY_MORNING
from tests.commands.whole_line import health_at
from tests.conftest import network_settings
from tests.editing.conftest import ADMIN
from tests.nobody_lost.desk import TroubledDesk
from tests.nobody_lost.own_line import OwnLine, desk_of
from tests.waiting import wait_until


@pytest.fixture
def own(database: EmbeddedValkey, redis: Redis, tmp_path: Path) -> Iterator[OwnLine]:
    own = OwnLine(tmp_path / "own", database)
    yield own
    own.end()


@pytest.fixture
def started(own: OwnLine) -> ReachableLine:
    return own.start()


@pytest.fixture
def desk(started: ReachableLine, redis: Redis, database: EmbeddedValkey) -> Iterator[TroubledDesk]:
    with desk_of(started, redis, database) as desk:
        yield desk


def serves(line: ReachableLine, id_: str) -> None:
    """Wait until both processes of the line do; a busy machine may take longer than the second that is promised."""
    port, seen = int(line.base_url.rpartition(":")[2]), dict[int, str]()

    def both() -> bool:
        told = health_at(port)
        seen[told["process"]["pid"]] = told["revision"]["cair"]
        return len(seen) == 2 and set(seen.values()) == {id_}

    wait_until(both, "what is published is served by both processes")


def edition(bench: Workbench, number: int) -> Files:
    """The desk's files with a number that is said at every stop."""
    text = bench.files_of(0)["en.yaml"]
    for sentence in ("To hear this again, press pound.", "A person is here for you now."):
        assert sentence in text
        text = text.replace(sentence, f"{sentence} Edition {number}.")
    return {**bench.files_of(0), "en.yaml": text}


def editions(phone: ScriptedPhone) -> set[str]:
    """All that were heard on this phone's call."""
    return {found for turn in phone.transcript for found in re.findall(r"Edition (\d+)", turn.text)}


def in_no_time(network: LocalNetwork, number: str) -> ScriptedPhone:
    """A caller to whom whatever is said takes no time, so that nobody else's patience ends meanwhile."""

    async def at_once(_: Said) -> None:
        return

    phone = network.caller(number)
    network.network.phones[number].pacer = at_once
    return phone


def publishes(bench: Workbench, line: ReachableLine, number: int) -> None:
    serves(line, publish_files(bench, edition(bench, number), "", ADMIN).id)


def test_who_calls_then_hears_it_and_who_has_called_goes_on_as_before(
    bench: Workbench, started: ReachableLine
) -> None:
    with LocalNetwork(network_settings(started)) as network:
        before, after = network.caller("+15105550100"), network.caller("+15105550101")
        before.dials()
        publishes(bench, started, 1)
        after.dials()
        after.hears("Edition 1")
        before.presses("#")
        before.does_not_hear("Edition")
        roll_back(bench, 0, "", ADMIN)
        serves(started, content_id(bench.published()))
        after.presses("#")
        after.hears("Edition 1")
        before.presses("1")
        before.does_not_hear("Edition")
        assert not network.alerts


def test_a_hundred_calls_in_progress_hear_one_revision_each_while_twenty_are_published(
    bench: Workbench, started: ReachableLine
) -> None:
    done = list[int]()

    def publish_all() -> None:
        for number in range(1, 21):
            files = edition(bench, number)
            bench.content.publish(files, content_id(files), note="", who=ADMIN, seen=number - 1)
            serves(started, content_id(files))
            done.append(number)

    with LocalNetwork(network_settings(started)) as network:
        phones = [in_no_time(network, f"+1510555{number:04}") for number in range(100)]
        for phone in phones[:50]:
            phone.dials(at=TUESDAY_MORNING)
        publisher = Thread(target=publish_all)
        publisher.start()
        for number, phone in cycle(enumerate(phones)):
            if not phone.requests and len(done) * 5 >= (number - 50) * 2:  # spread over all that is published
                phone.dials(at=TUESDAY_MORNING)
            if phone.requests:
                phone.presses("#" if number % 3 else "*")
            if number == 99 and phone.requests and not publisher.is_alive():
                break
        publisher.join()
        assert done == list(range(1, 21))
        assert not any(phone.is_ended for phone in phones)
        heard = [editions(phone) for phone in phones]
        assert heard[:50] == [set()] * 50
        assert max(len(one) for one in heard) == 1
        assert len(set().union(*heard)) > 3
        assert not network.alerts


def test_a_caller_who_waits_and_talks_stays_on_the_same_words(
    bench: Workbench, started: ReachableLine, desk: TroubledDesk
) -> None:
    rep = desk.busy_rep()
    publishes(bench, started, 1)
    with desk.worker():
        caller = desk.caller()
        publishes(bench, started, 2)
        desk.state.set_status("ana", "available")
        desk.connects(caller, rep)
        assert editions(caller) == {"1"}
        rep.hangs_up()
        desk.hears(caller, "press 1")
        assert editions(caller) == {"1"}
