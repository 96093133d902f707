"""What `helpdesk` finds on a newcomer's machine: two free ports in a row, and nothing of ours in the environment."""

from __future__ import annotations

import os
import random
import socket

from settings import Settings
from tests.waiting import PATIENT

OURS = {name.upper() for name in Settings.model_fields}
QUIET_PORTS = (20_000, 32_000)
SETTINGS = OURS | {f"{name}_FILE" for name in OURS}


def newcomers_environment(**settings: str) -> dict[str, str]:
    """This process's environment with these settings and patience, whatever the developer's shell sets."""
    bare = {
        name: value
        for name, value in os.environ.items()
        if name.upper() not in SETTINGS and not name.startswith("TWILIO_")
    }
    return bare | PATIENT | settings


def quiet_port() -> int:
    """A port for a line that is started, ended and started again: not one of those that the kernel gives to whoever
    asks for any, as tests beside this one do all the time."""
    return two_free_ports()


def two_free_ports() -> int:
    """A quiet port whose upper neighbour is free too: the line takes the one, the phone network the other."""
    while True:
        port = random.randrange(*QUIET_PORTS, 2)
        with socket.socket() as lower, socket.socket() as upper:
            try:
                lower.bind(("127.0.0.1", port))
                upper.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port
