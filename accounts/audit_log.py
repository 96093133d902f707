"""The audit log: who changed what, when. Scripts about people write it themselves; other parts note what they did.

A change at a desk lies under that desk's hash tag, and no script spans two: there the note follows the change.
No person and no network has more than a tenth of the log; beyond that its own oldest entries give way.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from accounts.people_scripts import PeopleScripts
from store import keys


@dataclass(frozen=True)
class AuditEntry:
    """An entry of the audit log. `moment` is ms since 1970 UTC, `about` the person, desk or rep that was changed."""

    id: str
    moment: int
    who: str
    what: str
    about: str
    before: str
    after: str
    times: int = 1
    """How often within a minute: a person's act on the own account, or a refused try, that was repeated."""

    @property
    def act(self) -> str:
        """Return what was done, with how often if more than once."""
        return f"{self.what} ({self.times} times)" if self.times > 1 else self.what

    def concerns_desk(self, desk: str) -> bool:
        """Return whether the entry is about a desk, as `rep 12 at cair` is."""
        return self.about == desk or self.about.endswith(f" at {desk}")

    def concerns_person(self, sign_in: str) -> bool:
        """Return whether the person did what the entry says, or was changed by it."""
        return sign_in.casefold() in (self.who.casefold(), self.about.casefold())


class AuditLog:
    """Every method raises DatabaseDown."""

    def __init__(self, scripts: PeopleScripts) -> None:
        self._scripts = scripts

    def note(self, who: str, what: str, about: str, before: str = "", after: str = "") -> None:
        """Write one entry. Never hand over a password, a secret or a caller's number."""
        self._scripts.run("note", who, what, about, before, after)

    def note_refusal(self, address: str, what: str, about: str, network: str = "") -> None:
        """Write that a try from an address was refused, at the account `about`. Entries are counted for each network,
        which is the address where nothing else is known."""
        self._scripts.run("note_refusal", address, what, about, network or address)

    def entries(self, number: int, before: str = "") -> list[AuditEntry]:
        """Return so many entries, the latest first; `before` is the id of the last entry on the previous page."""
        return self._read(f"({before}" if before else "+", "-", number)

    def between(self, since: int, until: int) -> Iterator[AuditEntry]:
        """Yield the entries from one moment up to another, which is excluded, ms since 1970 UTC; the latest first."""
        newest = f"{until - 1}"
        while found := self._read(newest, f"{since}", _PAGE):
            yield from found
            newest = f"({found[-1].id}"

    def _read(self, newest: str, oldest: str, number: int) -> list[AuditEntry]:
        """Return changes and refused tries together; they are stored separately, so that tries never displace
        changes."""
        found = [
            AuditEntry(
                id_,
                moment=int(fields["moment"]),
                times=int(fields.get("times", "1")),
                **{name: fields[name] for name in _TEXTS},
            )
            for stream in (keys.AUDIT, keys.REFUSALS)
            for id_, fields in self._stream(stream, newest, oldest, number)
        ]
        return sorted(found, key=lambda entry: _order(entry.id), reverse=True)[:number]

    def _stream(self, key: str, newest: str, oldest: str, number: int) -> list[tuple[str, dict[str, str]]]:
        found = self._scripts.read(
            "audit", lambda client: client.xrevrange(key, max=newest, min=oldest, count=number)
        )
        return cast(list[tuple[str, dict[str, str]]], found)


def _order(id_: str) -> tuple[int, int]:
    """Return a sort key that puts the entries of both streams in the order of time."""
    moment, _, number = id_.partition("-")
    return int(moment), int(number)


_TEXTS = ("who", "what", "about", "before", "after")
_PAGE = 500
"""Entries read at a time."""
