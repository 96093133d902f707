"""The second step of signing in: set up with the password, asked of those it is asked of, and a phone that is lost."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from redis import Redis

from accounts.people import Person, Role
from accounts.sessions import FREE_CODES
from app import create_app
from console.context import Console
from settings import load_settings
from store import clock, keys
from store.valkey import EmbeddedValkey
from tests.console.provider import CLIENT, SECRET, running_provider
from tests.console.test_single_sign_on import goes
from tests.console.visits import PASSWORD, Visit, add_person, code_of

CODE = re.compile(r'class="secret">([0-9a-z]{4}(?:-[0-9a-z]{4}){3})<')
Line = Callable[..., Flask]


def known(console: Console, name: str) -> Person:
    person = console.people.named(name)
    assert person is not None
    return person


def sets_up(visit: Visit) -> list[str]:
    """Set the second step up, from the password to the recovery codes, which are returned."""
    assert "/account/proof" in visit.opens("/account/second-step").headers["Location"]
    form = {"current": PASSWORD, "next": "/console/account/second-step"}
    assert visit.sends("/account/proof", form).headers["Location"] == "/console/account/second-step"
    shown = re.search(r'class="secret">([A-Z2-7 ]+)<', visit.opens("/account/second-step").text)
    assert shown is not None
    code = code_of(shown[1].replace(" ", ""), clock.now().timestamp())
    return CODE.findall(visit.sends("/account/second-step", {"code": code}).text)


# --- the password first


def test_setting_it_up_asks_for_the_password(console: Console, rep: Visit) -> None:
    assert rep.opens("/account/second-step").headers["Location"].startswith("/console/account/proof?next=")
    assert rep.sends("/account/proof", {"current": "wrong"}).status_code == 422
    answer = rep.sends("/account/second-step", {"code": "000000"}, of="/account")
    assert answer.headers["Location"].startswith("/console/account/proof?next=")
    assert console.audit.entries(1)[0].what == "wrong current password"
    assert len(sets_up(rep)) == 10
    assert known(console, "ann").totp


def test_the_password_opens_it_for_ten_minutes(redis: Redis, rep: Visit) -> None:
    rep.sends("/account/proof", {"current": PASSWORD})
    assert rep.opens("/account/second-step").status_code == 200
    session = next(redis.scan_iter(f"{keys.PEOPLE}session:*"))
    redis.hset(session, "proven", str(int(clock.now().timestamp() * 1000) - 601_000))
    assert rep.opens("/account/second-step").status_code == 302


# --- recovery codes


def test_a_recovery_code_signs_in_once_instead_of_the_phone(app: Flask, console: Console, rep: Visit) -> None:
    codes = sets_up(rep)
    assert len(set(codes)) == 10
    for status in (302, 422):
        visit = Visit(app)
        visit.signs_in("ann")
        typed = codes[0].upper().replace("-", " ").replace("0", "O").replace("1", "L")
        assert visit.sends("/recovery-code", {"recovery": typed}, of="/code").status_code == status
        assert visit.is_in is (status == 302)
    assert "You have 9 recovery codes" in rep.opens("/account").text
    assert [one.what for one in console.audit.entries(2)] == ["wrong recovery code", "signed in"]


def test_recovery_codes_are_kept_as_digests_only(redis: Redis, console: Console, rep: Visit) -> None:
    codes = sets_up(rep)
    digests = redis.smembers(keys.recovery(known(console, "ann").id))
    assert len(digests) == 10
    assert not any(code.replace("-", "") in str(digests) for code in codes)


def test_new_recovery_codes_need_the_password_and_make_the_old_ones_void(
    app: Flask, redis: Redis, rep: Visit
) -> None:
    old = sets_up(rep)
    new = CODE.findall(rep.sends("/account/recovery-codes").text)
    assert len(new) == 10
    visit = Visit(app)
    visit.signs_in("ann")
    assert visit.sends("/recovery-code", {"recovery": old[1]}, of="/code").status_code == 422
    assert visit.sends("/recovery-code", {"recovery": new[1]}, of="/code").status_code == 302
    redis.hdel(next(redis.scan_iter(f"{keys.PEOPLE}session:*")), "proven")
    assert "/account/proof" in visit.opens("/account/recovery-codes").headers["Location"]


def test_recovery_codes_can_not_be_tried_for_ever(app: Flask, rep: Visit) -> None:
    sets_up(rep)
    visit = Visit(app)
    visit.signs_in("ann")
    tries = [visit.sends("/recovery-code", {"recovery": "0000"}, of="/code").status_code for _ in range(11)]
    assert tries == [422] * 10 + [429]


def test_a_recovery_code_opens_nothing_without_the_password(outsider: Visit, rep: Visit) -> None:
    codes = sets_up(rep)
    form = {"recovery": codes[0]}
    assert outsider.sends("/recovery-code", form, of="/sign-in").headers["Location"] == "/console/code"
    assert not outsider.is_in


def test_turning_it_off_takes_the_recovery_codes_away(redis: Redis, console: Console, rep: Visit) -> None:
    sets_up(rep)
    rep.sends("/account/second-step/off", {"current": PASSWORD}, of="/account")
    assert not known(console, "ann").has_second_step
    assert not redis.exists(keys.recovery(known(console, "ann").id))


def test_an_admin_turns_it_off_for_somebody_else(console: Console, admin: Visit, rep: Visit) -> None:
    sets_up(rep)
    ann = known(console, "ann")
    admin.sends(f"/people/{ann.id}/second-step-off", of=f"/people/{ann.id}")
    assert not known(console, "ann").has_second_step
    assert console.people.recovery_codes_left(ann.id) == 0
    assert not rep.is_in


# --- wrong codes


def test_wrong_codes_are_in_the_audit_log(console: Console, app: Flask, rep: Visit) -> None:
    sets_up(rep)
    visit = Visit(app)
    visit.signs_in("ann")
    visit.sends("/code", {"code": "000000"})
    last = console.audit.entries(1)[0]
    assert (last.who, last.what, last.about) == (visit.address, "wrong code", "ann")


# --- SECOND_STEP


@pytest.fixture
def line(database: EmbeddedValkey, redis: Redis, tmp_path: Path) -> Iterator[Line]:
    """Makes a line with other settings."""
    apps = []

    def make(**settings: str) -> Flask:
        app = create_app(load_settings({"DATA_DIR": str(tmp_path), "REDIS_URL": database.url, **settings}))
        apps.append(app)
        return app

    yield make
    for app in apps:
        app.extensions["line"].journal.close()


def test_who_is_obliged_to_it_sets_it_up_before_anything_else(line: Line) -> None:
    app = line(SECOND_STEP="admins")
    add_person(app, "ada", Role.ADMIN)
    ada = Visit(app)
    ada.signs_in("ada")
    for path in ("/", "/people", "/account", "/cair/wall", "/account/recovery-codes"):
        assert ada.opens(path).headers["Location"] == "/console/account/second-step", path
    fragment = ada.opens("/cair/lines/now", **{"HX-Request": "true"})
    assert (fragment.status_code, fragment.headers["HX-Redirect"]) == (403, "/console/account/second-step")
    assert ada.opens("/cair/live", Accept="text/event-stream").status_code == 403
    refused = ada.sends("/people/new", {"name": "Eve", "sign_in": "eve"}, of="/account/proof")
    assert refused.headers["Location"] == "/console/account/second-step"
    assert "Your line asks for a second step" in _after_the_password(ada)
    sets_up_from_here(ada)
    assert ada.opens("/people").status_code == 200


def _after_the_password(visit: Visit) -> str:
    visit.sends("/account/proof", {"current": PASSWORD})
    return visit.opens("/account/second-step").text


def sets_up_from_here(visit: Visit) -> None:
    shown = re.search(r'class="secret">([A-Z2-7 ]+)<', visit.opens("/account/second-step").text)
    assert shown is not None
    code = code_of(shown[1].replace(" ", ""), clock.now().timestamp())
    assert visit.sends("/account/second-step", {"code": code}).status_code == 200


@pytest.mark.parametrize(
    ("rule", "obliged"), [("optional", ""), ("admins", "ada"), ("everybody", "ada ann sam")]
)
def test_the_setting_says_whom_it_obliges(line: Line, rule: str, obliged: str) -> None:
    app, found = line(SECOND_STEP=rule), []
    for name, role in (("ada", Role.ADMIN), ("ann", Role.REP), ("sam", Role.SUPERVISOR)):
        add_person(app, name, role)
        visit = Visit(app)
        visit.signs_in(name)
        if not visit.is_in:
            found.append(name)
    assert " ".join(found) == obliged


def test_single_sign_on_leaves_the_second_step_to_the_provider(line: Line) -> None:
    with running_provider() as provider:
        app = line(
            SECOND_STEP="everybody",
            OIDC_ISSUER=provider.issuer,
            OIDC_CLIENT_ID=CLIENT,
            OIDC_CLIENT_SECRET=SECRET,
        )
        add_person(app, "ben@example.org", Role.ADMIN)
        visit = Visit(app)
        goes(visit, provider)
        assert visit.is_in
        other = Visit(app)
        other.signs_in("ben@example.org")
        assert not other.is_in


# --- between the password and the code


def types_the_password(app: Flask, name: str) -> Visit:
    """A browser in which the password was typed and the code was not."""
    visit = Visit(app)
    visit.signs_in(name, PASSWORD)
    assert visit.opens("/code").status_code == 200
    return visit


def test_signing_out_everywhere_ends_a_sign_in_that_waits_for_its_code(
    app: Flask, console: Console, rep: Visit
) -> None:
    sets_up(rep)
    person = known(console, "ann")
    half = types_the_password(app, "ann")
    assert len(console.sessions.of_person(person.id)) == 1, "it is not listed"
    console.sessions.end_all("owner", person.id)
    assert "/sign-in" in half.opens("/code").headers["Location"]


def test_wrong_passkeys_have_to_wait_like_wrong_codes(app: Flask, rep: Visit) -> None:
    sets_up(rep)
    half = types_the_password(app, "ann")
    for _ in range(FREE_CODES + 2):
        half.sends("/passkey", {"answer": "[" * 4_000}, of="/code")
    assert "Too many tries" in half.opens("/code").text
