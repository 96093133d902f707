"""The desk at work, as for calls: a page that tells of events is held against events."""

from __future__ import annotations

from tests.calls.conftest import desk

__all__ = ["desk"]
