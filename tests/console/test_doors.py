"""Who gets in, who does not, and what both are told."""

from __future__ import annotations

import re
from time import thread_time

import pytest
from argon2 import PasswordHasher
from flask import Flask
from redis import Redis
from werkzeug.test import Cookie

from accounts.people import Role
from console.auth.secret_box import Seal
from console.context import Console
from console.credentials.tries import network_of
from store import clock, keys
from tests.console.visits import PASSWORD, Visit, add_person, code_of


@pytest.fixture
def ben(app: Flask) -> str:
    """A person's id."""
    return add_person(app, "ben", Role.REP)


def test_a_one_time_link_sets_the_password_and_is_used_up(console: Console, outsider: Visit) -> None:
    _, id_ = console.people.add("test", "ben", "Ben", Role.REP, {"desks": "cair"})
    link = f"/welcome/{console.people.invite('test', id_)}"
    assert outsider.opens(link).status_code == 200
    assert outsider.opens(link).status_code == 200  # a program that looks at links uses nothing up
    sent = outsider.sends(link, {"password": PASSWORD, "again": PASSWORD})
    assert sent.headers["Location"] == "/console/sign-in"
    assert "Your password is set" in outsider.opens("/sign-in").text
    assert outsider.opens(link).status_code == 404
    outsider.signs_in("ben")
    assert outsider.is_in


@pytest.mark.parametrize(
    ("password", "again", "told"),
    [
        ("short", "short", "at least 12"),
        (PASSWORD, "something else", "not the same"),
        ("benbenbenben", "benbenbenben", "guessed at once"),
        ("Password2026!", "Password2026!", "names or words that others would try"),
        ("CAIR Help Desk 1", "CAIR Help Desk 1", "names or words"),
        ("123456789012", "123456789012", "guessed at once"),
        ("", "", "Type a password"),
    ],
)
def test_a_password_that_is_too_easy_is_refused_beside_its_field(
    console: Console, outsider: Visit, password: str, again: str, told: str
) -> None:
    _, id_ = console.people.add("test", "ben", "Ben", Role.REP)
    link = f"/welcome/{console.people.invite('test', id_)}"
    page = outsider.sends(link, {"password": password, "again": again})
    assert page.status_code == 422
    problem = re.search(r'id="(\w+)-problem">([^<]*)<', page.text)
    assert problem is not None
    assert told in problem[2]
    assert f'aria-describedby="{problem[1]}' in page.text
    assert outsider.opens(link).status_code == 200


def test_wrong_names_and_wrong_passwords_are_told_the_same(outsider: Visit, ben: str) -> None:
    def told(name: str, password: str) -> str:
        page = outsider.signs_in(name, password)
        assert page.status_code == 422
        return re.sub(r'value="[^"]*"', "", page.text)

    assert told("ben", "wrong") == told("nobody", "wrong") == told("nobody", PASSWORD)
    assert not outsider.is_in


def test_an_unknown_name_costs_as_much_as_a_known_one(console: Console, ben: str) -> None:
    kept = console.people.person(ben)
    assert kept is not None

    def cost(hashed: str) -> float:
        """Processor seconds of this thread, of the quickest of several: whatever else the machine does only adds."""
        took = []
        for _ in range(8):
            start = thread_time()
            assert not console.passwords.fits("wrong", hashed)
            took.append(thread_time() - start)
        return min(took)

    assert 0.5 < cost("") / cost(kept.password) < 2


def test_who_is_kept_out_or_has_no_password_does_not_get_in(
    console: Console, outsider: Visit, ben: str
) -> None:
    console.people.change("test", ben, {"disabled": "1"})
    assert outsider.signs_in("ben").status_code == 422
    console.people.add("test", "cy", "Cy", Role.REP)
    assert outsider.signs_in("cy", "").status_code == 422
    assert outsider.signs_in("cy", " ").status_code == 422


def test_a_hash_of_weaker_parameters_is_replaced_at_the_next_sign_in(
    console: Console, redis: Redis, outsider: Visit, ben: str
) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8_192, parallelism=1).hash(PASSWORD)
    redis.hset(keys.person_record(ben), "password", weak)
    outsider.signs_in("ben")
    assert outsider.is_in
    person = console.people.person(ben)
    assert person is not None
    assert person.password != weak
    assert person.password.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.parametrize(
    ("onward", "leads"),
    [
        ("/console/account", "/console/account"),
        ("https://evil.example/console", "/console/"),
        ("//evil.example/console", "/console/"),
        ("/\\evil.example", "/console/"),
        ("javascript:alert(1)", "/console/"),
        ("/voice/cair", "/console/"),
        ("/console//evil.example", "/console/"),
        ("/consoles", "/console/"),
        ("//[x", "/console/"),
        ("http://\u2100.example/console", "/console/"),
        ("/console/\u0300", "/console/"),
        ("/console/a\r\nb", "/console/"),
        ("/console/" + "a" * 300, "/console/"),
    ],
)
def test_signing_in_leads_on_within_the_console_only(
    outsider: Visit, ben: str, onward: str, leads: str
) -> None:
    answer = outsider.sends("/sign-in", {"name": "ben", "password": PASSWORD, "next": onward})
    assert answer.headers["Location"] == leads


