"""`helpdesk people`: the first admin gets in by a link, and what is refused says why."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from redis import Redis

from accounts.audit_log import AuditLog
from accounts.people import People, Person, Role
from accounts.people_scripts import PeopleScripts
from commands.__main__ import main
from routing.queue.desk_state import DeskState
from settings import DESKS
from store.valkey import EmbeddedValkey

Helpdesk = Callable[..., Result]


@pytest.fixture
def helpdesk(database: EmbeddedValkey, redis: Redis, monkeypatch: pytest.MonkeyPatch) -> Helpdesk:
    """`helpdesk people …` on an empty database."""
    monkeypatch.setenv("REDIS_URL", database.url)
    return lambda *words: CliRunner().invoke(main, ["people", *words])


@pytest.fixture
def people(redis: Redis) -> People:
    return People(PeopleScripts(redis))


@pytest.fixture
def ana(helpdesk: Helpdesk) -> str:
    """The first admin's one-time link."""
    added = helpdesk("add", "Ana@Example.org", "--name", "Ana Ruiz", "--role", "admin")
    assert added.exit_code == 0, added.output
    return added.stdout.strip()


def known(people: People, name: str) -> Person:
    person = people.named(name)
    assert person is not None
    return person


def test_the_first_admin_gets_a_link_and_no_password(people: People, ana: str) -> None:
    person = known(people, "ana@example.org")
    assert (person.name, person.role, person.desks, person.password) == (
        "Ana Ruiz",
        Role.ADMIN,
        ("cair",),
        "",
    )
    address, _, token = ana.rpartition("/")
    assert address == "http://127.0.0.1:8000/console/welcome"
    invited = people.invited(token)
    assert invited is not None
    assert invited.id == person.id


def test_a_new_link_makes_the_old_one_void(helpdesk: Helpdesk, people: People, ana: str) -> None:
    new = helpdesk("link", "ana@example.org").stdout.strip()
    assert people.invited(ana.rpartition("/")[2]) is None
    assert people.invited(new.rpartition("/")[2]) is not None


def test_a_person_is_linked_to_a_rep(helpdesk: Helpdesk, people: People, redis: Redis, ana: str) -> None:
    DeskState(redis, "cair").save_rep("12", {"name": "Ben", "lines": "general", "languages": "en"})
    assert helpdesk("add", "ben", "--rep", "12").exit_code == 0
    assert known(people, "ben").rep("cair") == "12"
    assert "rep 13" in helpdesk("set", "ben", "--rep", "13").output
    assert "somebody else" in helpdesk("set", "ana@example.org", "--rep", "cair:12").output
    assert helpdesk("set", "ben", "--rep", "").exit_code == 0
    assert known(people, "ben").reps == ()


