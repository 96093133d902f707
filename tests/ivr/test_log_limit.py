"""Lines of the log that strangers cause: some are written, the others counted."""

from __future__ import annotations

import logging

import pytest
from flask import Flask

from ivr.log_limit import AT_ONCE, SPAN, LogLimit
from store import clock

log = logging.getLogger("tests.log_limit")


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The clock's seconds, as a list of one that a test may change."""
    moment = [1000.0]
    monkeypatch.setattr(clock, "seconds", lambda: moment[0])
    return moment


def test_a_flood_writes_a_few_lines_and_says_how_many_were_left_out(
    caplog: pytest.LogCaptureFixture, now: list[float]
) -> None:
    limit = LogLimit(log, logging.WARNING, "refused")
    for number in range(AT_ONCE + 500):
        limit.write(path=f"/{number}")
    assert [vars(record)["path"] for record in caplog.records] == [f"/{number}" for number in range(AT_ONCE)]
    now[0] += SPAN
    limit.write(path="/later")
    limit.write(path="/last")
    assert [vars(record).get("left_out") for record in caplog.records[-2:]] == [500, None]


def test_requests_without_a_signature_do_not_flood_the_log(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    for path in ("/voice/cair", "/text/cair"):
        for _ in range(10 * AT_ONCE):
            assert app.test_client().post(path).status_code == 403
    assert len(caplog.records) <= 4 * AT_ONCE  # a minute may end meanwhile