def test_a_page_that_needs_signing_in_is_come_back_to(outsider: Visit, ben: str) -> None:
    door = outsider.opens("/account").headers["Location"]
    assert door == "/console/sign-in?next=/console/account"
    assert 'name="next" value="/console/account"' in outsider.opens("/sign-in?next=/console/account").text


def test_each_role_is_led_to_where_it_belongs(rep: Visit, supervisor: Visit, admin: Visit) -> None:
    assert rep.opens("/").headers["Location"] == "/console/cair/me"
    for visit in (supervisor, admin):
        assert visit.opens("/").headers["Location"] == "/console/cair/wall"


def test_a_rep_whose_calls_nobody_has_linked_yet_sees_the_lines(outsider: Visit, ben: str) -> None:
    outsider.signs_in("ben")
    assert outsider.opens("/").headers["Location"] == "/console/cair/lines"


def test_who_is_at_no_desk_is_told(app: Flask, outsider: Visit) -> None:
    add_person(app, "eve", Role.REP, desks="")
    outsider.signs_in("eve")
    assert "You are at no desk yet" in outsider.opens("/").text


# --- the second step


@pytest.fixture
def secret(console: Console, ben: str) -> str:
    """Ben signs in with a code too."""
    console.people.set_second_step("test", ben, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    return "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def now_code(secret: str) -> str:
    return code_of(secret, clock.now().timestamp())


def test_a_password_alone_is_not_enough_where_a_code_is_asked_for(outsider: Visit, secret: str) -> None:
    assert outsider.signs_in("ben").headers["Location"] == "/console/code"
    assert not outsider.is_in
    assert outsider.sends("/code", {"code": "000000"}).status_code == 422
    assert not outsider.is_in
    assert outsider.sends("/code", {"code": now_code(secret)}).status_code == 302
    assert outsider.is_in


def test_a_secret_from_before_secrets_were_sealed_works_and_is_sealed_then(
    console: Console, outsider: Visit, ben: str, secret: str
) -> None:
    outsider.signs_in("ben")
    outsider.sends("/code", {"code": now_code(secret)})
    kept = console.people.person(ben).totp  # type: ignore[union-attr]
    assert secret not in kept
    assert console.seal.open(kept, ben) == secret


def test_a_secret_that_another_key_has_sealed_lets_nobody_in(
    console: Console, outsider: Visit, ben: str, secret: str
) -> None:
    console.people.set_second_step("test", ben, Seal("another key").seal(secret, ben))
    outsider.signs_in("ben")
    assert outsider.sends("/code", {"code": now_code(secret)}).status_code == 422
    assert not outsider.is_in


def test_a_code_counts_once(app: Flask, outsider: Visit, secret: str) -> None:
    code = now_code(secret)
    outsider.signs_in("ben")
    outsider.sends("/code", {"code": code})
    other = Visit(app)
    other.signs_in("ben")
    assert other.sends("/code", {"code": code}).status_code == 422
    assert not other.is_in


def test_codes_can_not_be_tried_for_ever(outsider: Visit, secret: str) -> None:
    outsider.signs_in("ben")
    found = [outsider.sends("/code", {"code": "000000"}).status_code for _ in range(6)]
    assert found == [422] * 5 + [429]
    outsider.signs_in("ben")  # the password again is no way around
    assert outsider.sends("/code", {"code": now_code(secret)}).status_code == 429


def test_the_code_has_no_page_without_a_password(outsider: Visit) -> None:
    assert outsider.opens("/code").headers["Location"] == "/console/sign-in"


# --- sessions


def test_signing_in_makes_a_new_session_and_ends_the_one_before(
    console: Console, outsider: Visit, ben: str
) -> None:
    outsider.signs_in("ben")
    cookie = outsider.browser.get_cookie("helpdesk")
    assert cookie is not None
    assert len(cookie.value) >= 43
    assert (cookie.http_only, cookie.same_site, cookie.path) == (True, "Lax", "/")
    outsider.signs_in("ben") if not outsider.is_in else None
    outsider.sends("/sign-out", of="/account")
    outsider.signs_in("ben")
    after = outsider.browser.get_cookie("helpdesk")
    assert after is not None
    assert after.value != cookie.value
    assert console.sessions.visit(cookie.value, is_active=True) is None


def test_a_made_up_session_is_nobodys(outsider: Visit, ben: str) -> None:
    outsider.browser.set_cookie("helpdesk", "x" * 43)
    assert not outsider.is_in
    outsider.signs_in("ben")
    cookie = outsider.browser.get_cookie("helpdesk")
    assert cookie is not None
    assert cookie.value != "x" * 43


def test_signing_out_ends_the_session_itself_and_not_the_cookie_alone(
    console: Console, outsider: Visit, ben: str
) -> None:
    outsider.signs_in("ben")
    cookie = outsider.browser.get_cookie("helpdesk")
    assert cookie is not None
    outsider.sends("/sign-out", of="/account")
    assert outsider.browser.get_cookie("helpdesk") is None
    assert console.sessions.visit(cookie.value, is_active=True) is None


def test_who_is_kept_out_is_out_at_the_next_request(console: Console, outsider: Visit, ben: str) -> None:
    outsider.signs_in("ben")
    console.people.change("test", ben, {"disabled": "1"})
    assert not outsider.is_in


def test_a_page_that_refreshes_itself_does_not_keep_a_session_alive(
    redis: Redis, outsider: Visit, ben: str
) -> None:
    outsider.signs_in("ben")
    session = next(redis.scan_iter(f"{keys.PEOPLE}session:*"))
    redis.hset(session, "seen", "1")
    outsider.opens("/cair/lines/now", **{"X-Refresh": "1"})
    with outsider.opens("/cair/live", Accept="text/event-stream") as stream:
        assert stream.status_code == 200
    assert redis.hget(session, "seen") == "1"
    outsider.opens("/cair/lines/now")
    assert redis.hget(session, "seen") != "1"


def test_a_wallboard_for_a_screen_on_the_wall_keeps_its_session_alive(
    redis: Redis, supervisor: Visit
) -> None:
    session = next(redis.scan_iter(f"{keys.PEOPLE}session:*"))
    redis.hset(session, "seen", "1")
    supervisor.opens("/cair/wall/now", **{"X-Refresh": "1"})
    assert redis.hget(session, "seen") == "1"
    supervisor.opens("/cair/wall/now?screen=wall", **{"X-Refresh": "1"})
    assert redis.hget(session, "seen") != "1"


def test_a_fragment_of_somebody_signed_out_leads_the_whole_page_to_the_door(outsider: Visit) -> None:
    answer = outsider.opens(
        "/cair/lines/now", **{"HX-Request": "true", "HX-Current-URL": "http://localhost/console/cair/lines"}
    )
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == "/console/sign-in?next=/console/cair/lines"
    assert outsider.opens("/cair/live", Accept="text/event-stream").status_code == 401


# --- throttling


def test_tries_at_an_account_from_an_address_are_few_and_say_when_to_try_again(
    outsider: Visit, ben: str
) -> None:
    found = [outsider.signs_in("ben", "wrong").status_code for _ in range(6)]
    assert found == [422] * 5 + [429]
    refused = outsider.signs_in("BEN ", PASSWORD)
    assert refused.status_code == 429
    assert "Try again in 15 minutes" in refused.text
    assert 800 < int(refused.headers["Retry-After"]) <= 901


def test_nobody_locks_somebody_else_out(app: Flask, outsider: Visit, ben: str) -> None:
    for _ in range(6):
        outsider.signs_in("ben", "wrong")
    elsewhere = Visit(app, address="203.0.113.9")
    elsewhere.signs_in("ben")
    assert elsewhere.is_in


@pytest.fixture
def attacked(app: Flask, console: Console, ben: str) -> Visit:
    """Ben's own browser, after strangers everywhere have used up all tries at his account and from his address."""
    mine = Visit(app, address="203.0.113.9")
    mine.signs_in("ben")
    mine.sends("/sign-out", of="/account")
    for _ in range(50):
        console.sessions.attempt({"account ben": 50})
    for _ in range(100):
        console.sessions.attempt({f"address {mine.address}": 100})
    assert Visit(app, address=mine.address).signs_in("nobody", "wrong").status_code == 429
    return mine


def test_an_account_under_attack_stays_open_to_a_browser_that_has_signed_in_before(
    app: Flask, attacked: Visit
) -> None:
    assert Visit(app, address="192.0.2.1").signs_in("ben").status_code == 429
    attacked.signs_in("ben")
    assert attacked.is_in


def test_a_known_browser_has_few_tries_too_and_they_lock_no_other_browser_out(
    app: Flask, outsider: Visit, ben: str
) -> None:
    outsider.signs_in("ben")
    outsider.sends("/sign-out", of="/account")
    assert [outsider.signs_in("ben", "wrong").status_code for _ in range(6)] == [422] * 5 + [429]
    assert Visit(app, address=outsider.address).signs_in("ben").status_code == 302


def test_a_known_browser_is_known_for_its_own_person_only(app: Flask, attacked: Visit) -> None:
    add_person(app, "cy", Role.REP)
    assert attacked.signs_in("cy").status_code == 429
    stranger, cookie = Visit(app), browser_cookie(attacked)
    stranger.browser.set_cookie(cookie.key, cookie.value[:-1] + "x")
    assert stranger.signs_in("ben").status_code == 429


def test_a_new_password_makes_known_browsers_unknown(
    app: Flask, console: Console, attacked: Visit, ben: str
) -> None:
    console.people.set_password(ben, console.passwords.hash("purple lamps at noon"))
    assert attacked.signs_in("ben", "purple lamps at noon").status_code == 429


def test_a_one_time_link_lets_its_owner_past_an_attack(console: Console, attacked: Visit, ben: str) -> None:
    attacked.browser.delete_cookie(browser_cookie(attacked).key)
    assert attacked.signs_in("ben").status_code == 429
    attacked.sends(
        f"/welcome/{console.people.invite('test', ben)}", {"password": PASSWORD, "again": PASSWORD}
    )
    assert attacked.signs_in("ben").status_code == 302


def test_wrong_codes_of_a_stranger_who_knows_the_password_lock_no_known_browser_out(
    app: Flask, console: Console, outsider: Visit, ben: str
) -> None:
    outsider.signs_in("ben")
    outsider.sends("/sign-out", of="/account")
    console.people.set_second_step("test", ben, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    stranger = Visit(app, address="203.0.113.9")
    stranger.signs_in("ben")
    while stranger.sends("/code", {"code": "000000"}).status_code == 422:
        assert not stranger.is_in
    outsider.signs_in("ben")
    outsider.sends("/code", {"code": now_code("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")})
    assert outsider.is_in


def browser_cookie(visit: Visit) -> Cookie:
    """The cookie by which a browser is known."""
    cookies = [one for one in visit.browser._cookies.values() if "browser" in one.key]
    assert [(one.http_only, one.same_site, one.path) for one in cookies] == [(True, "Lax", "/")]
    return cookies[0]


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("unix:", "unix:"),
    ],
)
def test_tries_are_counted_by_an_ipv4_address_or_an_ipv6_network(address: str, network: str) -> None:
    assert network_of(address) == network


