"""Where in the world the carrier handles an account: the edge that leads there, the region that keeps its data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class CarrierPlace:
    """Empty names mean the carrier's defaults: the nearest edge for browsers, the region `us1`."""

    edge: str = ""
    region: str = ""
