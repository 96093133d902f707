"""`helpdesk reps`: what is typed is proven before the line relies on it, and what is refused says why."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from redis import Redis

from commands.__main__ import main
from routing.pins import hash_pin, pepper_of, pin_fits
from routing.queue.desk_state import DeskState
from routing.queue.script_answers import JoinRequest
from settings import DESKS
from store import keys
from store.valkey import EmbeddedValkey
from tests.newcomer import newcomers_environment

Helpdesk = Callable[..., Result]
SECRET_KEY = "k" * 32
PEPPER = pepper_of(SECRET_KEY.encode())


@pytest.fixture
def helpdesk(database: EmbeddedValkey, redis: Redis, monkeypatch: pytest.MonkeyPatch) -> Helpdesk:
    """`helpdesk reps …` on an empty database."""
    monkeypatch.setenv("REDIS_URL", database.url)
    monkeypatch.setenv("SECRET_KEY", SECRET_KEY)
    return lambda *words, typed="": CliRunner().invoke(main, ["reps", *words], input=typed)


@pytest.fixture
def state(redis: Redis) -> DeskState:
    return DeskState(redis, "cair")


@pytest.fixture
def ann(helpdesk: Helpdesk) -> str:
    """Rep 12."""
    added = helpdesk(
        "add", "12", "--name", "Ann", "--phone", "(916) 555-0111", "--pin-stdin", typed="471182\n"
    )
    assert added.exit_code == 0, added.output
    return "12"


def test_a_new_rep_is_offline_and_serves_everything_unless_told(state: DeskState, ann: str) -> None:
    rep = state.rep(ann)
    assert (rep.status, rep.lines, rep.languages) == ("offline", ("general",), ("en", "es"))


def test_a_phone_is_kept_as_the_carrier_wants_it(state: DeskState, ann: str) -> None:
    assert state.rep_of_phone("+19165550111") == ann


def test_a_rep_without_a_phone_is_rung_in_the_browser_until_there_is_one(
    helpdesk: Helpdesk, state: DeskState
) -> None:
    assert helpdesk("add", "7", "--name", "Ben", "--phone", "browser").exit_code == 0
    assert (state.rep("7").phone, state.rep("7").client) == ("client:cair_7", "client:cair_7")
    assert "browser" in helpdesk("list").output
    assert helpdesk("set", "7", "--phone", "916 555 0113").exit_code == 0
    assert (state.rep("7").phone, state.rep("7").client) == ("+19165550113", "")


def test_a_browser_may_be_a_phone(helpdesk: Helpdesk, state: DeskState) -> None:
    assert helpdesk("add", "7", "--name", "Ben", "--phone", "client:ben").exit_code == 0
    assert state.rep_of_phone("client:ben") == "7"


def test_a_pin_is_kept_only_hashed(state: DeskState, ann: str) -> None:
    kept = state.rep(ann).pin
    assert "471182" not in kept
    assert pin_fits("471182", kept, PEPPER)
    assert not pin_fits("471282", kept, PEPPER)


@pytest.mark.parametrize("typed", ["", "\n", "4711\n", "12a456\n", "47118\n", "47118253609\n"])
def test_what_can_be_no_pin_is_refused(helpdesk: Helpdesk, state: DeskState, ann: str, typed: str) -> None:
    for verb in (("add", "13", "--name", "Ben", "--phone", "916 555 0112"), ("set", ann)):
        refused = helpdesk(*verb, "--pin-stdin", typed=typed)
        assert refused.exit_code == 1
        assert "a PIN has 6 to 10 digits" in refused.output
    assert pin_fits("471182", state.rep(ann).pin, PEPPER)
    assert set(state.reps()) == {ann}


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("123456", "its digits are a sequence"),
        ("111111", "its digits repeat"),
        ("655501", "it is part of the phone's number"),
    ],
)
def test_a_pin_that_is_easy_to_guess_is_refused_with_the_reason(
    helpdesk: Helpdesk, state: DeskState, ann: str, typed: str, why: str
) -> None:
    refused = helpdesk("set", ann, "--pin-stdin", typed=f"{typed}\n")
    assert refused.exit_code == 1
    assert f"this PIN is too easy to guess: {why}" in refused.output
    assert pin_fits("471182", state.rep(ann).pin, PEPPER)


def test_a_pin_nobody_typed_is_made_and_shown_once(helpdesk: Helpdesk, state: DeskState) -> None:
    added = helpdesk("add", "7", "--name", "Ben", "--phone", "client:ben").output
    made = re.findall(r"The PIN is (\d{6})\.", added)
    assert [pin_fits(pin, state.rep("7").pin, PEPPER) for pin in made] == [True]
    again = re.findall(r"The PIN is (\d{6})\.", helpdesk("set", "7", "--pin").output)
    assert [pin_fits(pin, state.rep("7").pin, PEPPER) for pin in again] == [True]
    assert not pin_fits(made[0], state.rep("7").pin, PEPPER)


@pytest.mark.parametrize(
    ("typed", "told"),
    [(("471282", "471282"), "Rep 12 is offline"), (("471282", "471382"), "the two PINs differ")],
)
def test_on_a_terminal_a_pin_is_asked_for_and_never_seen(
    ann: str, state: DeskState, database: EmbeddedValkey, typed: tuple[str, ...], told: str
) -> None:
    shown = on_a_terminal(["reps", "set", ann, "--pin"], typed, REDIS_URL=database.url, SECRET_KEY=SECRET_KEY)
    assert told in shown
    assert not [pin for pin in typed if pin in shown]
    assert pin_fits("471282", state.rep(ann).pin, PEPPER) == (len(set(typed)) == 1)


def on_a_terminal(words: list[str], typed: tuple[str, ...], **settings: str) -> str:
    """Return the output of a command to which lines are typed at a terminal, each at its prompt."""
    ours, its = pty.openpty()
    command = subprocess.Popen(
        [sys.executable, "-m", "commands", *words],
        env=newcomers_environment(**settings),
        **dict.fromkeys(("stdin", "stdout", "stderr"), its),
        start_new_session=True,
    )
    os.close(its)
    shown = ""
    with command, os.fdopen(ours, "r+b", buffering=0) as terminal:
        for line in typed:
            while not shown.endswith(": "):
                shown += terminal.read(1).decode()
            terminal.write(f"{line}\n".encode())
            shown += terminal.read(1).decode()
        with contextlib.suppress(OSError):  # a terminal whose other end has closed
            while more := terminal.read(1):
                shown += more.decode()
    return shown


def test_the_same_pin_is_never_kept_the_same() -> None:
    assert hash_pin("471182", PEPPER) != hash_pin("471182", PEPPER)


@pytest.mark.parametrize("kept", ["", "$", "ab"], ids=["none", "empty", "spoilt"])
def test_nothing_fits_a_pin_that_is_not_there(kept: str) -> None:
    assert not pin_fits("", kept, PEPPER)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["0", "--phone", "916 555 0112"], "one to six digits"),
        (["12", "--phone", "916 555 0112"], "is at cair already"),
        (["13", "--phone", "916 555 0111"], "phone of rep 12"),
        (["13", "--phone", "866 578 7889"], "no ordinary phone"),
        (["13", "--phone", "900 555 0100"], "no ordinary phone"),
        (["13", "--phone", "+525555551234"], "it is a phone in MX, and phones in US alone are rung"),
        (["13", "--phone", "client:cair_12"], "another rep's browser"),
        (["13", "--phone", "12"], "can't be dialled"),
        (["13", "--phone", "Ann"], "no phone number"),
        (["13", "--phone", "916 555 0112", "--lines", "gold"], "the desk has general"),
        (["13", "--phone", "916 555 0112", "--languages", "en,fr"], "the desk has en, es"),
        (["13", "--phone", "916 555 0112", "--languages", ","], "at least one language"),
        (["13", "--phone", "916 555 0112", "--ring", "1"], "--ring"),
    ],
    ids=str,
)
def test_what_can_not_be_is_refused_with_the_reason(
    helpdesk: Helpdesk, state: DeskState, ann: str, words: list[str], why: str
) -> None:
    refused = helpdesk("add", *words, "--name", "Ben")
    assert refused.exit_code != 0
    assert why in refused.output
    assert set(state.reps()) == {ann}


def test_what_is_not_given_stays(helpdesk: Helpdesk, state: DeskState, ann: str) -> None:
    before = state.record(keys.rep_record("cair", ann))
    assert helpdesk("set", ann, "--languages", "es", "--misses", "3").exit_code == 0
    changed = {
        name: value
        for name, value in state.record(keys.rep_record("cair", ann)).items()
        if before.get(name) != value
    }
    changed.pop("since", None)
    assert changed == {"languages": "es", "misses_allowed": "3"}


def test_a_rep_is_signed_in_and_out(helpdesk: Helpdesk, state: DeskState, ann: str) -> None:
    for status in ("available", "away", "offline"):
        assert status in helpdesk("set", ann, "--status", status).output
        assert state.rep(ann).status == status


def test_the_list_shows_state_and_no_pin(helpdesk: Helpdesk, state: DeskState, ann: str) -> None:
    state.set_status(ann, "away", "lunch")
    told = helpdesk("list").output
    assert all(word in told for word in ("12", "Ann", "+19165550111", "general", "en,es", "away (lunch)"))
    (rep,) = json.loads(helpdesk("list", "--json").output)
    assert (rep["number"], rep["name"], rep["status"]) == ("12", "Ann", "away")
    assert "pin" not in rep
    assert helpdesk().output == told


def test_an_empty_list_says_what_to_do(helpdesk: Helpdesk) -> None:
    assert "reps add" in helpdesk("list").output


def test_a_rep_in_a_call_is_neither_removed_nor_sent_away(
    helpdesk: Helpdesk, state: DeskState, ann: str
) -> None:
    state.set_status(ann, "available")
    state.join(JoinRequest("CA1", "general", "en", "login"))
    assert state.accept(state.rep(ann).offer) == "accepted"
    for words in (("remove", ann), ("set", ann, "--status", "away")):
        refused = helpdesk(*words)
        assert refused.exit_code == 1
        assert "connecting" in refused.output


def test_a_removed_rep_is_gone_with_the_phone(helpdesk: Helpdesk, state: DeskState, ann: str) -> None:
    assert helpdesk("remove", ann).exit_code == 0
    assert (state.reps(), state.rep_of_phone("+19165550111")) == ({}, None)


@pytest.mark.parametrize("words", [("set", "99", "--status", "away"), ("remove", "99")], ids=str)
def test_a_rep_who_is_not_there_is_named(helpdesk: Helpdesk, words: tuple[str, ...]) -> None:
    refused = helpdesk(*words)
    assert refused.exit_code == 1
    assert "no rep 99" in refused.output


def test_a_database_that_is_away_is_named_with_what_to_do(
    helpdesk: Helpdesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:1")
    refused = helpdesk("list")
    assert refused.exit_code == 1
    assert "helpdesk run" in refused.output


def test_phones_may_be_in_the_countries_that_the_setting_names(
    helpdesk: Helpdesk, state: DeskState, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REP_COUNTRIES", "us, mx")
    assert helpdesk("add", "12", "--name", "Ann", "--phone", "+525555551234").exit_code == 0
    assert state.rep("12").phone == "+525555551234"
    assert "phones in US, MX alone" in helpdesk("set", "12", "--phone", "+14165550100").output


def test_the_desks_own_number_is_no_reps_phone(
    helpdesk: Helpdesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Path(shutil.copytree(DESKS / "cair", tmp_path / "cair")) / "desk.yaml"
    desk.write_text(desk.read_text().replace("+18005787889", "+19165550100"))
    monkeypatch.setenv("DESKS_DIR", str(tmp_path))
    added = helpdesk("add", "12", "--name", "Ann", "--phone", "916 555 0100")
    assert "is the desk's own number; calls would ring in a circle" in added.output
