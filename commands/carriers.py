"""The carrier as the settings name it: the account's, or the local phone network."""

from __future__ import annotations

from ivr.carrier_client import CarrierClient
from settings import Settings
from store.local import local_account


def carrier_for(settings: Settings, number: str) -> CarrierClient:
    """A client that shows this number."""
    if settings.is_local:
        account = local_account(settings.data_dir)
        sid, token = account.sid, account.token
    else:
        sid, token = settings.twilio_account_sid or "", settings.twilio_auth_token[0].get_secret_value()
    return CarrierClient(sid, token, number, settings.carrier_url)
