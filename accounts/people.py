"""The people who may sign in to the console: who they are, what they may do, what proves it is them.

Each change is one script, which also writes the audit log. Every method raises DatabaseDown. `who` is the sign-in name
of whoever makes the change, or what stands for it.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import cast

from accounts.people_scripts import PeopleScripts
from store import keys

INVITATION_LIFE = 86_400
"""Seconds for which a one-time link is good."""
TOKEN_BYTES = 32
LONGEST_SIGN_IN = 254
"""Characters of an e-mail address (RFC 5321)."""
SIGN_IN = re.compile(r"[\w.+-]{2,60}(@[\w-]+(\.[\w-]+)+)?")


class Role(StrEnum):
    """A person's rights: reps see their own calls, supervisors everything about a desk, and admins everything, people
    included."""

    REP = "rep"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"


class Saved(StrEnum):
    """Outcome of adding, changing or removing a person."""

    ADDED = "added"
    SAVED = "saved"
    REMOVED = "removed"
    UNKNOWN = "unknown"
    NAME_TAKEN = "name taken"
    REP_TAKEN = "rep taken"
    LAST_ADMIN = "last admin"


@dataclass(frozen=True)
class Person:
    """A person as last read."""

    id: str
    sign_in: str
    """The name typed at the door, folded: an e-mail address, or something short."""
    name: str
    role: Role
    desks: tuple[str, ...] = ()
    reps: tuple[tuple[str, str], ...] = ()
    """Desk and number of the reps that this person is."""
    password: str = ""
    """An argon2id hash; empty before one was set."""
    password_since: int = 0
    """When the password was set, ms since 1970 UTC; 0 if that is not known."""
    totp: str = ""
    """The secret of the second step, sealed; empty when it is off."""
    passkeys: int = 0
    """How many passkeys the person has."""
    is_disabled: bool = False
    since: int = 0
    """When the person was added, ms since 1970 UTC."""
    is_invited: bool = False
    phone: str = ""
    """The person's own phone, E.164: what rings for listening. Empty before one was given."""

    @classmethod
    def of(cls, id_: str, record: Mapping[str, str]) -> Person:
        """Read a person from the database's record."""
        links = (link.partition(":") for link in _listed(record.get("reps", "")))
        return cls(
            id_,
            sign_in=record["sign_in"],
            name=record.get("name", ""),
            role=Role(record.get("role", Role.REP)),
            desks=_listed(record.get("desks", "")),
            reps=tuple((desk, rep) for desk, _, rep in links),
            password=record.get("password", ""),
            password_since=int(record.get("password_since", "0")),
            totp=record.get("totp", ""),
            passkeys=int(record.get("passkeys", "0")),
            is_disabled=record.get("disabled") == "1",
            since=int(record.get("since", "0")),
            is_invited=bool(record.get("invitation")),
            phone=record.get("phone", ""),
        )

    def may_enter(self, desk: str) -> bool:
        """Return whether the person may open the pages of a desk; admins may for every desk."""
        return self.role is Role.ADMIN or desk in self.desks

    @property
    def has_second_step(self) -> bool:
        """Return whether signing in with the password needs a second step."""
        return bool(self.totp or self.passkeys)

    def rep(self, desk: str) -> str | None:
        """Return the rep who this person is at a desk; None if not a rep there."""
        return dict(self.reps).get(desk)


def fold(sign_in: str) -> str:
    """Return a sign-in name in the form that is stored and compared."""
    return sign_in.strip().casefold()


def sign_in_problem(sign_in: str) -> str | None:
    """Return what is wrong with a sign-in name, as a sentence; None if nothing is."""
    if len(sign_in) <= LONGEST_SIGN_IN and SIGN_IN.fullmatch(fold(sign_in)):
        return None
    return (
        "A sign-in name is an e-mail address or something short: letters, digits, dots and dashes, no spaces."
    )


def new_token() -> str:
    """Return 256 random bits for a link or a cookie, of which only the digest is stored."""
    return secrets.token_urlsafe(TOKEN_BYTES)


