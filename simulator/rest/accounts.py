"""The account itself, and which countries it may call."""

from __future__ import annotations

import phonenumbers

from simulator.rest.errors import NotFound
from simulator.rest.form import RestRequest
from simulator.rest.resources import account_uri


def fetch_account(command: RestRequest) -> dict[str, object]:
    settings = command.network.settings
    return {
        "sid": settings.account_sid,
        "owner_account_sid": settings.account_sid,
        "friendly_name": "Local phone network",
        "status": settings.account_status,
        "type": settings.account_type,
        "uri": f"{account_uri(settings)}.json",
    }


def fetch_country(command: RestRequest) -> dict[str, object]:
    """Return a country's permissions; the carrier's own lists of special numbers are empty here."""
    country = command.place["country"]
    if country not in phonenumbers.SUPPORTED_REGIONS:
        raise NotFound(command.path)
    return {
        "iso_code": country,
        "name": country,
        "continent": None,
        "country_codes": [f"+{phonenumbers.country_code_for_region(country)}"],
        "low_risk_numbers_enabled": country in command.network.settings.may_dial,
        "high_risk_special_numbers_enabled": False,
        "high_risk_tollfraud_numbers_enabled": country in command.network.settings.risky,
        "url": command.path,
        "links": {"highrisk_special_prefixes": f"{command.path}/HighRiskSpecialPrefixes"},
    }
