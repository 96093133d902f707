"""The people of the console as commands change them, with checks of the input."""

from __future__ import annotations

import getpass
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import click

from accounts.people import People, Person, Role, Saved, sign_in_problem
from accounts.people_scripts import PeopleScripts
from commands.environment import database_or_exit, desks_or_exit, settings_or_exit
from commands.staff.rep_admin import phone_or_exit
from prompts.files.models import Desk
from routing.queue.desk_state import DeskState
from settings import Settings
from store.data_dir import announced

REFUSALS = {
    Saved.NAME_TAKEN: "{name} is there already; `helpdesk people set {name} …` changes it",
    Saved.REP_TAKEN: "that rep is linked to somebody else already; `helpdesk people list` shows to whom",
    Saved.LAST_ADMIN: "{name} is the last admin who may sign in; make another one first",
    Saved.UNKNOWN: "{name} was removed meanwhile",
}


@dataclass(frozen=True)
class PeopleAdmin:
    """The people, and what they may be linked to."""

    people: People
    desks: dict[str, Desk]
    states: dict[str, DeskState]
    base_url: str
    countries: tuple[str, ...]
    """Those that phones may be in; without any the first desk's own."""

    def person_or_exit(self, name: str) -> Person:
        person = self.people.named(name)
        if person is None:
            raise click.ClickException(f"there is nobody called {name}; `helpdesk people list` shows all")
        return person

    def desks_or_exit(self, given: str) -> str:
        """Return checked ids of desks. Ends the command for an unknown one."""
        wanted = [one.strip() for one in given.split(",") if one.strip()]
        unknown = [one for one in wanted if one not in self.desks]
        if unknown:
            raise click.ClickException(
                f"there is no desk {', '.join(map(repr, unknown))}; there is {', '.join(sorted(self.desks))}"
            )
        return ",".join(dict.fromkeys(wanted))

    def named_reps(self, given: str, at: Sequence[str] = ()) -> list[tuple[str, str]]:
        """Return desk and number of the reps that are named. One named without a desk is meant at each of `at`, or at
        the first desk. Ends the command for an unknown desk."""
        found: dict[tuple[str, str], None] = {}
        for one in (part.strip() for part in given.split(",") if part.strip()):
            desk, _, rep = one.rpartition(":")
            desks = [self.desks_or_exit(desk)] if desk else at or [next(iter(self.desks))]
            found.update(((id_, rep), None) for id_ in desks)
        return list(found)

    def reps_or_exit(self, given: str, at: Sequence[str] = ()) -> str:
        """Return the named reps as `desk:rep`. Ends the command for one who is not there."""
        found = self.named_reps(given, at)
        for desk, rep in found:
            if not self._has_rep(desk, rep):
                told = f"there is no rep {rep} at {desk}; `helpdesk reps list --desk {desk}` shows all"
                raise click.ClickException(told)
        return ",".join(f"{desk}:{rep}" for desk, rep in found)

    def why_no_calls(self, person: Person) -> str:
        """Return why somebody whose role is to answer calls gets none; empty when that is not so."""
        if person.role is not Role.REP:
            return ""
        gone = [f"rep {rep} at {desk}" for desk, rep in person.reps if not self._has_rep(desk, rep)]
        if gone:
            return f"gets no calls as {' and '.join(gone)}, who is gone"
        return "" if person.reps else "gets no calls: is no rep"

    def _has_rep(self, desk: str, rep: str) -> bool:
        return desk in self.states and self.states[desk].rep(rep).exists

    def invite_or_exit(self, person: Person) -> str:
        """Return a one-time link."""
        token = self.people.invite(who(), person.id)
        if token is None:
            raise click.ClickException(
                f"{person.sign_in} can't sign in; `--disabled no` lets them in again first"
            )
        return f"{self.base_url}/console/welcome/{token}"

    def done_or_exit(self, saved: Saved, name: str) -> None:
        if saved in REFUSALS:
            raise click.ClickException(REFUSALS[saved].format(name=name))


@contextmanager
def register_or_exit() -> Iterator[PeopleAdmin]:
    """Yield the people. Ends the command while the database is down."""
    settings = settings_or_exit()
    desks = {id_: revision.desk for id_, revision in desks_or_exit(settings).items()}
    with database_or_exit(settings) as client:
        states = {id_: DeskState(client, id_) for id_ in desks}
        people = People(PeopleScripts(client))
        yield PeopleAdmin(people, desks, states, _console_of(settings), settings.rep_countries)


def _console_of(settings: Settings) -> str:
    """Return the address that links lead to: without `PUBLIC_URL` the running line's, on whatever port that was
    given."""
    running = announced(settings.data_dir)
    is_elsewhere = settings.public_url or settings.console_port
    return running.base_url if running and not is_elsewhere else settings.console_url


def who() -> str:
    """Return the name of the person at the terminal for the audit log."""
    return f"command line ({getpass.getuser()})"


def checked_fields(
    register: PeopleAdmin, given: dict[str, str | None], desks: Sequence[str] = ()
) -> dict[str, str]:
    """Return the checked input under the database's names. `desks` are those of the person so far. Ends the command
    for a bad value."""
    found = {name: value for name, value in given.items() if value is not None}
    if "desks" in found:
        found["desks"] = register.desks_or_exit(found["desks"])
        desks = found["desks"].split(",")
    if "reps" in found:
        found["reps"] = register.reps_or_exit(found["reps"], desks)
    if "sign_in" in found:
        found["sign_in"] = sign_in_or_exit(found["sign_in"])
    if found.get("phone"):
        found["phone"] = phone_or_exit(
            found["phone"], next(iter(register.desks.values())), register.countries
        )
    if "disabled" in found:
        found["disabled"] = "1" if found["disabled"] == "yes" else ""
    return found


def sign_in_or_exit(name: str) -> str:
    problem = sign_in_problem(name)
    if problem:
        raise click.ClickException(f"{name!r} can't be a sign-in name. {problem}")
    return name.strip().casefold()
