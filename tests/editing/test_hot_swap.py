"""What is published is heard by who calls then; who is on the phone goes on as the call began. On real processes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from threading import Thread

import pytest
from redis import Redis

from commands.calling.line_process import ReachableLine
from editing.drafts import DraftEditor, workbench
from editing.publishing import publish_files, roll_back
from prompts.loader import Files, read_files
from prompts.revision import content_id
from settings import DESKS
from simulator.events import Said
from simulator.phones.scripted import LocalNetwork, ScriptedPhone
from store.connection import connect
from store.errors import DatabaseDown
from store.valkey import EmbeddedValkey
from tests.calls.moments import TUESDAY_MORNING
from tests.conftest import network_settings
from tests.editing.conftest import ADMIN
from tests.nobody_lost.desk import TroubledDesk
from tests.nobody_lost.own_line import OwnLine, desk_of
from tests.published import serves

FOLDER = read_files(DESKS / "cair")


@pytest.fixture
def bench(redis: Redis) -> DraftEditor:
    """Return the draft editor of the desk that the line answers for."""
    return workbench(redis, "cair", DESKS / "cair")


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


def edition(number: int) -> Files:
    """The desk's files with a number that is said at every stop."""
    text = FOLDER["en.yaml"]
    for sentence in ("To hear this again, press pound.", "A person is here for you now."):
        assert sentence in text
        text = text.replace(sentence, f"{sentence} Edition {number}.")
    return {**FOLDER, "en.yaml": text}


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


def publishes(bench: DraftEditor, line: ReachableLine, number: int) -> None:
    serves(line, publish_files(bench, edition(number), "", ADMIN).id)


def test_who_calls_then_hears_it_and_who_has_called_goes_on_as_before(
    bench: DraftEditor, started: ReachableLine
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
    bench: DraftEditor, started: ReachableLine
) -> None:
    done = list[int]()

    def publish_all() -> None:
        for number in range(1, 21):
            files = edition(number)
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
    bench: DraftEditor, started: ReachableLine, desk: TroubledDesk
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


def test_a_call_that_began_before_its_line_was_renamed_is_served_all_the_same(
    bench: DraftEditor, started: ReachableLine, desk: TroubledDesk
) -> None:
    rep = desk.busy_rep(lines="general,front")
    with desk.worker():
        caller = desk.network.caller("+15105550100")
        caller.dials(at=TUESDAY_MORNING)
        renamed = {name: text.replace("general", "front") for name, text in FOLDER.items()}
        serves(started, publish_files(bench, renamed, "", ADMIN).id)
        caller.presses("0")
        assert desk.state.caller(caller.call.sid).line == "general:en"
        later = desk.caller("+15105550101")
        assert desk.state.caller(later.call.sid).line == "front:en"
        desk.state.set_status("ana", "available")
        desk.connects(caller, rep)


def test_a_line_that_starts_without_its_database_says_what_was_published(tmp_path: Path) -> None:
    """And a database that dies while somebody publishes has all of the revision, or nothing."""
    with EmbeddedValkey(tmp_path / "database") as database:
        own = OwnLine(tmp_path / "own", database)
        line = own.start()
        with connect(database.url, timeout=2.0) as client:
            bench = workbench(client, "cair", DESKS / "cair")
            publishes(bench, line, 1)
            assert database.process
            database.process.kill()
            database.process.wait()
            with pytest.raises(DatabaseDown):
                bench.content.publish(edition(2), "f" * 10, note="", who=ADMIN, seen=1)
        hears_edition_1(line)
        own.end()
        hears_edition_1(own.start())
        own.end()


def hears_edition_1(line: ReachableLine) -> None:
    with LocalNetwork(network_settings(line)) as network:
        caller = network.caller("+15105550100")
        caller.dials(at=TUESDAY_MORNING)
        caller.hears("Edition 1")
        caller.presses("#")
        caller.hears("Edition 1")
        assert not network.alerts
