"""How the line is, for monitors (`/health`) and for load balancers (`/alive`)."""

from __future__ import annotations

import os
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, request

from ivr.local_hosts import is_from_this_machine
from ivr.services import VoiceServices
from routing.worker.loops import is_alive

health = Blueprint("health", __name__)


@health.get("/health")
def report_health() -> tuple[Response, int]:
    """Answer 200 when everything is well, 503 when a person should look; callers are served either way.

    Process and revision ids are for this machine alone.
    """
    line: VoiceServices = current_app.extensions["line"]
    condition = line.journal.condition()
    worker = is_alive(condition.worker_silence)
    is_well = condition.is_up and worker
    report: dict[str, Any] = {
        "status": "ok" if is_well else "degraded",
        "process": {"status": "ok"},
        "database": {"status": "ok" if condition.is_up else "unreachable"},
        "worker": {"status": "ok" if worker else "silent"},
    }
    if is_from_this_machine(request):
        report["process"]["pid"] = os.getpid()
        report["database"]["events_lost"] = condition.lost
        report["worker"]["seconds_silent"] = condition.worker_silence
        report["revision"] = {name: revision.id for name, revision in line.desks.items()}
    return jsonify(report), 200 if is_well else 503


@health.get("/alive")
def report_alive() -> Response:
    """Answer 200 as long as this process answers calls, for load balancers, so that an outage of the database takes
    no web process out of service. `server` is the process that started it, of several on one port."""
    return jsonify(status="ok", server=os.getppid())
