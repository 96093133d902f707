"""The weekly summary: what stands in it, when it goes out, and that it never goes out twice."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner, Result

from commands.figures.report import report
from reports.export.mail import MailServer
from reports.export.weekly import KEPT, letters, send_if_due, summary
from reports.export.weekly_email import last_week
from store import clock, keys
from store.connection import connect
from store.valkey import EmbeddedValkey
from tests.calls.moments import at_the_desk
from tests.reports.mail_server import Postman, postman
from tests.reports.story import Story
from tests.reports.week import a_week

MONDAY = at_the_desk(2026, 11, 30, 7)
"""The Monday after the week of stories, at the moment at which summaries go out."""


@pytest.fixture
def post() -> Iterator[Postman]:
    with postman() as found:
        yield found


def is_sent(story: Story, post: Postman, now: datetime = MONDAY) -> bool:
    return send_if_due(story.redis, story.desk, post.server, now)


def test_last_week_is_monday_to_sunday_whatever_day_it_is() -> None:
    for day in range(7):
        first, last = last_week(at_the_desk(2026, 11, 30) + timedelta(days=day))
        assert (first.isoformat(), last.isoformat()) == ("2026-11-23", "2026-11-29")


def test_it_has_the_figures_of_the_week_beside_those_of_the_week_before(story: Story) -> None:
    a_week(story.redis, calls=5, days=9)
    letter = summary(story.redis, story.desk, MONDAY)
    assert letter.subject == f"{story.desk.name}: the week of November 23 to November 29, 2026"
    calls = next(line.split() for line in letter.text.splitlines() if line.startswith("Calls "))
    assert calls == ["Calls", "10", "35"]
    assert "Tuesday, November 24" in letter.text
    assert letter.html.count("<tr>") == letter.text.count("\n") - 3
    assert "<script" not in letter.html


def test_it_goes_out_once_to_all_as_text_and_as_html(story: Story, post: Postman) -> None:
    assert is_sent(story, post)
    assert not is_sent(story, post)
    (message,) = post.received
    assert (message["From"], message["To"]) == ("line@example.org", "ana@example.org, bo@example.org")
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert "Service level" in message.get_body(("plain",)).get_content()  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("now", "is_due"),
    [
        (MONDAY - timedelta(minutes=1), False),
        (MONDAY, True),
        (MONDAY + timedelta(days=5), True),
        (datetime(2026, 11, 30, 14, 59, tzinfo=UTC), False),
        (datetime(2026, 11, 30, 15, 0, tzinfo=UTC), True),
    ],
)
def test_it_goes_out_from_monday_at_seven_by_the_desks_clock(
    story: Story, post: Postman, now: datetime, is_due: bool
) -> None:
    assert is_sent(story, post, now) == is_due
    assert len(post.received) == is_due


def test_the_next_week_has_one_of_its_own(story: Story, post: Postman) -> None:
    assert is_sent(story, post)
    assert is_sent(story, post, MONDAY + timedelta(days=7))
    assert len(post.received) == 2


def test_many_workers_at_once_send_one(story: Story, post: Postman, database: EmbeddedValkey) -> None:
    sent: list[bool] = []

    def work() -> None:
        with connect(database.url, timeout=5.0) as client:
            sent.append(send_if_due(client, story.desk, post.server, MONDAY))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(sent) == [False, False, False, True]
    assert len(post.received) == 1


@pytest.mark.parametrize("verb", ["MAIL", "DATA"])
def test_what_the_server_refuses_is_tried_again_in_an_hour(story: Story, post: Postman, verb: str) -> None:
    post.refuses = verb
    assert not is_sent(story, post)
    assert 0 < story.redis.ttl(keys.letter("cair", "2026-11-23")) <= 3600
    post.refuses = ""
    assert not is_sent(story, post)
    story.redis.delete(keys.letter("cair", "2026-11-23"))  # an hour later
    assert is_sent(story, post)


def test_a_server_that_is_not_there_is_tried_again_too(story: Story) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        nobody = MailServer("127.0.0.1", taken.getsockname()[1], "a@b.example", ("c@d.example",), "none")
        assert not send_if_due(story.redis, story.desk, nobody, MONDAY)
    assert story.redis.ttl(keys.letter("cair", "2026-11-23")) <= 3600


def test_a_server_that_falls_silent_may_have_sent_it_so_it_is_not_sent_again(
    story: Story, post: Postman
) -> None:
    post.dies = True
    assert not is_sent(story, post)
    assert story.redis.ttl(keys.letter("cair", "2026-11-23")) > KEPT - 60
    post.dies = False
    assert not is_sent(story, post)
    assert len(post.received) == 1


@pytest.mark.parametrize(
    "more", [{"security": "starttls"}, {"security": "tls"}, {"user": "ana", "password": "secret"}]
)
def test_nothing_is_sent_in_the_open_to_a_server_that_should_encrypt_or_ask_who_it_is(
    story: Story, post: Postman, more: dict[str, str]
) -> None:
    assert not send_if_due(story.redis, story.desk, replace(post.server, **more), MONDAY)
    assert post.received == []


def test_workers_look_every_minute_and_only_with_a_mail_server(story: Story, post: Postman) -> None:
    assert letters([story.desk], None) == []
    (chore,) = letters([story.desk], post.server)
    look = chore.begin(story.redis)
    look()
    look()
    here = clock.now().astimezone(ZoneInfo(story.desk.zone))
    is_early = here.weekday() == 0 and here.hour < 7
    assert len(post.received) == (0 if is_early else 1)


# --- the command


@pytest.fixture
def told(story: Story, database: EmbeddedValkey, monkeypatch: pytest.MonkeyPatch) -> Story:
    monkeypatch.setenv("REDIS_URL", database.url)
    return a_week(story.redis, calls=3, days=2)


def typed(*arguments: str) -> Result:
    return CliRunner().invoke(report, arguments)


@pytest.mark.usefixtures("told")
def test_the_command_shows_the_last_week(tmp_path: Path) -> None:
    first, last = last_week(clock.now().astimezone(ZoneInfo("America/Los_Angeles")))
    assert f"{first:%A, %B %-d, %Y} to {last:%A, %B %-d, %Y}" in typed("--week").stdout
    for name, start in (("week.html", "<!doctype html>"), ("week.txt", "CAIR Help Desk: the week")):
        assert typed("--week", "--output", str(tmp_path / name)).exit_code == 0
        assert (tmp_path / name).read_text("utf-8").startswith(start)


@pytest.mark.usefixtures("told")
def test_the_command_mails_it(post: Postman, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = {
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(post.port),
        "SMTP_SECURITY": "none",
        "SMTP_FROM": "line@example.org",
        "REPORT_TO": "ana@example.org",
    }
    assert "set SMTP_HOST" in typed("--week", "--mail").stderr
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    assert typed("--week", "--mail").stdout == "Sent to ana@example.org.\n"
    assert len(post.received) == 1
    assert "add --week" in typed("--mail").stderr
    post.refuses = "MAIL"
    assert "refused" in typed("--week", "--mail").stderr
