"""The configuration of a network: the account, its numbers, and the faults to inject."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

OVERTAKING = 10.0
"""Network seconds after which a request that the next one should overtake arrives even if no next one comes."""


@dataclass(frozen=True)
class Number:
    """A number the account owns, and the URLs the carrier asks when it is called."""

    e164: str
    voice_url: str
    voice_fallback_url: str | None = None
    status_url: str | None = None
    sms_url: str | None = None
    voice_method: str = "POST"
    voice_fallback_method: str = "POST"
    voice_application_sid: str = ""
    """An application that answers instead of the URLs. None is known here: calls to such a number fail."""
    sms_application_sid: str = ""
    trunk_sid: str = ""

    @property
    def answered_elsewhere(self) -> bool:
        """Return whether the voice URL is not requested, because the number belongs to an application or a trunk."""
        return bool(self.voice_application_sid or self.trunk_sid)


@dataclass(frozen=True)
class NetworkSettings:
    account_sid: str
    auth_token: str
    numbers: tuple[Number, ...]
    verified_callers: tuple[str, ...] = ()
    """Numbers of others that may be shown as caller id, besides the account's own."""
    api_keys: Mapping[str, str] = field(default_factory=dict)
    """SID and secret of each API key, whose tokens let browsers be phones."""
    calls_per_second: float = 1.0
    """Calls made by REST that are dialled per second; more wait as `queued`."""
    may_dial: frozenset[str] = frozenset({"US", "CA"})
    """Countries whose ordinary numbers may be called, as ISO codes."""
    risky: frozenset[str] = frozenset()
    """Countries whose numbers with a high risk of fraud may be called too, says the account."""
    account_status: Literal["active", "suspended", "closed"] = "active"
    account_type: Literal["Full", "Trial"] = "Full"
    seed: str | None = None
    """Makes every SID the same in every run; without it they differ, as a line with a memory needs."""


@dataclass(frozen=True)
class RestFault:
    """An error answer of the REST API: with the carrier's code, or with another body instead."""

    status: int
    code: int = 0
    """0 for the one that usually comes with the status."""
    retry_after: str = ""
    body: str | None = None

    @property
    def shown_code(self) -> int:
        return self.code or (20429 if self.status == 429 else 20500)


@dataclass
class Faults:
    """Faults to inject; counts are used up one by one. They may change while the network runs.

    Webhooks ask what a call does next; callbacks tell how a call or a conference fares.
    """

    refused_connections: int = 0
    """So many connection attempts to the line fail."""
    lost_webhooks: int = 0
    """So many webhooks never arrive: the carrier waits in vain for as long as the URL allows."""
    delayed_webhooks: int = 0
    """So many webhooks spend `delay` on the way."""
    doubled_webhooks: int = 0
    """So many webhooks are delivered twice with the same idempotency token; the first answer counts."""
    overtaken_webhooks: int = 0
    """So many webhooks arrive after the next request about the same call, even when the call is over by then."""
    lost_callbacks: int = 0
    """So many status callbacks are never sent."""
    delayed_callbacks: int = 0
    """So many status callbacks spend `delay` on the way; those of the same leg wait behind them."""
    doubled_callbacks: int = 0
    """So many status callbacks are delivered twice with the same idempotency token."""
    overtaken_callbacks: int = 0
    """So many status callbacks arrive after the next one of the same leg or conference."""
    delay: float = 5.0
    """Network seconds that delayed webhooks, callbacks and REST answers spend on the way."""
    rest_errors: list[int | RestFault] = field(default_factory=list)
    """HTTP statuses (429, 500, 503 …), or whole answers, that the next REST requests get; nothing is done for them."""
    rest_timeouts: int = 0
    """So many REST requests are carried out, but their answer never arrives."""
    rest_delays: int = 0
    """So many REST requests are carried out at once, but their answer spends `delay` on the way."""

    def takes(self, count: str) -> bool:
        """Use up one of the named count; False when none is left."""
        left: int = getattr(self, count)
        setattr(self, count, max(left - 1, 0))
        return left > 0
