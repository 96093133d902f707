"""`helpdesk doctor` and what it asks the carrier: account, numbers, countries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from commands.checkup.carrier_checks import carrier_findings, queue_findings
from commands.checkup.finding import CheckFinding
from commands.operate.doctor import run_checks
from prompts.revision import load_desks
from settings import DESKS, load_settings
from simulator.phones.scripted import LocalNetwork
from simulator.settings import NetworkSettings, Number
from store.data_dir import RunningLine, announced_as, local_account
from tests.commands.account import ACCOUNT, LINE, NUMBER, TOKEN, environment_at, set_by_hand
from tests.simulator.canned_line import CannedLine

NETWORK = NetworkSettings(ACCOUNT, TOKEN, (Number(NUMBER, "https://demo.twilio.com/welcome/voice/"),))


@pytest.fixture
def number_set(host: CannedLine) -> Number:
    """Return a number as `helpdesk provision` sets it."""
    return set_by_hand(host)


def found_at(network: NetworkSettings, *countries: str, token: str = TOKEN) -> list[CheckFinding]:
    """Return the doctor's findings about a line whose account is at this carrier."""
    with LocalNetwork(network) as carrier:
        settings = load_settings(environment_at(carrier.api_url, token))
        return carrier_findings(settings, load_desks(DESKS), countries)


def unwell(findings: list[CheckFinding]) -> list[str]:
    assert all(finding.advice for finding in findings if not finding.is_well)
    return [f"{one.subject}: {one.message}" for one in findings if not one.is_well]


def test_it_finds_nothing_at_a_carrier_where_all_is_set(number_set: Number) -> None:
    findings = found_at(replace(NETWORK, numbers=(number_set,)), "US", "CA")
    assert unwell(findings) == []
    assert [one.subject for one in findings] == ["carrier", "number", "countries", "countries"]


def test_a_wrong_token_is_said_once_and_plainly() -> None:
    (finding,) = found_at(NETWORK, "US", token="another")
    assert "does not know this account and token" in finding.message
    assert "TWILIO_AUTH_TOKEN" in finding.advice


@pytest.mark.parametrize(
    ("account", "told"),
    [
        (replace(NETWORK, account_status="suspended"), "the account is suspended"),
        (replace(NETWORK, account_type="Trial"), "is a trial account: it rings verified phones only"),
    ],
    ids=["suspended", "trial"],
)
def test_an_account_that_can_not_work_is_told(
    account: NetworkSettings, told: str, number_set: Number
) -> None:
    (said,) = unwell(found_at(replace(account, numbers=(number_set,))))
    assert told in said


def test_a_number_that_does_not_ask_this_line_is_told_with_the_command_that_sets_it() -> None:
    findings = [one for one in found_at(NETWORK) if one.subject == "number"]
    assert "voice_url, status_callback, sms_url" in findings[0].message
    assert "helpdesk provision --desk cair" in findings[0].advice
    assert "There is no fallback" in findings[1].message


def test_a_number_of_another_account_is_named() -> None:
    (said,) = unwell(found_at(replace(NETWORK, numbers=())))
    assert f"the account has no number {NUMBER}" in said


def test_a_country_whose_phones_can_not_be_rung_is_told(number_set: Number) -> None:
    network = replace(NETWORK, numbers=(number_set,), risky=frozenset({"CA"}))
    assert unwell(found_at(network, "US", "CA", "MX")) == [
        "countries: numbers in CA that somebody earns by may be called too",
        "countries: phones in MX can't be rung by this account",
    ]


def test_a_carrier_that_can_not_be_reached_is_told() -> None:
    environment = {
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_API_URL": "http://127.0.0.1:1",
        "PUBLIC_URL": LINE,
        "SECRET_KEY": "k" * 32,
    }
    (finding,) = carrier_findings(load_settings(environment), load_desks(DESKS), ())
    assert not finding.is_well
    assert "can't be asked" in finding.message


def test_a_queue_that_takes_fewer_callers_than_the_line_is_told() -> None:
    desks = load_desks(DESKS).values()
    (finding,) = queue_findings(desks, {"cair-general-en": 10, "cair-general-es": 5000, "other": 1})
    assert "cair: the carrier's queue cair-general-en takes 10 callers, longest_line is" in finding.message
    assert "5000" in finding.advice


def about_the_carrier() -> list[CheckFinding]:
    return [finding for finding in run_checks() if finding.subject in ("carrier", "number", "countries")]


@pytest.fixture
def local(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """A line in local mode whose phone network is at this address."""

    def at(url: str) -> None:
        monkeypatch.setenv("DATA_DIR", str(tmp_path))
        monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:1")
        monkeypatch.setenv("TWILIO_API_URL", url)

    return at


def test_in_local_mode_the_local_phone_network_is_asked(local: Callable[[str], None], tmp_path: Path) -> None:
    account = local_account(tmp_path)
    with LocalNetwork(NetworkSettings(account.sid, account.token, NETWORK.numbers)) as network:
        local(network.api_url)
        assert about_the_carrier() == [CheckFinding("carrier", True, "knows the account, which is active")]


def test_in_local_mode_the_network_of_the_line_that_runs_is_asked_whatever_its_port(
    local: Callable[[str], None], tmp_path: Path
) -> None:
    account = local_account(tmp_path)
    local("")
    with (
        LocalNetwork(NetworkSettings(account.sid, account.token, NETWORK.numbers)) as network,
        announced_as(tmp_path, RunningLine(LINE, network.api_url)),
    ):
        assert about_the_carrier() == [CheckFinding("carrier", True, "knows the account, which is active")]


def test_in_local_mode_a_phone_network_that_does_not_run_is_no_fault(local: Callable[[str], None]) -> None:
    local("http://127.0.0.1:1")
    (finding,) = about_the_carrier()
    assert finding.is_well
    assert "does not run" in finding.message
