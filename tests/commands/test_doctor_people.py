"""`helpdesk doctor` and admins whose password alone opens everything."""

from __future__ import annotations

import pytest
from redis import Redis

from accounts.people import People, Role
from accounts.people_scripts import PeopleScripts
from commands.checkup.finding import CheckFinding
from commands.checkup.people_checks import people_findings
from settings import load_settings
from tests.commands.test_settings import PRODUCTION


@pytest.fixture
def people(redis: Redis) -> People:
    """Ada and Bob are admins without a second step, Sam is a supervisor, and Cy only signs in by single sign-on."""
    people = People(PeopleScripts(redis))
    for name, role in (("ada", Role.ADMIN), ("bob", Role.ADMIN), ("sam", Role.SUPERVISOR)):
        people.set_password(people.add("test", name, name, role)[1], "hash")
    people.add("test", "cy", "Cy", Role.ADMIN)
    return people


def finding(redis: Redis, **settings: str) -> CheckFinding:
    (found,) = people_findings(load_settings({**PRODUCTION, **settings}), redis)
    return found


def test_admins_without_a_second_step_are_named(redis: Redis, people: People) -> None:
    found = finding(redis)
    assert not found.is_well
    assert found.message.endswith(": ada, bob")
    assert "SECOND_STEP=admins" in found.advice


def test_nothing_is_to_be_mended_where_the_setting_or_the_admins_see_to_it(
    redis: Redis, people: People
) -> None:
    assert finding(redis, SECOND_STEP="admins").is_well
    for name in ("ada", "bob"):
        person = people.named(name)
        assert person is not None
        people.set_second_step("test", person.id, "SECRET")
    assert finding(redis).is_well
    assert people_findings(load_settings({}), redis) == []
