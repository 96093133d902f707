"""The carrier's timeouts and retries: its defaults, changed by a URL's fragment."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl, urldefrag


@dataclass(frozen=True)
class Patience:
    """Timeouts of a request, in seconds, and what is retried."""

    connect: float = 5.0
    read: float = 15.0
    total: float = 15.0
    retries: int = 1
    retried: frozenset[str] = frozenset({"ct"})

    @classmethod
    def of(cls, url: str) -> Patience:
        """Return the carrier's defaults, changed by the URL's fragment."""
        wishes = dict(parse_qsl(urldefrag(url).fragment))
        retried = frozenset(wishes.get("rp", "ct").split(","))

        def whole(name: str, default: int, largest: int) -> int:
            value = wishes.get(name, "")
            return min(int(value), largest) if value.isdecimal() else default

        return cls(
            connect=whole("ct", 5000, 10_000) / 1000,
            read=whole("rt", 15_000, 15_000) / 1000,
            total=whole("tt", 15_000, 15_000) / 1000,
            retries=whole("rc", 1, 5),
            retried=frozenset({"ct", "rt", "4xx", "5xx"}) if "all" in retried else retried,
        )
