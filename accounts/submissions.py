"""Which forms were sent already, and what was answered, so that sending one twice changes something once.

A form is claimed before it is acted on. SET with NX and GET is one command, so of two requests one gets the claim.
"""

from __future__ import annotations

from enum import StrEnum

from accounts.people_scripts import PeopleScripts
from store import keys

CLAIM_LIFE = 60
"""Seconds after which the form may be sent again if the process that had the claim never finished."""
ANSWER_LIFE = 600
"""Seconds for which the same form is answered with what was answered the first time."""
CLAIM, ANSWER = "claimed", "answer:"


class Claimed(StrEnum):
    """Result of a request's claim on a form that it wants to process."""

    OURS = "ours"
    BUSY = "busy"
    """Another request has the claim and has not finished."""


class Submissions:
    """The forms of all people, by a digest of who sent what. Every method raises DatabaseDown."""

    def __init__(self, scripts: PeopleScripts) -> None:
        self._scripts = scripts

    def claim(self, digest: str) -> Claimed | str:
        """Claim a form, or return the answer that was remembered."""
        stood = self._scripts.read(
            "claim a form",
            lambda client: client.set(keys.submission(digest), CLAIM, nx=True, get=True, ex=CLAIM_LIFE),
        )
        if stood is None:
            return Claimed.OURS
        return Claimed.BUSY if stood == CLAIM else str(stood).removeprefix(ANSWER)

    def remember(self, digest: str, answer: str) -> None:
        """Replace the claim by what was answered."""
        self._scripts.read(
            "remember a form",
            lambda client: client.set(keys.submission(digest), ANSWER + answer, ex=ANSWER_LIFE),
        )

    def forget(self, digest: str) -> None:
        """Give the claim back: nothing was changed, so the form may be sent again."""
        self._scripts.read("forget a form", lambda client: client.delete(keys.submission(digest)))
