"""The carrier account for the operator's commands: its standing, the countries it may call, and its numbers.

Errors as in `routing.errors`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ivr.twilio.carrier_client import ANYWHERE, open_client
from ivr.twilio.carrier_errors import sorted_errors
from ivr.twilio.edge_and_region import CarrierPlace
from ivr.twilio.number_settings import WORDS

MOST_NUMBERS, MOST_QUEUES, LARGEST_PAGE = 1000, 5000, 1000


@dataclass(frozen=True)
class AccountNumber:
    """A number of the account; `settings` by the names in `number_settings.WORDS`, empty where nothing is set."""

    sid: str
    number: str
    settings: Mapping[str, str]


@dataclass(frozen=True)
class AccountStatus:
    """The carrier's view of the account: `active`, `suspended` or `closed`, paid for or on trial."""

    status: str
    is_trial: bool


@dataclass(frozen=True)
class Permission:
    """A permission to call ordinary numbers of a country; `is_risky` covers numbers that a third party earns money
    with."""

    is_given: bool
    is_risky: bool


class CarrierAccount:
    """`with CarrierAccount(…) as account:`. Messages of its errors name no numbers and no secrets."""

    def __init__(
        self, sid: str, token: str, api_url: str | None = None, place: CarrierPlace = ANYWHERE
    ) -> None:
        self._client = open_client(sid, token, api_url, place)
        self._sid = sid

    def __enter__(self) -> CarrierAccount:
        return self

    def __exit__(self, *_: object) -> None:
        session = self._client.http_client.session
        if session:
            session.close()

    def standing(self) -> AccountStatus:
        with sorted_errors():
            found = self._client.api.accounts(self._sid).fetch()
        return AccountStatus(str(found.status), found.type == "Trial")

    def permission(self, country: str) -> Permission:
        """Return the dialing permission of a country, by its ISO code."""
        with sorted_errors():
            found = self._client.voice.v1.dialing_permissions.countries(country).fetch()
        is_risky = found.high_risk_special_numbers_enabled or found.high_risk_tollfraud_numbers_enabled
        return Permission(bool(found.low_risk_numbers_enabled), bool(is_risky))

    def numbers(self) -> list[AccountNumber]:
        """Return every number of the account."""
        with sorted_errors():
            found = self._client.incoming_phone_numbers.list(limit=MOST_NUMBERS)
        return [_number(one) for one in found if one.sid]

    def queue_sizes(self) -> dict[str, int]:
        """Return each queue of the account that exists, by name, and how many callers it takes."""
        with sorted_errors():
            found = self._client.queues.list(limit=MOST_QUEUES, page_size=LARGEST_PAGE)
        return {str(one.friendly_name): int(one.max_size) for one in found if one.friendly_name}

    def change(self, number: AccountNumber, settings: Mapping[str, str]) -> AccountNumber:
        """Change settings of a number, all at once or none, and return the number as it is afterwards."""
        with sorted_errors():
            return _number(self._client.incoming_phone_numbers(number.sid).update(**settings))


def _number(resource: Any) -> AccountNumber:
    settings = {name: str(getattr(resource, name, None) or "") for name in WORDS}
    return AccountNumber(str(resource.sid), str(resource.phone_number), settings)
