"""Encrypts secrets of second steps for the database.

Whoever reads the database, or a copy of it, learns no codes from it. The key comes from `SECRET_KEY`: with another one
nothing sealed before can be opened, and an admin turns those second steps off.
"""

from __future__ import annotations

import hmac
import logging
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from store.log_limit import LogLimit

log = logging.getLogger(__name__)
NOT_OPENED = LogLimit(log, logging.WARNING, "a second step can't be opened: was SECRET_KEY changed?")
MARK = "sealed:"
"""No secret of a second step contains a colon: one without this mark is from before secrets were sealed."""
NONCE = 12
"""Bytes that make two seals of the same secret differ."""


class Seal:
    """AES-256 in GCM, tied to whose secret it is: copied to somebody else's record it can't be opened."""

    def __init__(self, secret_key: str) -> None:
        self._cipher = AESGCM(hmac.digest(secret_key.encode(), b"helpdesk: second steps", "sha256"))
        self._digest_key = hmac.digest(secret_key.encode(), b"helpdesk: recovery codes", "sha256")

    def seal(self, secret: str, person: str) -> str:
        """Encrypt a secret for the record of the person with this id; empty stays empty."""
        if not secret:
            return ""
        nonce = secrets.token_bytes(NONCE)
        sealed = self._cipher.encrypt(nonce, secret.encode(), person.encode())
        return MARK + urlsafe_b64encode(nonce + sealed).decode()

    def digest(self, code: str, person: str) -> str:
        """Return what is kept of a recovery code of the person with this id."""
        return hmac.digest(self._digest_key, f"{person}:{code}".encode(), "sha256").hex()

    def open(self, kept: str, person: str) -> str | None:
        """Decrypt a person's stored secret; None for one that this key has not encrypted for them."""
        if not is_sealed(kept):
            return kept
        try:
            found = urlsafe_b64decode(kept.removeprefix(MARK))
            return self._cipher.decrypt(found[:NONCE], found[NONCE:], person.encode()).decode()
        except (InvalidTag, ValueError):
            NOT_OPENED.write(person=person)
            return None


def is_sealed(kept: str) -> bool:
    return kept.startswith(MARK)
