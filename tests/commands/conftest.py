"""Fixtures of the commands that ask the carrier."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ivr.fallback_document import fallback_document
from prompts.revision import load_desks
from settings import DESKS
from tests.commands.account import FILE, LINE
from tests.simulator.canned_line import CannedLine, Reply


@pytest.fixture
def host() -> Iterator[CannedLine]:
    """Yield the host of the fallback file."""
    with CannedLine() as host:
        host.on(FILE, Reply(fallback_document(load_desks(DESKS)["cair"], LINE)))
        yield host
