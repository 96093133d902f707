"""What a newcomer does first: `helpdesk run`, two phones in the browser, one of them a rep's, and a call."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
from redis import Redis

from routing.queue.desk_state import DeskState
from store.address import socket_url
from store.connection import connect
from tests.commands.whole_line import WholeLine, whole_line
from tests.conftest import CAIR_NUMBER
from tests.newcomer import newcomers_environment
from tests.phones.site import PageEnd
from tests.waiting import LONG, wait_until

CALLER, REP = "phone-1", "phone-2"
OPEN = "2026-11-24T10:00:00"


def test_two_phones_in_the_browser_become_a_caller_and_a_rep_and_talk(tmp_path: Path) -> None:
    with whole_line(tmp_path) as line:
        helpdesk(line, "reps", "add", "12", "--name", "Ann", "--phone", "+19165550111")
        helpdesk(line, "reps", "set", "12", "--status", "available")
        with connect(socket_url(line.data_dir), timeout=2.0) as client:
            asyncio.run(call_between(line, client))


async def call_between(line: WholeLine, client: Redis) -> None:
    state = DeskState(client, "cair")
    async with page(line) as phones:
        await phones.send("dial", CALLER, to=CAIR_NUMBER, at=OPEN, zone="America/Los_Angeles")
        await phones.until("said", CALLER)
        await phones.send("keys", CALLER, keys="0")
        await phones.until("ringing", REP)
        await phones.send("answer", REP)
        await phones.hears("English. Just called.")
        await phones.send("keys", REP, keys="1")
        for phone in (CALLER, REP):
            await wait_until_told(phones, phone, "You are in a conference.")
        await becomes(state, "talking")
        await phones.send("hangUp", CALLER)
        await becomes(state, "wrap_up")
    assert state.faults() == []


@asynccontextmanager
async def page(line: WholeLine) -> AsyncIterator[PageEnd]:
    """The page with both phones."""
    origin = f"http://127.0.0.1:{line.port + 1}"
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(f"{origin}/phone/socket", origin=origin) as socket,
    ):
        phones = PageEnd(socket)
        for phone, number in ((CALLER, "+15105550100"), (REP, "+19165550111")):
            await phones.send("open", phone, number=number)
            await phones.until("registered", phone)
        yield phones


async def wait_until_told(phones: PageEnd, phone: str, note: str) -> None:
    """Wait until this is noted on one of the phones, before or now."""
    while not any((one.get("phone"), one.get("text")) == (phone, note) for one in phones.received):
        await phones.until("note")


async def becomes(state: DeskState, status: str) -> None:
    """Wait for the rep's status beside the page, which goes on meanwhile."""
    claim = lambda: state.rep("12").status == status  # noqa: E731
    await asyncio.to_thread(wait_until, claim, f"the rep is {status}")


def helpdesk(line: WholeLine, *words: str) -> None:
    environment = newcomers_environment(DATA_DIR=str(line.data_dir), PORT=str(line.port))
    subprocess.run([sys.executable, "-m", "commands", *words], env=environment, check=True, timeout=LONG)
