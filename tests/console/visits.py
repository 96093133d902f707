"""A person's browser, without the browser: cookies kept, forms filled in as the page offers them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

import pyotp
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from accounts.people import Role
from console.auth.passwords import Passwords
from webserver.bridge import STREAM

PASSWORD = "seven green umbrellas"
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass
class Visit:
    """A browser on the console."""

    app: Flask
    address: str = "198.51.100.7"
    browser: FlaskClient = field(init=False)

    def __post_init__(self) -> None:
        self.browser = self.app.test_client()

    def opens(self, path: str, **headers: str) -> TestResponse:
        return self.browser.get(
            f"/console{path}", headers=headers, environ_base={"REMOTE_ADDR": self.address, STREAM: None}
        )

    def sends(
        self, path: str, form: dict[str, object] | None = None, of: str = "", **headers: str
    ) -> TestResponse:
        """Fill in and send a form of the page `of` (by default the one it is sent to)."""
        return self.browser.post(
            f"/console{path}",
            data={"csrf_token": self.token(of or path), **(form or {})},
            headers=headers,
            environ_base={"REMOTE_ADDR": self.address},
        )

    def token(self, path: str) -> str:
        found = TOKEN.search(self.opens(path).text)
        assert found, f"{path} has no form"
        return found[1]

    def signs_in(self, name: str, password: str = PASSWORD) -> TestResponse:
        return self.sends("/sign-in", {"name": name, "password": password})

    @property
    def is_in(self) -> bool:
        return self.opens("/account").status_code == 200


def code_of(secret: str, moment: float) -> str:
    """Return the code that an app shows at a moment, in seconds since 1970."""
    return pyotp.TOTP(secret).at(int(moment))


@cache
def hashed_once() -> str:
    """PASSWORD as it is kept; hashing takes long on purpose."""
    return Passwords().hash(PASSWORD)


def add_person(app: Flask, sign_in: str, role: Role, desks: str = "cair", reps: str = "") -> str:
    """Somebody with PASSWORD; the id."""
    made = app.extensions["console"]
    _, id_ = made.people.add("test", sign_in, sign_in.title(), role, {"desks": desks, "reps": reps})
    made.people.set_password(id_, hashed_once())
    return str(id_)
