"""The people whom the setting `SECOND_STEP` requires to sign in with a second step."""

from __future__ import annotations

from enum import StrEnum

from accounts.people import Person, Role
from accounts.sessions import Session


class Obligation(StrEnum):
    """The people who must have a second step."""

    OPTIONAL = "optional"
    ADMINS = "admins"
    EVERYBODY = "everybody"

    def covers(self, person: Person) -> bool:
        """Return whether this person must have one."""
        return self is Obligation.EVERYBODY or (self is Obligation.ADMINS and person.role is Role.ADMIN)

    def is_unmet(self, person: Person, session: Session) -> bool:
        """Return whether this person must set one up before anything else.

        The provider of a single sign-on asks for a second step itself, so sessions that came from there need none.
        """
        return self.covers(person) and not person.has_second_step and not session.is_signed_on
