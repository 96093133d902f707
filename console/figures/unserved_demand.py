"""Callers who asked in vain, and what serving them would take, as the staffing page shows them."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from console.column_chart import Column, ColumnChart, draw_columns
from prompts.files.models import WEEKDAYS
from reports.export.plan_tables import StaffingPlan
from reports.losses import REASONS, WHILE_OPEN, Loss, Losses

NAMES = tuple(day.value.title() for day in WEEKDAYS)
CAME_OF = {
    "served": "Called again, served",
    "again_in_vain": "Called again in vain",
    "lost": "Never called again",
    "unknown": "Number withheld",
}
KINDS = {"served": "answered", "again_in_vain": "told", "lost": "abandoned", "unknown": "failed"}
"""What they look like in a chart."""


@dataclass(frozen=True)
class DemandRow:
    """A half hour of a weekday, or a weekday; numbers per week."""

    name: str
    reasons: Sequence[float]
    came_of: Mapping[str, float]
    reps: str
    """Reps who would have served everybody then; of a whole day their hours."""

    @property
    def numbers(self) -> list[float]:
        return [*self.reasons, *self.came_of.values()]


@dataclass(frozen=True)
class DemandView:
    """The losses of one weekday by half hour, or of the week by weekday."""

    reasons: Sequence[str]
    """Those that there were, in words."""
    rows: Sequence[DemandRow]
    chart: ColumnChart
    reps_words: str

    @property
    def head(self) -> list[str]:
        return [*self.reasons, *CAME_OF.values(), self.reps_words]


@dataclass(frozen=True)
class Cost:
    """Hours a week and callers a week, of the days that are planned."""

    there: float
    """Reps signed in and not away, now."""
    planned: float
    lost: float
    """Callers who asked while the desk was open and never called again."""
    in_vain: float
    """Callers' hours in calls in vain, while the desk was open."""
    price: float | None = None
    """Of an hour of a rep."""

    @property
    def more(self) -> float:
        """Return the hours of reps that the plan takes beyond those there now; negative if it takes less."""
        return self.planned - self.there

    @property
    def more_for_each(self) -> float | None:
        """Return the additional hours for each caller who is lost now; None if there are none."""
        return self.more / self.lost if self.lost and self.more > 0 else None

    def money(self, hours: float | None) -> str:
        """Return the cost of these hours; callers' hours are priced as reps' are."""
        return "" if self.price is None or hours is None else f"{hours * self.price:,.2f}"


def lost_on(losses: Losses, weekday: int, everybody: StaffingPlan) -> DemandView:
    """Return the callers in vain of one weekday by half hour."""
    needed = {round((everybody.day.begins + slot.start) / 1800): slot.reps for slot in everybody.slots}
    places = [
        (
            f"{slot // 2:02}:{slot % 2 * 30:02}",
            Losses(losses.weeks, _only(losses, weekday, slot)),
            f"{needed.get(slot, 0)}",
        )
        for slot in losses.slots([weekday])
    ]
    return _shown(places, "Reps it takes")


def lost_by_day(losses: Losses, everybody: Mapping[int, StaffingPlan]) -> DemandView:
    """Return the callers in vain of the week by weekday; `everybody` has plans by weekday."""
    places = [
        (NAMES[weekday], Losses(losses.weeks, _only(losses, weekday)), f"{plan.rep_hours:g}")
        for weekday, plan in sorted(everybody.items())
        if losses.of([weekday]).calls
    ]
    return _shown(places, "Hours of reps it takes")


def cost_of(
    losses: Losses, weekdays: Sequence[int], there: float, plans: Sequence[StaffingPlan], price: float | None
) -> Cost:
    """Return the cost of serving everybody on these weekdays. `there` is in seconds, for all the weeks together."""
    open_ = losses.of(weekdays, reasons=WHILE_OPEN)
    return Cost(
        there / losses.weeks / 3600,
        sum(plan.rep_hours for plan in plans),
        open_.lost / losses.weeks,
        open_.time / losses.weeks / 3_600_000,
        price,
    )


def demand_csv(shown: DemandView) -> str:
    """Return the table for a spreadsheet; nothing in it was typed by anybody."""
    page = io.StringIO()
    writer = csv.writer(page, lineterminator="\n")
    writer.writerow(["from or day", *shown.head])
    for row in shown.rows:
        writer.writerow([row.name, *(f"{one:.4g}" for one in row.numbers), row.reps])
    return page.getvalue()


def _only(losses: Losses, weekday: int, slot: int | None = None) -> dict[tuple[int, int, str], Loss]:
    return {
        place: loss for place, loss in losses.by.items() if place[0] == weekday and slot in (None, place[1])
    }


def _shown(places: Sequence[tuple[str, Losses, str]], reps_words: str) -> DemandView:
    reasons = [reason for reason in REASONS if any(part.of(reasons=[reason]).calls for _, part, _ in places)]
    rows = [
        DemandRow(
            name,
            [part.of(reasons=[reason]).calls / part.weeks for reason in reasons],
            {what: getattr(part.of(), what) / part.weeks for what in CAME_OF},
            reps,
        )
        for name, part, reps in places
    ]
    bars = [Column(row.name, {KINDS[what]: number for what, number in row.came_of.items()}) for row in rows]
    return DemandView([REASONS[reason] for reason in reasons], rows, draw_columns(bars), reps_words)
