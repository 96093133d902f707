"""Staffing plans as tables, for spreadsheets and for machines, as commands and pages show them."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields

from reports.export.files import safe
from routing.staffing.demand import DayProfile
from routing.staffing.erlang import Expected
from routing.staffing.outcome import SimulationOutcome
from routing.staffing.staffing_plan import ServiceTarget, Slot, rep_hours

COLUMNS = (
    *("from", "calls", "load", "reps", "in time", "give up", "busy"),
    *("one less: in time", "give up", "one more: in time", "give up"),
)
SCHEDULED = ("scheduled",)
TRIED = ("tried: in time", "give up")


@dataclass(frozen=True)
class StaffingPlan:
    """The reps of one day, and what a trial of it on the line's own scripts came to."""

    day: DayProfile
    slots: Sequence[Slot]
    tried: Sequence[SimulationOutcome | None] = ()
    """A slot each; None where nobody called."""
    shrinkage: float = 0.0
    """The share of paid time in which reps are not on calls: breaks, training, illness."""

    @property
    def calls(self) -> float:
        return sum(slot.calls for slot in self.slots)

    @property
    def rep_hours(self) -> float:
        return rep_hours(self.slots)

    @property
    def scheduled_hours(self) -> float:
        """The hours to schedule so that as many as are needed are there."""
        return self.rep_hours / (1 - self.shrinkage)

    def scheduled(self, slot: Slot) -> int:
        """How many reps to schedule in a slot so that as many as are needed are there."""
        return math.ceil(slot.reps / (1 - self.shrinkage) - 1e-9)


def plan_csv(plans: Sequence[StaffingPlan], target: ServiceTarget) -> str:
    """Return CSV with a header and a row for each half hour of each day in which anybody calls."""
    page = io.StringIO()
    writer = csv.writer(page, lineterminator="\n")
    writer.writerow(("day", *plan_columns(plans)))
    writer.writerows((safe(plan.day.name), *row) for plan in plans for row in plan_rows(plan, target))
    return page.getvalue()


def plans_json(plans: Iterable[StaffingPlan], target: ServiceTarget) -> str:
    """Return the plans as a JSON list; times are in seconds, shares from 0 to 1."""
    return json.dumps([_in_words(plan, target) for plan in plans], indent=2)


def table_of(plan: StaffingPlan, target: ServiceTarget) -> str:
    """Return a plan as a table for a terminal."""
    head = f"{plan.day.name}: {plan.calls:,.0f} calls, {plan.rep_hours:g} hours of reps"
    if plan.shrinkage:
        head += f", {plan.scheduled_hours:.1f} with breaks, training and illness"
    cells = [plan_columns([plan]), *plan_rows(plan, target)]
    widths = [max(len(row[at]) for row in cells) for at in range(len(cells[0]))]
    lines = ["  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in cells]
    return "\n".join([head, *lines])


def plan_columns(plans: Iterable[StaffingPlan]) -> Sequence[str]:
    """Return the head of the table."""
    every = list(plans)
    scheduled = SCHEDULED if any(plan.shrinkage for plan in every) else ()
    return (*COLUMNS, *scheduled, *(TRIED if any(plan.tried for plan in every) else ()))


def plan_rows(plan: StaffingPlan, target: ServiceTarget) -> list[Sequence[str]]:
    """Return a row for each slot in which anybody calls, or work from before is left."""
    tried = plan.tried or [None] * len(plan.slots)
    return [
        (*_row(plan, slot, target), *(_tried_cells(outcome) if plan.tried else ()))
        for slot, outcome in zip(plan.slots, tried, strict=True)
        if slot.expected
    ]


def clock_of(day: DayProfile, slot: Slot) -> str:
    """Return when a slot begins, as `08:30`."""
    hour, minute = divmod(round((day.begins + slot.start) / 60), 60)
    return f"{hour:02}:{minute:02}"


def _row(plan: StaffingPlan, slot: Slot, target: ServiceTarget) -> Sequence[str]:
    return (
        clock_of(plan.day, slot),
        f"{slot.calls:.1f}",
        f"{slot.load:.1f}",
        str(slot.reps),
        *cells(slot.expected, target),
        *cells(slot.fewer, target)[:2],
        *cells(slot.more, target)[:2],
        *([str(plan.scheduled(slot))] if plan.shrinkage else []),
    )


def cells(expected: Expected | None, target: ServiceTarget) -> Sequence[str]:
    """Return the shares answered in time and given up, and how busy reps are; empty for impossible values."""
    if expected is None:
        return ("-", "-", "-")
    return (
        f"{expected.service_level(target.within):.0%}",
        f"{expected.abandonment:.1%}",
        f"{expected.occupancy:.0%}",
    )


def _tried_cells(outcome: SimulationOutcome | None) -> Sequence[str]:
    if outcome is None:
        return ("-", "-")
    return (f"{outcome.service_level:.0%}", f"{outcome.abandonment:.1%}")


def _in_words(plan: StaffingPlan, target: ServiceTarget) -> dict[str, object]:
    tried = plan.tried or [None] * len(plan.slots)
    return {
        "day": plan.day.name,
        "rep_hours": plan.rep_hours,
        "shrinkage": plan.shrinkage,
        "scheduled_hours": plan.scheduled_hours,
        "slots": [
            {
                "start": plan.day.begins + slot.start,
                **{name: getattr(slot, name) for name in ("length", "calls", "load", "reps")},
                "scheduled": plan.scheduled(slot),
                **{name: _figures(getattr(slot, name), target) for name in ("expected", "fewer", "more")},
                "tried": asdict(outcome) if outcome else None,
            }
            for slot, outcome in zip(plan.slots, tried, strict=True)
        ],
    }


def _figures(expected: Expected | None, target: ServiceTarget) -> dict[str, float] | None:
    if expected is None:
        return None
    figures = {one.name: getattr(expected, one.name) for one in fields(expected) if one.compare}
    return {**figures, "service_level": expected.service_level(target.within)}
