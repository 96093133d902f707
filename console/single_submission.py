"""Each form that is sent changes something once: two clicks, a retry and the way back are answered alike.

Every form that is rendered carries an id. A POST with the same id and content, from the same person to the same
address, gets the answer that the first one got. That is kept sealed, since it may show a one-time link. What was
refused (4xx, 5xx) is not remembered. A form before signing in has no person to remember it for.
"""

from __future__ import annotations

import hashlib
import json
import logging
import secrets
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from flask import Response, current_app, flash, g, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from accounts.submissions import Claimed
from console.access import page_of_form
from console.context import console, visitor
from store import clock, keys
from store.errors import DatabaseDown
from store.log_limit import LogLimit

log = logging.getLogger(__name__)
NOT_REMEMBERED = LogLimit(log, logging.WARNING, "the answer to a form could not be remembered")
View = TypeVar("View", bound=Callable[..., Any])
FIELD = "submission"
PATIENCE, LOOK_AGAIN = 5.0, 0.05
"""Seconds that a repeated form waits for the first one to be answered, and between two looks."""
NOT_CONTENT = (FIELD, "csrf_token")
LARGEST_ANSWER = 65_536
"""Characters of an answer, packed and sealed, that are remembered; the page of the form stands in for a larger one."""
KEPT_HEADERS = ("Content-Type", "Location", "HX-Trigger", "HX-Redirect", "HX-Refresh", "X-Now")


def changes_nothing(view: View) -> View:
    """Mark a POST that only reads what was typed: it may be sent again and is answered each time."""
    view.__dict__["changes_nothing"] = True
    return view


def new_submission() -> str:
    """Return an id for a form that is being rendered."""
    return secrets.token_urlsafe(12)


def claim_submission() -> ResponseReturnValue | None:
    """Before each request: return what the same form was answered before, if it was sent before."""
    marks = vars(current_app.view_functions[request.endpoint or ""])
    if request.method != "POST" or not marks["roles"] or "changes_nothing" in marks:
        return None
    if not request.form.get(FIELD):
        return None
    digest = _digest_of_request()
    until = clock.seconds() + PATIENCE
    while (claimed := console().submissions.claim(digest)) is Claimed.BUSY:
        if clock.seconds() > until:
            told = "What you sent is still being worked on. Look at the page again in a minute before you repeat it."
            return render_template("trouble.html", title="One moment", told=told), 409
        clock.pause(LOOK_AGAIN)
    if claimed is not Claimed.OURS:
        return _repeat(claimed)
    g.submission = digest
    return None


def remember_submission(response: Response) -> Response:
    """Store the answer after each request, for the same form sent again."""
    digest = g.pop("submission", "")
    if not digest:
        return response
    try:
        if response.status_code < 400:
            console().submissions.remember(digest, _stored(response))
        else:
            console().submissions.forget(digest)
    except DatabaseDown as error:  # the claim ends by itself
        NOT_REMEMBERED.write(why=str(error))
    return response


def _digest_of_request() -> str:
    """Return what tells this form and its content from all others."""
    fields = sorted(
        (name, value) for name, value in request.form.items(multi=True) if name not in NOT_CONTENT
    )
    files = [(name, file.filename, _hash(file.stream)) for name, file in request.files.items(multi=True)]
    sent = json.dumps([fields, files])
    return keys.digest(visitor().person.id, request.form[FIELD], request.path, sent)


def _hash(stream: Any) -> str:
    found = hashlib.file_digest(stream, "sha256").hexdigest()
    stream.seek(0)
    return found


def _stored(response: Response) -> str:
    answer = {
        "status": response.status_code,
        "headers": [(name, response.headers[name]) for name in KEPT_HEADERS if name in response.headers],
        "body": response.get_data(as_text=True),
        "flashes": session.get("_flashes", []),
    }
    sealed = _sealed(answer)
    if len(sealed) <= LARGEST_ANSWER:
        return sealed
    if "HX-Request" in request.headers:
        return _sealed({"status": 200, "headers": [("HX-Refresh", "true")], "body": "", "flashes": []})
    page = page_of_form() or url_for("console.home.lead")
    return _sealed({"status": 302, "headers": [("Location", page)], "body": "", "flashes": []})


def _sealed(answer: Mapping[str, object]) -> str:
    packed = b64encode(zlib.compress(json.dumps(answer).encode())).decode()
    return console().seal.seal(packed, visitor().person.id)


def _repeat(kept: str) -> ResponseReturnValue:
    """Answer as before. Raises nothing: an answer sealed with another SECRET_KEY can't have this form's token."""
    opened = console().seal.open(kept, visitor().person.id) or ""
    answer = json.loads(zlib.decompress(b64decode(opened)))
    shown = [tuple(one) for one in session.get("_flashes", [])]
    for category, message in answer["flashes"]:
        if (category, message) not in shown:
            flash(message, category)
    return Response(answer["body"], answer["status"], answer["headers"])
