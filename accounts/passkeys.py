"""The passkeys (WebAuthn) of the people of the console. Only public keys are kept. Every method raises DatabaseDown."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import cast

from accounts.people_scripts import PeopleScripts
from accounts.sessions import Session
from store import keys

MOST = 20
"""Passkeys that one person may have."""


@dataclass(frozen=True)
class Passkey:
    """A passkey as last read. Moments are ms since 1970 UTC."""

    id: str
    """The credential's id, in base64url."""
    name: str
    public_key: str
    """In base64url, as COSE encodes it."""
    sign_count: int
    """How often it says it has signed; 0 for one that does not count."""
    since: int
    used: int
    """When it was last used; 0 for never."""


class Passkeys:
    """Every person's passkeys."""

    def __init__(self, scripts: PeopleScripts) -> None:
        self._scripts = scripts

    def of_person(self, id_: str) -> list[Passkey]:
        """Return a person's passkeys, the oldest first."""
        found = self._scripts.read("passkeys", lambda client: client.hgetall(keys.passkeys_of(id_)))
        records = cast(dict[str, str], found).items()
        return sorted(
            (Passkey(credential, **json.loads(record)) for credential, record in records),
            key=lambda passkey: passkey.since,
        )

    def add(
        self, who: str, id_: str, credential: str, name: str, public_key: str, sign_count: int, kept: Session
    ) -> bool:
        """Keep a passkey and end all sessions but `kept`; False if it is known already, or one too many."""
        record = json.dumps({"name": name, "public_key": public_key, "sign_count": sign_count})
        return bool(self._scripts.run("add_passkey", who, id_, credential, record, MOST, kept.digest))

    def rename(self, who: str, id_: str, credential: str, name: str) -> bool:
        """Give a passkey another name; False if there is none."""
        return bool(self._scripts.run("rename_passkey", who, id_, credential, name))

    def remove(self, who: str, id_: str, credential: str, kept: Session) -> bool:
        """Remove a passkey and end all sessions but `kept`; False if there is none."""
        return bool(self._scripts.run("remove_passkey", who, id_, credential, kept.digest))

    def use(self, id_: str, credential: str, sign_count: int) -> bool:
        """Note that a passkey was used; False if it is gone, or its counter has not grown."""
        return bool(self._scripts.run("use_passkey", id_, credential, sign_count))

    def set_challenge(self, session: Session, challenge: str) -> None:
        """Keep what a passkey must sign in a session."""
        self._scripts.run("set_challenge", session.digest, challenge)

    def take_challenge(self, session: Session) -> str:
        """Return what a passkey must sign in a session, once; empty if there is nothing."""
        return cast(str, self._scripts.run("take_challenge", session.digest))
