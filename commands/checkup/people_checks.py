"""What the doctor finds about the people of the console: admins whose password alone opens everything."""

from __future__ import annotations

from redis import Redis

from accounts.people import People, Person, Role
from accounts.people_scripts import PeopleScripts
from commands.checkup.finding import CheckFinding
from settings import Settings

ADVICE = (
    "Let them set one up under Account, or set SECOND_STEP=admins; it then is asked for at the next sign-in."
)


def people_findings(settings: Settings, client: Redis) -> list[CheckFinding]:
    """Return what to say about the admins' second steps; nothing in local mode. Raises DatabaseDown."""
    if settings.is_local:
        return []
    admins = [one for one in People(PeopleScripts(client)).all() if _signs_in_by_password(one)]
    without = ", ".join(one.sign_in for one in admins if not one.has_second_step)
    if not without:
        return [
            CheckFinding(
                "people", True, f"{len(admins)} admins who sign in with a password, all with a second step"
            )
        ]
    if settings.second_step == "optional":
        return [CheckFinding("people", False, f"these admins have no second step: {without}", ADVICE)]
    return [CheckFinding("people", True, f"these admins set up a second step at the next sign-in: {without}")]


def _signs_in_by_password(person: Person) -> bool:
    return person.role is Role.ADMIN and bool(person.password) and not person.is_disabled
