"""Every route of the REST API."""

from __future__ import annotations

from aiohttp import web

from simulator.network import Network


def add_rest(app: web.Application, network: Network) -> None:
    del app, network
