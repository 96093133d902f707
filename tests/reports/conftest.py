"""A desk whose scripts are told the time, and the reports on it."""

from __future__ import annotations

import pytest
from redis import Redis

from tests.reports.story import Story


@pytest.fixture
def story(redis: Redis) -> Story:
    """A desk with rep ana, at ten in the morning of a Tuesday, before any call."""
    return Story(redis)
