"""The carrier that the settings name: the account's, or the local phone network."""

from __future__ import annotations

from ivr.twilio.carrier_account import CarrierAccount
from ivr.twilio.carrier_client import CarrierClient
from settings import Settings
from store.data_dir import announced, local_account


def carrier_for(settings: Settings, number: str) -> CarrierClient:
    """Return a client that shows this number."""
    longest = settings.longest_talk_minutes * 60
    return CarrierClient(
        *_credentials(settings), number, settings.carrier_url, longest, settings.carrier_place
    )


def account_for(settings: Settings) -> CarrierAccount:
    """Return the account."""
    return CarrierAccount(*_credentials(settings), _address(settings), settings.carrier_place)


def _address(settings: Settings) -> str | None:
    """Return the carrier's address; in local mode beside the running line, on whatever port that was given."""
    if settings.is_local and not settings.twilio_api_url and (running := announced(settings.data_dir)):
        return running.carrier_url
    return settings.carrier_url


def _credentials(settings: Settings) -> tuple[str, str]:
    if settings.is_local:
        account = local_account(settings.data_dir)
        return account.sid, account.token
    return settings.twilio_account_sid or "", settings.twilio_auth_token[0].get_secret_value()
