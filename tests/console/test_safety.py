"""What protects pages from other sites and the database's absence, and that webhooks carry none of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from redis import Redis
from werkzeug.test import TestResponse

from accounts.people import Role
from app import create_app
from settings import load_settings
from store.valkey import EmbeddedValkey
from tests.console.visits import PASSWORD, Visit, add_person
from tests.ivr.conftest import PRODUCTION
from tests.waiting import wait_until

PAGES = ("/sign-in", "/account", "/people", "/audit", "/cair/lines", "/cair/lines/now", "/nowhere")


def made(database: EmbeddedValkey, **settings: str) -> Flask:
    return create_app(load_settings({"REDIS_URL": database.url, **settings}))


@pytest.fixture
def production(database: EmbeddedValkey, redis: Redis) -> Iterator[Flask]:
    """The line behind https."""
    app = made(database, **PRODUCTION)
    yield app
    app.extensions["line"].journal.close()


@pytest.mark.parametrize("page", PAGES)
def test_every_page_carries_a_strict_policy_and_is_kept_nowhere(admin: Visit, page: str) -> None:
    headers = admin.opens(page).headers
    policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["base-uri"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
    assert policy["frame-ancestors"] == "'self'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["Cache-Control"] == "no-store"
    assert "Strict-Transport-Security" not in headers


def test_behind_https_cookies_are_the_hosts_alone_and_the_browser_stays_there(production: Flask) -> None:
    add_person(production, "ben", Role.REP)
    visit = Visit(production)
    answer = https(visit, "ben", PASSWORD)
    cookies = answer.headers.getlist("Set-Cookie")
    (session,) = (cookie for cookie in cookies if cookie.startswith("__Host-helpdesk="))
    assert all(f"; {word}" in session for word in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"))
    assert "Domain" not in session
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")


def https(visit: Visit, name: str, password: str) -> TestResponse:
    """Signing in over https, where cookies marked as secure are sent back."""
    page = visit.browser.get("/console/sign-in", base_url="https://line.example.org")
    token = page.text.partition('name="csrf_token" value="')[2].partition('"')[0]
    form = {"csrf_token": token, "name": name, "password": password}
    return visit.browser.post("/console/sign-in", base_url="https://line.example.org", data=form)


def test_a_link_names_the_public_address_whatever_host_a_request_names(production: Flask) -> None:
    with production.test_request_context("/console/people", headers={"Host": "evil.example"}):
        assert production.extensions["console"].absolute("/console/x") == "https://line.example.org/console/x"


def test_a_webhook_carries_none_of_it_and_opens_no_session(app: Flask) -> None:
    for path in ("/alive", "/health", "/voice/cair"):
        answer = app.test_client().get(path)
        assert "Content-Security-Policy" not in answer.headers
        assert "Set-Cookie" not in answer.headers
    assert app.before_request_funcs.get(None, []) == []
    assert app.after_request_funcs.get(None, []) == []
    with app.test_request_context("/voice/cair") as context:
        context.push()
        assert app.session_interface.is_null_session(context.session)
        context.pop()


def test_a_form_without_its_token_is_refused(rep: Visit) -> None:
    answer = rep.browser.post("/console/account/name", data={"name": "Eve"})
    assert answer.status_code == 400
    assert "open too long" in answer.text


def test_a_token_of_another_browser_is_refused(rep: Visit, admin: Visit) -> None:
    stolen = admin.token("/account")
    answer = rep.browser.post("/console/account/name", data={"name": "Eve", "csrf_token": stolen})
    assert answer.status_code == 400


def test_a_token_from_before_signing_in_is_void(app: Flask) -> None:
    add_person(app, "ben", Role.REP)
    visit = Visit(app)
    before = visit.token("/sign-in")
    visit.signs_in("ben")
    answer = visit.browser.post("/console/account/name", data={"name": "Eve", "csrf_token": before})
    assert answer.status_code == 400


def test_a_form_that_another_site_sends_is_refused_even_with_the_token(rep: Visit) -> None:
    sent = rep.sends("/account/name", {"name": "Eve"}, of="/account", **{"Sec-Fetch-Site": "cross-site"})
    assert sent.status_code == 400


def test_htmx_sends_the_token_in_a_header(rep: Visit) -> None:
    token = rep.token("/account")
    answer = rep.browser.post("/console/account/name", data={"name": "Ann"}, headers={"X-CSRFToken": token})
    assert answer.status_code == 302


def test_a_page_that_does_not_exist_looks_like_the_others(outsider: Visit) -> None:
    answer = outsider.opens("/nowhere/at/all")
    assert answer.status_code == 404
    assert "There is no such page" in answer.text


def test_files_are_kept_for_a_year_under_a_name_that_changes_with_them(app: Flask, outsider: Visit) -> None:
    version = app.extensions["console"].asset_version
    for name in ("bootstrap.css", "console.css", "htmx.js", "live.js", "mark.svg"):
        answer = outsider.opens(f"/assets/{version}/{name}")
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]
        assert "immutable" not in outsider.opens(f"/assets/old/{name}").headers["Cache-Control"]
    assert outsider.opens(f"/assets/{version}/../console.py").status_code == 404


# --- the database is away


def test_without_the_database_a_page_says_so_and_looks_again_by_itself(tmp_path: Path) -> None:
    with EmbeddedValkey(tmp_path) as database:
        app = made(database, DATA_DIR=str(tmp_path))
        add_person(app, "ben", Role.REP)
        visit = Visit(app)
        visit.signs_in("ben")
        token = visit.token("/account")
    away = visit.opens("/account")
    assert away.status_code == 503
    assert "We can't check who you are just now" in away.text.replace("&#39;", "'")
    assert away.headers["Refresh"] == "5; url=/console/account"
    sent = visit.browser.post("/console/account/name", data={"name": "Ben", "csrf_token": token})
    assert (sent.status_code, sent.headers["Refresh"]) == (503, "5; url=/console/")
    with EmbeddedValkey(tmp_path):
        wait_until(lambda: visit.opens("/account").status_code == 200, "the page is back, still signed in")
    app.extensions["line"].journal.close()


def test_without_the_database_the_sign_in_page_opens_and_what_is_typed_is_answered(tmp_path: Path) -> None:
    app = create_app(load_settings({"DATA_DIR": str(tmp_path), "REDIS_URL": "redis://127.0.0.1:1"}))
    visit = Visit(app)
    assert visit.opens("/sign-in").status_code == 200
    assert visit.signs_in("ben").status_code == 503
    app.extensions["line"].journal.close()


# --- behind a proxy


@pytest.mark.parametrize(
    ("trusted", "told", "counted"),
    [
        ("0", "203.0.113.9", "198.51.100.7"),
        ("1", "192.0.2.1, 203.0.113.9", "203.0.113.9"),
        ("2", "192.0.2.1, 203.0.113.9", "192.0.2.1"),
    ],
)
def test_as_many_proxies_are_believed_as_the_settings_say(
    database: EmbeddedValkey, redis: Redis, tmp_path: Path, trusted: str, told: str, counted: str
) -> None:
    app = made(database, DATA_DIR=str(tmp_path), TRUSTED_PROXIES=trusted)
    visit = Visit(app)
    for _ in range(5):
        visit.sends("/sign-in", {"name": "ben", "password": "wrong"}, **{"X-Forwarded-For": told})
    assert app.extensions["console"].sessions.attempt({f"account ben {counted}": 5}) > 0
    app.extensions["line"].journal.close()


def test_below_the_path_of_the_public_address_links_begin_with_it(
    database: EmbeddedValkey, redis: Redis, tmp_path: Path
) -> None:
    app = made(database, DATA_DIR=str(tmp_path), PUBLIC_URL="https://example.org/line")
    visit = Visit(app)
    assert visit.opens("/account").headers["Location"] == "/line/console/sign-in?next=/line/console/account"
    assert 'href="/line/console/assets/' in visit.opens("/sign-in").text
    assert app.test_client().get("/alive").status_code == 200
    app.extensions["line"].journal.close()
