"""`helpdesk provision`: the number at the carrier is set so that calls reach the line, after a look at what changes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from click.testing import CliRunner, Result

from commands.__main__ import main
from simulator.phones.scripted import LocalNetwork
from simulator.settings import NetworkSettings, Number
from tests.commands.account import ACCOUNT, FILE, LINE, NUMBER, TOKEN, environment_at
from tests.simulator.canned_line import CannedLine, Reply

ELSEWHERE = Number(NUMBER, "https://demo.twilio.com/welcome/voice/", voice_method="GET")


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalNetwork]:
    """A carrier whose number still has what it was bought with."""
    with LocalNetwork(NetworkSettings(ACCOUNT, TOKEN, (ELSEWHERE,))) as network:
        for name, value in environment_at(network.api_url).items():
            monkeypatch.setenv(name, value)
        yield network


def provision(*options: str) -> Result:
    return CliRunner().invoke(main, ["provision", *options])


def at_the_carrier(network: LocalNetwork) -> Number:
    return network.network.numbers[NUMBER]


def test_it_sets_the_number_and_finds_nothing_to_change_the_next_time(
    network: LocalNetwork, host: CannedLine
) -> None:
    first = provision("--fallback-url", host.url + FILE, "--yes")
    assert first.exit_code == 0, first.output
    assert at_the_carrier(network) == Number(
        NUMBER,
        f"{LINE}/voice/cair#ct=2000&rt=4000&tt=14000&rc=2&rp=all",
        host.url + FILE,
        f"{LINE}/voice/cair/status",
        f"{LINE}/text/cair",
        voice_fallback_method="GET",
    )
    again = provision("--yes")
    assert (again.exit_code, "nothing to change" in again.output) == (0, True), again.output


def test_a_dry_run_shows_the_difference_and_changes_nothing(network: LocalNetwork, host: CannedLine) -> None:
    result = provision("--fallback-url", host.url + FILE, "--dry-run")
    assert result.exit_code == 1, "there is something to do"
    assert "- https://demo.twilio.com/welcome/voice/" in result.output
    assert f"+ {LINE}/voice/cair#ct=2000" in result.output
    assert at_the_carrier(network) == ELSEWHERE


def test_without_a_terminal_it_changes_nothing_unasked(network: LocalNetwork, host: CannedLine) -> None:
    result = provision("--fallback-url", host.url + FILE)
    assert result.exit_code == 1
    assert "nothing was changed" in result.output
    assert at_the_carrier(network) == ELSEWHERE


def test_a_number_given_to_an_application_is_taken_back(network: LocalNetwork, host: CannedLine) -> None:
    """The carrier would not ask the line's URL at all."""
    given = replace(ELSEWHERE, voice_application_sid="AP" + "1" * 32, trunk_sid="TK" + "2" * 32)
    network.network.numbers[NUMBER] = given
    assert provision("--fallback-url", host.url + FILE, "--yes").exit_code == 0
    now = at_the_carrier(network)
    assert not now.answered_elsewhere


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (Reply(b"<Response/>"), "is not what `helpdesk fallback` writes now"),
        (Reply(b"<Response/>", content_type="text/plain"), "is served as text/plain"),
        (Reply(status=404), "can't be fetched (HTTP Error 404"),
    ],
    ids=["another document", "read aloud", "not there"],
)
def test_a_fallback_that_callers_could_not_hear_is_told(
    network: LocalNetwork, host: CannedLine, reply: Reply, told: str
) -> None:
    host.on(FILE, reply)
    result = provision("--fallback-url", host.url + FILE, "--dry-run", "--json")
    assert told in " ".join(json.loads(result.output)["troubles"])


def test_a_fallback_on_the_lines_own_host_is_told(network: LocalNetwork) -> None:
    result = provision("--fallback-url", f"{LINE}/fallback.xml", "--dry-run", "--json")
    assert "away together with it" in result.output


def test_no_fallback_at_all_is_told(network: LocalNetwork) -> None:
    assert "There is no fallback" in provision("--dry-run", "--json").output


def test_a_number_of_another_account_is_named(network: LocalNetwork) -> None:
    network.network.numbers.clear()
    result = provision("--dry-run")
    assert result.exit_code == 1
    assert f"the account has no number {NUMBER}" in result.output


def test_a_wrong_token_is_said_plainly(network: LocalNetwork, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", "another")
    result = provision("--dry-run")
    assert result.exit_code == 1
    assert "HTTP 401" in result.output


def test_without_a_carrier_account_it_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "there is no carrier account" in provision("--dry-run").output
