"""The line as customers of the carrier run it."""

from __future__ import annotations

from tests.ivr.conftest import production

__all__ = ["production"]
