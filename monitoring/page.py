"""`/metrics`, for Prometheus: this machine's web processes and, from the database, the desks."""

from __future__ import annotations

import hmac
import os

from flask import Blueprint, Flask, Response, abort, current_app, request
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from pydantic import SecretStr
from redis import Redis

from ivr.line import Line
from monitoring.collector import DeskCollector
from monitoring.webhooks import watch_webhooks
from store.connection import connect

metrics = Blueprint("metrics", __name__)
PATIENCE = 2.0
"""Seconds a scrape waits for the database."""
SHARED = "PROMETHEUS_MULTIPROC_DIR"
"""Where the processes of one server put their figures together (`helpdesk web` says where)."""


def mount_metrics(app: Flask, redis_url: str, token: SecretStr | None) -> None:
    """Time the webhooks, and answer `/metrics`: to whoever names the token, or to anybody without one."""
    app.extensions["metrics_token"] = token.get_secret_value() if token else None
    app.extensions["metrics_database"] = connect(redis_url, timeout=PATIENCE)
    watch_webhooks(app)
    app.register_blueprint(metrics)


@metrics.get("/metrics")
def show_metrics() -> Response:
    """404 without the token, so that a stranger learns not even that there is something."""
    token: str | None = current_app.extensions["metrics_token"]
    if token is not None and not _is_given(token):
        abort(404)
    return Response(_exposed(), content_type=CONTENT_TYPE_LATEST)


def _is_given(token: str) -> bool:
    given = request.headers.get("Authorization", "")
    return hmac.compare_digest(given.encode(), f"Bearer {token}".encode())


def _exposed() -> bytes:
    line: Line = current_app.extensions["line"]
    database: Redis = current_app.extensions["metrics_database"]
    desks = CollectorRegistry()
    desks.register(DeskCollector(line, database))
    webhooks = REGISTRY
    if os.environ.get(SHARED):
        webhooks = CollectorRegistry()
        MultiProcessCollector(webhooks)  # type: ignore[no-untyped-call]
    return generate_latest(desks) + generate_latest(webhooks)
