"""Tells the carrier's requests from forgeries, by the X-Twilio-Signature over the raw URL and body.

Written here, not taken from the carrier's library, for two reasons: every configured token is tried (rotation), and
the hash is taken over the bytes that came in, where a framework's idea of the URL has already been un-quoted.
"""

from __future__ import annotations

import hmac
from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256
from urllib.parse import parse_qs, parse_qsl, urlsplit, urlunsplit

Pairs = Sequence[tuple[str, str]]

DEFAULT_PORTS = {"http": 80, "https": 443}


def is_genuine(url: str, pairs: Pairs, signature: str, tokens: Sequence[bytes], body: bytes = b"") -> bool:
    """True if `signature` (base64 HMAC-SHA1) was made with one of `tokens` for this URL and these form fields.

    Rules: the carrier's "Validating signatures"; fields in byte order of their names, doubles once, empty values
    kept; the port is dropped for calls over https, so both spellings are tried. A JSON body is told by `bodySHA256`
    in the URL and checked by its own digest. No token, no signature: not genuine.
    """
    query = urlsplit(url).query
    if "bodySHA256=" in query:
        stated = parse_qs(query).get("bodySHA256", [""])[0]
        if not hmac.compare_digest(stated.encode(), sha256(body).hexdigest().encode()):
            return False
        pairs = ()
    fields = "".join(name + value for name, value in sorted(set(pairs)))
    given = signature.encode("utf-8", "replace")
    genuine = False
    for token in tokens:
        for spelling in url_spellings(url):
            genuine |= hmac.compare_digest(_sign(spelling + fields, token), given)
    return genuine


def url_spellings(url: str) -> tuple[str, ...]:
    """The URL as it came and with its port added or taken away, whichever it lacked."""
    parts = urlsplit(url)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname or ""
    port = parts.port
    other = host if port else f"{host}:{DEFAULT_PORTS.get(parts.scheme, 80)}"
    return url, urlunsplit((parts.scheme, other, parts.path, parts.query, ""))


def form_pairs(body: bytes) -> Pairs:
    """The fields of a form body in their order, empty ones kept, whatever the bytes."""
    return parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, errors="replace")


def _sign(text: str, token: bytes) -> bytes:
    return b64encode(hmac.digest(token, text.encode("utf-8", "surrogatepass"), "sha1"))
