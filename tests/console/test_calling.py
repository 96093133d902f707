"""An admin's own phone rings and reads out a text, in the voice that callers hear."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from redis import Redis

from accounts.people import Role
from app import create_app
from console.content.phone_preview import CALLS
from settings import load_settings
from simulator.phones.scripted import LocalNetwork, ScriptedPhone
from simulator.settings import NetworkSettings, Number
from store.data_dir import local_account
from store.valkey import EmbeddedValkey
from tests.conftest import CAIR_NUMBER
from tests.console.visits import Visit, add_person
from tests.waiting import PATIENT, wait_until

PHONE = "+19165550123"
TEXT = "/cair/content/text/nodes.inventory.text"
READ_OUT = "/cair/content/call/es/nodes.inventory.text"


@dataclass(frozen=True)
class Study:
    """An admin at the pages, and the phone on the desk."""

    app: Flask
    network: LocalNetwork
    admin: Visit
    phone: ScriptedPhone

    def gets_a_phone(self) -> None:
        console = self.app.extensions["console"]
        console.people.change("test", console.people.named("admin@example.org").id, {"phone": PHONE})

    def asks(self, path: str = READ_OUT) -> str:
        """Ask to have a text read out, and return the page's answer."""
        self.admin.sends(path, of=TEXT)
        return self.admin.opens("/cair/content/text/nodes.inventory.text").text


@pytest.fixture
def study(database: EmbeddedValkey, redis: Redis, tmp_path: Path) -> Iterator[Study]:
    account = local_account(tmp_path)
    number = Number(CAIR_NUMBER, "http://127.0.0.1:1/voice/cair")
    with LocalNetwork(NetworkSettings(account.sid, account.token, (number,))) as network:
        given = {"DATA_DIR": str(tmp_path), "REDIS_URL": database.url, "TWILIO_API_URL": network.api_url}
        app = create_app(load_settings({**PATIENT, **given}))
        add_person(app, "admin@example.org", Role.ADMIN)
        admin = Visit(app)
        admin.signs_in("admin@example.org")
        yield Study(app, network, admin, network.rep_phone(PHONE))
        app.extensions["line"].journal.close()


def test_the_own_phone_rings_and_hears_the_draft_in_its_language(study: Study) -> None:
    study.gets_a_phone()
    seen = study.admin.opens(TEXT).text
    assert "Call my phone" in seen
    assert "Your phone rings. Pick up to hear it in Spanish." in study.asks()
    wait_until(lambda: study.network.waits(0.1) or study.phone.is_rung(), "the phone rings")
    study.phone.answers()
    study.phone.hears("inventario")
    assert study.phone.ended == "completed by the line"
    (entry, *_) = study.app.extensions["console"].audit.entries(1)
    assert (entry.what, entry.after) == ("had read out", "phone … 0123")


def test_who_has_no_phone_is_led_to_where_it_is_said(study: Study) -> None:
    answer = study.admin.sends(READ_OUT, of=TEXT)
    assert answer.location.endswith("/console/account#my-phone")
    assert not study.phone.is_rung()


def test_nobody_has_it_read_out_for_ever(study: Study) -> None:
    study.gets_a_phone()
    for _ in range(CALLS):
        assert "Your phone rings" in study.asks()
    assert "Try again in" in study.asks()
    assert len(study.network.network.calls) == CALLS


def test_a_carrier_that_is_busy_is_told(study: Study) -> None:
    study.gets_a_phone()
    study.network.faults.rest_errors = [429]
    assert "The carrier is busy" in study.asks()


@pytest.mark.parametrize(
    "path", ["/cair/content/call/xx/nodes.inventory.text", "/cair/content/call/es/nodes.records.title"]
)
def test_what_nobody_says_on_the_phone_is_not_read_out(study: Study, path: str) -> None:
    study.gets_a_phone()
    assert study.admin.sends(path, of=TEXT).status_code == 404
