"""Who is signed in, and how often somebody tried. Tokens are kept only digested. Every method raises DatabaseDown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from accounts.people import Person, new_token
from accounts.people_scripts import PeopleScripts
from store import keys

ATTEMPT_WINDOW = 900
"""Seconds for which a try to sign in counts."""
CODE_STAGE_LIFE = 300
"""Seconds between the password and the code of the second step."""
FREE_CODES = 5
"""Wrong codes in a row after which the next one has to wait."""
FIRST_CODE_WAIT, LONGEST_CODE_WAIT, CODES_LIFE = 60, 86_400, 30 * 86_400
"""Seconds of the first wait, of the longest one, and until wrong codes are forgotten."""
PROOF_LIFE = 600
"""Seconds for which a password that was typed once more opens what could lock its owner out."""
CHANGES_AT_ONCE, CHANGE_EVERY = 300, 1.0
"""Forms that a person may send at once, and seconds after which one more is free. Somebody at the keyboard never gets
there; a program would fill the database."""
MOST_SESSIONS = 50
"""Sessions of a person; another one ends the oldest."""
SIGNED_ON = "single sign-on"


@dataclass(frozen=True)
class SessionLimits:
    """The lifetime of a session, in seconds: without activity, and in total."""

    idle: int
    last: int


CODE_LIMITS = SessionLimits(CODE_STAGE_LIFE, CODE_STAGE_LIFE)


@dataclass(frozen=True)
class Session:
    """A session as last read. Moments are ms since 1970 UTC."""

    digest: str
    is_full: bool
    """False between the password and the code of the second step."""
    started: int
    seen: int
    browser: str
    secret: str = ""
    """Of a second step that is being set up, sealed."""
    proven: int = 0
    """When the password was last typed in this session after signing in; 0 for never."""
    is_signed_on: bool = False
    """True when it began with single sign-on."""
    wait: float = 0.0
    """Seconds until the person may send another form, after too many."""

    @classmethod
    def of(cls, digest: str, record: Mapping[str, str], wait: float = 0.0) -> Session:
        return cls(
            digest,
            record["stage"] == "full",
            int(record["started"]),
            int(record["seen"]),
            record.get("browser", ""),
            record.get("secret", ""),
            int(record.get("proven", "0")),
            record.get("way") == SIGNED_ON,
            wait,
        )

    def is_proven(self, now: int) -> bool:
        """Return whether the password was typed a short while before `now`, ms since 1970 UTC."""
        return now - self.proven < PROOF_LIFE * 1000


class Sessions:
    """Every session of the console."""

    def __init__(self, scripts: PeopleScripts) -> None:
        self._scripts = scripts

    def start(
        self,
        id_: str,
        limits: SessionLimits,
        browser: str,
        *,
        replaces: str = "",
        is_full: bool = True,
        is_signed_on: bool = False,
    ) -> str | None:
        """Return the token of a new session, which replaces an old one; None for a person who may not sign in."""
        token, old = new_token(), keys.digest(replaces) if replaces else ""
        stage = "full" if is_full else "code"
        times = (limits.idle * 1000, limits.last * 1000)
        way = SIGNED_ON if is_signed_on else ""
        began = self._scripts.run(
            "start_session", id_, keys.digest(token), stage, *times, browser[:120], old, way, MOST_SESSIONS
        )
        return token if began else None

    def visit(self, token: str, *, is_active: bool, has_form: bool = False) -> tuple[Person, Session] | None:
        """Return the session of a token and its person as of now, or None; `is_active` extends the session's idle
        time, and `has_form` counts a form of the person, unless there were too many."""
        digest = keys.digest(token)
        pace = (CHANGES_AT_ONCE, round(CHANGE_EVERY * 1000))
        found = self._scripts.run("visit", digest, int(is_active), int(has_form), *pace)
        if not found:
            return None
        id_, person, session, wait = found
        return Person.of(id_, _paired(person)), Session.of(digest, _paired(session), int(wait) / 1000)

    def of_person(self, id_: str) -> list[Session]:
        """Return the sessions of a person who is signed in, the last one seen first."""
        found = self._scripts.run("list_sessions", id_)
        sessions = (
            Session.of(digest, _paired(record))
            for digest, record in zip(found[::2], found[1::2], strict=True)
        )
        return sorted((session for session in sessions if session.is_full), key=lambda session: -session.seen)

    def end(self, token: str) -> None:
        """Sign out."""
        self._scripts.run("end_session", keys.digest(token))

    def end_all(self, who: str, id_: str) -> int:
        """Sign a person out everywhere; how many sessions ended."""
        return int(self._scripts.run("end_sessions", who, id_))

    def offer_secret(self, session: Session, secret: str) -> str:
        """Keep the secret of a second step that is being set up; the one that holds."""
        return cast(str, self._scripts.run("offer_secret", session.digest, secret))

    def prove(self, session: Session) -> None:
        """Note that the password was typed once more."""
        self._scripts.run("prove", session.digest)

    def try_code(self, name: str) -> float:
        """Count a try at a code under a name; seconds to wait if it may not be tried yet, else 0.

        After a few wrong ones each wait is twice the one before, up to a day, until a right one is forgiven.
        """
        times = (FIRST_CODE_WAIT * 1000, LONGEST_CODE_WAIT * 1000, CODES_LIFE * 1000)
        return int(self._scripts.run("try_code", keys.digest(name), FREE_CODES, *times)) / 1000

    def forgive_codes(self, name: str) -> None:
        """Forget wrong codes, after a right one."""
        self._scripts.run("forgive_codes", keys.digest(name))

    def attempt(self, limits: Mapping[str, int]) -> float:
        """Count a try under each name, unless one is at its limit; seconds to wait then, else 0."""
        counted = [part for name, limit in limits.items() for part in (keys.digest(name), limit)]
        return int(self._scripts.run("attempt", ATTEMPT_WINDOW * 1000, *counted)) / 1000

    def forgive(self, address: str, *accounts: str) -> None:
        """Forget wrong tries at the accounts after a right one, and this one at the address, which others share."""
        self._scripts.run("forgive", keys.digest(address), *map(keys.digest, accounts))


def _paired(flat: list[str]) -> dict[str, str]:
    """Return the fields of a hash, which a script returns as a flat list."""
    return dict(zip(flat[::2], flat[1::2], strict=True))
