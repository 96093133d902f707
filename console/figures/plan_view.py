"""Staffing plans as the staffing page shows them. Pure."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from console.column_chart import Column, ColumnChart, draw_columns
from reports.export.plan_tables import StaffingPlan, clock_of, plan_rows
from routing.staffing.demand import DayProfile
from routing.staffing.staffing_plan import Calls, ServiceTarget, staff_day

MOST_WORK = 100.0
"""Erlangs: the process that plans answers callers too. `helpdesk staffing` plans for more."""
MOST_DAYS = 14
PLAYED = 50
"""Days that the command plays, as it is written on the page."""


@dataclass(frozen=True)
class PlanView:
    """A day's plan: a chart of reps, the work as a line over it, and the same as a table."""

    plan: StaffingPlan
    chart: ColumnChart
    rows: Sequence[Sequence[str]]

    @property
    def most(self) -> int:
        """Return the largest number of reps at once."""
        return max((slot.reps for slot in self.plan.slots), default=0)


@dataclass(frozen=True)
class Week:
    """Several days: hours of reps by day, and reps by half hour and day."""

    chart: ColumnChart
    clocks: Sequence[tuple[str, Sequence[str]]]
    """When a slot begins, and each day's reps."""

    @classmethod
    def of(cls, shown: Sequence[PlanView]) -> Week:
        """Return the table of days in their order; a slot that a day lacks is empty there."""
        chart = draw_columns([Column(one.plan.day.name, {"reps": one.plan.rep_hours}) for one in shown])
        by_day = [{row[0]: row[3] for row in one.rows} for one in shown]
        clocks = sorted({clock for day in by_day for clock in day})
        return cls(chart, [(clock, [day.get(clock, "") for day in by_day]) for clock in clocks])


def plans_of(days: Sequence[DayProfile], calls: Calls, target: ServiceTarget) -> list[StaffingPlan]:
    """Return the plans of these days. Raises ValueError with what is too much for a page, or impossible."""
    if len(days) > MOST_DAYS:
        raise ValueError(f"a page plans {MOST_DAYS} days at most; helpdesk staffing plans more")
    for day in days:
        if max(day.calls) / day.interval * calls.rep_time > MOST_WORK:
            raise ValueError(
                f"{day.name} would take more than {MOST_WORK:g} reps at once. Are calls and seconds right? "
                "If they are, helpdesk staffing plans it."
            )
    return [StaffingPlan(day, staff_day(day, calls, target)) for day in days]


def view_plan(plan: StaffingPlan, target: ServiceTarget) -> PlanView:
    """Return the chart and table of one day."""
    called = [place for place, slot in enumerate(plan.slots) if slot.expected]
    during = plan.slots[min(called) : max(called) + 1] if called else []
    bars = [Column(_on_the_hour(clock_of(plan.day, one)), {"reps": one.reps}, one.load) for one in during]
    return PlanView(plan, draw_columns(bars), plan_rows(plan, target))


def _on_the_hour(clock: str) -> str:
    return clock if clock.endswith(":00") else ""


def command_of(desk: str, options: Mapping[str, str]) -> str:
    """Return the command that plays the same plan on the line's own scripts."""
    told = [part for name, value in options.items() for part in (f"--{name}", value)]
    return shlex.join(["helpdesk", "staffing", "--desk", desk, *told, "--try", str(PLAYED)])
