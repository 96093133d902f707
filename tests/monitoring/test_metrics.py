"""`/metrics`: what machines see of the line, and that strangers see nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from prometheus_client.parser import text_string_to_metric_families
from redis import Redis

from app import create_app
from monitoring.collector import FIGURES
from monitoring.webhook_metrics import webhook_place
from routing.queue.desk_state import DeskState
from routing.queue.rep_access import RepAccess
from routing.queue.script_answers import JoinRequest
from routing.queue.scripts import Scripts
from settings import load_settings
from store import keys
from store.data_dir import local_account
from store.valkey import EmbeddedValkey
from tests.docs.pages import ROOT, quoted, rows, section
from tests.ivr.carrier import Carrier
from tests.ivr.conftest import PRODUCTION
from tests.waiting import PATIENT

TOKEN = "a token of sixteen characters"


@dataclass(frozen=True)
class Watched:
    """The line in local mode, and what its metrics say."""

    app: Flask
    carrier: Carrier

    def values(self) -> dict[tuple[str, ...], float]:
        """Name and labels' values, in the order of the labels' names → value."""
        text = self.app.test_client().get("/metrics").text
        return {
            (sample.name, *sample.labels.values()): sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
        }


@pytest.fixture
def watched(database: EmbeddedValkey, redis: Redis, tmp_path: Path) -> Iterator[Watched]:
    app = create_app(load_settings({**PATIENT, "DATA_DIR": str(tmp_path), "REDIS_URL": database.url}))
    yield Watched(app, Carrier(app.test_client(), "http://127.0.0.1:8000", local_account(tmp_path).token))
    app.extensions["line"].journal.close()


def test_they_tell_who_waits_and_who_answers(watched: Watched, redis: Redis) -> None:
    state = DeskState(redis, "cair")
    state.save_rep("ana", {"name": "Ana", "phone": "+19165550111", "lines": "general", "languages": "en"})
    state.set_status("ana", "away")
    state.join(JoinRequest("CA1", "general", "es", "main", joined=state.moment() - 60_000))
    found = watched.values()
    assert found["helpdesk_callers_waiting", "cair", "es", "general"] == 1
    assert found["helpdesk_callers_waiting", "cair", "en", "general"] == 0
    assert 60 <= found["helpdesk_longest_wait_seconds", "cair", "es", "general"] < 90
    assert found["helpdesk_reps", "cair", "away"] == 1
    assert found["helpdesk_reps", "cair", "available"] == 0


def test_they_tell_that_the_carrier_refuses_calls(watched: Watched, redis: Redis) -> None:
    assert watched.values()["helpdesk_carrier_refuses", "cair"] == 0
    DeskState(redis, "cair").carrier_refuses(401, 20003, is_wide=True)
    assert watched.values()["helpdesk_carrier_refuses", "cair"] == 1


def test_they_tell_of_wrong_pins(watched: Watched, redis: Redis) -> None:
    assert watched.values()["helpdesk_wrong_pins_total", "cair"] == 0
    RepAccess(DeskState(redis, "cair")).note_wrong_pin("ana")
    assert watched.values()["helpdesk_wrong_pins_total", "cair"] == 1


def test_they_tell_how_the_machinery_is(watched: Watched, redis: Redis) -> None:
    assert ("helpdesk_worker_silence_seconds",) not in watched.values(), "no worker was ever seen"
    Scripts(redis).beat("a worker")
    redis.xadd(keys.quarantine("cair"), {"why": "refused"})
    redis.xadd(keys.events("cair"), {"event": "entered", "moment": "1"}, id="1000-0")
    found = watched.values()
    assert found["helpdesk_database_up",] == 1
    assert found["helpdesk_worker_silence_seconds",] < 10
    assert found["helpdesk_commands_set_aside", "cair"] == 1
    assert found["helpdesk_events_behind_seconds", "cair"] > 1_000_000


def test_a_webhook_is_timed_at_its_node_and_what_a_stranger_asks_gets_no_name(watched: Watched) -> None:
    revision = watched.app.extensions["line"].desks["cair"].id
    before = watched.values()
    watched.carrier.posts("/voice/cair")
    watched.carrier.posts(f"/voice/cair/{revision}/en/records")
    watched.carrier.posts(f"/voice/cair/{revision}/en/{'x' * 50}")
    after = watched.values()
    for place in ("entry", "records", "unknown"):
        name = ("helpdesk_webhook_seconds_count", "cair", place)
        assert after[name] == before.get(name, 0) + 1
    assert not any("xxxx" in label for name in after for label in name)


@pytest.mark.parametrize(
    ("where", "place"),
    [
        ("cair", "entry"),
        ("cair/", "entry"),
        ("cair/status", "status"),
        ("cair/offer/12/answer", "offer"),
        ("cair/0123456789/en/person/hold/main/123", "hold"),
        ("cair/0123456789/en/records/2", "records"),
        ("cair/0123456789/en", "unknown"),
    ],
)
def test_every_kind_of_webhook_has_its_place(watched: Watched, where: str, place: str) -> None:
    assert webhook_place(watched.app.extensions["line"], where) == ("cair", place)


def test_with_the_database_away_a_desk_has_no_figures_rather_than_zeros(tmp_path: Path) -> None:
    app = create_app(load_settings({"DATA_DIR": str(tmp_path), "REDIS_URL": "redis://127.0.0.1:1"}))
    found = Watched(app, Carrier(app.test_client(), "", "")).values()
    app.extensions["line"].journal.close()
    assert found["helpdesk_database_up",] == 0
    assert ("helpdesk_desk_open", "cair") in found
    assert not any(name[0] == "helpdesk_callers_waiting" for name in found)


@pytest.fixture
def in_production(database: EmbeddedValkey, redis: Redis, tmp_path: Path) -> Iterator[Flask]:
    given = {
        **PATIENT,
        **PRODUCTION,
        "REDIS_URL": database.url,
        "METRICS_TOKEN": TOKEN,
        "DATA_DIR": str(tmp_path),
    }
    app = create_app(load_settings(given))
    yield app
    app.extensions["line"].journal.close()


@pytest.mark.parametrize(
    ("header", "status"),
    [(f"Bearer {TOKEN}", 200), ("Bearer wrong", 404), (TOKEN, 404), ("Bearer ", 404), ("Bearer ñ", 404)],
)
def test_only_the_token_opens_them(in_production: Flask, header: str, status: int) -> None:
    answer = in_production.test_client().get("/metrics", headers={"Authorization": header})
    assert answer.status_code == status


def test_without_a_token_there_is_no_such_page_in_production(production: Flask) -> None:
    assert production.test_client().get("/metrics").status_code == 404


# --- what is said of them

NAMES = {*FIGURES, "helpdesk_webhook_seconds", "helpdesk_database_up", "helpdesk_worker_silence_seconds"}


def test_every_metric_is_documented_and_no_other() -> None:
    told = {
        quoted(row[0]): set(re.findall(r"`(\w+)`", row[1]))
        for row in rows(section("docs/monitoring.md", "Prometheus"))
    }
    assert told.keys() == NAMES
    assert all(told[name] == set(labels) for name, (_, labels) in FIGURES.items())


@pytest.mark.parametrize("file", ["alerts.yaml", "dashboard.json"])
def test_the_files_beside_ask_for_metrics_that_there_are(file: str) -> None:
    asked = set(re.findall(r"helpdesk_\w+", (ROOT / "docs/monitoring" / file).read_text("utf-8")))
    assert {re.sub(r"_(bucket|count|sum)$", "", name) for name in asked} <= NAMES
    assert file != "dashboard.json" or {re.sub(r"_(bucket|count|sum)$", "", name) for name in asked} == NAMES


def test_no_two_panels_of_the_dashboard_overlap() -> None:
    board = json.loads((ROOT / "docs/monitoring/dashboard.json").read_text("utf-8"))
    places = [(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in board["panels"]]
    assert len(set(places)) == len(places)