def test_another_address_of_the_same_ipv6_network_gives_no_more_tries(app: Flask, ben: str) -> None:
    found = [
        Visit(app, address=f"2001:db8:1:2::{number:x}").signs_in("ben", "wrong").status_code
        for number in range(6)
    ]
    assert found == [422] * 5 + [429]
    assert Visit(app, address="2001:db8:1:3::1").signs_in("ben").status_code == 302


def test_wrong_tries_are_in_the_audit_log_without_what_was_typed(
    app: Flask, console: Console, outsider: Visit, ben: str
) -> None:
    outsider.signs_in("ben", "a wrong password")
    outsider.signs_in("a password in the wrong field", "ben")
    shown = [(one.who, one.what, one.about) for one in console.audit.entries(2)]
    assert shown == [
        (outsider.address, "wrong password", "an unknown name"),
        (outsider.address, "wrong password", "ben"),
    ]


def test_an_account_is_guarded_against_many_addresses(app: Flask, console: Console, ben: str) -> None:
    for _ in range(50):
        console.sessions.attempt({"account ben": 50})
    assert Visit(app, address="203.0.113.9").signs_in("ben").status_code == 429


def test_an_address_is_guarded_against_many_names(
    app: Flask, console: Console, outsider: Visit, ben: str
) -> None:
    for _ in range(100):
        console.sessions.attempt({f"address {outsider.address}": 100})
    assert outsider.signs_in("ben").status_code == 429
    assert Visit(app, address="203.0.113.9").signs_in("ben").status_code == 302


def test_a_right_password_forgives_the_wrong_ones(app: Flask, outsider: Visit, ben: str) -> None:
    for _ in range(3):
        for _ in range(4):
            assert outsider.signs_in("ben", "wrong").status_code == 422
        assert outsider.signs_in("ben").status_code == 302
        outsider.sends("/sign-out", of="/account")
