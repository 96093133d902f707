"""`/metrics`, for Prometheus: this machine's web processes and, from the database, the desks."""

from __future__ import annotations

import hmac
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, current_app, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from pydantic import SecretStr

from ivr.line import Line
from monitoring.collector import DeskCollector
from monitoring.webhook_times import WebhookTimes
from monitoring.webhooks import watch_webhooks
from store.connection import connect

metrics = Blueprint("metrics", __name__)
PATIENCE = 2.0
"""Seconds a scrape waits for the database."""


def mount_metrics(app: Flask, redis_url: str, token: SecretStr | None, folder: Path) -> None:
    """Time the webhooks and answer `/metrics`: to requests with the token, or to all if there is none.

    The web processes of this machine share their times in `folder`.
    """
    line: Line = app.extensions["line"]
    times = WebhookTimes(folder)
    registry = CollectorRegistry()
    registry.register(DeskCollector(line, connect(redis_url, timeout=PATIENCE)))
    registry.register(times)
    app.extensions["metrics_registry"] = registry
    app.extensions["metrics_token"] = token.get_secret_value() if token else None
    watch_webhooks(app, times)
    line.journal.look_regularly(lambda _: times.save_regularly())
    app.register_blueprint(metrics)


@metrics.get("/metrics")
def show_metrics() -> Response:
    """404 without the token, so that a stranger learns not even that there is something."""
    token: str | None = current_app.extensions["metrics_token"]
    if token is not None and not _is_given(token):
        abort(404)
    return Response(
        generate_latest(current_app.extensions["metrics_registry"]), content_type=CONTENT_TYPE_LATEST
    )


def _is_given(token: str) -> bool:
    given = request.headers.get("Authorization", "")
    return hmac.compare_digest(given.encode(), f"Bearer {token}".encode())
