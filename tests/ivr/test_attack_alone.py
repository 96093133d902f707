"""Attack mode without the database: what was read of it last counts, and who wants a person is held."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from redis import Redis

from ivr.services import VoiceServices
from routing.notices.attack_mode import switch_on
from routing.notices.notices import read_bulletin
from routing.queue.desk_snapshot import DeskSnapshots
from store.clock import milliseconds
from tests.calls.moments import tuesday_ahead
from tests.ivr.carrier import Answered, Carrier
from tests.ivr.test_webhooks import menu_path
from tests.outage import without_database

BEGINS = tuesday_ahead(6)
ENDS = BEGINS + timedelta(hours=1)
ASKED = re.compile(r"To wait for a person, press (\d)\.")


@pytest.fixture
def attacked(app: Flask, redis: Redis) -> Iterator[Flask]:
    """Yield an application in attack mode for an hour whose database then goes down."""
    line: VoiceServices = app.extensions["line"]
    starts, ends = milliseconds(BEGINS), milliseconds(ENDS)
    assert switch_on(
        DeskSnapshots(redis, "cair"), read_bulletin(redis, "cair"), starts, ends, "a flood", "Sam"
    )
    line.learn(redis, "cair")
    with without_database(app):
        yield app


def asks(app: Flask, carrier: Carrier) -> Answered:
    """`0` in the main menu."""
    return carrier.posts(menu_path(app, "main", 1), Digits="0", at=BEGINS.isoformat())


def is_held(answer: Answered) -> bool:
    return "Enqueue" in answer.verbs


def test_who_wants_a_person_is_asked_for_the_same_digit_each_time(attacked: Flask, carrier: Carrier) -> None:
    first, second = (ASKED.findall(asks(attacked, carrier).words) for _ in range(2))
    assert first == second
    assert len(first) == 1


@pytest.mark.parametrize("key", ["the digit", "0"])
def test_who_presses_it_or_calls_through_a_relay_service_is_held(
    attacked: Flask, carrier: Carrier, key: str
) -> None:
    answer = asks(attacked, carrier)
    pressed = ASKED.findall(answer.words)[0] if key == "the digit" else key
    assert is_held(carrier.posts(answer.action, Digits=pressed, at=BEGINS.isoformat()))


def test_who_presses_none_is_asked_twice_and_then_held(attacked: Flask, carrier: Carrier) -> None:
    again = carrier.posts(asks(attacked, carrier).action, at=BEGINS.isoformat())
    assert ASKED.search(again.words)
    assert is_held(carrier.posts(again.action, at=BEGINS.isoformat()))


def test_guidance_is_read_out_as_always(attacked: Flask, carrier: Carrier) -> None:
    assert (
        "light bulb" in carrier.posts(menu_path(attacked, "main", 1), Digits="4", at=BEGINS.isoformat()).words
    )


def test_it_ends_by_itself(attacked: Flask, carrier: Carrier) -> None:
    later = carrier.posts(menu_path(attacked, "main", 1), Digits="0", at=ENDS.isoformat())
    assert is_held(later)
