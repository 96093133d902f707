"""Pages show the time on the wall of the desk that they are about, whichever desk a visitor belongs to first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from chaos.many_desks import make_desks
from console.formatting import format_moment, time_of_day
from settings import load_settings
from store.clock import milliseconds
from store.valkey import EmbeddedValkey
from tests.waiting import PATIENT

MOMENT = milliseconds(datetime(2026, 11, 24, 17, 5, tzinfo=UTC))


@pytest.fixture
def app(database: EmbeddedValkey, tmp_path: Path) -> Iterator[Flask]:
    """Two desks: Alder in Los Angeles, Aspen in Denver."""
    folder = make_desks(tmp_path / "two", 2)
    settings = {**PATIENT, "DATA_DIR": str(tmp_path), "DESKS_DIR": str(folder), "REDIS_URL": database.url}
    made = create_app(load_settings(settings))
    yield made
    made.extensions["line"].journal.close()


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/console/alder/lines", "9:05 AM"),
        ("/console/aspen/lines", "10:05 AM"),
        ("/console/aspen/wall", "10:05 AM"),
        ("/console/account", "9:05 AM"),
        ("/console/unknown/lines", "9:05 AM"),
    ],
)
def test_a_page_shows_the_time_of_its_desk(app: Flask, path: str, words: str) -> None:
    with app.test_request_context(path):
        assert words in time_of_day(MOMENT)
        assert words in format_moment(MOMENT)
