"""The web application in this process, on the real database, and a carrier that posts to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from redis import Redis

from app import create_app
from settings import load_settings
from store.data_dir import local_account
from store.valkey import EmbeddedValkey
from tests.ivr.carrier import Carrier
from tests.waiting import PATIENT

PRODUCTION = {
    "TWILIO_ACCOUNT_SID": "AC" + "1" * 32,
    "TWILIO_AUTH_TOKEN": "the-new-token,the-old-token",
    "PUBLIC_URL": "https://line.example.org",
    "SECRET_KEY": "k" * 32,
}


@pytest.fixture
def app(database: EmbeddedValkey, redis: Redis, tmp_path: Path) -> Iterator[Flask]:
    """The line in local mode."""
    app = create_app(load_settings({**PATIENT, "DATA_DIR": str(tmp_path), "REDIS_URL": database.url}))
    yield app
    app.extensions["line"].journal.close()


@pytest.fixture
def carrier(app: Flask, tmp_path: Path) -> Carrier:
    return Carrier(app.test_client(), "http://127.0.0.1:8000", local_account(tmp_path).token)


@pytest.fixture
def production(database: EmbeddedValkey, redis: Redis) -> Iterator[Flask]:
    """The line as the carrier's customers run it."""
    app = create_app(load_settings({**PATIENT, **PRODUCTION, "REDIS_URL": database.url}))
    yield app
    app.extensions["line"].journal.close()
