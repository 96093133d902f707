"""The requests to browsers and passkeys (WebAuthn), and the checks of their answers.

A passkey is bound to the host of `PUBLIC_URL`; browsers know none for an address in figures, as in local mode.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from accounts.passkeys import Passkey
from accounts.people import Person
from accounts.sessions import Session
from console.context import console


class NotVerified(Exception):
    """A passkey's answer does not hold."""


@dataclass(frozen=True)
class NewPasskey:
    """The stored data of a passkey that was just made."""

    id: str
    public_key: str
    sign_count: int


def can_use_passkeys() -> bool:
    """Return whether the console's address has a name, without which browsers know no passkeys."""
    try:
        ip_address(_host().strip("[]"))
    except ValueError:
        return True
    return False


def ask_for_new_passkey(person: Person, session: Session, known: Iterable[Passkey]) -> str:
    """Return what the browser is asked for a new passkey, as JSON. Raises DatabaseDown."""
    options = generate_registration_options(
        rp_id=_host(),
        rp_name="Help desk",
        user_id=person.id.encode(),
        user_name=person.sign_in,
        user_display_name=person.name,
        exclude_credentials=_descriptors(known),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.DISCOURAGED,
            user_verification=UserVerificationRequirement.PREFERRED,
        ),
    )
    console().passkeys.set_challenge(session, bytes_to_base64url(options.challenge))
    return options_to_json(options)


def prove_new_passkey(answer: str, session: Session) -> NewPasskey:
    """Return the passkey that the browser made. Raises NotProven, DatabaseDown."""
    try:
        proven = verify_registration_response(
            credential=answer,
            expected_challenge=_challenge(session),
            expected_rp_id=_host(),
            expected_origin=_origin(),
        )
    except (WebAuthnException, ValueError) as error:
        raise NotVerified(str(error)) from error
    return NewPasskey(
        bytes_to_base64url(proven.credential_id),
        bytes_to_base64url(proven.credential_public_key),
        proven.sign_count,
    )


def ask_for_passkey(session: Session, known: Iterable[Passkey]) -> str:
    """Return what the browser is asked to sign in with one of these, as JSON. Raises DatabaseDown."""
    options = generate_authentication_options(rp_id=_host(), allow_credentials=_descriptors(known))
    console().passkeys.set_challenge(session, bytes_to_base64url(options.challenge))
    return options_to_json(options)


def prove_passkey(answer: str, passkey: Passkey, session: Session) -> int:
    """Return the passkey's counter after it has signed. Raises NotProven, DatabaseDown."""
    try:
        proven = verify_authentication_response(
            credential=answer,
            expected_challenge=_challenge(session),
            expected_rp_id=_host(),
            expected_origin=_origin(),
            credential_public_key=base64url_to_bytes(passkey.public_key),
            credential_current_sign_count=passkey.sign_count,
        )
    except (WebAuthnException, ValueError) as error:
        raise NotVerified(str(error)) from error
    return proven.new_sign_count


def _challenge(session: Session) -> bytes:
    challenge = console().passkeys.take_challenge(session)
    if not challenge:
        raise ValueError("nothing was asked")
    return base64url_to_bytes(challenge)


def _descriptors(known: Iterable[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(passkey.id)) for passkey in known]


def _host() -> str:
    return urlsplit(console().line.base_url).hostname or ""


def _origin() -> str:
    parts = urlsplit(console().line.base_url)
    return f"{parts.scheme}://{parts.netloc}"
