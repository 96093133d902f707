"""Checks the access token of a browser that wants to be a phone: a JWT signed with an API key's secret.

Codes and rules are the carrier's own. Whoever holds a good token may be rung under the identity it names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import jwt
from jwt.types import Options

from simulator.settings import NetworkSettings

CONTENT_TYPE = "twilio-fpa;v=1"
LONGEST_LIFE = 86_400
"""Seconds."""
LEEWAY = 5.0
"""Seconds that the issuer's clock may be ahead."""
UNTIMED: Options = {"verify_exp": False, "verify_nbf": False, "verify_iat": False}
"""Times go by the network's clock, which tests may move."""
IDENTITY = re.compile(r"[A-Za-z0-9_]{1,121}")


class BadToken(Exception):
    """The token opens nothing; `code` is the carrier's."""

    def __init__(self, code: int, why: str) -> None:
        super().__init__(why)
        self.code = code


@dataclass(frozen=True)
class Admission:
    """A client that may be rung as `identity` until `expires`, seconds since 1970 UTC."""

    identity: str
    expires: float


def admit(token: str, settings: NetworkSettings, now: datetime) -> Admission:
    """Return the identity that the token admits at this moment. Raises BadToken."""
    claims = _signed_claims(token, settings)
    _prove_times(claims, now.timestamp())
    if claims.get("sub") != settings.account_sid:
        raise BadToken(20103, "the token is of another account")
    grants = claims.get("grants")
    if not isinstance(grants, dict) or not isinstance(grants.get("voice"), dict):
        raise BadToken(20106, "the token has no voice grant")
    if grants["voice"].get("incoming") != {"allow": True}:
        raise BadToken(20106, "the voice grant does not allow incoming calls")
    identity = grants.get("identity")
    if not isinstance(identity, str) or not IDENTITY.fullmatch(identity):
        raise BadToken(31105, f"{identity!r} is no client's name: letters, digits and underscores only")
    return Admission(identity, float(claims["exp"]))


def _signed_claims(token: str, settings: NetworkSettings) -> dict[str, Any]:
    """Return the token's claims after checking its signature. Raises BadToken."""
    secret = settings.api_keys.get(_issuer(token))
    if secret is None:
        raise BadToken(20103, "no API key of this account has issued the token")
    try:
        claims: dict[str, Any] = jwt.decode(token, secret, algorithms=["HS256"], options=UNTIMED)
    except jwt.InvalidSignatureError as error:
        raise BadToken(20107, "the token is signed with another secret") from error
    except jwt.InvalidTokenError as error:
        raise BadToken(20101, f"the token can't be used: {error}") from error
    return claims


def _prove_times(claims: dict[str, Any], now: float) -> None:
    try:
        expires, begins = float(claims["exp"]), float(claims.get("nbf", claims.get("iat", now)))
    except (KeyError, TypeError, ValueError) as error:
        raise BadToken(20104, "the token does not say when it expires") from error
    if expires <= now:
        raise BadToken(20104, "the token has expired")
    if begins > now + LEEWAY:
        raise BadToken(20105, "the token is not good yet")
    if expires - begins > LONGEST_LIFE:
        raise BadToken(20157, "the token would be good for more than a day")


def _issuer(token: str) -> str:
    try:
        header = jwt.get_unverified_header(token)
        claims = jwt.decode(token, options={"verify_signature": False})
    except jwt.InvalidTokenError as error:
        raise BadToken(20101, f"this is no token: {error}") from error
    if header.get("cty") != CONTENT_TYPE:
        raise BadToken(20102, f"the token's header must say that it is {CONTENT_TYPE}")
    return str(claims.get("iss", ""))
