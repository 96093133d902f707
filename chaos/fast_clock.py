"""The phone network's clock in a hurry: people speak, ring and listen faster than in life, moments stay true."""

from __future__ import annotations

from collections.abc import Callable

from simulator.network_clock import RealClock, Timer


class HurriedClock(RealClock):
    """Wall time in which everything that waits on the network waits `speed` times shorter."""

    def __init__(self, speed: float) -> None:
        self._speed = speed

    def call_later(self, seconds: float, callback: Callable[[], None]) -> Timer:
        return super().call_later(seconds / self._speed, callback)
