"""The address `/`, which a person opens who knows only the line's host: it leads to the console."""

from __future__ import annotations

from flask import Flask, redirect
from flask.typing import ResponseReturnValue

CONSOLE = "/console"


def mount_root(app: Flask, console_url: str = "") -> None:
    """Answer `/` with a redirect to the console: on this host and port, or at `console_url` where it has others."""

    @app.get("/")
    def lead_to_console() -> ResponseReturnValue:
        """Redirect to the console, which asks visitors to sign in."""
        return redirect(f"{console_url}{CONSOLE}")
