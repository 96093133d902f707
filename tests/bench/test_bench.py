"""What is compared is alike, and the load is what a carrier would send."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from bench.baseline import PATH as BASELINE_PATH
from bench.compared_routes import create_bench_app, menu_place
from bench.consoles.streams import open_streams
from bench.figure_table import GOALS, BenchFigure, rate_figures
from bench.line_of_callers import CALLERS
from bench.load import CONNECTIONS, Load, LoadFailed, find_wrk, put_load, write_forms
from bench.measure import Round, Targets, refuse_losses, serving
from bench.signed_requests import CALLS, call_sid, signed_webhooks
from ivr.services import VoiceServices
from routing.queue.desk_state import DeskState
from settings import load_settings
from store import keys
from store.address import socket_url
from store.connection import connect
from store.data_dir import local_account
from store.keys import events
from store.valkey import EmbeddedValkey
from tests.fields import field_of

ROOT = Path(__file__).parents[2]
BASE_URL = "http://127.0.0.1:8000"


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("bench")
    with EmbeddedValkey(folder):
        yield folder


@pytest.fixture(scope="module")
def app(data_dir: Path) -> Iterator[Flask]:
    app = create_bench_app(load_settings({"DATA_DIR": str(data_dir)}))
    yield app
    app.extensions["line"].journal.close()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Targets, Path]]:
    folder = tmp_path_factory.mktemp("served")
    with serving(folder) as targets:
        refuse_losses(targets.health_url)
        yield targets, folder


def paths(app: Flask) -> tuple[str, str]:
    line: VoiceServices = app.extensions["line"]
    revision = next(iter(line.desks.values()))
    return line.answers.url(revision, menu_place(revision)).removeprefix(BASE_URL), BASELINE_PATH


def turn(app: Flask, data_dir: Path, path: str, signed_for: str | None = None) -> TestResponse:
    """The first of the load's webhooks, sent to `path`."""
    account = local_account(data_dir)
    url = BASE_URL + (signed_for or path)
    webhook = signed_webhooks(url, account.sid, account.token, "+18005787889")[0]
    return app.test_client().post(
        path,
        base_url=BASE_URL,
        data=webhook.body,
        content_type="application/x-www-form-urlencoded",
        headers={"X-Twilio-Signature": webhook.signature},
    )


def test_the_line_and_the_baseline_answer_a_menu_turn_alike(app: Flask, data_dir: Path) -> None:
    spoken, plain = (turn(app, data_dir, path) for path in paths(app))
    assert (spoken.status_code, plain.status_code) == (200, 200)
    assert "press 1" in spoken.text
    assert ElementTree.canonicalize(spoken.text) == ElementTree.canonicalize(plain.text)


def test_both_refuse_a_forged_signature(app: Flask, data_dir: Path) -> None:
    for path in paths(app):
        assert turn(app, data_dir, path, signed_for="/elsewhere").status_code == 403


def test_the_webhooks_are_those_of_different_calls() -> None:
    webhooks = signed_webhooks(BASE_URL, "AC1", "token", "+18005787889")
    assert (
        len({webhook.body for webhook in webhooks})
        == len({webhook.signature for webhook in webhooks})
        == CALLS
    )
    assert all("Digits=%23&" in webhook.body and "&FinishedOnKey=&" in webhook.body for webhook in webhooks)


def needs_wrk() -> None:
    try:
        find_wrk()
    except LoadFailed as missing:
        pytest.skip(str(missing))


@pytest.mark.long
def test_every_request_of_the_load_is_a_turn_of_its_own(served: tuple[Targets, Path]) -> None:
    needs_wrk()
    targets, folder = served
    with connect(socket_url(folder), timeout=2.0) as client:
        before = client.xlen(events("cair"))
        load = targets.menu.under_load(1)
        written = client.xlen(events("cair")) - before
    # What is still under way when the second is over is written down but not counted.
    assert 0 < load.answers <= written <= load.answers + CONNECTIONS
    assert load.rate > 0
    assert load.p99 > 0


