"""What a browser may do on the console's pages: load from this host alone, use no camera, microphone or place."""

from __future__ import annotations

from collections.abc import Mapping

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'self'; base-uri 'none'"
)
PERMISSIONS = "camera=(), microphone=(), geolocation=(), payment=(), usb=()"


def widened(policy: str, more: Mapping[str, str]) -> str:
    """Return a policy with more sources, by directive; a new directive is added."""
    directives = dict(part.split(" ", 1) for part in policy.split("; "))
    for name, sources in more.items():
        directives[name] = f"{directives[name]} {sources}" if name in directives else sources
    return "; ".join(f"{name} {sources}" for name, sources in directives.items())
