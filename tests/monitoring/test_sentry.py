"""What leaves the machine when something fails: where, and the ids of the work; nothing of a caller."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import sentry_sdk
from pydantic import SecretStr
from sentry_sdk.envelope import Envelope
from sentry_sdk.transport import Transport

from monitoring.sentry import report_failures
from settings import BadSettings, load_settings
from store.log_context import traced

NUMBER = "+15105550100"
log = logging.getLogger("a.part.of.the.line")


class Post(Transport):
    """Keeps what would be sent."""

    def __init__(self, options: Any = None) -> None:
        super().__init__(options)
        self.sent: list[dict[str, Any]] = []

    def capture_envelope(self, envelope: Envelope) -> None:
        self.sent += [json.loads(item.get_bytes()) for item in envelope.items if item.type == "event"]


@pytest.fixture
def post() -> Iterator[Post]:
    post = Post()
    report_failures(SecretStr("https://key@sentry.example.org/1"), transport=post)
    yield post
    sentry_sdk.get_global_scope().set_client(None)


def fails(number: str) -> None:
    raise ValueError("no")


def test_a_failure_is_sent_with_its_place_and_the_ids_of_the_work(post: Post) -> None:
    with traced(call="CA1", rep="ana"):
        try:
            fails(NUMBER)
        except ValueError:
            log.exception("a webhook failed", extra={"path": f"cair/{NUMBER}", "desk": "cair"})
    (event,) = post.sent
    assert event["tags"] == {"call": "CA1", "rep": "ana"}
    assert event["extra"] == {"desk": "cair"}
    assert event["exception"]["values"][0]["stacktrace"]["frames"][-1]["function"] == "fails"
    assert NUMBER not in json.dumps(event)


def test_what_is_no_failure_is_not_sent(post: Post) -> None:
    log.warning("a caller from %s", NUMBER)
    assert post.sent == []


def test_without_an_address_nothing_is_sent() -> None:
    report_failures(None)
    log.error("something")
    assert not sentry_sdk.get_client().is_active()


@pytest.mark.parametrize(
    "dsn", ["sentry.example.org", "https://sentry.example.org/1", "https://key@sentry.example.org"]
)
def test_an_address_that_is_none_is_refused(dsn: str) -> None:
    with pytest.raises(BadSettings, match="SENTRY_DSN must be the address"):
        load_settings({"SENTRY_DSN": dsn})
