"""The doctor's checks of reps: whether there are any, for every line in every language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from commands.checkup.finding import CheckFinding
from prompts.files.models import Desk
from routing.phone_numbers import country_of
from store.desk.records import Rep

Reps = Mapping[str, Rep]
"""A desk's reps by number."""


def rep_findings(desk: Desk, reps: Reps, allowed: Sequence[str] = ()) -> list[CheckFinding]:
    """Return findings about whether every caller who asks for a person can get one."""
    if not reps:
        told = f"{desk.id}: there are no reps, so nobody can be reached by phone"
        return [
            CheckFinding("reps", False, told, f"Add one: helpdesk reps add --help. Desk: --desk {desk.id}.")
        ]
    return [*_unserved(desk, reps), *_abroad(desk, reps, allowed or (desk.country,))] or [
        CheckFinding("reps", True, f"{desk.id}: {_count(reps)}, and somebody for every line and language")
    ]


def shared_phone_findings(reps_of_desks: Mapping[str, Reps]) -> list[CheckFinding]:
    """Name the phones that several desks ring: each phone rings for one of them at a time."""
    owners: dict[str, list[str]] = {}
    for desk, reps in reps_of_desks.items():
        for number, rep in reps.items():
            owners.setdefault(rep.phone, []).append(f"rep {number} of {desk}")
    shared = [names for phone, names in owners.items() if phone.startswith("+") and len(names) > 1]
    return [
        CheckFinding(
            "reps", True, f"{' and '.join(names)} have the same phone, which rings for one desk at a time"
        )
        for names in shared
    ]


def _count(reps: Reps) -> str:
    return "1 rep" if len(reps) == 1 else f"{len(reps)} reps"


def _unserved(desk: Desk, reps: Reps) -> Iterator[CheckFinding]:
    for line in desk.lines:
        for language in line.languages:
            if not any(_serves(rep, line.id, language) for rep in reps.values()):
                yield CheckFinding(
                    "reps",
                    False,
                    f"{desk.id}: no rep serves line {line.id} in {language}; who asks for it is turned away",
                    f"helpdesk reps set NUMBER --desk {desk.id} --lines … --languages …, or take the line out of "
                    "desk.yaml.",
                )


def _serves(rep: Rep, line: str, language: str) -> bool:
    return line in rep.lines and language in rep.languages


def _abroad(desk: Desk, reps: Reps, allowed: Sequence[str]) -> Iterator[CheckFinding]:
    """Yield findings about phones that were entered when other countries were allowed; they are rung all the same."""
    for number, rep in reps.items():
        country = country_of(rep.phone)
        if country and country not in allowed:
            told = (
                f"{desk.id}: the phone of rep {number} is in {country}; only {', '.join(allowed)} is allowed"
            )
            advice = (
                f"helpdesk reps set {number} --desk {desk.id} --phone …, or add {country} to REP_COUNTRIES."
            )
            yield CheckFinding("reps", False, told, advice)


def countries_of(reps: Reps) -> frozenset[str]:
    """Return the countries of reps' phones, as ISO codes; browsers are in none."""
    return frozenset(country_of(rep.phone) for rep in reps.values()) - {""}
