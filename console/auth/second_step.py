"""The second step of signing in: a code of six digits from an app (RFC 6238), shown once as a picture to scan."""

from __future__ import annotations

import hmac
import re
from datetime import datetime

import pyotp
import segno
from markupsafe import Markup

STEP = 30
"""Seconds for which a code stands."""
DRIFT = 1
"""Steps by which a phone's clock may differ."""


def new_secret() -> str:
    """Return 160 random bits, as apps want them."""
    return pyotp.random_base32()


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """Return the step to which a code belongs, to be used up so that no code counts twice; None for a wrong one."""
    given = "".join(code.split())
    if not re.fullmatch(r"[0-9]{6}", given):
        return None
    present = int(now.timestamp()) // STEP
    totp = pyotp.TOTP(secret)
    steps = range(present - DRIFT, present + DRIFT + 1)
    return next((step for step in steps if hmac.compare_digest(totp.generate_otp(step), given)), None)


def picture(secret: str, sign_in: str) -> Markup:
    """Return a QR code as SVG, on white with a quiet border in any theme, as phones cannot read it otherwise."""
    address = pyotp.TOTP(secret).provisioning_uri(name=sign_in, issuer_name="Help desk")
    drawn = segno.make(address, micro=False, error="m").svg_inline(
        scale=5, light="#fff", dark="#000", border=4
    )
    return Markup(drawn)


def in_groups(secret: str) -> str:
    """Return a secret in groups, as people type it."""
    return " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))
