"""The figures of the rounds: medians, each with its ratio to the figure it is compared with."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from statistics import median

from bench.consoles.consoles import Consoles
from bench.desks_at_rest import AtRest
from bench.fold_speed import Folded
from bench.measure import Round
from bench.offer_speed import Offers
from bench.operations import CallCost
from bench.twenty_desks import TwentyDesks
from chaos.callers.flash_crowd import FlashCrowd

KIBIBYTE = 1024
SECOND = 1000
"""Ms; no webhook of a flash crowd may take longer, nor 99 of 100 changes until a console shows them."""


@dataclass(frozen=True)
class BenchFigure:
    """A figure of the result. `ratio` is the median of the rounds' own ratios, so that a slow round spoils neither."""

    name: str
    value: float
    unit: str
    ratio: float

    @property
    def goal(self) -> Goal | None:
        """Return the goal of the ratio; None for a figure without one."""
        return GOALS.get(self.name)

    def told(self) -> dict[str, object]:
        """Return the figure with its goal and whether the goal is met."""
        goal = self.goal
        met = {"goal": f"ratio {goal}", "ok": goal.is_met(self.ratio)} if goal else {"goal": None, "ok": True}
        return asdict(self) | met


@dataclass(frozen=True)
class Goal:
    """A bound of a ratio, from below or from above."""

    bound: float
    is_least: bool = False

    def is_met(self, ratio: float) -> bool:
        return ratio >= self.bound if self.is_least else ratio <= self.bound

    def __str__(self) -> str:
        return f"{'>=' if self.is_least else '<='} {self.bound:g}"


GOALS = {
    "menu_turn": Goal(1.3, is_least=True),
    "menu_turn_with_streams": Goal(2),
    "hold_turn": Goal(0.8, is_least=True),
    "offer_cycle": Goal(0.5, is_least=True),
    "offer_growth": Goal(1.3),
    "bytes_per_waiting_caller": Goal(1),
    "free_to_ring_p99_ms": Goal(1),
    "twenty_desks_ring_p99_ms": Goal(1),
    "calls_before_a_quiet_desks": Goal(1.5),
    "twenty_desks_faults": Goal(0),
    "twenty_desks_slowest_webhook_ms": Goal(1),
    "twenty_desks_publish_ms": Goal(2),
    "events_folded": Goal(1, is_least=True),
    "bytes_per_call_kept": Goal(1),
    "flash_crowd_slowest_webhook_ms": Goal(1),
    "flash_crowd_lost": Goal(0),
    "menu_turn_with_consoles": Goal(2),
    "console_change_p99_ms": Goal(1),
    "console_threads_left": Goal(0),
    "publish_p99_ms": Goal(1),
}
BUSY_DESK = 2_000
"""Events a second: some 150 calls a second of the kind that is folded."""
MOST_PER_CALL = 2 * KIBIBYTE
LONGEST_RING = 0.05
"""Seconds from a free rep to the request to ring, at most, for 99 of 100."""


def rate_figures(rounds: Sequence[Round]) -> list[BenchFigure]:
    """Return the rates of a menu turn and a piece of hold against the baseline's, and the slowest per cent with
    streams."""
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
        _figure("hold_turn", per_second, rounds, lambda one: one.hold.rate, lambda one: one.baseline.rate),
        _figure("menu_turn_of_constant", per_second, rounds, rate, lambda one: one.constant.rate),
    ]


def offer_figures(offers: Offers) -> list[BenchFigure]:
    """Return cycles a second against the floor's, the cost in a crowd against the smallest's, and bytes against a
    kibibyte."""
    rounds, size = offers.rounds, offers.bytes_per_caller
    growth = max(
        median(one.crowded[larger] / one.crowded[0] for one in rounds)
        for larger in range(1, len(rounds[0].crowded))
    )
    return [
        BenchFigure(
            "offer_cycle",
            round(1 / median(one.cycle for one in rounds), 1),
            "cycles/s",
            round(median(one.floor / one.cycle for one in rounds), 3),
        ),
        BenchFigure("offer_growth", round(growth, 3), "times", round(growth, 3)),
        BenchFigure("bytes_per_waiting_caller", round(size, 1), "bytes", round(size / KIBIBYTE, 3)),
    ]


def ringing_figure(rings: Sequence[float], name: str = "free_to_ring_p99_ms") -> BenchFigure:
    """Return the time within which 99 of 100 rings are sent, in seconds, against the longest acceptable time."""
    p99 = _p99(rings)
    return BenchFigure(name, round(p99 * 1000, 2), "ms (p99)", round(p99 / LONGEST_RING, 3))


def flood_figure(before: Sequence[int], flooded: int) -> BenchFigure:
    """Return the most calls of strangers before a quiet desk's ring, against one of each flooded desk."""
    most = max(before)
    return BenchFigure("calls_before_a_quiet_desks", most, "calls", round(most / flooded, 3))


