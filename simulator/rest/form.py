"""The form fields of a REST request, repeated ones too, read with the carrier's error codes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from simulator.calls.leg import StatusCallback
from simulator.network import Network
from simulator.rest.errors import Invalid

CALL_EVENTS = frozenset({"initiated", "ringing", "answered", "completed"})


@dataclass(frozen=True)
class RestRequest:
    """A REST request of the line: `place` are the SIDs and names in its path."""

    network: Network
    path: str
    place: Mapping[str, str]
    fields: Mapping[str, tuple[str, ...]]

    def get(self, name: str) -> str | None:
        """Return the field's (last) value; None when it was not sent."""
        values = self.fields.get(name)
        return values[-1] if values else None

    def every(self, name: str) -> tuple[str, ...]:
        return self.fields.get(name, ())

    def flag(self, name: str) -> bool | None:
        value = self.get(name)
        return None if value is None else value.lower() == "true"

    def whole(self, name: str, default: int, code: int, low: int, high: int) -> int:
        value = self.get(name)
        if value is None:
            return default
        if not re.fullmatch(r"\d{1,9}", value) or not low <= int(value) <= high:
            raise Invalid(code, f"Invalid {name}: {value}")
        return int(value)

    def method(self, name: str, default: str = "POST") -> str:
        value = (self.get(name) or default).upper()
        if value not in ("GET", "POST"):
            raise Invalid(21209, f"Invalid {name}: {value}")
        return value

    def url(self, name: str, code: int = 21205) -> str | None:
        """Return an absolute http(s) URL; None when it was not sent (or sent empty)."""
        value = self.get(name)
        if not value:
            return None
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname or re.search(r"\s", value):
            raise Invalid(code, f"Url is not a valid URL: {value}")
        return value

    def status_callback(self) -> StatusCallback | None:
        url = self.url("StatusCallback", 21609)
        events = frozenset(word for value in self.every("StatusCallbackEvent") for word in value.split())
        if events - CALL_EVENTS:
            raise Invalid(21626, f"Invalid StatusCallbackEvent: {', '.join(sorted(events - CALL_EVENTS))}")
        if url is None:
            return None
        return StatusCallback(url, self.method("StatusCallbackMethod"), events or frozenset({"completed"}))
