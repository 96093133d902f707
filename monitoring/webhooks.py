"""How long the carrier waits for an answer, by desk and by where in the call it asks."""

from __future__ import annotations

from flask import Flask, Response, g, request, request_finished, request_started

from ivr.held import PARTS, STEPS
from ivr.line import Line
from monitoring.webhook_times import WebhookTimes
from store import clock

BESIDE_THE_MENU = frozenset({"offer", "rep", "listen", "status"})
"""First parts of URLs that are no turn of a caller's."""
VOICE = "voice.answer_webhook"


def watch_webhooks(app: Flask, times: WebhookTimes) -> None:
    """Count in `times` how long each webhook of a call takes from now on."""
    app.extensions["webhook_times"] = times
    request_started.connect(_begin, app)
    request_finished.connect(_end, app)


def _begin(_app: Flask, **_: object) -> None:
    g.began = clock.seconds()


def _end(app: Flask, response: Response, **_: object) -> None:  # noqa: ARG001  (Flask names what it tells)
    if request.endpoint == VOICE:
        where = (request.view_args or {}).get("where", "")
        times: WebhookTimes = app.extensions["webhook_times"]
        times.observe(*place_of(app.extensions["line"], where), clock.seconds() - g.began)


def place_of(line: Line, where: str) -> tuple[str, str]:
    """Desk and place of a webhook's path. What comes from outside never becomes a name: there are only so many."""
    desk, *parts = where.rstrip("/").split("/")
    revision = line.revision(desk)
    if revision is None:
        return "none", "unknown"
    if not parts:
        return revision.desk.id, "entry"
    if parts[0] in BESIDE_THE_MENU:
        return revision.desk.id, parts[0]
    if len(parts) == PARTS and parts[3] in STEPS:
        return revision.desk.id, parts[3]
    node = parts[2] if len(parts) > 2 else ""
    return revision.desk.id, node if node in revision.menu.nodes else "unknown"
