"""A blocked number's call, one webhook at a time: also when no database is there to ask."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from routing.notices.block_list import Blocked, BlockList
from settings import load_settings
from store import keys
from store.clock import milliseconds
from store.data_dir import local_account
from tests.ivr.carrier import Carrier

NUMBER = "+15105550100"
REFUSED = '<?xml version="1.0" encoding="UTF-8"?><Response><Reject reason="busy" /></Response>'


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Flask]:
    """A line whose database is away, and which knew before that NUMBER is blocked."""
    app = create_app(
        load_settings({"DATA_DIR": str(tmp_path), "REDIS_URL": f"unix://{tmp_path}/nobody.sock"})
    )
    line, now = app.extensions["line"], milliseconds()
    digest = keys.digest_of_number(line.secret, NUMBER)
    line.block_lists["cair"] = BlockList((Blocked(digest, "0100", now, now + 60_000, "x", "Sam", "e1"),))
    yield app
    line.journal.close()


@pytest.fixture
def carrier(alone: Flask, tmp_path: Path) -> Carrier:
    return Carrier(alone.test_client(), "http://127.0.0.1:8000", local_account(tmp_path).token)


def test_what_was_read_last_counts_while_the_database_is_away(carrier: Carrier) -> None:
    assert carrier.posts("/voice/cair", CallStatus="ringing").body == REFUSED
    assert carrier.posts("/voice/cair", CallStatus="ringing", From="+15105550101").verbs[0] == "Gather"


def test_whoever_is_led_back_in_the_middle_of_a_call_is_not_refused(carrier: Carrier) -> None:
    assert carrier.posts("/voice/cair", CallStatus="in-progress").verbs[0] == "Gather"


def test_withheld_numbers_are_not_refused(carrier: Carrier, alone: Flask) -> None:
    line, now = alone.extensions["line"], milliseconds()
    digest = keys.digest_of_number(line.secret, "+266696687")
    line.block_lists["cair"] = BlockList((Blocked(digest, "6687", now, now + 60_000, "x", "Sam", "e1"),))
    assert carrier.posts("/voice/cair", CallStatus="ringing", From="+266696687").verbs[0] == "Gather"
