"""What the rounds say: medians, each with its ratio to what it is measured against."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from bench.measure import Round
from bench.offers import Offers
from chaos.flash_crowd import FlashCrowd

KIBIBYTE = 1024
SECOND = 1000
"""Ms; no webhook of a flash crowd may take longer."""


@dataclass(frozen=True)
class Figure:
    """One line of the result. `ratio` is the median of the rounds' own ratios, so that a slow round spoils neither."""

    name: str
    value: float
    unit: str
    ratio: float


def figures(rounds: Sequence[Round]) -> list[Figure]:
    """The three figures: the rate against the baseline's, the slowest per cent with streams, the rate of a constant."""
    rate, per_second = (lambda one: one.menu.rate), "answers/s"
    return [
        _figure("menu_turn", per_second, rounds, rate, lambda one: one.baseline.rate),
        _figure(
            "menu_turn_with_streams",
            "ms (p99)",
            rounds,
            lambda one: one.menu_with_streams.p99,
            lambda one: one.menu.p99,
        ),
        _figure("menu_turn_of_constant", per_second, rounds, rate, lambda one: one.constant.rate),
    ]


def offer_figures(offers: Offers) -> list[Figure]:
    """Cycles a second against the floor's, the cost in a crowd against the smallest's, bytes against a kibibyte."""
    rounds, size = offers.rounds, offers.bytes_per_caller
    growth = max(
        median(one.crowded[larger] / one.crowded[0] for one in rounds)
        for larger in range(1, len(rounds[0].crowded))
    )
    return [
        Figure(
            "offer_cycle",
            round(1 / median(one.cycle for one in rounds), 1),
            "cycles/s",
            round(median(one.floor / one.cycle for one in rounds), 3),
        ),
        Figure("offer_growth", round(growth, 3), "times", round(growth, 3)),
        Figure("bytes_per_waiting_caller", round(size, 1), "bytes", round(size / KIBIBYTE, 3)),
    ]


def crowd_figures(crowd: FlashCrowd) -> list[Figure]:
    """The slowest answer against a second; callers lost, and answers of no use to the carrier, against none."""
    slowest, lost = crowd.slowest_webhook_ms, crowd.lost + crowd.webhook_errors
    return [
        Figure("flash_crowd_slowest_webhook_ms", slowest, "ms", round(slowest / SECOND, 3)),
        Figure("flash_crowd_lost", lost, "calls", lost),
    ]


def _figure(
    name: str,
    unit: str,
    rounds: Sequence[Round],
    measured: Callable[[Round], float],
    against: Callable[[Round], float],
) -> Figure:
    value = median(measured(one) for one in rounds)
    ratio = median(measured(one) / against(one) for one in rounds)
    return Figure(name, round(value, 2), unit, round(ratio, 3))
