"""The environment: read once, every problem named at once, nothing insecure by default outside local mode."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from ivr.twilio.edge_and_region import CarrierPlace
from settings import BadSettings, Settings, load_settings

PRODUCTION = {
    "TWILIO_ACCOUNT_SID": "AC" + "1" * 32,
    "TWILIO_AUTH_TOKEN": "new,old",
    "PUBLIC_URL": "https://line.example.org/",
    "SECRET_KEY": "k" * 32,
}

BROWSER = {
    "TWILIO_API_KEY": "SK" + "2" * 32,
    "TWILIO_API_SECRET": "a secret of thirty-two characters",
    "VOICE_SDK_FILE": "/opt/twilio.min.js",
}


def test_it_needs_nothing_in_local_mode_and_stays_on_loopback() -> None:
    settings = load_settings({})
    assert settings.is_local
    assert (settings.host, settings.base_url) == ("127.0.0.1", "http://127.0.0.1:8000")
    assert settings.data_dir == Path("var")


def test_it_reads_a_production_environment() -> None:
    settings = load_settings(
        {**PRODUCTION, "PORT": "80", "REDIS_URL": "rediss://db/0", "TWILIO_API_URL": "http://c:1"}
    )
    assert not settings.is_local
    assert [token.get_secret_value() for token in settings.twilio_auth_token] == ["new", "old"]
    assert (settings.host, settings.base_url) == ("127.0.0.1", "https://line.example.org")


def test_it_names_every_problem_at_once() -> None:
    environment = {
        "PORT": "eighty",
        "PUBLIC_URL": "line_host.example.org",
        "SECRET_KEY": "short",
        "REDIS_URL": "http://db",
        "LOG_LEVEL": "loud",
        "TWILIO_AUTH_TOKEN": "token",
    }
    with pytest.raises(BadSettings) as caught:
        load_settings(environment)
    told = "\n".join(caught.value.problems)
    for name in ("PORT", "PUBLIC_URL", "SECRET_KEY", "REDIS_URL", "LOG_LEVEL", "TWILIO_ACCOUNT_SID"):
        assert name in told
    assert len(caught.value.problems) == 6
    assert "token" not in told.replace("TWILIO_AUTH_TOKEN", "")


@pytest.mark.parametrize("missing", list(BROWSER))
def test_answering_in_the_browser_needs_all_of_its_settings_or_none(missing: str) -> None:
    environment = {name: value for name, value in (PRODUCTION | BROWSER).items() if name != missing}
    with pytest.raises(BadSettings, match=f"{missing} is missing; answering in the browser needs all of"):
        load_settings(environment)
    assert load_settings(PRODUCTION | BROWSER).voice_sdk_file == Path("/opt/twilio.min.js")


def test_a_region_is_reached_by_an_edge() -> None:
    with pytest.raises(BadSettings, match="TWILIO_EDGE is missing"):
        load_settings(PRODUCTION | {"TWILIO_REGION": "ie1"})
    with pytest.raises(BadSettings, match="TWILIO_EDGE"):
        load_settings(PRODUCTION | {"TWILIO_EDGE": "dublin.example.org; script-src *"})
    place = load_settings(PRODUCTION | {"TWILIO_REGION": "ie1", "TWILIO_EDGE": "dublin"}).carrier_place
    assert place == CarrierPlace("dublin", "ie1")


def test_what_is_no_api_key_is_refused() -> None:
    with pytest.raises(BadSettings, match="TWILIO_API_KEY"):
        load_settings(PRODUCTION | BROWSER | {"TWILIO_API_KEY": "AC" + "2" * 32})


@pytest.mark.parametrize(
    ("host", "is_on_loopback"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.0.2.1", False),
        ("line.example.org", False),
        ("localhost.example.org", False),
    ],
)
def test_it_knows_which_addresses_only_this_machine_reaches(host: str, is_on_loopback: bool) -> None:
    assert load_settings({**PRODUCTION, "HOST": host}).is_on_loopback == is_on_loopback


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000"),
        ("0.0.0.0", "http://127.0.0.1:8000"),
        ("10.1.2.3", "http://10.1.2.3:8000"),
        ("::", "http://[::1]:8000"),
    ],
)
def test_this_machine_reaches_the_line_where_it_listens(host: str, url: str) -> None:
    assert load_settings({**PRODUCTION, "HOST": host}).own_url == url


@pytest.mark.parametrize("missing", list(PRODUCTION))
def test_production_needs_all_of_its_settings(missing: str) -> None:
    environment = {name: value for name, value in PRODUCTION.items() if name != missing}
    with pytest.raises(BadSettings, match=missing):
        load_settings(environment)


def test_production_wants_https() -> None:
    with pytest.raises(BadSettings, match="PUBLIC_URL must be https"):
        load_settings({**PRODUCTION, "PUBLIC_URL": "http://line.example.org"})


@pytest.mark.parametrize(
    "address",
    ["https://a_b.example.org", "https://u:p@example.org", "https://example.org?x=1", "example.org"],
)
def test_it_refuses_public_urls_that_the_carrier_would(address: str) -> None:
    with pytest.raises(BadSettings, match="PUBLIC_URL"):
        load_settings({**PRODUCTION, "PUBLIC_URL": address})


@pytest.mark.parametrize("name", ["PORT", *PRODUCTION])
def test_every_setting_may_stand_in_a_file(name: str, tmp_path: Path) -> None:
    environment = {**PRODUCTION, "PORT": "8123"}
    file = tmp_path / name
    file.write_text(environment.pop(name) + "\n")
    settings = load_settings({**environment, f"{name}_FILE": str(file)})
    assert settings == load_settings({**PRODUCTION, "PORT": "8123"})


def test_a_file_that_is_not_there_or_stands_beside_a_value_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="SECRET_KEY_FILE can't be read"):
        load_settings({"SECRET_KEY_FILE": str(tmp_path / "nowhere")})
    with pytest.raises(BadSettings, match="both set"):
        load_settings({"PORT": "8000", "PORT_FILE": str(tmp_path / "port")})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PUBLIC_URL", "https://line.example.org:99999"),
        ("PUBLIC_URL", "https://line.example.org:0"),
        ("TWILIO_AUTH_TOKEN", " , ,"),
        ("REDIS_URL", "redis://127.0.0.1:notaport"),
        ("PORT", "0"),
        ("REDIS_TIMEOUT_MS", "1001"),
        ("REP_COUNTRIES", "US,XX"),
        ("REP_COUNTRIES", ","),
    ],
)
def test_what_would_let_no_call_through_stops_the_start(name: str, value: str) -> None:
    with pytest.raises(BadSettings, match=name):
        load_settings({**PRODUCTION, name: value})


def test_it_can_not_be_changed() -> None:
    settings = load_settings({})
    with pytest.raises(ValidationError):
        settings.port = 9000  # type: ignore[misc]


def test_secrets_do_not_show() -> None:
    shown = repr(load_settings(PRODUCTION))
    assert "new" not in shown
    assert "kkkk" not in shown


def test_the_process_environment_does_not_leak_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "9999")
    assert load_settings({}).port == 8000
    assert isinstance(load_settings(), Settings)


MAIL = {
    "SMTP_HOST": "mail.example.org",
    "SMTP_FROM": "line@example.org",
    "REPORT_TO": "ana@example.org, bo@example.org",
}


def test_a_mail_server_is_read_with_its_recipients() -> None:
    settings = load_settings(MAIL)
    assert (settings.smtp_host, settings.smtp_port, settings.smtp_security) == (
        "mail.example.org",
        587,
        "starttls",
    )
    assert settings.report_to == ("ana@example.org", "bo@example.org")


@pytest.mark.parametrize("sender", ["Help Desk <line@example.org>", "Línea de ayuda <line@example.org>"])
def test_a_sender_may_have_a_name(sender: str) -> None:
    assert load_settings({**MAIL, "SMTP_FROM": sender}).smtp_from == sender


@pytest.mark.parametrize("missing", list(MAIL))
def test_a_mail_server_needs_a_sender_and_recipients(missing: str) -> None:
    with pytest.raises(BadSettings, match=f"{missing} is missing; the weekly summary needs all of"):
        load_settings({name: value for name, value in MAIL.items() if name != missing})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("REPORT_TO", "ana"),
        ("REPORT_TO", ","),
        ("SMTP_FROM", "line"),
        ("SMTP_FROM", "Help Desk <line>"),
        ("SMTP_FROM", "a@example.org, b@example.org"),
        ("SMTP_FROM", "Desk, Help <line@example.org>"),
        ("SMTP_FROM", "Help\tDesk <line@example.org>"),
        ("SMTP_SECURITY", "some"),
        ("SMTP_USER", "ana"),
    ],
)
def test_a_mail_server_that_makes_no_sense_is_refused(name: str, value: str) -> None:
    with pytest.raises(BadSettings, match=name if name != "SMTP_USER" else "SMTP_PASSWORD is missing"):
        load_settings({**MAIL, name: value})


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"TWILIO_AUTH_TOKEN": '"abc"'}, "TWILIO_AUTH_TOKEN stands in quotation marks"),
        ({"SECRET_KEY": "'" + "k" * 40 + "'"}, "SECRET_KEY stands in quotation marks"),
        ({"PUBLIC_URL": "“https://line.example.org”"}, "PUBLIC_URL stands in quotation marks"),
        ({"TWILIO_ACCOUNT_SID": "SK" + "1" * 32}, "is the SID of an API key"),
        ({"TWILIO_ACCOUNT_SID": "your_account_sid"}, "TWILIO_ACCOUNT_SID is a placeholder"),
        ({"TWILIO_ACCOUNT_SID": "ACxxxx"}, "must be AC and 32"),
        ({"TWILIO_AUTH_TOKEN": "your_auth_token"}, "TWILIO_AUTH_TOKEN is a placeholder"),
        ({"TWILIO_AUTH_TOKEN": "<token>"}, "TWILIO_AUTH_TOKEN is a placeholder"),
        ({"SECRET_KEY": "change-me-change-me-change-me-change-me"}, "SECRET_KEY is a placeholder"),
        ({"PORT": "eighty"}, "PORT must be a whole number"),
        ({"PORT": "70000"}, "PORT must be at most 65535"),
        ({"SESSION_HOURS": "0"}, "SESSION_HOURS must be more than 0"),
        ({"LOG_LEVEL": "loud"}, "LOG_LEVEL must be 'debug', 'info', 'warning' or 'error'"),
    ],
)
def test_a_value_that_can_not_work_is_refused_with_the_reason(changed: dict[str, str], told: str) -> None:
    with pytest.raises(BadSettings) as refused:
        load_settings({**PRODUCTION, **changed})
    assert told in str(refused.value)
