"""Access tokens with which a rep's browser becomes a phone of the carrier's account."""

from __future__ import annotations

from dataclasses import dataclass

from twilio.jwt.access_token import AccessToken
from twilio.jwt.access_token.grants import VoiceGrant

TOKEN_LIFE = 3600
"""Seconds; a page asks for the next one before the end."""


@dataclass(frozen=True)
class VoiceAccount:
    """The account whose clients browsers may be, and its API key. The auth token can't sign for clients."""

    account_sid: str
    key: str
    secret: str
    life: int = TOKEN_LIFE
    """Seconds that a token is good for."""
    region: str = ""
    """The region in which the key was made, if it is not the carrier's default."""

    def token(self, client: str) -> str:
        """Return a token to be rung as `client`. It can place no calls, as it names no application."""
        grant = VoiceGrant(incoming_allow=True)
        name = client.removeprefix("client:")
        token = AccessToken(
            self.account_sid,
            self.key,
            self.secret,
            grants=[grant],
            identity=name,
            ttl=self.life,
            region=self.region or None,
        )
        return str(token.to_jwt())


def client_of(desk: str, rep: str) -> str:
    """Return the client address that the carrier rings for a rep's browsers; all of them share it."""
    return f"client:{desk}_{rep}"
