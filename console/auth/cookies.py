"""The console's two cookies: whose session it is, and (signed, Flask's own) what ties forms to a browser.

Behind https both are `__Host-` cookies: no other host, port or path can set or read them.
"""

from __future__ import annotations

from flask import Flask, Request, Response, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface

from console.context import console


def session_cookie(is_https: bool) -> str:
    return "__Host-helpdesk" if is_https else "helpdesk"


def session_token() -> str:
    """Return the token of this request; empty without one."""
    return request.cookies.get(session_cookie(console().is_https), "")


def with_session(response: Response, token: str) -> Response:
    """Hand a token to the browser, until the browser ends; the database knows how long it really lasts."""
    secure = console().is_https
    response.set_cookie(session_cookie(secure), token, secure=secure, httponly=True, samesite="Lax", path="/")
    return response


def without_session(response: Response) -> Response:
    """Take the token back."""
    secure = console().is_https
    response.delete_cookie(session_cookie(secure), secure=secure, httponly=True, samesite="Lax", path="/")
    return response


class ConsoleSessions(SecureCookieSessionInterface):
    """Flask's signed cookie for pages of the console; webhooks, which have no use for it, don't pay for it."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        if request.path.startswith("/console"):
            return super().open_session(app, request)
        return self.make_null_session(app)


def configure(app: Flask, secret_key: str, *, is_https: bool) -> None:
    """Make forms safe from other sites. Forms don't expire: a rep's page is open all day."""
    app.secret_key = secret_key
    app.session_interface = ConsoleSessions()
    app.config.update(
        SESSION_COOKIE_NAME="__Host-helpdesk-form" if is_https else "helpdesk-form",
        SESSION_COOKIE_SECURE=is_https,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        WTF_CSRF_METHODS={"POST", "PUT", "PATCH", "DELETE"},
        WTF_CSRF_FIELD_NAME="csrf_token",
        WTF_CSRF_HEADERS=["X-CSRFToken"],
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,  # the proxy ends TLS, so Flask sees http; `same_site` asks the browser instead
    )