def twenty_desks_figures(found: TwentyDesks) -> list[BenchFigure]:
    """Return the number of errors against none, and the slowest answer and the slowest to follow, against a second."""
    seen, slowest = found.figures, found.figures.slowest_webhook_s * 1000
    harm = seen.lost + seen.talked_twice + seen.cut_off + seen.reps_stuck + seen.webhook_errors
    harm += len(seen.faults) + len(found.mixed_up)
    followed = max(found.published) * 1000
    return [
        BenchFigure("twenty_desks_faults", harm, "calls", harm),
        BenchFigure("twenty_desks_slowest_webhook_ms", slowest, "ms", round(slowest / SECOND, 3)),
        BenchFigure("twenty_desks_publish_ms", round(followed, 1), "ms", round(followed / SECOND, 3)),
    ]


def rest_figures(one: AtRest, many: AtRest, desks: int) -> list[BenchFigure]:
    """Return the cost of each further desk, as a share of a line with one desk."""

    def each(name: str, unit: str, of: Callable[[AtRest], float], places: int = 1) -> BenchFigure:
        more = (of(many) - of(one)) / (desks - 1)
        return BenchFigure(name, round(more, places), unit, round(more / of(one), 4))

    return [
        each("web_kb_per_desk", "kB", lambda line: line.web_bytes / KIBIBYTE),
        each("worker_kb_per_desk", "kB", lambda line: line.worker_bytes / KIBIBYTE),
        each("worker_threads_per_desk", "threads", lambda line: line.worker_threads),
        each("database_kb_per_desk", "kB", lambda line: line.database_bytes / KIBIBYTE),
        each("resting_desk_commands", "commands/s", lambda line: line.commands),
        each("resting_desk_processor", "% of a core", lambda line: line.processor * 100, 2),
        BenchFigure(
            "twenty_desks_start_s", round(many.start_up, 1), "s", round(many.start_up / one.start_up, 2)
        ),
    ]


def call_figures(cost: CallCost) -> list[BenchFigure]:
    """Return the requests and commands of one call against those of a hundred, and the bytes sent against ten
    kibibytes."""
    return [
        BenchFigure("requests_per_call", round(cost.requests, 1), "requests", round(cost.requests / 100, 3)),
        BenchFigure("commands_per_call", round(cost.commands, 1), "commands", round(cost.commands / 100, 3)),
        BenchFigure("bytes_sent_per_call", round(cost.sent), "bytes", round(cost.sent / KIBIBYTE / 10, 3)),
    ]


def publishing_figure(publications: Sequence[float]) -> BenchFigure:
    """Return the time within which 99 of 100 publications are heard everywhere, in seconds, against a second."""
    p99 = _p99(publications) * 1000
    return BenchFigure("publish_p99_ms", round(p99, 1), "ms (p99)", round(p99 / SECOND, 3))


def folding_figures(folded: Folded) -> list[BenchFigure]:
    """Return events a second against a busy desk's, and the bytes of a call against those that a year's calls may
    take."""
    rate, size = folded.rate, folded.bytes_per_call
    return [
        BenchFigure("events_folded", round(rate, 1), "events/s", round(rate / BUSY_DESK, 3)),
        BenchFigure("bytes_per_call_kept", round(size, 1), "bytes", round(size / MOST_PER_CALL, 3)),
    ]


def crowd_figures(crowd: FlashCrowd) -> list[BenchFigure]:
    """Return the slowest answer against a second, and lost callers and answers of no use to the carrier, against
    none."""
    slowest, lost = crowd.slowest_webhook_ms, crowd.lost + crowd.webhook_errors
    return [
        BenchFigure("flash_crowd_slowest_webhook_ms", slowest, "ms", round(slowest / SECOND, 3)),
        BenchFigure("flash_crowd_lost", lost, "calls", lost),
    ]


def console_figures(consoles: Consoles) -> list[BenchFigure]:
    """Return the slowest per cent of webhooks against those without consoles, of changes shown against a second, and
    threads."""
    rounds, left = consoles.rounds, consoles.threads_left
    slowest = median(one.with_consoles.p99 for one in rounds)
    ratio = median(one.with_consoles.p99 / one.without.p99 for one in rounds)
    shown = median(_p99(one.shown) for one in rounds) * 1000
    return [
        BenchFigure("menu_turn_with_consoles", round(slowest, 2), "ms (p99)", round(ratio, 3)),
        BenchFigure("console_change_p99_ms", round(shown, 1), "ms (p99)", round(shown / SECOND, 3)),
        BenchFigure("console_threads_left", left, "threads", left),
    ]


def _p99(values: Sequence[float]) -> float:
    return sorted(values)[math.ceil(len(values) * 0.99) - 1]


def _figure(
    name: str,
    unit: str,
    rounds: Sequence[Round],
    measured: Callable[[Round], float],
    against: Callable[[Round], float],
) -> BenchFigure:
    value = median(measured(one) for one in rounds)
    ratio = median(measured(one) / against(one) for one in rounds)
    return BenchFigure(name, round(value, 2), unit, round(ratio, 3))
