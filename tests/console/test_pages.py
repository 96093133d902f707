"""The account, the people, the audit log and the lines, as their visitors use them."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from flask import Flask
from redis import Redis

from accounts.people import Person, Role
from app import create_app
from console.context import Console
from routing.queue.desk_state import DeskState
from routing.queue.script_answers import JoinRequest
from settings import load_settings
from store import clock
from tests.console.visits import PASSWORD, Visit, add_person, code_of

NEW = "purple lamps at noon"


def known(console: Console, name: str) -> Person:
    person = console.people.named(name)
    assert person is not None
    return person


# --- the way in


def test_the_address_of_the_line_alone_leads_to_the_page_for_signing_in(outsider: Visit) -> None:
    answer = outsider.browser.get("/", follow_redirects=True)
    assert answer.status_code == 200
    assert answer.request.path == "/console/sign-in"
    assert "Sign in" in answer.text


@pytest.mark.parametrize(
    ("settings", "target"),
    [
        ({}, "/console"),
        ({"CONSOLE_PORT": "9001"}, "http://127.0.0.1:9001/console"),
        (
            {"CONSOLE_PORT": "9001", "PUBLIC_URL": "https://line.example.org"},
            "https://line.example.org/console",
        ),
    ],
)
def test_the_address_of_the_line_leads_to_where_the_console_is(
    settings: dict[str, str], target: str, tmp_path: Path
) -> None:
    app = create_app(
        load_settings({"DATA_DIR": str(tmp_path), "REDIS_URL": "redis://127.0.0.1:1", **settings})
    )
    try:
        assert app.test_client().get("/").headers["Location"] == target
    finally:
        app.extensions["line"].journal.close()


# --- one's own account


def test_a_name_is_changed(console: Console, rep: Visit) -> None:
    assert rep.sends("/account/name", {"name": " Ann Lee "}, of="/account").status_code == 302
    assert known(console, "ann").name == "Ann Lee"
    assert "Ann Lee" in rep.opens("/account").text


def test_a_new_password_needs_the_old_one_and_ends_other_sessions(app: Flask, rep: Visit) -> None:
    other = Visit(app)
    other.signs_in("ann")
    wrong = {"current": "wrong", "password": NEW, "again": NEW}
    assert rep.sends("/account/password", wrong, of="/account").status_code == 422
    assert other.is_in
    assert rep.sends("/account/password", wrong | {"current": PASSWORD}, of="/account").status_code == 302
    assert rep.is_in
    assert not other.is_in
    assert other.signs_in("ann").status_code == 422
    assert other.signs_in("ann", NEW).status_code == 302


def test_the_current_password_can_not_be_tried_for_ever(rep: Visit) -> None:
    wrong = {"current": "wrong", "password": NEW, "again": NEW}
    for _ in range(10):
        rep.sends("/account/password", wrong, of="/account")
    page = rep.sends("/account/password", wrong | {"current": PASSWORD}, of="/account")
    assert "Too many tries" in page.text


def test_an_easy_new_password_is_refused(rep: Visit) -> None:
    page = rep.sends(
        "/account/password",
        {"current": PASSWORD, "password": "annannannann", "again": "annannannann"},
        of="/account",
    )
    assert page.status_code == 422
    assert "guessed at once" in page.text


def test_the_second_step_is_set_up_with_a_code_of_the_secret_shown(
    console: Console, app: Flask, rep: Visit
) -> None:
    other = Visit(app)
    other.signs_in("ann")
    rep.sends("/account/proof", {"current": PASSWORD})
    page = rep.opens("/account/second-step")
    shown = re.search(r'class="secret">([A-Z2-7 ]+)<', page.text)
    assert shown is not None
    secret = shown[1].replace(" ", "")
    assert "<svg" in page.text
    assert secret in rep.opens("/account/second-step").text.replace(" ", "")  # loaded again it is the same
    assert rep.sends("/account/second-step", {"code": "000000"}).status_code == 422
    code = code_of(secret, clock.now().timestamp())
    assert rep.sends("/account/second-step", {"code": f"{code[:3]} {code[3:]}"}).status_code == 200
    ann = known(console, "ann")
    assert secret not in ann.totp
    assert console.seal.open(ann.totp, ann.id) == secret
    assert rep.is_in
    assert not other.is_in


def test_the_second_step_is_turned_off_with_the_password(console: Console, rep: Visit) -> None:
    console.people.set_second_step(
        "test", known(console, "ann").id, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", kept=_token(rep)
    )
    assert rep.sends("/account/second-step/off", {"current": "wrong"}, of="/account").status_code == 422
    assert known(console, "ann").totp
    assert rep.sends("/account/second-step/off", {"current": PASSWORD}, of="/account").status_code == 302
    assert not known(console, "ann").totp


def _token(visit: Visit) -> str:
    cookie = visit.browser.get_cookie("helpdesk")
    assert cookie is not None
    return cookie.value


def test_signing_out_everywhere_ends_this_session_too(app: Flask, rep: Visit) -> None:
    other = Visit(app)
    other.signs_in("ann")
    assert rep.opens("/account").text.count("since <time") == 2
    assert rep.sends("/account/sign-out-everywhere", of="/account").headers["Location"] == "/console/sign-in"
    assert not rep.is_in
    assert not other.is_in


# --- people


def test_an_admin_adds_a_person_and_sees_the_link_once(console: Console, app: Flask, admin: Visit) -> None:
    form = {"name": "Ben Ochoa", "sign_in": "Ben@Example.org", "role": "rep", "desks": "cair", "rep_cair": ""}
    page = admin.sends("/people/new", form)
    link = re.search(r'value="http://127.0.0.1:8000(/console/welcome/[^"]+)"', page.text)
    assert link is not None
    ben = known(console, "ben@example.org")
    assert (ben.role, ben.desks, ben.password) == (Role.REP, ("cair",), "")
    assert link[1] not in admin.opens(f"/people/{ben.id}").text
    visit = Visit(app)
    visit.sends(link[1].removeprefix("/console"), {"password": NEW, "again": NEW})
    visit.signs_in("ben@example.org", NEW)
    assert visit.is_in


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"sign_in": "ada"}, "Somebody else has this sign-in name"),
        ({"sign_in": "not a name"}, "no spaces"),
        ({"name": ""}, "Type a name"),
        ({"rep_cair": "12"}, "linked to somebody else"),
        ({"rep_cair": "99"}, "Not a valid choice"),
        ({"role": "boss"}, "Not a valid choice"),
        ({"desks": "dmv"}, "not a valid choice"),
    ],
    ids=str,
)
def test_what_can_not_be_is_refused_beside_its_field(
    console: Console, admin: Visit, rep: Visit, change: dict[str, str], told: str
) -> None:
    form = {"name": "Ben", "sign_in": "ben", "role": "rep", "desks": "cair", "rep_cair": ""} | change
    page = admin.sends("/people/new", form)
    assert page.status_code == 422
    assert told in html.unescape(page.text)
    assert len(console.people.all()) == 2


def test_an_admin_changes_a_person(console: Console, redis: Redis, admin: Visit, supervisor: Visit) -> None:
    DeskState(redis, "cair").save_rep("14", {"name": "Sam", "lines": "general", "languages": "en"})
    id_ = known(console, "sam").id
    form = {"name": "Sam Poe", "sign_in": "sam.poe", "role": "rep", "desks": "cair", "rep_cair": "14"}
    assert admin.sends(f"/people/{id_}", form).status_code == 302
    sam = known(console, "sam.poe")
    assert (sam.name, sam.role, sam.rep("cair")) == ("Sam Poe", Role.REP, "14")
    changed = {
        entry.what: (entry.before, entry.after) for entry in console.audit.entries(10) if entry.who == "ada"
    }
    assert changed["role changed"] == ("supervisor", "rep")
    assert changed["reps changed"] == ("", "cair:14")


@pytest.mark.parametrize(
    ("act", "told"),
    [
        ("disabled", "can't sign in any more"),
        ("sign-out", "signed out everywhere"),
        ("second-step-off", "without a code"),
        ("removed", "is removed"),
    ],
)
def test_an_admins_acts_hold_at_once_and_are_told(
    console: Console, admin: Visit, rep: Visit, act: str, told: str
) -> None:
    id_ = known(console, "ann").id
    admin.sends(f"/people/{id_}/{act}", of=f"/people/{id_}")
    assert told in html.unescape(admin.opens("/people").text)
    assert not rep.is_in


def test_somebody_kept_out_is_let_in_again(console: Console, admin: Visit, rep: Visit) -> None:
    id_ = known(console, "ann").id
    admin.sends(f"/people/{id_}/disabled", of=f"/people/{id_}")
    admin.sends(f"/people/{id_}/link", of=f"/people/{id_}")
    assert "gets no link" in admin.opens("/people").text
    admin.sends(f"/people/{id_}/enabled", of=f"/people/{id_}")
    assert rep.signs_in("ann").status_code == 302


def test_a_new_link_is_for_whoever_forgot_the_password(console: Console, admin: Visit, rep: Visit) -> None:
    id_ = known(console, "ann").id
    page = admin.sends(f"/people/{id_}/link", of=f"/people/{id_}")
    token = page.text.partition("/console/welcome/")[2].partition('"')[0]
    rep.sends(f"/welcome/{token}", {"password": NEW, "again": NEW})
    assert rep.signs_in("ann", NEW).status_code == 302


def test_the_last_admin_can_neither_leave_nor_be_removed(console: Console, admin: Visit) -> None:
    id_ = known(console, "ada").id
    for act in ("disabled", "removed"):
        admin.sends(f"/people/{id_}/{act}", of=f"/people/{id_}")
        assert "one admin left" in admin.opens("/people").text
    form = {"name": "Ada", "sign_in": "ada", "role": "rep", "desks": "cair", "rep_cair": ""}
    assert "one admin left" in admin.sends(f"/people/{id_}", form).text
    assert admin.opens("/people").status_code == 200


def test_a_person_who_is_not_there_has_no_page(admin: Visit) -> None:
    assert admin.opens("/people/nobody").status_code == 404


# --- audit log


def test_the_log_says_who_changed_what(admin: Visit, rep: Visit, console: Console) -> None:
    id_ = known(console, "ann").id
    form = {"name": "Ann", "sign_in": "ann", "role": "supervisor", "desks": "cair", "rep_cair": "12"}
    admin.sends(f"/people/{id_}", form)
    page = admin.opens("/audit").text
    assert all(word in page for word in ("role changed", "rep → supervisor", "ann", "ada"))
    assert PASSWORD not in page


def test_the_log_is_paged(console: Console, admin: Visit) -> None:
    for number in range(60):
        console.audit.note("ada", f"act {number}.", "cair")
    first = admin.opens("/audit").text
    older = re.search(r'href="/console(/audit\?before=[\d-]+)"', first)
    assert older is not None
    second = admin.opens(older[1]).text
    assert ("act 59." in first, "act 10." in first, "act 9." in first) == (True, True, False)
    assert ("act 10." in second, "act 9." in second) == (False, True)
    assert admin.opens("/audit?before=x").status_code == 404


# --- lines


def test_a_desks_lines_are_shown_as_they_stand(redis: Redis, rep: Visit) -> None:
    state = DeskState(redis, "cair")
    state.set_status("12", "available")
    for number in range(3):
        state.join(JoinRequest(f"CA{number}", "general", "es", "login"))
    for path in ("/cair/lines", "/cair/lines/now"):
        page = re.sub(r"\s+", " ", rep.opens(path).text)
        spanish = page.partition('aria-label="general, Spanish"')[2]
        assert '<dt>Waiting</dt><dd class="first">2</dd>' in spanish
        assert "<dt>Reps signed in</dt><dd>1</dd>" in spanish
    assert "<html" not in rep.opens("/cair/lines/now").text
    state.caller_ends("CA0", "hung up")


def test_no_number_is_shown_to_anybody(redis: Redis, rep: Visit) -> None:
    DeskState(redis, "cair").join(JoinRequest("CA1", "general", "en", "login", number="+15105550100"))
    page = rep.opens("/cair/lines").text
    assert "0100" not in page


@pytest.mark.parametrize(
    "agent", ["Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "", "x" * 500]
)
def test_a_session_is_named_by_its_browser_whatever_that_says(app: Flask, agent: str) -> None:
    add_person(app, "ben", Role.REP)
    visit = Visit(app)
    visit.sends("/sign-in", {"name": "ben", "password": PASSWORD}, **{"User-Agent": agent})
    assert ("Firefox on Linux" if "Firefox" in agent else "A browser") in visit.opens("/account").text
