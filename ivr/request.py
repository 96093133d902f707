"""One request of the carrier, read from the raw bytes: its true URL, its fields, whether it is genuine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from ivr.signature import Pairs, form_pairs, is_genuine
from store.desk.call_ids import CallSid

LONGEST_BODY = 1_048_576
"""Bytes; the carrier's largest requests (a long transcript) stay far below."""
SIGNATURE_LENGTH = 28
"""Characters of an HMAC-SHA1 in base64."""
PATH_SAFE = "/:@!$&'()*+,;=-._~"
"""Characters that stand for themselves in a path (RFC 3986, pchar)."""
TOKEN_HEADER = "HTTP_I_TWILIO_IDEMPOTENCY_TOKEN"
SIGNATURE_HEADER = "HTTP_X_TWILIO_SIGNATURE"
TIME_HEADER = "HTTP_X_HELPDESK_AT"


class Forged(Exception):
    """The request does not carry the carrier's signature; the one case that is answered with 403."""


@dataclass(frozen=True, slots=True)
class WebhookRequest:
    """A genuine request. `fields` are the caller's words and numbers: never trusted, never logged as they are."""

    path: str
    fields: Mapping[str, str]
    token: str
    at: datetime | None
    """The time that the local network's caller has chosen to call at; None otherwise."""

    @property
    def call_sid(self) -> CallSid:
        return CallSid(self.fields.get("CallSid", "")[:128])


def read_webhook(
    environ: Mapping[str, Any], base_url: str, tokens: Sequence[bytes], *, time_travel: bool
) -> WebhookRequest:
    """Read the carrier's request from a WSGI environment. Raises Forged.

    `base_url` is what the carrier calls us by: neither Host nor X-Forwarded-* are believed. `time_travel` is true
    on the local network only.
    """
    path, signature = raw_path(environ), environ.get(SIGNATURE_HEADER, "")
    if len(signature) != SIGNATURE_LENGTH:  # before anything is spent on the body
        raise Forged(path)
    query = environ.get("QUERY_STRING", "")
    body = environ["wsgi.input"].read(LONGEST_BODY) if environ["REQUEST_METHOD"] == "POST" else b""
    form = form_pairs(body) if _is_form(environ) else ()
    url = f"{base_url}{path}?{query}" if query else base_url + path
    if not is_genuine(url, form, signature, tokens, body):
        raise Forged(path)
    fields: Pairs = form or form_pairs(query.encode("latin-1"))
    chosen = environ.get(TIME_HEADER) if time_travel else None
    return WebhookRequest(path, dict(fields), environ.get(TOKEN_HEADER, ""), _moment(chosen))


def raw_path(environ: Mapping[str, Any]) -> str:
    """Return the path as it was in the request line.

    Servers that keep the line give it (`RAW_URI`, `REQUEST_URI`). Others leave only the un-quoted path, which is
    quoted again in the one canonical way; a URL escaped in another way than that is refused, not guessed at.
    """
    line = environ.get("RAW_URI") or environ.get("REQUEST_URI")
    if line:
        raw: str = line.partition("?")[0]
        return raw if raw.startswith("/") else "/" + raw.partition("://")[2].partition("/")[2]
    return quote(environ.get("PATH_INFO", "").encode("latin-1"), safe=PATH_SAFE)


def _is_form(environ: Mapping[str, Any]) -> bool:
    kind: str = environ.get("CONTENT_TYPE", "")
    return environ["REQUEST_METHOD"] == "POST" and kind.startswith("application/x-www-form-urlencoded")


def _moment(text: str | None) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
