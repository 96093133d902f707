"""The page as the phone that rings: whom it is offered to, what its token is good for, what the page may do then."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import jwt
import pytest
from flask import Flask

from app import create_app
from console.browser_phone import BrowserPhone
from console.context import Console
from ivr.twilio.edge_and_region import CarrierPlace
from ivr.twilio.voice_token import VoiceAccount
from routing.queue.desk_state import DeskState
from routing.queue.script_answers import JoinRequest
from settings import load_settings
from store.valkey import EmbeddedValkey
from tests.commands.test_settings import BROWSER, PRODUCTION
from tests.console.visits import Visit


@pytest.fixture
def state(console: Console, rep: Visit) -> DeskState:
    """Ann, rep 12, has a phone too."""
    state = console.line.states["cair"]
    state.save_rep("12", {"phone": "+19165550111"})
    return state


def chooses(visit: Visit, place: str) -> int:
    return visit.sends("/cair/me/rings", {"at": place}, of="/cair/me").status_code


def test_a_rep_chooses_and_the_choice_is_kept(rep: Visit, state: DeskState) -> None:
    assert chooses(rep, "browser") == 302
    assert state.rep("12").client == "client:cair_12"
    assert 'id="softphone"' in rep.opens("/cair/me").text
    assert chooses(rep, "phone") == 302
    assert state.rep("12").client == ""
    assert 'id="softphone"' not in rep.opens("/cair/me").text
    assert chooses(rep, "pigeon") == 400


def test_who_has_no_phone_stays_with_the_browser(rep: Visit, state: DeskState) -> None:
    state.save_rep("12", {"phone": "client:cair_12", "client": "client:cair_12"})
    chooses(rep, "phone")
    assert state.rep("12").client == "client:cair_12"
    assert "No phone is known of you." in rep.opens("/cair/me").text


def test_the_token_is_for_the_reps_own_client_and_kept_nowhere(
    console: Console, rep: Visit, state: DeskState
) -> None:
    assert rep.sends("/cair/me/token", of="/cair/me").status_code == 404, "calls ring at the phone"
    chooses(rep, "browser")
    answer = rep.sends("/cair/me/token", of="/cair/me")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json is not None
    assert console.voice is not None
    claims = jwt.decode(answer.json["token"], console.voice.account.secret, algorithms=["HS256"])
    assert claims["grants"]["identity"] == "cair_12"
    assert answer.json["seconds"] == 3600


def test_only_the_page_that_rings_may_use_the_microphone_and_reach_the_carrier(
    console: Console, rep: Visit, state: DeskState
) -> None:
    strict = rep.opens("/cair/me").headers
    assert "microphone=()" in strict["Permissions-Policy"]
    assert "connect-src 'self';" in strict["Content-Security-Policy"]
    chooses(rep, "browser")
    page = rep.opens("/cair/me").headers
    assert "microphone=(self)" in page["Permissions-Policy"]
    assert console.voice is not None
    assert f"connect-src 'self' {console.voice.socket};" in page["Content-Security-Policy"]
    assert "microphone=()" in rep.opens("/account").headers["Permissions-Policy"]


def test_signs_of_life_say_whether_calls_still_ring_there(rep: Visit, state: DeskState) -> None:
    chooses(rep, "browser")
    assert rep.sends("/cair/me/listens", of="/cair/me").json == {"rings": True}
    assert rep.sends("/cair/me/listens", {"closes": "1"}, of="/cair/me").json == {"rings": True}
    chooses(rep, "phone")
    assert rep.sends("/cair/me/listens", of="/cair/me").json == {"rings": False}


def test_a_call_is_taken_once_and_what_is_gone_is_said(rep: Visit, state: DeskState) -> None:
    chooses(rep, "browser")
    state.set_status("12", "available")
    state.join(JoinRequest("CA1", "general", "en", "main"))
    offer = state.rep("12").offer
    page = rep.opens("/cair/me").text
    assert "Take the call" in page
    assert "Take the call here. Nothing else has to be pressed." in page
    form = {"offer": offer}
    assert rep.sends("/cair/me/take", form, of="/cair/me").json == {"taken": True, "told": ""}
    state.caller_ends("CA1", "hung up")
    told = {"taken": False, "told": "The caller has just hung up."}
    assert rep.sends("/cair/me/take", form, of="/cair/me").json == told


@pytest.fixture
def carriers(database: EmbeddedValkey, tmp_path: Path, console: Console) -> Iterator[Flask]:
    """Yield the same line with a carrier account, and the carrier's script in a file."""
    script = tmp_path / "twilio.min.js"
    script.write_text("var Twilio = {Device: 1};")
    settings = {**PRODUCTION, **BROWSER, "VOICE_SDK_FILE": str(script), "REDIS_URL": database.url}
    app = create_app(load_settings({**settings, "DATA_DIR": str(tmp_path)}))
    yield app
    app.extensions["line"].journal.close()


def test_the_carriers_script_is_served_from_this_host(carriers: Flask) -> None:
    made: Console = carriers.extensions["console"]
    answer = carriers.test_client().get(f"/console/assets/{made.asset_version}/voice-sdk.js")
    assert (answer.status_code, answer.text) == (200, "var Twilio = {Device: 1};")
    assert made.voice is not None
    assert "wss://voice-js.roaming.twilio.com" in made.voice.policy["connect-src"]


@pytest.mark.parametrize(
    ("place", "hosts"),
    [
        (CarrierPlace(), ["wss://voice-js.roaming.twilio.com", "wss://voice-js.ashburn.twilio.com"]),
        (CarrierPlace("dublin"), ["wss://voice-js.dublin.twilio.com"]),
        (
            CarrierPlace("dublin", "ie1"),
            ["wss://voice-js.dublin.twilio.com", "https://eventgw.ie1.twilio.com"],
        ),
    ],
)
def test_the_policy_follows_edge_and_region(place: CarrierPlace, hosts: list[str]) -> None:
    sources = BrowserPhone(VoiceAccount("AC1", "SK1", "secret"), place=place).policy["connect-src"].split()
    assert set(hosts) <= set(sources)
    assert "https://eventgw.twilio.com" in sources
    assert ("wss://voice-js.roaming.twilio.com" in sources) == (not place.edge)


@pytest.mark.parametrize("given", [{}, {"VOICE_SDK_FILE": "/nowhere/twilio.min.js"}])
def test_without_key_or_script_the_choice_is_not_there(
    database: EmbeddedValkey, tmp_path: Path, given: dict[str, str]
) -> None:
    more = {**BROWSER, **given} if given else {}
    settings = {**PRODUCTION, **more, "REDIS_URL": database.url, "DATA_DIR": str(tmp_path)}
    app = create_app(load_settings(settings))
    assert app.extensions["console"].voice is None
    app.extensions["line"].journal.close()
