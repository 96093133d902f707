"""Failures to Sentry, with the extra `[sentry]`: where in the code, with which ids, nothing of a caller."""

from __future__ import annotations

import logging
from importlib.util import find_spec
from typing import Any

from pydantic import SecretStr

from store.log_context import traced_ids

KEPT = frozenset({"desk", "loop", "part"})
"""Of what is logged with a message, all that is sent beside the ids of the work it is about."""


def can_report() -> bool:
    """Return whether the extra `sentry` is installed."""
    return find_spec("sentry_sdk") is not None


def report_failures(dsn: SecretStr | None, *, transport: Any = None) -> None:
    """Send every logged error to this address; do nothing without an address or without the extra.

    Values of variables, bodies, headers, cookies and query strings never leave the machine: they hold callers' numbers.
    `transport` is one of the client's own, for tests.
    """
    if dsn is None or not can_report():
        return
    import sentry_sdk
    from sentry_sdk.integrations.logging import LoggingIntegration

    sentry_sdk.init(
        dsn=dsn.get_secret_value(),
        transport=transport,
        include_local_variables=False,
        max_request_body_size="never",
        server_name="",
        default_integrations=False,
        auto_enabling_integrations=False,
        integrations=[LoggingIntegration(level=None, event_level=logging.ERROR)],
        max_breadcrumbs=0,
        before_send=_bare,
    )


def _bare(event: Any, _hint: Any) -> Any:
    event.pop("request", None)
    event.pop("user", None)
    event["tags"] = {**event.get("tags", {}), **traced_ids()}
    event["extra"] = {name: value for name, value in event.get("extra", {}).items() if name in KEPT}
    return event
