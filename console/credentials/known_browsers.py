"""The signed cookie of a browser in which a person has signed in before.

Wrong tries from there are counted apart, so that strangers who guess a password never lock its owner out. The cookie
proves nothing else: it opens no page without the password. A new password makes every earlier cookie void.
"""

from __future__ import annotations

import secrets

from flask import Response, current_app, request
from itsdangerous import BadData, URLSafeTimedSerializer

from accounts.people import Person
from console.context import console
from store import keys

LIFE = 180 * 86_400
"""Seconds for which a browser stays known after the last sign-in there."""


def known_browser(person: Person | None) -> str | None:
    """Return the id of the browser that sends this request, if the person has signed in there before."""
    if person is None:
        return None
    try:
        owner, browser, since = _signer().loads(request.cookies.get(_cookie(person), ""), max_age=LIFE)
    except (BadData, ValueError, TypeError):
        return None
    return str(browser) if (owner, since) == (person.id, person.password_since) else None


def remember_browser(response: Response, person: Person) -> Response:
    """Make the browser known to be one of the person's; it keeps its id if it has one."""
    browser = known_browser(person) or secrets.token_hex(8)
    secure = console().is_https
    response.set_cookie(
        _cookie(person),
        _signer().dumps([person.id, browser, person.password_since]),
        max_age=LIFE,
        secure=secure,
        httponly=True,
        samesite="Lax",
        path="/",
    )
    return response


def _cookie(person: Person) -> str:
    """Return the name of a person's cookie, which differs between people, since several may share a computer."""
    name = f"helpdesk-browser-{keys.digest(person.id)[:16]}"
    return f"__Host-{name}" if console().is_https else name


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="helpdesk: known browsers")
