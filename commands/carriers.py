"""The carrier as the settings name it: the account's, or the local phone network."""

from __future__ import annotations

from ivr.account import CarrierAccount
from ivr.carrier_client import CarrierClient
from settings import Settings
from store.local import local_account


def carrier_for(settings: Settings, number: str) -> CarrierClient:
    """A client that shows this number."""
    longest = settings.longest_talk_minutes * 60
    return CarrierClient(*_credentials(settings), number, settings.carrier_url, longest)


def account_for(settings: Settings) -> CarrierAccount:
    """The account itself."""
    return CarrierAccount(*_credentials(settings), settings.carrier_url)


def _credentials(settings: Settings) -> tuple[str, str]:
    if settings.is_local:
        account = local_account(settings.data_dir)
        return account.sid, account.token
    return settings.twilio_account_sid or "", settings.twilio_auth_token[0].get_secret_value()
