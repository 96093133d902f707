"""What a network is made with: the account, its numbers, and the faults to inject."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Number:
    """A number the account owns, and the URLs the carrier asks when it is called."""

    e164: str
    voice_url: str
    voice_fallback_url: str | None = None
    status_url: str | None = None
    sms_url: str | None = None
    voice_method: str = "POST"


@dataclass(frozen=True)
class NetworkSettings:
    account_sid: str
    auth_token: str
    numbers: tuple[Number, ...]
    verified_callers: tuple[str, ...] = ()
    """Numbers of others that may be shown as caller id, besides the account's own."""
    calls_per_second: float = 1.0
    """Calls made by REST that are dialled per second; more wait as `queued`."""
    seed: str | None = None
    """Makes every SID the same in every run; without it they differ, as a line with a memory needs."""


@dataclass
class Faults:
    """What goes wrong on purpose; counts are used up one by one. Changed while the network runs."""

    double_webhooks: bool = False
    """Every webhook is delivered twice with the same idempotency token; the first answer counts."""
    refused_connections: int = 0
    """So many connection attempts to the line fail."""
    lost_callbacks: int = 0
    """So many status callbacks are never sent."""
    webhook_delay: float = 0.0
    """Network seconds each webhook spends on the way."""
    rest_errors: list[int] = field(default_factory=list)
    """HTTP statuses (429, 500, 503 …) that the next REST requests get; nothing is done for them."""
    rest_timeouts: int = 0
    """So many REST requests are carried out, but their answer never arrives."""
