"""Signing in through a real OpenID provider: only people known here get in, and only by a token that holds."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from joserfc.jwk import RSAKey
from redis import Redis
from werkzeug.test import TestResponse

from accounts.people import Role
from app import create_app
from settings import BadSettings, load_settings
from store import keys
from store.valkey import EmbeddedValkey
from tests.console.provider import CLIENT, SECRET, OpenIdProvider, running_provider
from tests.console.visits import Visit, add_person


@pytest.fixture
def provider() -> Iterator[OpenIdProvider]:
    with running_provider() as provider:
        yield provider


@pytest.fixture
def app(database: EmbeddedValkey, redis: Redis, tmp_path: Path, provider: OpenIdProvider) -> Iterator[Flask]:
    """A line of an agency with single sign-on, where Ben is known."""
    app = create_app(load_settings(settings_for(database, tmp_path, provider.issuer)))
    add_person(app, "ben@example.org", Role.REP)
    yield app
    app.extensions["line"].journal.close()


def settings_for(database: EmbeddedValkey, data_dir: Path, issuer: str) -> dict[str, str]:
    return {
        "DATA_DIR": str(data_dir),
        "REDIS_URL": database.url,
        "OIDC_ISSUER": issuer,
        "OIDC_CLIENT_ID": CLIENT,
        "OIDC_CLIENT_SECRET": SECRET,
    }


@pytest.fixture
def visit(app: Flask) -> Visit:
    return Visit(app)


def goes(visit: Visit, provider: OpenIdProvider, path: str = "/single-sign-on") -> TestResponse:
    """There and back."""
    there = visit.opens(path).headers["Location"]
    assert there.startswith(f"{provider.issuer}/authorize?"), there
    back = provider.authorize({name: values[0] for name, values in parse_qs(urlsplit(there).query).items()})
    return comes_back(visit, back)


def comes_back(visit: Visit, url: str) -> TestResponse:
    parts = urlsplit(url)
    return visit.opens(f"{parts.path.removeprefix('/console')}?{parts.query}")


def test_who_is_known_here_gets_in_and_on_to_where_it_was_going(
    visit: Visit, provider: OpenIdProvider
) -> None:
    assert "Sign in with your organization" in visit.opens("/sign-in").text
    back = goes(visit, provider, "/single-sign-on?next=/console/account")
    assert back.headers["Location"] == "/console/account"
    assert visit.is_in


def test_the_way_there_carries_state_nonce_and_a_challenge_and_the_public_address(visit: Visit) -> None:
    asked = parse_qs(urlsplit(visit.opens("/single-sign-on").headers["Location"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == ["http://127.0.0.1:8000/console/signed-on"]
    assert all(len(asked[name][0]) >= 20 for name in ("state", "nonce", "code_challenge"))
    assert asked["scope"] == ["openid email"]


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://evil.example"},
        {"aud": "somebody-else"},
        {"nonce": "another"},
        {"nonce": None},
        {"exp": 1},
        {"email": "eve@example.org"},
        {"email": None},
        {"email_verified": False},
        {"sub": None},
    ],
    ids=str,
)
def test_a_token_that_does_not_hold_lets_nobody_in(
    visit: Visit, provider: OpenIdProvider, claims: dict[str, object]
) -> None:
    provider.claims = claims
    assert goes(visit, provider).headers["Location"] == "/console/sign-in"
    assert not visit.is_in
    assert 'role="alert"' in visit.opens("/sign-in").text


@pytest.mark.parametrize("verified", [None, False, "true", 1], ids=str)
def test_an_address_that_is_not_said_to_be_verified_lets_nobody_in_the_first_time(
    visit: Visit, provider: OpenIdProvider, verified: object
) -> None:
    provider.claims = {"email_verified": verified}
    assert goes(visit, provider).headers["Location"] == "/console/sign-in"
    assert not visit.is_in


@pytest.mark.parametrize(
    "claims", [{"email": "ben.lee@example.org"}, {"email": "ann@example.org"}, {"email": None}], ids=str
)
def test_a_person_stays_the_same_whatever_the_address_becomes(
    app: Flask, provider: OpenIdProvider, claims: dict[str, object]
) -> None:
    add_person(app, "ann@example.org", Role.ADMIN)
    goes(Visit(app), provider)
    provider.claims = {"email_verified": None, **claims}
    later = Visit(app)
    goes(later, provider)
    assert later.is_in
    assert "ben@example.org" in later.opens("/account").text


def test_a_person_tied_before_names_were_looked_up_first_is_found_by_name_from_then_on(
    app: Flask, redis: Redis, visit: Visit, provider: OpenIdProvider
) -> None:
    goes(visit, provider)
    redis.delete(keys.SUBJECTS)
    goes(Visit(app), provider)
    provider.claims = {"email": "ben.lee@example.org"}
    later = Visit(app)
    goes(later, provider)
    assert later.is_in


def test_a_removed_person_is_not_known_by_the_providers_name_either(
    app: Flask, redis: Redis, visit: Visit, provider: OpenIdProvider
) -> None:
    goes(visit, provider)
    people = app.extensions["console"].people
    people.remove("test", people.named("ben@example.org").id)
    assert not redis.exists(keys.SUBJECTS)
    other = Visit(app)
    goes(other, provider)
    assert not other.is_in


def test_a_token_that_somebody_else_signed_lets_nobody_in(visit: Visit, provider: OpenIdProvider) -> None:
    provider.signs_with = RSAKey.generate_key(2048, {"kid": "k1"})
    goes(visit, provider)
    assert not visit.is_in


def test_a_provider_that_calls_itself_otherwise_is_not_believed(
    visit: Visit, provider: OpenIdProvider
) -> None:
    provider.known_as = "https://evil.example"
    assert visit.opens("/single-sign-on").headers["Location"] == "/console/sign-in"


def test_an_answer_to_another_browser_lets_nobody_in(
    app: Flask, visit: Visit, provider: OpenIdProvider
) -> None:
    there = visit.opens("/single-sign-on").headers["Location"]
    back = provider.authorize({name: values[0] for name, values in parse_qs(urlsplit(there).query).items()})
    other = Visit(app)
    comes_back(other, back)
    assert not other.is_in
    comes_back(visit, back)
    assert visit.is_in


def test_an_answer_counts_once(app: Flask, visit: Visit, provider: OpenIdProvider) -> None:
    there = visit.opens("/single-sign-on").headers["Location"]
    back = provider.authorize({name: values[0] for name, values in parse_qs(urlsplit(there).query).items()})
    comes_back(visit, back)
    visit.sends("/sign-out", of="/account")
    comes_back(visit, back)
    assert not visit.is_in


def test_a_refusal_there_is_told_here(visit: Visit) -> None:
    visit.opens("/signed-on?error=access_denied&state=x")
    assert "did not confirm who you are" in visit.opens("/sign-in").text


def test_the_same_address_with_another_identity_is_somebody_else(
    app: Flask, visit: Visit, provider: OpenIdProvider
) -> None:
    goes(visit, provider)
    provider.claims = {"sub": "subject-2"}
    other = Visit(app)
    goes(other, provider)
    assert not other.is_in


def test_who_is_kept_out_here_stays_out(app: Flask, visit: Visit, provider: OpenIdProvider) -> None:
    people = app.extensions["console"].people
    people.change("test", people.named("ben@example.org").id, {"disabled": "1"})
    goes(visit, provider)
    assert not visit.is_in


def test_without_the_settings_there_is_no_button(
    database: EmbeddedValkey, redis: Redis, tmp_path: Path
) -> None:
    app = create_app(load_settings({"DATA_DIR": str(tmp_path), "REDIS_URL": database.url}))
    visit = Visit(app)
    assert "organization" not in visit.opens("/sign-in").text
    assert visit.opens("/single-sign-on").headers["Location"] == "/console/sign-in"
    assert visit.opens("/signed-on").headers["Location"] == "/console/sign-in"
    app.extensions["line"].journal.close()


def test_a_provider_that_is_away_leaves_the_password(
    database: EmbeddedValkey, redis: Redis, tmp_path: Path
) -> None:
    app = create_app(load_settings(settings_for(database, tmp_path, "http://127.0.0.1:1")))
    add_person(app, "ben@example.org", Role.REP)
    visit = Visit(app)
    assert visit.opens("/single-sign-on").headers["Location"] == "/console/sign-in"
    assert visit.signs_in("ben@example.org").status_code == 302
    app.extensions["line"].journal.close()


def test_without_the_extra_there_is_no_button_whatever_the_settings_say(
    database: EmbeddedValkey, redis: Redis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "authlib", None)
    app = create_app(load_settings(settings_for(database, tmp_path, "https://id.example.org")))
    assert "organization" not in Visit(app).opens("/sign-in").text
    app.extensions["line"].journal.close()


@pytest.mark.parametrize("name", ["OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"])
def test_half_of_the_settings_stop_the_start(name: str) -> None:
    whole = {"OIDC_ISSUER": "https://id.example.org", "OIDC_CLIENT_ID": CLIENT, "OIDC_CLIENT_SECRET": SECRET}
    load_settings(whole)
    with pytest.raises(BadSettings, match=f"{name} is missing"):
        load_settings({key: value for key, value in whole.items() if key != name})


def test_a_provider_without_tls_is_refused() -> None:
    with pytest.raises(BadSettings, match="OIDC_ISSUER must begin with https"):
        load_settings(
            {"OIDC_ISSUER": "http://id.example.org", "OIDC_CLIENT_ID": "a", "OIDC_CLIENT_SECRET": "b"}
        )
