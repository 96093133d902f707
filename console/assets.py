"""Style and scripts of the pages, all from this host: our own, and those of Bootstrap and htmx from their packages.

The version in the URL is made of the content, so that browsers keep a file for a year and never use an old one.
"""

from __future__ import annotations

from hashlib import blake2b
from importlib.resources import files

from flask import Blueprint, Response, abort
from flask.typing import ResponseReturnValue

from console.access import open_to_all
from console.browser_phone import SCRIPT, BrowserPhone
from console.context import console

FILES = {
    "bootstrap.css": ("flask_bootstrap", "static/bootstrap5/css/bootstrap.min.css"),
    "htmx.js": ("js_lib_htmx", "static/htmx/htmx.min.js"),
    "console.css": ("console", "static/console.css"),
    "theme.js": ("console", "static/theme.js"),
    "submit.js": ("console", "static/submit.js"),
    "live.js": ("console", "static/live.js"),
    "rep.css": ("console", "static/rep.css"),
    "rep.js": ("console", "static/rep.js"),
    "ring.js": ("console", "static/ring.js"),
    "sheet.css": ("console", "static/sheet.css"),
    "wall.css": ("console", "static/wall.css"),
    "figures.css": ("console", "static/figures.css"),
    "chart.css": ("console", "static/chart.css"),
    "hours.css": ("console", "static/hours.css"),
    "wall.js": ("console", "static/wall.js"),
    "content.css": ("console", "static/content.css"),
    "content.js": ("console", "static/content.js"),
    "typed.js": ("console", "static/typed.js"),
    "call-bar.js": ("console", "static/call-bar.js"),
    "other-pages.js": ("console", "static/other-pages.js"),
    "softphone.js": ("console", "static/softphone.js"),
    "phones.js": ("console", "static/phones.js"),
    "renewal.js": ("console", "static/renewal.js"),
    "recordings.css": ("console", "static/recordings.css"),
    "recordings.js": ("console", "static/recordings.js"),
    "copy.js": ("console", "static/copy.js"),
    "passkey.js": ("console", "static/passkey.js"),
    "flow.css": ("console", "static/flow.css"),
    "hear.js": ("console", "static/hear.js"),
    "mark.svg": ("console", "static/mark.svg"),
}
TYPES = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml"}
A_YEAR, A_MINUTE = "public, max-age=31536000, immutable", "public, max-age=60"


assets = Blueprint("assets", __name__)


def read_assets(voice: BrowserPhone | None = None) -> tuple[dict[str, bytes], str]:
    """Return every file's bytes, and the version of all of them. The carrier's script is the admin's own copy of it."""
    content = {name: files(package).joinpath(path).read_bytes() for name, (package, path) in FILES.items()}
    if voice is not None and voice.script is not None:
        content[SCRIPT] = voice.script
    digest = blake2b(digest_size=6)
    for name, body in content.items():
        digest.update(f"{name} {len(body)}\n".encode() + body)
    return content, digest.hexdigest()


@assets.get("/assets/<version>/<name>")
@open_to_all
def show(version: str, name: str) -> ResponseReturnValue:
    """Send a file. A page of an older version gets the new file, but does not cache it under the old name."""
    body = console().assets.get(name)
    if body is None:
        abort(404)
    response = Response(body, content_type=TYPES[name.rpartition(".")[2]])
    response.headers["Cache-Control"] = A_YEAR if version == console().asset_version else A_MINUTE
    return response
