"""Turns an ASGI scope and a body into the WSGI environment (PEP 3333) that the application reads."""

from __future__ import annotations

import sys
from collections.abc import MutableMapping
from io import BytesIO
from typing import Any
from urllib.parse import unquote_to_bytes

Scope = MutableMapping[str, Any]
FIXED = {
    "SCRIPT_NAME": "",
    "wsgi.version": (1, 0),
    "wsgi.input_terminated": True,  # Werkzeug's own: the end of the input is the end of the body
    "wsgi.multiprocess": True,
    "wsgi.multithread": True,
    "wsgi.run_once": False,
}


def wsgi_environ(scope: Scope, body: bytes) -> dict[str, Any]:
    """Return the environment of one request.

    `RAW_URI` is the path as it stood in the request line, which the carrier's signature covers.
    """
    raw_path, query = scope["raw_path"].decode("latin-1"), scope["query_string"].decode("latin-1")
    server, client = scope["server"] or ("", ""), scope["client"] or ("", "")
    environ = {
        **FIXED,
        "REQUEST_METHOD": scope["method"],
        "RAW_URI": f"{raw_path}?{query}" if query else raw_path,
        "PATH_INFO": unquoted(raw_path),
        "QUERY_STRING": query,
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1]),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": client[0],
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": BytesIO(body),
        "wsgi.errors": sys.stderr,
    }
    for name, value in scope["headers"]:
        add_header(environ, name, value)
    return environ


def add_header(environ: dict[str, Any], name: bytes, value: bytes) -> None:
    """Add one header. A header that came twice is joined with commas, cookies with semicolons.

    A name with an underscore is left out: in the environment it would pass for the one with a hyphen.
    """
    if b"_" in name:
        return
    key = name.decode("latin-1").upper().replace("-", "_")
    if key not in {"CONTENT_TYPE", "CONTENT_LENGTH"}:
        key = f"HTTP_{key}"
    text = value.decode("latin-1")
    if key in environ:
        text = f"{environ[key]}{'; ' if key == 'HTTP_COOKIE' else ','}{text}"
    environ[key] = text


def unquoted(path: str) -> str:
    """Return a path with its percent escapes replaced, each byte as one character (Latin-1), as WSGI asks."""
    if "%" not in path:
        return path
    return unquote_to_bytes(path.encode("latin-1")).decode("latin-1")
