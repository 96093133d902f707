"""The settings of the desk's number at the carrier: the wanted ones, the present ones, and their difference.

Only what the line needs is looked at; a number's name, its emergency address and the like are left alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

PATIENCE = "#ct=2000&rt=4000&tt=14000&rc=2&rp=all"
"""For the carrier alone (it is neither sent nor signed): three tries within 14 of its 15 seconds, after any failure."""
WORDS = {
    "voice_url": "a call comes in",
    "voice_method": "… asked by",
    "voice_fallback_url": "the line can't be reached",
    "voice_fallback_method": "… asked by",
    "status_callback": "call status changes",
    "status_callback_method": "… told by",
    "sms_url": "a message comes in",
    "sms_method": "… asked by",
    "voice_application_sid": "an application that takes the calls",
    "trunk_sid": "a trunk that takes the calls",
    "sms_application_sid": "an application that takes the messages",
}
"""The settings of a number that concern the line, by the carrier's names, as the carrier's own pages call them."""


@dataclass(frozen=True)
class SettingChange:
    """A setting of a number that differs from the wanted one."""

    setting: str
    before: str
    after: str

    @property
    def words(self) -> str:
        return WORDS[self.setting]


def wanted_settings(base_url: str, desk: str, fallback_url: str | None) -> dict[str, str]:
    """Return the settings with which the line at `base_url` answers a number.

    Without `fallback_url` whatever is set there stays. It is asked by GET: a host of static files refuses a POST. A
    number that is given to an application or a trunk does not ask the URLs at all, so none may be set.
    """
    voice = f"{base_url}/voice/{desk}"
    fallback = {"voice_fallback_url": fallback_url, "voice_fallback_method": "GET"} if fallback_url else {}
    return {
        "voice_application_sid": "",
        "trunk_sid": "",
        "sms_application_sid": "",
        "voice_url": voice + PATIENCE,
        "voice_method": "POST",
        **fallback,
        "status_callback": f"{voice}/status",
        "status_callback_method": "POST",
        "sms_url": f"{base_url}/text/{desk}",
        "sms_method": "POST",
    }


def changes(present: Mapping[str, str], wanted: Mapping[str, str]) -> list[SettingChange]:
    """Return the settings to change, in the order of `wanted`; a method matters only where there is a URL."""
    return [
        SettingChange(setting, present.get(setting, ""), value)
        for setting, value in wanted.items()
        if present.get(setting, "") != value
    ]


def on_one_machine(fallback_url: str, base_url: str) -> bool:
    """Return whether the fallback would be unreachable together with the line."""
    return urlsplit(fallback_url).hostname == urlsplit(base_url).hostname
