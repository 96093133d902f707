"""What the doctor says of those who answer: is there anybody, and for every line in every language?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import phonenumbers

from commands.finding import Finding
from prompts.models import Desk

Reps = Mapping[str, Mapping[str, str]]
"""A desk's reps by number."""


def rep_findings(desk: Desk, reps: Reps) -> list[Finding]:
    """Whether every caller who asks for a person can ever get one."""
    if not reps:
        told = f"{desk.id}: there are no reps, so nobody can be reached by phone"
        return [Finding("reps", False, told, f"Add one: helpdesk reps add --help. Desk: --desk {desk.id}.")]
    return list(_unserved(desk, reps)) or [
        Finding("reps", True, f"{desk.id}: {len(reps)} reps, and somebody for every line and language")
    ]


def _unserved(desk: Desk, reps: Reps) -> Iterator[Finding]:
    for line in desk.lines:
        for language in line.languages:
            if not any(_serves(rep, line.id, language) for rep in reps.values()):
                yield Finding(
                    "reps",
                    False,
                    f"{desk.id}: no rep serves line {line.id} in {language}; who asks for it is turned away",
                    f"helpdesk reps set NUMBER --desk {desk.id} --lines … --languages …, or take the line out of "
                    "desk.yaml.",
                )


def _serves(rep: Mapping[str, str], line: str, language: str) -> bool:
    return line in rep.get("lines", "").split(",") and language in rep.get("languages", "").split(",")


def countries_of(reps: Reps) -> frozenset[str]:
    """The countries that reps' phones are in, as ISO codes; browsers are in none."""
    phones = (rep.get("phone", "") for rep in reps.values())
    return frozenset(_country(phone) for phone in phones if phone.startswith("+")) - {""}


def _country(phone: str) -> str:
    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(phone)) or ""
    except phonenumbers.NumberParseException:
        return ""
