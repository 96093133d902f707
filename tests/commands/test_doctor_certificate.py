"""`helpdesk doctor` and the certificate at `PUBLIC_URL`, with real servers and an authority of the tests' own."""

from __future__ import annotations

from pathlib import Path

import pytest

from commands.checkup.certificate_checks import certificate_finding
from commands.checkup.finding import CheckFinding
from commands.operate.doctor import run_checks
from tests.commands.authority import Authority, shown
from tests.commands.test_settings import PRODUCTION


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """Return the only authority that this machine trusts."""
    authority = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "none"))
    return authority


def found(certificate: Path, host: str = "localhost") -> CheckFinding:
    with shown(certificate) as port:
        return certificate_finding(f"https://{host}:{port}")


def test_a_good_certificate_is_told_with_its_days(authority: Authority) -> None:
    finding = found(authority.issues("localhost", 60.5))
    assert finding == CheckFinding("certificate", True, "that of localhost is good for 60 days")


@pytest.mark.parametrize(("days", "is_well"), [(21.5, True), (20.5, False)])
def test_one_that_ends_soon_is_to_be_renewed(authority: Authority, days: float, is_well: bool) -> None:
    finding = found(authority.issues("localhost", days))
    assert finding.is_well == is_well
    assert ("Renew it" in finding.advice) != is_well


def test_one_that_has_run_out_is_told(authority: Authority) -> None:
    finding = found(authority.issues("localhost", -1))
    assert (finding.is_well, finding.message) == (False, "that of localhost has run out")


def test_one_for_another_name_is_told(authority: Authority) -> None:
    finding = found(authority.issues("elsewhere.example.org", 60))
    assert (finding.is_well, finding.message) == (False, "that of localhost is for another name")


def test_one_of_an_unknown_authority_is_told(authority: Authority, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    finding = found(Authority(tmp_path / "other").issues("localhost", 60))
    assert not finding.is_well
    assert "is not trusted" in finding.message
    assert "fullchain.pem" in finding.advice


def test_an_address_where_nobody_answers_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    more = {
        "PUBLIC_URL": "https://localhost:1",
        "TWILIO_API_URL": "http://127.0.0.1:1",
        "REDIS_URL": "redis://127.0.0.1:1",
        "DATA_DIR": str(tmp_path),
    }
    for name, value in (PRODUCTION | more).items():
        monkeypatch.setenv(name, value)
    (finding,) = (one for one in run_checks() if one.subject == "certificate")
    assert not finding.is_well
    assert "localhost:1 can't be reached (Connection refused)" in finding.message
