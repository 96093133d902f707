"""Lines of the log that strangers cause: some are written, the others counted."""

from __future__ import annotations

import logging

import pytest

from store import clock
from store.log_limit import AT_ONCE, SPAN, LogLimit

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
