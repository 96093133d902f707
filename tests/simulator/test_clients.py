"""Browsers as phones: which access tokens the network takes, and how a client is rung."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import jwt
import pytest
from aiohttp.test_utils import TestServer

from simulator.calls.dialing import Origination, originate
from simulator.network import Network
from simulator.network_clock import RealClock
from simulator.phones.access_tokens import Admission, BadToken, admit
from simulator.server import create_app
from simulator.settings import NetworkSettings, Number
from simulator.twiml.twiml_runner import Inline

KEY, SECRET = "SK" + "2" * 32, "a secret of thirty-two characters"
ACCOUNT = "AC" + "1" * 32
NOW = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
DESK = "+18005787889"
SETTINGS = NetworkSettings(ACCOUNT, "12345", (Number(DESK, "http://127.0.0.1:9/"),), api_keys={KEY: SECRET})
GRANTS: dict[str, Any] = {"identity": "cair_12", "voice": {"incoming": {"allow": True}}}


def token(
    secret: str = SECRET, *, cty: str = "twilio-fpa;v=1", now: datetime = NOW, life: int = 3600, **claims: Any
) -> str:
    known = {"iss": KEY, "sub": ACCOUNT, "nbf": int(now.timestamp()), "grants": GRANTS}
    known["exp"] = int((now + timedelta(seconds=life)).timestamp())
    return jwt.encode(known | claims, secret, algorithm="HS256", headers={"cty": cty})


def test_a_good_token_admits_whom_it_names() -> None:
    assert admit(token(), SETTINGS, NOW) == Admission("cair_12", NOW.timestamp() + 3600)


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        ("no token", 20101),
        (token(cty=""), 20102),
        (token(iss="SK" + "3" * 32), 20103),
        (token(sub="AC" + "3" * 32), 20103),
        (token(life=-1), 20104),
        (token(exp=None), 20104),
        (token(nbf=int(NOW.timestamp()) + 60), 20105),
        (token(grants={"identity": "cair_12"}), 20106),
        (token(grants={"identity": "cair_12", "voice": {"outgoing": {}}}), 20106),
        (token("another secret of many characters"), 20107),
        (token(life=86_401), 20157),
        (token(grants=GRANTS | {"identity": "ann@example.org"}), 31105),
        (token(grants=GRANTS | {"identity": ""}), 31105),
    ],
)
def test_a_token_that_the_carrier_would_refuse_is_refused_with_its_code(bad: str, code: int) -> None:
    with pytest.raises(BadToken) as caught:
        admit(bad, SETTINGS, NOW)
    assert caught.value.code == code


class Browser:
    """A page's end of the socket."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket

    async def sends(self, **message: object) -> None:
        await self.socket.send_json(message)

    async def hears(self, kind: str) -> dict[str, Any]:
        """Wait for a message of this kind."""
        async with asyncio.timeout(10):
            while True:
                message: dict[str, Any] = await self.socket.receive_json()
                if message["type"] == kind:
                    return message


Site = Callable[..., Coroutine[Any, Any, Browser]]


def on_a_network(story: Callable[[Network, Site], Coroutine[Any, Any, None]]) -> None:
    """Run a story on a network of its own, in real time."""

    async def run() -> None:
        clock = RealClock()
        async with AsyncExitStack() as stack:
            network = await stack.enter_async_context(Network(SETTINGS, clock))
            server = await stack.enter_async_context(TestServer(create_app(network, pages=True)))
            session = await stack.enter_async_context(aiohttp.ClientSession())

            async def opens(origin: str = "http://127.0.0.1:8000") -> Browser:
                url = server.make_url("/client/socket")
                return Browser(await session.ws_connect(url, headers={"Origin": origin}))

            with clock.running():
                await story(network, opens)

    asyncio.run(run())


def fresh(**claims: Any) -> str:
    return token(now=datetime.now(UTC), **claims)


def ring(network: Network) -> None:
    document = '<Response><Say voice="Polly.Joanna-Neural" language="en-US">A caller waits.</Say></Response>'
    originate(network, Origination("client:cair_12", DESK, Inline(document)))


def test_a_client_rings_answers_hears_and_speaks_until_it_has_finished() -> None:
    async def story(network: Network, opens: Site) -> None:
        browser = await opens()
        await browser.sends(type="register", token=fresh())
        assert (await browser.hears("registered"))["identity"] == "cair_12"
        ring(network)
        assert (await browser.hears("ringing"))["from"] == DESK
        await browser.sends(type="answer")
        said = await browser.hears("said")
        assert said["text"] == "A caller waits."
        await browser.sends(type="spoken", id=said["id"])
        assert (await browser.hears("ended"))["status"] == "completed"

    on_a_network(story)


def test_nobody_is_rung_before_a_token_was_shown_or_after_it_has_expired() -> None:
    async def story(network: Network, opens: Site) -> None:
        browser = await opens()
        await browser.sends(type="answer")
        assert (await browser.hears("refused"))["code"] == 31201
        await browser.sends(type="register", token="nonsense")
        assert (await browser.hears("refused"))["code"] == 20101
        await browser.sends(type="register", token=fresh(life=2))
        await browser.hears("registered")
        assert (await browser.hears("refused"))["code"] == 20104
        assert "client:cair_12" not in network.phones
        await browser.sends(type="register", token=fresh())
        await browser.hears("registered")
        ring(network)
        await browser.hears("ringing")

    on_a_network(story)


def test_of_two_pages_the_later_is_rung_and_a_page_that_is_closed_is_not() -> None:
    async def story(network: Network, opens: Site) -> None:
        first, second = await opens(), await opens()
        await first.sends(type="register", token=fresh())
        await first.hears("registered")
        await second.sends(type="register", token=fresh())
        await second.hears("registered")
        await first.hears("replaced")
        await first.socket.close()
        ring(network)
        await second.hears("ringing")
        await second.socket.close()
        async with asyncio.timeout(10):
            while "client:cair_12" in network.phones:
                await asyncio.sleep(0)

    on_a_network(story)


def test_a_page_of_another_machine_gets_no_socket() -> None:
    async def story(network: Network, opens: Site) -> None:
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await opens("https://elsewhere.example.org")

    on_a_network(story)
