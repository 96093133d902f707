"""The shipped nginx.conf in front of a real line, and clients that come to it over TLS."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from http.cookies import SimpleCookie
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

import pytest
from twilio.request_validator import RequestValidator

from store import clock
from store.parent import dying_with_me
from tests.commands.authority import Authority
from tests.docs.pages import ROOT
from tests.newcomer import quiet_port
from tests.waiting import LONG, wait_until

HOST = "line.example.org"
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
AROUND = """
pid {folder}/nginx.pid; daemon off; user root; worker_processes 1; error_log {folder}/error.log;
events {{ worker_connections 2048; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""
"""What Debian's nginx.conf puts around a site."""
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
SOURCES = (f"127.0.{one // 200}.{one % 200 + 10}" for one in count(200))
"""Addresses of loopback, each for one client: limits count by address."""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass(frozen=True)
class Front:
    """The addresses of the proxy: with TLS, and without."""

    port: int
    plain_port: int
    authority: Authority

    @cached_property
    def context(self) -> ssl.SSLContext:
        """Return a context that trusts the authority of these tests."""
        return ssl.create_default_context(cafile=str(self.authority.file))

    def connection(
        self, source: str, host: str = HOST, *, timeout: float = LONG
    ) -> http.client.HTTPSConnection:
        """A connection from an address of loopback, whose certificate is that of `HOST`."""
        plain = socket.create_connection(("127.0.0.1", self.port), timeout, (source, 0))
        connection = http.client.HTTPSConnection(host, context=self.context)
        connection.sock = self.context.wrap_socket(plain, server_hostname=HOST)
        return connection


@dataclass
class Client:
    """Somebody out there, with an address and cookies; paths are sent as they are written."""

    front: Front
    source: str = field(default_factory=lambda: next(SOURCES))
    host: str = HOST
    cookies: dict[str, str] = field(default_factory=dict)

    def asks(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        connection = self.front.connection(self.source, self.host)
        try:
            cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            connection.request(method, path, body, {"Cookie": cookies, **(headers or {})})
            response = connection.getresponse()
            answer = Answer(response.status, response.headers, response.read())
        finally:
            connection.close()
        for one in answer.headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(one).items():
                self.cookies[name] = morsel.value
        return answer

    def opens(self, path: str) -> Answer:
        return self.asks("GET", path)

    def sends(self, path: str, headers: Mapping[str, str] | None = None, **form: str) -> Answer:
        """Fill in the form of a page and send it."""
        token = TOKEN.search(self.opens(path).text)
        assert token, f"{path} has no form"
        body = urlencode({"csrf_token": token[1], **form}).encode()
        kind = {"Content-Type": "application/x-www-form-urlencoded", "Referer": f"https://{HOST}{path}"}
        return self.asks("POST", path, body, {**kind, **(headers or {})})

    def posts_as_the_carrier(self, path: str, token: str, at: str = f"https://{HOST}") -> Answer:
        """A webhook, signed with `token` for the address `at`."""
        fields = {"CallSid": "CA1", "From": "+15105550100", "To": "+18005787889"}
        signature = RequestValidator(token).compute_signature(at + path, fields)
        headers = {
            "X-Twilio-Signature": signature,
            "I-Twilio-Idempotency-Token": f"token-{clock.seconds()}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        return self.asks("POST", path, urlencode(fields).encode(), headers)


@contextmanager
def nginx_before(line: int, folder: Path) -> Iterator[Front]:
    """The shipped site, before the line at port `line`, with the console on the next one; only
    ports and paths are another's."""
    if NGINX is None:
        pytest.skip("nginx is not installed")
    authority, secure, plain = Authority(folder), quiet_port(), quiet_port()
    certificate = authority.issues(HOST, 30)
    site = (ROOT / "deploy/debian/nginx.conf").read_text("utf-8")
    for shipped, ours in (
        ("listen 443 ", f"listen 127.0.0.1:{secure} "),
        ("listen [::]:443 ", f"listen [::1]:{secure} "),
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("listen [::]:80;", f"listen [::1]:{plain};"),
        (f"/etc/letsencrypt/live/{HOST}/fullchain.pem", str(certificate)),
        (f"/etc/letsencrypt/live/{HOST}/privkey.pem", str(certificate)),
        ("server 127.0.0.1:8000;", f"server 127.0.0.1:{line};"),
        ("server 127.0.0.1:8001;", f"server 127.0.0.1:{line + 1};"),
    ):
        assert shipped in site, shipped
        site = site.replace(shipped, ours)
    (folder / "site.conf").write_text(site)
    (folder / "nginx.conf").write_text(AROUND.format(folder=folder))
    command = [NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf")]
    tested = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    assert tested.returncode == 0, tested.stderr
    nginx = subprocess.Popen(command, preexec_fn=dying_with_me())
    try:
        front = Front(secure, plain, authority)
        wait_until(lambda: is_listening(secure), "nginx listens")
        yield front
    finally:
        nginx.terminate()
        nginx.wait(LONG)


def is_listening(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 5).close()
    except OSError:
        return False
    return True
