"""The real application with three more routes, so that all compared routes run in one server with the same settings."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator

from flask import Blueprint, Flask, Response, request
from redis import Redis

from app import create_app
from bench.baseline import baseline, spoken_menu
from commands.processes.web import server
from ivr.navigation import MenuPlace, arrive
from ivr.services import VoiceServices
from ivr.webhooks import XML
from prompts.revision import Revision
from settings import Settings, load_settings
from store import clock
from store.parent import die_with_parent
from webserver.bridge import STREAM

CONSTANT_PATH, STREAM_PATH = "/bench/constant", "/bench/stream"
STREAM_PAUSE = 1.0
"""Seconds between two events of a stream."""


def serve_compared() -> Flask:
    """Return the application for the server's worker, which imports it by the name in `main`."""
    die_with_parent(os.getppid())
    return create_bench_app(load_settings())


def create_bench_app(settings: Settings) -> Flask:
    """Return the line's application with the baseline, a constant and an event stream."""
    app = create_app(settings)
    line: VoiceServices = app.extensions["line"]
    document = main_menu(line)
    database = Redis.from_url(settings.database_url)
    app.register_blueprint(baseline(spoken_menu(document), line.tokens[0].decode(), database))
    app.register_blueprint(_constant_and_stream(document))
    return app


def main_menu(line: VoiceServices) -> bytes:
    """Return the document for a caller's `#` in the main menu."""
    revision = next(iter(line.desks.values()))
    opening = line.door(revision).calendar.opening(clock.now())
    return line.answers.at(revision, menu_place(revision), opening).body


def menu_place(revision: Revision) -> MenuPlace:
    """Return the main menu, where `#` leads back to."""
    return arrive(revision, next(iter(revision.desk.languages)), revision.menu.start)


def _constant_and_stream(document: bytes) -> Blueprint:
    routes = Blueprint("constant", __name__)

    @routes.post(CONSTANT_PATH)
    def constant() -> Response:
        return Response(document, content_type=XML)

    @routes.get(STREAM_PATH)
    def stream() -> Response:
        request.environ[STREAM] = _events()
        return Response(content_type="text/event-stream")

    return routes


async def _events() -> AsyncGenerator[str, None]:
    while True:
        yield "event: refresh\ndata:\n\n"
        await asyncio.sleep(STREAM_PAUSE)


if __name__ == "__main__":
    server(load_settings(), "bench.compared_routes:serve_compared").serve()
