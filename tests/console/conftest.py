"""The console in this process, on the real database, and the people who come to its doors."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

import pytest
from flask import Flask
from redis import Redis

from accounts.people import Role
from app import create_app
from console.context import Console
from editing.database.content import DeskContent
from editing.drafts import DraftEditor
from routing.queue.desk_state import DeskState
from settings import load_settings
from store import clock
from store.connection import connect
from store.valkey import EmbeddedValkey
from tests.console.visits import Visit, add_person
from tests.databases import empty
from tests.published import Follower, app_serves
from tests.reports.story import Story
from tests.waiting import PATIENT, wait_until


@pytest.fixture(scope="package")
def web_process(
    database: EmbeddedValkey, followers: list[Follower], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """The application, made once: it keeps nothing of a visit. It ends with these tests, since it follows what is
    published by any others too."""
    folder = tmp_path_factory.mktemp("console")
    with connect(database.url, timeout=2.0) as client:
        empty(client)
    app = create_app(load_settings({**PATIENT, "DATA_DIR": str(folder), "REDIS_URL": database.url}))
    followers.append(follower := partial(app_serves, app))
    yield app
    followers.remove(follower)
    app.extensions["line"].journal.close()


@pytest.fixture
def app(web_process: Flask, redis: Redis) -> Iterator[Flask]:
    """The line in local mode and its console, before an empty database."""
    yield web_process
    if web_process.extensions["line"].desks.shelves["cair"].entry.number:
        wait_until(DeskContent(redis, "cair").pointer, "what a test deleted is given back")


@pytest.fixture
def console(app: Flask) -> Console:
    made: Console = app.extensions["console"]
    return made


@pytest.fixture
def outsider(app: Flask) -> Visit:
    """Nobody the console knows."""
    return Visit(app)


def _signed_in(app: Flask, name: str) -> Visit:
    visit = Visit(app)
    assert visit.signs_in(name).status_code == 302
    return visit


@pytest.fixture
def rep(app: Flask, redis: Redis) -> Visit:
    """Return the browser of a rep who answers calls, as rep 12."""
    DeskState(redis, "cair").save_rep("12", {"name": "Ann", "lines": "general", "languages": "en,es"})
    add_person(app, "ann", Role.REP, reps="cair:12")
    return _signed_in(app, "ann")


@pytest.fixture
def supervisor(app: Flask) -> Visit:
    """Return the browser of a supervisor of the desk."""
    add_person(app, "sam", Role.SUPERVISOR)
    return _signed_in(app, "sam")


@pytest.fixture
def admin(app: Flask) -> Visit:
    """Return the browser of an admin."""
    add_person(app, "ada", Role.ADMIN)
    return _signed_in(app, "ada")


@pytest.fixture
def story(redis: Redis, rep: Visit) -> Story:
    """Return a desk at which Ann, rep 12, has been available for five minutes."""
    told = Story(redis, clock.now() - timedelta(minutes=5))
    told.state.save_rep("12", {"ring": "25", "wrap_up": "600"})
    told.state.set_status("12", "available", by="phone")
    return told


@pytest.fixture
def other_rep(app: Flask, story: Story) -> Visit:
    """Ben, rep 13, who is not signed in for calls."""
    story.state.save_rep("13", {"name": "Ben", "lines": "general", "languages": "en"})
    add_person(app, "ben", Role.REP, reps="cair:13")
    visit = Visit(app)
    visit.signs_in("ben")
    return visit


@pytest.fixture
def bench(console: Console) -> DraftEditor:
    """The desk's."""
    return console.benches["cair"]


@pytest.fixture
def other_admin(app: Flask) -> Visit:
    """Return the browser of a second admin, who works on the same texts."""
    add_person(app, "bob", Role.ADMIN)
    visit = Visit(app)
    visit.signs_in("bob")
    return visit
