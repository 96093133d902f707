"""The reps of a desk as commands change them, with checks of the input."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import click

from commands.environment import database_or_exit, desk_or_exit, secret_key, settings_or_exit
from ivr.twilio.voice_token import client_of
from prompts.files.models import Desk
from routing.errors import NotDialable
from routing.phone_numbers import dialable
from routing.pins import pepper_of
from routing.queue.desk_state import DeskState
from store.desk.records import Rep

NUMBER = re.compile(r"[1-9]\d{0,5}")
CLIENT = re.compile(r"client:[A-Za-z0-9_]{1,60}")


@dataclass(frozen=True)
class Staff:
    """The reps of one desk."""

    desk: Desk
    state: DeskState
    pepper: bytes
    """The key of the PINs' digests."""
    countries: tuple[str, ...] = ()
    """Those that phones may be in; without any the desk's own."""

    def rep_or_exit(self, number: str) -> Rep:
        rep = self.state.rep(number)
        if not rep.exists:
            raise click.ClickException(f"there is no rep {number}; `helpdesk reps list` shows all")
        return rep

    def phone_or_exit(self, phone: str, number: str) -> str:
        """Return where the rep is rung: a phone in E.164 form that no other rep has, or the rep's browser."""
        own = client_of(self.desk.id, number)
        if phone in ("browser", own):
            return own
        found = phone if CLIENT.fullmatch(phone) else phone_or_exit(phone, self.desk, self.countries)
        holder = self.state.rep_of_phone(found)
        if holder not in (None, number):
            raise click.ClickException(
                f"{found} is the phone of rep {holder} already; a phone rings for one rep"
            )
        if found == self.desk.number:
            raise click.ClickException(f"{found} is the desk's own number; calls would ring in a circle")
        if re.fullmatch(client_of(self.desk.id, r"[1-9]\d{0,5}"), found):
            raise click.ClickException(
                f"{found} is another rep's browser; write `--phone browser` for this one's"
            )
        return found


@contextmanager
def staff_or_exit(desk_id: str | None) -> Iterator[Staff]:
    """Yield the reps of a desk. Ends the command while its database is down."""
    settings = settings_or_exit()
    desk = desk_or_exit(settings, desk_id).desk
    with database_or_exit(settings) as client:
        pepper = pepper_of(secret_key(settings).encode())
        yield Staff(desk, DeskState(client, desk.id), pepper, settings.rep_countries)


def checked_input(staff: Staff, number: str, given: dict[str, str | int | None]) -> dict[str, str]:
    """Return the checked input under the line's names. Ends the command for a bad value."""
    desk = staff.desk
    fields: dict[str, str] = {}
    for name, value in given.items():
        match name, value:
            case _, None:
                continue
            case "phone", _:
                fields["phone"] = phone = staff.phone_or_exit(str(value), number)
                fields["client"] = phone if phone == client_of(desk.id, number) else ""
            case "lines", _:
                fields["lines"] = _some_of("line", str(value), [line.id for line in desk.lines])
            case "languages", _:
                fields["languages"] = _some_of("language", str(value), list(desk.languages))
            case "may_close", _:
                fields["may_close"] = "1" if value == "yes" else ""
            case "misses", _:
                fields["misses_allowed"] = str(value)
            case _:
                fields[name] = str(value)
    return fields


def new_rep(staff: Staff, number: str, given: dict[str, str | int | None]) -> dict[str, str]:
    """Return the checked fields of a rep who is not there yet, without the PIN; lines and languages are all unless
    given. Ends the command for a bad value, or a number that is taken."""
    if not NUMBER.fullmatch(number):
        raise click.ClickException(
            f"{number!r} is no rep's number: it has one to six digits and starts with no 0"
        )
    if staff.state.rep(number).exists:
        raise click.ClickException(
            f"rep {number} is at {staff.desk.id} already; `helpdesk reps set {number} …` changes it"
        )
    given["lines"] = given.get("lines") or ",".join(line.id for line in staff.desk.lines)
    given["languages"] = given.get("languages") or ",".join(staff.desk.languages)
    return checked_input(staff, number, given)


def _some_of(kind: str, given: str, known: list[str]) -> str:
    wanted = [one.strip() for one in given.split(",") if one.strip()]
    unknown = [one for one in wanted if one not in known]
    if unknown or not wanted:
        told = (
            f"there is no {kind} {', '.join(map(repr, unknown))}" if unknown else f"name at least one {kind}"
        )
        raise click.ClickException(f"{told}; the desk has {', '.join(known)}")
    return ",".join(dict.fromkeys(wanted))


def phone_or_exit(phone: str, desk: Desk, countries: tuple[str, ...]) -> str:
    """Return the phone in the carrier's form. Ends the command for a phone that cannot be dialed."""
    try:
        return dialable(phone, desk.country, countries)
    except NotDialable as error:
        raise click.ClickException(str(error)) from error
