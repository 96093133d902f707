"""What a killed web process took with it is told from what the line got wrong, and not by its own word for it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from chaos.cuts import sort_alerts
from chaos.switchboard import Switchboard
from simulator.events import Alert, Ended, Event, Requested, Responded

KILL = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
URL = "http://line/voice/cair/1/en/main/1"
LOST = "connection lost: Server disconnected"


def at(second: float) -> datetime:
    return KILL + timedelta(seconds=second)


def alert(message: str = LOST, code: int = 11205, second: float = 0.1, url: str = URL) -> Alert:
    return Alert(call_sid="CA1", leg=0, at=at(second), code=code, message=message, url=url)


def fallback(status: int = 200, url: str = URL) -> list[Event]:
    asked = Requested(
        call_sid="CA1",
        leg=0,
        at=at(0.2),
        exchange=7,
        attempt=1,
        purpose="fallback",
        method="POST",
        url="http://elsewhere/cair",
        params={"ErrorCode": "11205", "ErrorUrl": url},
        headers={},
    )
    answer = Responded(
        call_sid="CA1",
        leg=0,
        at=at(0.3),
        exchange=7,
        status=status,
        content_type="text/xml",
        body="<Response/>",
        seconds=0.1,
    )
    return [asked, answer]


def apology() -> Event:
    return Ended(call_sid="CA1", leg=0, at=at(5), status="completed", reason="application error", seconds=5)


def sorted_as(*events: Event) -> tuple[int, int, int]:
    """Return how many alerts were served by the fallback, went unsaid, or were errors."""
    board = Switchboard()
    for event in events:
        board.notice(event)
    alerts = sort_alerts(board, [KILL.timestamp()])
    return len(alerts.served), len(alerts.unsaid), len(alerts.errors)


@pytest.mark.parametrize("message", [LOST, "the answer was no HTTP: Response payload is not completed"])
def test_a_cut_that_the_fallback_served_is_no_error(message: str) -> None:
    assert sorted_as(alert(message), *fallback()) == (1, 0, 0)


def test_a_cut_callback_of_which_no_call_depends_is_unsaid() -> None:
    assert sorted_as(alert(f"status callback: {LOST}", code=15003)) == (0, 1, 0)


def test_a_cut_that_ended_the_call_is_an_error() -> None:
    assert sorted_as(alert(), *fallback(status=500), apology()) == (0, 0, 1)
    assert sorted_as(alert(), *fallback(url=f"{URL}/other"), apology()) == (0, 0, 1)


@pytest.mark.parametrize(
    "wrong",
    [
        alert(second=-0.1),
        alert(second=1.5),
        alert("the line answered 500", code=11200),
        alert("the answer took too long", code=11200),
        alert("no TwiML", code=12100),
    ],
)
def test_what_no_kill_explains_is_an_error_though_the_fallback_served_it(wrong: Alert) -> None:
    assert sorted_as(wrong, *fallback()) == (0, 0, 1)