class People:
    """Everybody who may sign in."""

    def __init__(self, scripts: PeopleScripts) -> None:
        self._scripts = scripts

    def add(
        self, who: str, sign_in: str, name: str, role: Role, fields: Mapping[str, str] | None = None
    ) -> tuple[Saved, str]:
        """Add a person; what came of it, and the person's id. Fields: desks, reps."""
        given = {"name": name, "role": role.value, **(fields or {})}
        id_ = secrets.token_hex(8)
        return Saved(self._scripts.run("add_person", who, id_, fold(sign_in), *_flat(given))), id_

    def change(self, who: str, id_: str, fields: Mapping[str, str]) -> Saved:
        """Change a person. Fields: name, sign_in, role, desks, reps, phone, disabled (`1`, or nothing)."""
        return Saved(self._scripts.run("change_person", who, id_, *_flat(fields)))

    def remove(self, who: str, id_: str) -> Saved:
        """Remove a person, and end what is open."""
        return Saved(self._scripts.run("remove_person", who, id_))

    def all(self) -> list[Person]:
        """Return everybody, by sign-in name."""
        ids = self._scripts.read("everybody", lambda client: client.smembers(keys.EVERYBODY))
        found = (self.person(id_) for id_ in cast(set[str], ids))
        return sorted((person for person in found if person), key=lambda person: person.sign_in)

    def are_there_any(self) -> bool:
        """Return whether there is a person who may sign in."""
        return bool(self._scripts.read("everybody", lambda client: client.exists(keys.EVERYBODY)))

    def person(self, id_: str) -> Person | None:
        """Return a person by id; None if there is none."""
        record = self._scripts.read("person", lambda client: client.hgetall(keys.person_record(id_)))
        return Person.of(id_, cast(dict[str, str], record)) if record else None

    def named(self, sign_in: str) -> Person | None:
        """Return a person by sign-in name, in any spelling; None if there is none."""
        id_ = self._scripts.read("names", lambda client: client.hget(keys.NAMES, fold(sign_in)))
        return self.person(cast(str, id_)) if id_ else None

    def of_subject(self, subject: str) -> Person | None:
        """Return the person whom the single sign-on service knows by this name."""
        id_ = self._scripts.read("subjects", lambda client: client.hget(keys.SUBJECTS, subject))
        return self.person(cast(str, id_)) if id_ else None

    def who_is(self, desk: str, rep: str) -> Person | None:
        """Return the person who is a rep at a desk; None without one."""
        id_ = self._scripts.read("links", lambda client: client.hget(keys.LINKS, f"{desk}:{rep}"))
        return self.person(cast(str, id_)) if id_ else None

    # --- what proves who somebody is

    def invite(self, who: str, id_: str) -> str | None:
        """Return the token of a new one-time link to set a password, valid for a day; None if the person cannot have
        one."""
        token = new_token()
        made = self._scripts.run("invite", who, id_, keys.digest(token), INVITATION_LIFE * 1000)
        return token if made else None

    def invited(self, token: str) -> Person | None:
        """Return the person whom a one-time link is for, while it is valid."""
        id_ = self._scripts.read("invitation", lambda client: client.get(keys.invitation(token)))
        return self.person(cast(str, id_)) if id_ else None

    def set_password(
        self, id_: str, password: str, *, who: str = "", kept: str = "", invitation: str = ""
    ) -> bool:
        """Set a hashed password and end all sessions but `kept` (a token); False when the invitation is void."""
        kept, void = _digest(kept), _digest(invitation)
        return bool(self._scripts.run("set_password", who, id_, password, kept, void))

    def rehash(self, id_: str, old: str, new: str) -> None:
        """Keep the same password under a newer hash."""
        self._scripts.run("rehash_password", id_, old, new)

    def set_second_step(self, who: str, id_: str, secret: str, step: int = 0, kept: str = "") -> None:
        """Turn the second step on, with its sealed secret, or off with none; `step` is that of the code just used."""
        self._scripts.run("set_second_step", who, id_, secret, step, _digest(kept))

    def seal_secret(self, id_: str, old: str, sealed: str) -> None:
        """Keep the same secret sealed, which was kept as it is."""
        self._scripts.run("seal_secret", id_, old, sealed)

    def use_code(self, id_: str, step: int) -> bool:
        """Use up a code of the second step; False for one that was used, or older than one that was."""
        return bool(self._scripts.run("use_code", id_, step))

    def reset_second_step(self, who: str, id_: str) -> None:
        """Take a person's second step away with the recovery codes, and end all sessions."""
        self._scripts.run("reset_second_step", who, id_)

    def set_recovery_codes(self, who: str, id_: str, digests: Sequence[str]) -> None:
        """Give a person new recovery codes, by their digests; earlier ones are void."""
        self._scripts.run("set_recovery_codes", who, id_, *digests)

    def use_recovery_code(self, id_: str, digest: str) -> int | None:
        """Use up a recovery code; return how many are left, or None if it is none of the person's."""
        left = int(self._scripts.run("use_recovery_code", id_, digest))
        return left if left >= 0 else None

    def recovery_codes_left(self, id_: str) -> int:
        """Return how many recovery codes a person has."""
        return self._scripts.read("recovery codes", lambda client: client.scard(keys.recovery(id_)))

    def bind_subject(self, id_: str, subject: str) -> bool:
        """Return whether the person has this name at the single sign-on service; the first name is stored."""
        return bool(self._scripts.run("bind_subject", id_, subject))


def _flat(fields: Mapping[str, str]) -> list[str]:
    return [part for pair in fields.items() for part in pair]


def _digest(token: str) -> str:
    return keys.digest(token) if token else ""


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split(",") if part)
