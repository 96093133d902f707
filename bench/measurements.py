"""All measurements: each run, and the figures that it yields."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from bench.consoles.consoles import ConsolePlan, measure_consoles
from bench.desk_fairness import FloodPlan, measure_flood
from bench.desks_at_rest import RestPlan, measure_rest
from bench.figure_table import (
    BenchFigure,
    call_figures,
    console_figures,
    crowd_figures,
    flood_figure,
    folding_figures,
    offer_figures,
    publishing_figure,
    rate_figures,
    rest_figures,
    ringing_figure,
    twenty_desks_figures,
)
from bench.fold_speed import FoldPlan, measure_folding
from bench.load import find_wrk
from bench.measure import LoadPlan, measure
from bench.offer_speed import OfferPlan, measure_offers
from bench.operations import UsualCall, measure_call
from bench.publish_speed import PublishPlan, measure_publishing
from bench.ring_speed import RingPlan, measure_ringing
from bench.twenty_desks import twenty_desks
from chaos.callers.flash_crowd import flash_crowd

Tell = Callable[[str], None]


def _flood(plan: FloodPlan, tell: Tell) -> BenchFigure:
    return flood_figure(measure_flood(plan, tell), plan.flooded)


def _rest(plan: RestPlan, tell: Tell) -> list[BenchFigure]:
    return rest_figures(*measure_rest(plan, tell), plan.desks)


@dataclass(frozen=True)
class Measurement:
    """A run with its figures. `seconds` is about how long it takes; `take` raises LoadFailed or OSError."""

    names: tuple[str, ...]
    seconds: int
    take: Callable[[Tell], Sequence[BenchFigure]]
    needs_wrk: bool = False


MEASUREMENTS = (
    Measurement(
        ("menu_turn", "menu_turn_with_streams", "hold_turn", "menu_turn_of_constant"),
        90,
        lambda tell: rate_figures(measure(LoadPlan(), tell)),
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
        ("twenty_desks_faults", "twenty_desks_slowest_webhook_ms", "twenty_desks_publish_ms"),
        110,
        lambda tell: twenty_desks_figures(twenty_desks(tell)),
    ),
    Measurement(
        (
            *("web_kb_per_desk", "worker_kb_per_desk", "worker_threads_per_desk", "database_kb_per_desk"),
            *("resting_desk_commands", "resting_desk_processor", "twenty_desks_start_s"),
        ),
        60,
        lambda tell: _rest(RestPlan(), tell),
    ),
    Measurement(
        ("requests_per_call", "commands_per_call", "bytes_sent_per_call"),
        60,
        lambda tell: call_figures(measure_call(UsualCall(), tell)),
    ),
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
    """Return the runs that yield these figures; all of them for none. Raises LoadFailed if a run needs a missing
    program."""
    found = [one for one in MEASUREMENTS if not names or not set(names).isdisjoint(one.names)]
    if any(one.needs_wrk for one in found):
        find_wrk()
    return found
