"""Text of any length and kind is answered at once: a page of the console must never keep a caller waiting."""

from __future__ import annotations

from collections.abc import Callable
from time import thread_time
from typing import TypeVar

import pytest

from accounts.people import Role, sign_in_problem
from console.access import LARGEST_OPEN_FORM
from console.auth.passwords import LONGEST, Passwords
from console.context import Console
from prompts.menu_keys import fold_words
from tests.console.test_rep_page import ANNS_CALL, finish_call, talks
from tests.console.visits import Visit, add_person
from tests.reports.story import Story

MARKS = "\u0300" * 50_000 + "\u0316" * 50_000
"""Sorting these takes `unicodedata.normalize` a minute."""
HIDDEN_MARKS = "\u0f73" * 50_000
"""Each of them counts as a letter and is made of two marks."""
T = TypeVar("T")


def at_once(act: Callable[[], T]) -> T:
    """Return what `act` returns; fails if it took a second of this thread's processor time."""
    began = thread_time()
    result = act()
    assert thread_time() - began < 1.0
    return result


@pytest.mark.parametrize("field", ["next", "name", "password"])
def test_a_long_form_from_somebody_who_is_not_signed_in_is_refused_at_once(
    outsider: Visit, field: str
) -> None:
    form = {"name": "ben", "password": "x", field: "//" + MARKS}
    token = outsider.token("/sign-in")
    send = outsider.browser.post
    answer = at_once(lambda: send("/console/sign-in", data={"csrf_token": token, **form}))
    assert answer.status_code == 413


def test_the_largest_form_that_is_taken_is_answered_at_once(outsider: Visit) -> None:
    marks = "\u0300" * 4_000 + "\u0316" * 3_000
    assert len(marks.encode()) < LARGEST_OPEN_FORM
    for form in ({"next": "//" + marks}, {"name": marks}, {"password": marks}):
        token = outsider.token("/sign-in")
        body = "&".join(f"{key}={value}" for key, value in {"csrf_token": token, "name": "b", **form}.items())
        answer = at_once(
            lambda body=body: outsider.browser.post(  # type: ignore[misc]
                "/console/sign-in", data=body.encode(), content_type="application/x-www-form-urlencoded"
            )
        )
        assert answer.status_code == 422


@pytest.mark.parametrize("onward", ["//[x", "http://\u2100.example/console", "//" + MARKS[:20_000], "\0"])
def test_a_page_to_go_on_to_that_is_no_address_is_ignored(outsider: Visit, onward: str) -> None:
    page = at_once(lambda: outsider.browser.get("/console/sign-in", query_string={"next": onward}))
    assert page.status_code == 200
    assert 'name="next"' not in page.text


@pytest.mark.parametrize("here", ["http://[x", "//[", "\u00a8" * 60_000, "http://a/evil//console", ""])
def test_a_script_on_a_page_that_is_no_address_is_led_to_the_sign_in_page(outsider: Visit, here: str) -> None:
    answer = at_once(lambda: outsider.opens("/account", **{"HX-Request": "true", "HX-Current-URL": here}))
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == "/console/sign-in"


def test_a_password_is_cut_before_it_is_composed(console: Console) -> None:
    passwords = console.passwords
    assert not at_once(lambda: passwords.fits(MARKS, ""))
    assert at_once(lambda: passwords.hash(MARKS))


def test_a_password_that_grows_when_it_is_composed_still_fits() -> None:
    passwords = Passwords()
    typed = "\ufdfa" * LONGEST  # each becomes 18 characters
    assert passwords.fits(typed, passwords.hash(typed))


def test_a_password_typed_with_accents_apart_is_the_same(outsider: Visit, console: Console) -> None:
    id_ = add_person(outsider.app, "zoë", Role.REP)
    console.people.set_password(id_, console.passwords.hash("é" * LONGEST))
    outsider.signs_in("zoë", "e\u0301" * LONGEST)
    assert outsider.is_in


def test_a_long_sign_in_name_is_refused() -> None:
    assert sign_in_problem("ada@" + "a" * 300 + ".example")
    assert not sign_in_problem("ada@line.example.org")


@pytest.mark.parametrize("marks", [MARKS, HIDDEN_MARKS])
def test_words_are_folded_in_time_that_grows_with_their_length(marks: str) -> None:
    assert at_once(lambda: fold_words(f"Olvidé{marks} mi")) == "olvide mi"


def test_words_to_find_may_be_anything(admin: Visit) -> None:
    page = at_once(lambda: admin.browser.get("/console/cair/content", query_string={"q": MARKS[-60_000:]}))
    assert page.status_code == 200


@pytest.mark.parametrize("published", ["9" * 5_000, "٣", "-1", "x"])
def test_a_number_in_a_form_may_be_anything(admin: Visit, published: str) -> None:
    page = "/cair/content/history/0"
    answer = at_once(lambda: admin.sends(f"{page}/back", {"published": published}, of=page))
    assert answer.status_code == 409


def test_the_version_of_a_note_may_be_anything(story: Story, rep: Visit) -> None:
    talks(story)
    finish_call(story)
    form = {"version": "9" * 5_000, "text": "x"}
    assert rep.sends(f"/cair/me/calls/{ANNS_CALL}/note", form, of="/cair/me").status_code < 500
