"""`/metrics`, for Prometheus: this machine's web processes and, from the database, the desks."""

from __future__ import annotations

import hmac
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, current_app, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from pydantic import SecretStr

from ivr.fast_lane import Observe
from ivr.local_hosts import is_from_this_machine
from ivr.services import VoiceServices
from monitoring.collector import DeskCollector
from monitoring.webhook_metrics import webhook_observer
from monitoring.webhook_times import WebhookTimes
from store.connection import connect

metrics = Blueprint("metrics", __name__)
PATIENCE = 2.0
"""Seconds a scrape waits for the database."""


def mount_metrics(app: Flask, redis_url: str, token: SecretStr | None, folder: Path) -> Observe:
    """Answer `/metrics`: to requests with the token, or without one to this machine alone. Returns what times webhooks.

    The web processes of this machine share their times in `folder`.
    """
    line: VoiceServices = app.extensions["line"]
    times = WebhookTimes(folder)
    registry = CollectorRegistry()
    registry.register(DeskCollector(line, connect(redis_url, timeout=PATIENCE)))
    registry.register(times)
    app.extensions["metrics_registry"] = registry
    app.extensions["metrics_token"] = token.get_secret_value() if token else None
    line.journal.look_regularly(lambda _: times.save_regularly())
    app.register_blueprint(metrics)
    return webhook_observer(line, times)


@metrics.get("/metrics")
def show_metrics() -> Response:
    """Answer 404 to strangers, so that they don't even learn that there is such a page."""
    token: str | None = current_app.extensions["metrics_token"]
    if not (_is_given(token) if token else is_from_this_machine(request)):
        abort(404)
    return Response(
        generate_latest(current_app.extensions["metrics_registry"]), content_type=CONTENT_TYPE_LATEST
    )


def _is_given(token: str) -> bool:
    given = request.headers.get("Authorization", "")
    return hmac.compare_digest(given.encode(), f"Bearer {token}".encode())
