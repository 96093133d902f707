"""nginx.conf as it is shipped, with the real nginx before a real line, over TLS."""

from __future__ import annotations

import http.client
import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from redis import Redis

from accounts.people import Role
from app import create_app
from commands.calling.line_process import helpdesk_child, wait_until_it_answers
from commands.processes.supervisor import Supervisor
from settings import load_settings
from store import keys
from store.valkey import EmbeddedValkey
from tests.commands.test_settings import PRODUCTION
from tests.console.visits import PASSWORD, add_person
from tests.deploy.front import HOST, Client, Front, nginx_before
from tests.newcomer import quiet_port
from tests.waiting import happens_within

MANY = 310
"""More requests under way than the proxy takes from one address."""


@pytest.fixture(scope="module")
def front(database: EmbeddedValkey, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    port, folder = quiet_port(), tmp_path_factory.mktemp("front")
    environment = {
        **PRODUCTION,
        "PORT": str(port),
        "CONSOLE_PORT": str(port + 1),
        "DATA_DIR": str(folder / "var"),
        "TRUSTED_PROXIES": "1",
    }
    environment |= {"REDIS_URL": database.url, "WEB_CONCURRENCY": "1", "METRICS_TOKEN": "a token of sixteen"}
    supervisor = Supervisor([helpdesk_child("web", environment)])
    supervisor.start()
    try:
        for one in (port, port + 1):
            wait_until_it_answers(f"http://127.0.0.1:{one}/alive", supervisor)
        with nginx_before(port, folder) as front:
            yield front
    finally:
        supervisor.end()


@pytest.fixture
def client(front: Front, redis: Redis) -> Client:
    """Somebody with an address of their own, before an empty database."""
    return Client(front)


# --- calls


@pytest.mark.parametrize(
    "path",
    [
        "/voice",
        "/voice/cair",
        "/voice/cair?x=1&y=%20",
        "/voice/cair/976dbcdc67/en/records",
        "/voice/cair/976dbcdc67/en/caf%C3%A9",
        "/voice//cair",
        "/voice/cair/../cair",
        "/text/cair",
    ],
)
def test_a_webhook_that_is_signed_for_the_public_address_is_answered(client: Client, path: str) -> None:
    """The path must arrive as it was signed, escapes, slashes and all."""
    for token in ("new", "old"):
        answer = client.posts_as_the_carrier(path, token)
        assert (answer.status, answer.headers["Content-Type"][:8]) == (200, "text/xml")
        assert "<Response" in answer.text
    assert client.posts_as_the_carrier(path, "another").status == 403
    assert client.posts_as_the_carrier(path, "new", at="http://127.0.0.1:8000").status == 403


def test_what_the_carrier_plays_is_there_as_a_whole(client: Client) -> None:
    music = client.opens("/static/1-gymnopedie-1-01.wav")
    assert (music.status, len(music.body)) == (200, int(music.headers["Content-Length"]))
    assert client.opens(f"/recordings/cair/{'0' * 64}.wav").status == 200


@pytest.mark.parametrize(
    "path",
    [
        "/metrics",
        "/health",
        "/alive",
        "/debugger",
        "/phone",
        "/client/socket",
        "/voicemail",
        "/consoles",
        "//console/",
    ],
)
def test_nothing_else_is_there(client: Client, path: str) -> None:
    answer = client.asks("GET", path, headers={"Authorization": "Bearer a token of sixteen"})
    assert answer.status == 404
    assert "<center>nginx</center>" in answer.text, "the line itself was asked"


def test_the_host_alone_leads_to_the_console(client: Client) -> None:
    answer = client.opens("/")
    assert (answer.status, answer.headers["Location"]) == (302, f"https://{HOST}/console")


def test_another_name_is_not_answered(client: Client) -> None:
    client.host = "evil.example"
    with pytest.raises(http.client.RemoteDisconnected):
        client.opens("/console/sign-in")


def test_who_comes_in_the_clear_is_sent_to_https(front: Front) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", front.plain_port)
    connection.request("GET", "/console/?x=1", headers={"Host": "evil.example"})
    answer = connection.getresponse()
    connection.close()
    assert (answer.status, answer.headers["Location"]) == (308, f"https://{HOST}/console/?x=1")


def test_it_speaks_http_2_and_no_old_tls(front: Front) -> None:
    context = ssl.create_default_context(cafile=str(front.authority.file))
    context.set_alpn_protocols(["h2", "http/1.1"])
    with secured(front, context) as connection:
        assert connection.selected_alpn_protocol() == "h2"
    with pytest.warns(DeprecationWarning, match="TLSv1"):
        context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    context.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.raises(ssl.SSLError, match=r"(?i)protocol.version"):
        secured(front, context)


def secured(front: Front, context: ssl.SSLContext) -> ssl.SSLSocket:
    plain = socket.create_connection(("127.0.0.1", front.port))
    try:
        return context.wrap_socket(plain, server_hostname=HOST)
    except ssl.SSLError:
        plain.close()
        raise


# --- the console


@pytest.fixture
def people(database: EmbeddedValkey, redis: Redis, tmp_path: Path) -> None:
    """Ann, a rep, who may sign in."""
    app = create_app(load_settings({"DATA_DIR": str(tmp_path), "REDIS_URL": database.url}))
    add_person(app, "ann", Role.REP)
    app.extensions["line"].journal.close()


def signs_in(client: Client, password: str = PASSWORD, headers: dict[str, str] | None = None) -> int:
    return client.sends("/console/sign-in", headers, name="ann", password=password).status


def test_the_console_works(client: Client, people: None) -> None:
    page = client.opens("/console/sign-in")
    assert page.status == 200
    assert page.headers["Strict-Transport-Security"]
    style = re.search(r'href="(/console/assets/[^"]+css)"', page.text)
    assert style
    assert client.opens(style[1]).status == 200
    assert signs_in(client) == 302
    assert client.opens("/console/account").status == 200
    assert client.opens("/console").status in (302, 308)


def test_open_pages_are_told_of_a_change_at_once(client: Client, people: None, redis: Redis) -> None:
    assert signs_in(client) == 302
    cookies = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    connection = client.front.connection(client.source)
    headers = {"Cookie": cookies, "Accept": "text/event-stream"}
    connection.request("GET", "/console/cair/live", headers=headers)
    stream = connection.getresponse()
    assert stream.status == 200

    def tells_of_a_change() -> None:
        made = redis.xadd(keys.events("cair"), {"event": "rep"})
        while made.encode() not in stream.readline():
            pass

    happens_within(1, tells_of_a_change)
    connection.close()


def test_tries_to_sign_in_are_counted_by_the_browsers_own_address(
    client: Client, people: None, front: Front
) -> None:
    """Whatever a browser itself writes into the header, and however many others are locked out."""
    tries = [signs_in(client, "wrong", {"X-Forwarded-For": f"192.0.2.{one}"}) for one in range(6)]
    assert tries == [*[422] * 5, 429]
    assert signs_in(Client(front)) == 302


def test_a_large_recording_reaches_the_console_and_a_larger_one_does_not(client: Client) -> None:
    assert client.asks("POST", "/console/cair/recordings/en/x", b"x" * 11_000_000).status == 302
    assert client.asks("POST", "/console/cair/recordings/en/x", b"x" * 13_000_000).status == 413


# --- who asks too much


def test_signing_in_has_a_pace_for_each_address(client: Client, front: Front) -> None:
    """Forms, that is; a page may be looked at, and others sign in meanwhile."""
    tries = [client.asks("POST", "/console/sign-in", b"").status for _ in range(60)]
    assert 429 in tries
    assert set(tries[:20]) == {400}, "the first ones are the line's to refuse: they lack the page's token"
    assert client.opens("/console/sign-in").status == 200
    assert Client(front).asks("POST", "/console/sign-in", b"").status == 400


def test_one_address_with_slow_requests_keeps_no_call_waiting(client: Client, front: Front) -> None:
    """Each promises a body and sends none of it; without the proxy 300 of them would hold a web process."""
    with ExitStack() as slow:
        for _ in range(MANY):
            connection = front.connection(client.source)
            slow.callback(connection.close)
            connection.putrequest("POST", "/voice/cair")
            connection.putheader("Content-Length", "60000")
            connection.endheaders(b"x")
        statuses = {client.asks("GET", "/console/sign-in").status for _ in range(20)}
        assert statuses == {429}
        carrier = Client(front)
        happens_within(1, lambda: carrier.posts_as_the_carrier("/voice/cair", "new"))
        assert carrier.posts_as_the_carrier("/voice/cair", "new").status == 200