@pytest.mark.long
def test_a_run_on_a_line_that_loses_events_is_no_result(served: tuple[Targets, Path]) -> None:
    needs_wrk()
    targets, folder = served
    with connect(socket_url(folder), timeout=2.0) as client:
        client.client_pause(5_000, all=False)
        targets.menu.under_load(1)
        client.client_unpause()
    with pytest.raises(LoadFailed, match="events down"):
        refuse_losses(targets.health_url)


@pytest.mark.long
def test_a_load_that_is_refused_is_no_result(served: tuple[Targets, Path], tmp_path: Path) -> None:
    needs_wrk()
    targets, _ = served
    forged = write_forms(
        tmp_path / "forged", signed_webhooks("http://elsewhere/voice/cair", "AC1", "token", "+18005787889")
    )
    with pytest.raises(LoadFailed, match="requests to"):
        put_load(targets.menu.url, forged, 1)


@pytest.mark.long
def test_streams_are_open_while_wanted_and_let_go_afterwards(served: tuple[Targets, Path]) -> None:
    targets, _ = served
    for _ in range(3):  # more in all than the server has threads
        with open_streams(targets.stream_url, 120):
            pass
    with pytest.raises(OSError, match="refused"), open_streams(targets.constant.url, 1):
        pass


def test_it_says_what_is_missing_when_there_is_no_wrk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(LoadFailed, match="apt-get install wrk"):
        find_wrk()


def test_the_figures_are_medians_of_the_rounds_and_of_their_ratios() -> None:
    rounds = [
        Round(Load(rate, 10), Load(1, streams), Load(100, 1), Load(1000, 1), Load(90, 1))
        for rate, streams in ((130, 11), (150, 90), (140, 12))
    ]
    assert rate_figures(rounds) == [
        BenchFigure("menu_turn", 140, "answers/s", 1.4),
        BenchFigure("menu_turn_with_streams", 12, "ms (p99)", 1.2),
        BenchFigure("hold_turn", 90, "answers/s", 0.9),
        BenchFigure("menu_turn_of_constant", 140, "answers/s", 0.14),
    ]


def test_each_figure_says_its_goal_and_whether_it_is_met() -> None:
    met = BenchFigure("menu_turn", 140, "answers/s", 1.3).told()
    assert (met["goal"], met["ok"]) == ("ratio >= 1.3", True)
    assert BenchFigure("menu_turn", 140, "answers/s", 1.29).told()["ok"] is False
    assert BenchFigure("offer_growth", 1.3, "times", 1.3).told()["ok"] is True
    assert BenchFigure("offer_growth", 1.31, "times", 1.31).told()["ok"] is False
    told = BenchFigure("menu_turn_of_constant", 1, "answers/s", 0.1).told()
    assert (told["goal"], told["ok"]) == (None, True)


@pytest.mark.long
def test_callers_on_hold_are_asked_for_one_by_one_and_still_wait_afterwards(
    served: tuple[Targets, Path],
) -> None:
    needs_wrk()
    targets, folder = served
    forms = targets.hold.forms.read_text().splitlines()
    assert len(set(forms[::3])) == len(set(forms[1::3])) == CALLERS
    assert targets.hold.under_load(1).rate > 0
    targets.refuse_leavers()
    with connect(socket_url(folder), timeout=2.0) as client:
        state = DeskState(client, "cair")
        assert any(
            field_of(state, "caller", keys.digest(call_sid(number)), "told")
            for number in range(1, CALLERS + 1)
        )
        state.caller_ends(call_sid(1), "hung up")
    with pytest.raises(LoadFailed, match="199 of 200 callers"):
        targets.refuse_leavers()


def test_the_pages_name_every_figure_and_its_goal() -> None:
    page = (ROOT / "docs/testing.md").read_text()
    for name, goal in GOALS.items():
        assert f"| `{name}` | `{goal}`" in page
        bound = f"At {'least' if goal.is_least else 'most'} {goal.bound:g} is wanted"
        assert any(line.startswith(f"| `{name}`") and bound in line for line in page.splitlines()), name
