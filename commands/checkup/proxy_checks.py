"""What the doctor finds between browsers and the line: who reaches its port, and whose word for an address it takes.

The line itself speaks plain HTTP, so in production a proxy ends TLS in front of it, always.
"""

from __future__ import annotations

import json
import urllib.request
from urllib.parse import urlsplit

from redis import Redis
from redis.exceptions import RedisError

from commands.checkup.finding import CheckFinding
from settings import Settings
from store import keys

PATIENCE = 3.0
"""Seconds."""
COUNT_THEM = (
    "Set TRUSTED_PROXIES to the number of proxies that add an address to X-Forwarded-For, and start web again: until "
    "then some wrong passwords of one person lock everybody out."
)


def proxy_findings(settings: Settings, client: Redis) -> list[CheckFinding]:
    """Return what is known of the ports and of trusted proxies; the database may be away."""
    if settings.is_local:
        return []
    return [*_port_findings(settings), _trust_finding(settings, client)]


def _port_findings(settings: Settings) -> list[CheckFinding]:
    """Return for each port whether it answers by the public name, past the proxy."""
    if settings.is_on_loopback:
        return [
            CheckFinding(
                "proxy", True, f"the line listens on {settings.host}, which only this machine reaches"
            )
        ]
    return [_port_finding(settings, port) for port in (settings.port, settings.console_port) if port]


def _port_finding(settings: Settings, port: int) -> CheckFinding:
    public = urlsplit(settings.base_url).hostname or ""
    address = f"http://{f'[{public}]' if ':' in public else public}:{port}"
    if _is_the_line(address):
        advice = (
            "Set HOST=127.0.0.1 if the proxy runs on this machine; otherwise have a firewall admit the proxy alone. "
            "Passwords travel in the clear there, and no limit of the proxy holds."
        )
        return CheckFinding("proxy", False, f"the line answers past the proxy, at {address}", advice)
    told = f"the line listens on {settings.host}; {address} does not answer from here"
    return CheckFinding("proxy", True, told)


def _is_the_line(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/alive", timeout=PATIENCE) as answer:
            return "server" in json.loads(answer.read(1000))
    except (OSError, ValueError, TypeError):
        return False


def _trust_finding(settings: Settings, client: Redis) -> CheckFinding:
    trusted = settings.trusted_proxies
    if trusted:
        proxies = "1 proxy is" if trusted == 1 else f"{trusted} proxies are"
        return CheckFinding("proxy", True, f"{proxies} trusted to name a browser's address")
    if settings.is_on_loopback:
        told = "only a proxy on this machine reaches the line, and none is trusted: all sign-ins have one address"
        return CheckFinding("proxy", False, told, COUNT_THEM)
    if _is_forwarded(client):
        told = (
            "sign-ins came through a proxy today, and none is trusted: all of them have the proxy's address"
        )
        return CheckFinding("proxy", False, told, COUNT_THEM)
    return CheckFinding("proxy", True, "no proxy is trusted, and no sign-in of the last day came through one")


def _is_forwarded(client: Redis) -> bool:
    try:
        return bool(client.exists(keys.FORWARDED))
    except RedisError:
        return False
