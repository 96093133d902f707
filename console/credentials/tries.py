"""How often a password may be tried, and the record of tries that were wrong.

An account, the address of a browser, and both together each have a limit. A browser in which the person has signed in
before has a limit that others can't use up.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from ipaddress import IPv6Address, ip_address, ip_network

from flask import request

from accounts.people import Person
from console.context import console
from console.credentials.known_browsers import known_browser
from ivr.json_log import harmless_text
from store.log_limit import LogLimit

log = logging.getLogger(__name__)
REFUSED = LogLimit(log, logging.WARNING, "a sign-in was refused")
AT_AN_ACCOUNT_FROM_AN_ADDRESS, AT_AN_ACCOUNT, FROM_AN_ADDRESS, FROM_A_KNOWN_BROWSER = 5, 50, 100, 5
"""Wrong passwords allowed in 15 minutes."""
RECOVERIES = 10
"""Wrong recovery codes allowed in 15 minutes; they are too long to be guessed."""
HOME_NETWORK = 64
"""Bits of an IPv6 address that a provider gives a customer; the rest is the customer's to choose."""
UNKNOWN_NAME = "an unknown name"
"""How the audit log speaks of a name that is not here: people sometimes type their password there."""


class PasswordTries:
    """The tries at one account, by the browser of this request."""

    def __init__(self, name: str, browser: str | None) -> None:
        self._limits = _limits(name, browser)
        self._is_known = browser is not None

    def count(self) -> float:
        """Count a try; return the seconds to wait when there were too many, else 0. Raises DatabaseDown."""
        return console().sessions.attempt(self._limits)

    def forgive(self) -> None:
        """Forget the wrong tries, since this one was right. Raises DatabaseDown."""
        names = list(self._limits)
        address = "" if self._is_known else names.pop()
        console().sessions.forgive(address, *names)


class CodeTries:
    """The tries at the code of a person's second step, by the browser of this request.

    Somebody who guesses has the password: waits grow from try to try, up to a day. Those of a stranger and those of a
    browser in which the person has signed in before are counted apart.
    """

    def __init__(self, person: Person) -> None:
        self._name = f"code {person.id} {known_browser(person) or ''}"

    def count(self) -> float:
        """Count a try; return the seconds to wait when it may not be made yet, else 0. Raises DatabaseDown."""
        return console().sessions.try_code(self._name)

    def forgive(self) -> None:
        """Forget the wrong codes, since this one was right. Raises DatabaseDown."""
        console().sessions.forgive_codes(self._name)


def network_of(address: str) -> str:
    """Return what tries are counted by: an IPv4 address, or the network of an IPv6 address."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    mapped = parsed.ipv4_mapped
    return str(mapped or ip_network((int(parsed), HOME_NETWORK), strict=False))


def note_refusal(what: str, person: Person | None, name: str) -> None:
    """Write a try that was refused into the logs and the audit log. Raises DatabaseDown."""
    address = request.remote_addr or ""
    REFUSED.write(why=what, sign_in=harmless_text(name), address=address)
    about = person.sign_in if person else UNKNOWN_NAME
    console().audit.note_refusal(address, what, about, network_of(address))


def _limits(name: str, browser: str | None) -> Mapping[str, int]:
    """Return the names under which tries are counted, the address last, with their limits."""
    if browser is not None:
        return {f"browser {name} {browser}": FROM_A_KNOWN_BROWSER}
    network = network_of(request.remote_addr or "")
    return {
        f"account {name} {network}": AT_AN_ACCOUNT_FROM_AN_ADDRESS,
        f"account {name}": AT_AN_ACCOUNT,
        f"address {network}": FROM_AN_ADDRESS,
    }