@pytest.fixture
def two_desks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The CAIR desk, and another one."""
    for id_ in ("cair", "parks"):
        shutil.copytree(DESKS / "cair", tmp_path / "desks" / id_)
    desk = tmp_path / "desks" / "parks" / "desk.yaml"
    text = desk.read_text("utf-8")
    desk.write_text(text.replace("id: cair", "id: parks").replace("+18005787889", "+19165550100"), "utf-8")
    monkeypatch.setenv("DESKS_DIR", str(tmp_path / "desks"))
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "var"))


@pytest.mark.usefixtures("two_desks")
def test_somebody_who_answers_calls_at_two_desks_is_made_at_once(
    helpdesk: Helpdesk, people: People, redis: Redis
) -> None:
    words = ("--name", "Ben", "--desks", "cair,parks", "--rep", "12", "--rep-phone", "916-555-0111")
    added = helpdesk("add", "ben", *words)
    assert added.exit_code == 0, added.output
    person = known(people, "ben")
    assert (person.desks, person.reps) == (("cair", "parks"), (("cair", "12"), ("parks", "12")))
    reps = [DeskState(redis, desk).rep("12") for desk in person.desks]
    assert [(rep.name, rep.phone, rep.languages) for rep in reps] == [
        ("Ben", "+19165550111", ("en", "es"))
    ] * 2
    [pin] = re.findall(r"The PIN is (\d+)\. It is shown only now\.", added.output)
    assert reps[0].pin == reps[1].pin
    assert pin not in str(reps)
    assert "gets no calls" not in added.output
    again = helpdesk("add", "cy", "--rep", "parks:12", "--rep-phone", "browser")
    assert (again.exit_code, "rep 12 is at parks already" in again.output) == (1, True)
    assert people.named("cy") is None


@pytest.mark.usefixtures("two_desks")
def test_no_rep_is_made_when_one_of_them_can_not_be(helpdesk: Helpdesk, people: People, redis: Redis) -> None:
    DeskState(redis, "parks").save_rep("12", {"name": "Cy", "lines": "general", "languages": "en"})
    words = ("--desks", "cair,parks", "--rep", "12")
    assert helpdesk("add", "ben", *words, "--rep-phone", "browser").exit_code == 1
    assert "there is no rep 12 at cair" in helpdesk("add", "ben", *words).output
    assert people.named("ben") is None
    assert DeskState(redis, "cair").reps() == {}
    assert helpdesk("add", "ben", "--desks", "parks", "--rep", "12").exit_code == 0
    assert known(people, "ben").reps == (("parks", "12"),)
    assert helpdesk("add", "cy", "--rep-phone", "browser").exit_code == 2


def test_somebody_whose_calls_ring_nowhere_is_said(helpdesk: Helpdesk, redis: Redis, ana: str) -> None:
    assert "ben gets no calls: is no rep. `helpdesk people set ben --rep 12`" in helpdesk("add", "ben").output
    state = DeskState(redis, "cair")
    state.save_rep("12", {"name": "Cy", "lines": "general", "languages": "en"})
    assert "gets no calls" not in helpdesk("add", "cy", "--rep", "12").output
    assert helpdesk("list").output.count("gets no calls") == 1
    state.remove_rep("12")
    told = helpdesk("list").output
    assert "gets no calls as rep 12 at cair, who is gone" in told
    assert told.count("gets no calls") == 2


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("add", "ANA@example.org"), "there already"),
        (("add", "not a name"), "no spaces"),
        (("add", "ben", "--desks", "dmv"), "there is cair"),
        (("add", "ben", "--role", "boss"), "--role"),
        (("set", "ana@example.org"), "at least one option"),
        (("set", "nobody", "--name", "No"), "nobody called nobody"),
        (("set", "ana@example.org", "--role", "rep"), "last admin"),
        (("set", "ana@example.org", "--disabled", "yes"), "last admin"),
        (("remove", "ana@example.org"), "last admin"),
        (("link", "nobody"), "nobody called nobody"),
    ],
    ids=str,
)
def test_what_can_not_be_is_refused_with_the_reason(
    helpdesk: Helpdesk, people: People, ana: str, words: tuple[str, ...], why: str
) -> None:
    before = people.all()
    refused = helpdesk(*words)
    assert refused.exit_code != 0
    assert why in refused.output
    assert people.all() == before


def test_a_person_is_kept_out_let_in_and_removed(helpdesk: Helpdesk, people: People, ana: str) -> None:
    helpdesk("add", "ben")
    assert helpdesk("set", "ben", "--disabled", "yes").exit_code == 0
    assert known(people, "ben").is_disabled
    assert "lets them in again" in helpdesk("link", "ben").output
    assert helpdesk("set", "ben", "--disabled", "no").exit_code == 0
    assert helpdesk("link", "ben").exit_code == 0
    assert helpdesk("remove", "ben").exit_code == 0
    assert people.named("ben") is None


def test_a_second_step_is_reset_for_a_lost_phone(helpdesk: Helpdesk, people: People, ana: str) -> None:
    id_ = known(people, "ana@example.org").id
    people.set_second_step("test", id_, "THESECRET", 1)
    people.set_recovery_codes("test", id_, ["digest"])
    assert "without a second step" in helpdesk("reset-second-step", "ana@example.org").output
    assert not known(people, "ana@example.org").has_second_step
    assert people.recovery_codes_left(id_) == 0
    assert "nobody called eve" in helpdesk("reset-second-step", "eve").output


def test_the_list_shows_people_and_nothing_that_proves_who_they_are(
    helpdesk: Helpdesk, people: People, ana: str
) -> None:
    people.set_password(known(people, "ana@example.org").id, "the-hash", invitation=ana.rpartition("/")[2])
    helpdesk("add", "ben")
    told = helpdesk().output
    assert all(word in told for word in ("Ana Ruiz", "ana@example.org", "admin", "cair", "no password yet"))
    listed = json.loads(helpdesk("list", "--json").output)
    assert [(one["sign_in"], one["has_password"]) for one in listed] == [
        ("ana@example.org", True),
        ("ben", False),
    ]
    assert "the-hash" not in str(listed) + told


def test_an_empty_list_says_what_to_do(helpdesk: Helpdesk) -> None:
    assert "people add" in helpdesk().output


def test_the_log_says_that_it_was_typed(helpdesk: Helpdesk, redis: Redis, ana: str) -> None:
    entries = AuditLog(PeopleScripts(redis)).entries(10)
    assert {entry.what for entry in entries} == {"person added", "one-time link made"}
    assert all(entry.who.startswith("command line (") for entry in entries)


def test_a_database_that_is_away_is_named_with_what_to_do(
    helpdesk: Helpdesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:1")
    refused = helpdesk("list")
    assert refused.exit_code == 1
    assert "helpdesk run" in refused.output
