"""The carrier's signature on a request, after its published rules; written apart from the library that checks it."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from urllib.parse import urlsplit, urlunsplit


def signed_url(url: str) -> str:
    """Return the URL as it is signed: without user, password and fragment, and over https without port."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    if parts.scheme == "https":
        host = host.removesuffix(f":{parts.port}") if parts.port is not None else host
    return urlunsplit((parts.scheme, host, parts.path, parts.query, ""))


def sign(token: str, url: str, params: Mapping[str, str]) -> str:
    """Return the `X-Twilio-Signature` of a request to `url` with these form parameters (none for GET)."""
    pairs = sorted((name.encode(), value.encode()) for name, value in params.items())
    signed = signed_url(url).encode() + b"".join(name + value for name, value in pairs)
    return base64.b64encode(hmac.new(token.encode(), signed, hashlib.sha1).digest()).decode()
