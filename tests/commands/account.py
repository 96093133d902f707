"""A line with a carrier account, for commands that ask the carrier."""

from __future__ import annotations

from simulator.settings import Number
from tests.simulator.canned_line import CannedLine

ACCOUNT, TOKEN, NUMBER = "AC" + "0" * 32, "12345", "+18005787889"
LINE = "https://line.example.org"
FILE = "/fallback.xml"


def environment_at(api_url: str, token: str = TOKEN) -> dict[str, str]:
    """The settings of that line, whose carrier is there."""
    return {
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": token,
        "TWILIO_API_URL": api_url,
        "PUBLIC_URL": LINE,
        "SECRET_KEY": "k" * 32,
    }


def set_by_hand(host: CannedLine) -> Number:
    """The number as the README's table sets it."""
    return Number(
        NUMBER,
        f"{LINE}/voice/cair#ct=2000&rt=4000&tt=14000&rc=2&rp=all",
        host.url + FILE,
        f"{LINE}/voice/cair/status",
        f"{LINE}/text/cair",
        voice_fallback_method="GET",
    )
