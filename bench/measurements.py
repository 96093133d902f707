"""What can be measured: each run, and the figures it gives. Whoever wants some of them pays for their runs alone."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from bench.consoles import ConsolePlan, measure_consoles
from bench.figures import (
    Figure,
    console_figures,
    crowd_figures,
    figures,
    flood_figure,
    folding_figures,
    offer_figures,
    publishing_figure,
    ringing_figure,
)
from bench.flood import FloodPlan, measure_flood
from bench.folding import FoldPlan, measure_folding
from bench.load import find_wrk
from bench.measure import Plan, measure
from bench.offers import OfferPlan, measure_offers
from bench.publishing import PublishPlan, measure_publishing
from bench.ringing import RingPlan, measure_ringing
from chaos.flash_crowd import flash_crowd

Tell = Callable[[str], None]


def _flood(plan: FloodPlan, tell: Tell) -> Figure:
    return flood_figure(measure_flood(plan, tell), plan.flooded)


@dataclass(frozen=True)
class Measurement:
    """One run. `seconds` is about how long it takes; `take` raises LoadFailed or OSError."""

    names: tuple[str, ...]
    seconds: int
    take: Callable[[Tell], Sequence[Figure]]
    needs_wrk: bool = False


MEASUREMENTS = (
    Measurement(
        ("menu_turn", "menu_turn_with_streams", "hold_turn", "menu_turn_of_constant"),
        90,
        lambda tell: figures(measure(Plan(), tell)),
        needs_wrk=True,
    ),
    Measurement(
        ("menu_turn_with_consoles", "console_change_p99_ms", "console_threads_left"),
        130,
        lambda tell: console_figures(measure_consoles(ConsolePlan(), tell)),
        needs_wrk=True,
    ),
    Measurement(
        ("free_to_ring_p99_ms",), 40, lambda tell: [ringing_figure(measure_ringing(RingPlan(), tell))]
    ),
    Measurement(
        ("twenty_desks_ring_p99_ms",),
        40,
        lambda tell: [
            ringing_figure(measure_ringing(RingPlan(reps=20, desks=20), tell), "twenty_desks_ring_p99_ms")
        ],
    ),
    Measurement(("calls_before_a_quiet_desks",), 30, lambda tell: [_flood(FloodPlan(), tell)]),
    Measurement(
        ("offer_cycle", "offer_growth", "bytes_per_waiting_caller"),
        80,
        lambda tell: offer_figures(measure_offers(OfferPlan(), tell)),
    ),
    Measurement(
        ("events_folded", "bytes_per_call_kept"),
        60,
        lambda tell: folding_figures(measure_folding(FoldPlan(), tell)),
    ),
    Measurement(
        ("publish_p99_ms",), 40, lambda tell: [publishing_figure(measure_publishing(PublishPlan(), tell))]
    ),
    Measurement(
        ("flash_crowd_slowest_webhook_ms", "flash_crowd_lost"),
        90,
        lambda tell: crowd_figures(flash_crowd(tell)),
    ),
)
NAMES = tuple(name for one in MEASUREMENTS for name in one.names)


def chosen(names: Collection[str]) -> list[Measurement]:
    """The runs that give these figures; all of them for none. Raises LoadFailed if one needs what is missing here."""
    found = [one for one in MEASUREMENTS if not names or not set(names).isdisjoint(one.names)]
    if any(one.needs_wrk for one in found):
        find_wrk()
    return found
