"""What `helpdesk` finds on a newcomer's machine: two free ports in a row, and nothing of ours in the environment."""

from __future__ import annotations

import os
import socket

from settings import Settings

OURS = {name.upper() for name in Settings.model_fields}
SETTINGS = OURS | {f"{name}_FILE" for name in OURS}


def newcomers_environment(**settings: str) -> dict[str, str]:
    """This process's environment with these settings and no other, whatever the developer's shell sets."""
    bare = {
        name: value
        for name, value in os.environ.items()
        if name.upper() not in SETTINGS and not name.startswith("TWILIO_")
    }
    return bare | settings


def two_free_ports() -> int:
    """A port whose upper neighbour is free too: the line takes the one, the phone network the other."""
    while True:
        with socket.socket() as lower, socket.socket() as upper:
            lower.bind(("127.0.0.1", 0))
            port: int = lower.getsockname()[1]
            try:
                upper.bind(("127.0.0.1", port + 1))
            except (OSError, OverflowError):
                continue
            return port
