"""A small OpenID provider on loopback: it signs real tokens, insists on PKCE, and its one person says yes at once."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from store import clock

CLIENT, SECRET = "helpdesk", "the-client-secret"


@cache
def own_key() -> RSAKey:
    """Made once: it takes a moment."""
    return RSAKey.generate_key(2048, {"kid": "k1"})


@dataclass
class OpenIdProvider:
    """The provider's facts about the person, and its faults: `claims` replace those of the token, `key` signs it."""

    issuer: str = ""
    known_as: str = ""
    """The issuer that its description names; its own address unless set."""
    email: str = "ben@example.org"
    claims: dict[str, object] = field(default_factory=dict)
    key: RSAKey = field(default_factory=own_key)
    signs_with: RSAKey | None = None
    asked: dict[str, dict[str, str]] = field(default_factory=dict)
    """What came with each authorization, by its code."""

    def description(self) -> dict[str, object]:
        return {
            "issuer": self.known_as or self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
        }

    def authorize(self, asked: dict[str, str]) -> str:
        """Return the address to which the browser is sent back."""
        code = secrets.token_hex(8)
        self.asked[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def exchange(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, object]]:
        """A code for a token, once, for the client that asked."""
        asked = self.asked.pop(form.get("code", ""), None)
        client = base64.b64decode(authorization.removeprefix("Basic ")).decode()
        verifier = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(verifier).rstrip(b"=").decode()
        if asked is None or client != f"{CLIENT}:{SECRET}" or asked["code_challenge"] != challenge:
            return 400, {"error": "invalid_grant"}
        now = int(clock.now().timestamp())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": "subject-1",
            "email": self.email,
            "email_verified": True,
            "nonce": asked["nonce"],
            "iat": now,
            "exp": now + 300,
        }
        claims = {name: value for name, value in (claims | self.claims).items() if value is not None}
        token = jwt.encode({"alg": "RS256", "kid": "k1"}, claims, self.signs_with or self.key)
        return 200, {"access_token": "a", "token_type": "Bearer", "expires_in": 300, "id_token": token}


class _Answers(BaseHTTPRequestHandler):
    provider: OpenIdProvider

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path == "/.well-known/openid-configuration":
            self._say(200, self.provider.description())
        elif parts.path == "/keys":
            self._say(200, KeySet([self.provider.key]).as_dict(private=False))
        else:
            self.send_error(404)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        self._say(*self.provider.exchange(form, self.headers.get("Authorization", "")))

    def _say(self, status: int, told: Any) -> None:
        body = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing: the test says what went wrong."""


@contextmanager
def running_provider() -> Iterator[OpenIdProvider]:
    provider = OpenIdProvider()
    answers = type("Answers", (_Answers,), {"provider": provider})
    with ThreadingHTTPServer(("127.0.0.1", 0), answers) as server:
        provider.issuer = f"http://127.0.0.1:{server.server_port}"
        thread = Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield provider
        finally:
            server.shutdown()
            thread.join()
