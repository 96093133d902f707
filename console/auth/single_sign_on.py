"""Signing in through an agency's own OpenID Connect provider, with Authlib (extra `oidc`).

Only people who are known here may enter: the provider says who they are, not what they may do. They are known by the
provider's own name for them, and the first time by an e-mail address that it has verified.
State, nonce, PKCE, signature, audience and expiry are Authlib's work; the issuer must be the one of the settings.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from flask import Flask
from flask.typing import ResponseReturnValue

log = logging.getLogger(__name__)
PATIENCE = 5
"""Seconds for an answer of the provider."""


@dataclass(frozen=True)
class Provider:
    """The settings of the provider."""

    issuer: str
    client_id: str
    client_secret: str


@dataclass(frozen=True)
class Known:
    """The identity that the provider confirms."""

    subject: str
    """The provider's own name for the person, which it never gives to anybody else."""
    email: str = ""
    """An address that the provider has verified; empty without one."""


class NotConfirmed(Exception):
    """The provider did not say who it is, or said it in a way that can't be relied on."""


def can_sign_on() -> bool:
    """Return whether the extra `oidc` is installed."""
    return find_spec("authlib") is not None


class SingleSignOn:
    """A provider. Its description is read at the first use, so that it may be down when the line starts."""

    def __init__(self, app: Flask, provider: Provider) -> None:
        from authlib.integrations.flask_client import OAuth  # takes a while; only where it is used

        self._provider = provider
        self._client: Any = OAuth(app).register(
            "provider",
            client_id=provider.client_id,
            client_secret=provider.client_secret,
            server_metadata_url=f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration",
            client_kwargs={
                "scope": "openid email",
                "code_challenge_method": "S256",
                "default_timeout": PATIENCE,
            },
        )

    def begin(self, back_to: str) -> ResponseReturnValue:
        """Redirect to the provider, which sends people back to an absolute URL. Raises NotConfirmed."""
        try:
            self._prove_issuer(self._client.load_server_metadata())
            answer: ResponseReturnValue = self._client.authorize_redirect(back_to)
            return answer
        except NotConfirmed:
            raise
        except Exception as error:  # Authlib, joserfc, requests and urllib3 each have a tree of their own
            raise NotConfirmed(f"{type(error).__name__}: {error}") from error

    def finish(self) -> Known:
        """Return the identity of the person who came back. Raises NotConfirmed."""
        expected = {
            "iss": {"essential": True, "value": self._provider.issuer},
            "aud": {"essential": True, "value": self._provider.client_id},
        }
        try:
            self._prove_issuer(self._client.load_server_metadata())
            claims = self._client.authorize_access_token(claims_options=expected).get("userinfo")
        except NotConfirmed:
            raise
        except Exception as error:
            raise NotConfirmed(f"{type(error).__name__}: {error}") from error
        if not claims or not claims.get("sub"):
            raise NotConfirmed("the provider does not say who it is")
        is_verified = claims.get("email_verified") is True
        return Known(str(claims["sub"]), str(claims.get("email") or "") if is_verified else "")

    def _prove_issuer(self, metadata: dict[str, Any]) -> None:
        if metadata.get("issuer") != self._provider.issuer:
            raise NotConfirmed(f"the provider calls itself {metadata.get('issuer')!r}, not as in OIDC_ISSUER")
