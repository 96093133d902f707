"""How many reps, and when: for the desk's own arrivals, or for a profile that is planned with and forgotten.

What is shown at once is theory (Erlang A). Playing a plan on the line's own scripts takes minutes of a processor and a
database of its own, so neither the processes that answer callers do it nor the workers that ring reps: the page names
the command that does.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from flask import render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from console.access import for_roles, takes_up_to
from console.context import console
from console.figures.days import DayRange, today
from console.figures.forms import WEEKS as CHOICES
from console.figures.forms import WHOLE_WEEK, OwnForm, PlanForm, ProfileForm
from console.figures.page import LEADERS, download, figures
from console.figures.plan_view import PlanView, Week, command_of, plans_of, view_plan
from console.figures.unserved_demand import NAMES, Cost, cost_of, lost_by_day, lost_on
from console.figures.unserved_demand import DemandView as Lost
from console.figures.unserved_demand import demand_csv as losses_csv
from console.formatting import LANGUAGES
from console.single_submission import changes_nothing
from prompts.files.models import Desk
from prompts.revision import Revision
from reports.arrivals import WEEKS, Arrivals, arrivals_of
from reports.duty import duty_of_all
from reports.export.plan_tables import StaffingPlan, plan_csv
from reports.export.values import write_value
from reports.half_hours import DAY, SLOT
from reports.losses import losses_of
from routing.staffing.demand import DayProfile
from routing.staffing.profile import LARGEST, parse_profile
from routing.staffing.staffing_plan import Calls, ServiceTarget
from routing.staffing.tables import NoText, decode_table

LARGEST_FORM = 1_100_000
"""Bytes: a call log of some 25,000 calls, read in less than half a second. `helpdesk staffing` reads longer ones."""
EXAMPLE = DayProfile(
    "Monday", SLOT, [6, 9, 12, 14, 13, 11, 9, 8, 9, 11, 12, 10, 9, 8, 7, 6, 5, 3], 8 * 3600.0
)
"""Of nobody; it shows how a profile is written."""
CSV = "text/csv; charset=utf-8"
ALL = ""
"""The choice of all lines or all languages."""
Choices = Sequence[tuple[str, str]]
WEEKS_BACK = [choice.value for choice in CHOICES]
USUAL = {
    **{"share": "80", "within": "20", "give_up": "5", "shrinkage": "0"},
    **{"weeks": f"{WEEKS}", "day": WHOLE_WEEK, "line": ALL, "language": ALL},
}


@dataclass(frozen=True)
class StaffingResult:
    """The plans; `problem` says why there are none."""

    plans: Sequence[StaffingPlan] = ()
    target: ServiceTarget = field(default_factory=ServiceTarget)
    problem: str = ""
    lost: Lost | None = None
    """Who asked in vain, of the desk's own callers."""
    cost: Cost | None = None

    @property
    def days(self) -> list[PlanView]:
        return [view_plan(plan, self.target) for plan in self.plans]

    @property
    def week(self) -> Week:
        return Week.of(self.days)


@figures.get("/<desk>/figures/staffing")
@for_roles(*LEADERS)
def staffing(desk: str) -> ResponseReturnValue:
    """Plan for the desk's own arrivals."""
    found = console().line.desks[desk].desk
    weeks = request.args.get("weeks", "")
    lines, languages = _choices_of(console().line.desks[desk])
    part = [
        name if name in dict(choices) else ALL
        for name, choices in (
            (request.args.get("line", ALL), lines),
            (request.args.get("language", ALL), languages),
        )
    ]
    own = _own(found, int(weeks) if weeks in WEEKS_BACK else WEEKS, *part)
    form = OwnForm(_filled_in(own), meta={"csrf": False})
    form.line.choices, form.language.choices = list(lines), list(languages)
    if not form.validate():
        return _page(found, own, form, StaffingResult()), 422
    name = form.day.data or ""
    days = [day for day in own.days if name in (WHOLE_WEEK, day.name.lower())]
    return _answer(found, own, form, days)


@figures.post("/<desk>/figures/staffing")
@for_roles(*LEADERS)
@takes_up_to(LARGEST_FORM)
@changes_nothing
def staffing_of_profile(desk: str) -> ResponseReturnValue:
    """Plan for the calls of a profile. It changes and stores nothing, so the audit log has no entry."""
    found = console().line.desks[desk].desk
    own, form = _own(found, WEEKS), ProfileForm()
    if not form.validate():
        return _page(found, own, form, StaffingResult()), 422
    try:
        if request.files.get("file"):
            form.profile.data = decode_table(request.files["file"].read())
        days = parse_profile(form.profile.data or "")
        if len(form.profile.data or "") > LARGEST:  # a call log: its week is what can be changed
            form.profile.data = profile_of(days)
    except NoText:
        form.file.errors = ["This file is no text. Save the table as CSV."]
        return _page(found, own, form, StaffingResult()), 422
    except ValueError as error:
        form.profile.errors = [f"This is no profile: {error}."]
        return _page(found, own, form, StaffingResult()), 422
    return _answer(found, own, form, days)


@figures.get("/<desk>/figures/staffing/profile.csv")
@for_roles(*LEADERS)
def staffing_profile(desk: str) -> ResponseReturnValue:
    """Send the desk's own typical days as a profile to edit, or an example."""
    found = console().line.desks[desk].desk
    return download(profile_of(_own(found, WEEKS).days or [EXAMPLE]), f"{desk}-profile.csv", CSV)


def profile_of(days: Sequence[DayProfile]) -> str:
    """Return days of half hours as a file that can be read as a profile again."""
    begins = min(day.begins for day in days)
    ends = max(day.begins + len(day.calls) * day.interval for day in days)
    lines = [",".join(["slot", *(day.name for day in days)])]
    for number in range(round((ends - begins) / SLOT)):
        at = begins + number * SLOT
        calls = [_calls_at(day, at) for day in days]
        lines.append(
            ",".join([f"{at // 3600:02.0f}:{at % 3600 // 60:02.0f}", *(f"{one:.2f}" for one in calls)])
        )
    return "\r\n".join([*lines, ""])


def _calls_at(day: DayProfile, at: float) -> float:
    place = round((at - day.begins) / day.interval)
    return day.calls[place] if 0 <= place < len(day.calls) else 0.0


def _own(desk: Desk, weeks: int, line: str = ALL, language: str = ALL) -> Arrivals:
    return arrivals_of(console().database, desk, today(desk), weeks, line, language)


def _choices_of(revision: Revision) -> tuple[Choices, Choices]:
    """Whose callers can be planned for: value and words, of lines and of languages."""
    names = next(iter(revision.texts.values())).lines
    lines = [
        (one.id, names[one.id].spoken({}).text if one.id in names else one.id) for one in revision.desk.lines
    ]
    languages = [(code, LANGUAGES.get(code, code)) for code in revision.desk.languages]
    return [(ALL, "All lines"), *lines], [(ALL, "All languages"), *languages]


def _filled_in(own: Arrivals) -> MultiDict[str, str]:
    """Return the fields of the address, and usual values for the rest."""
    times = {
        "handle": f"{own.handle:.0f}",
        "connect": f"{own.connect:.0f}",
        "patience": f"{own.patience:.0f}",
    }
    if own.connect > 20:  # as many reps as there are would not keep what is usual
        times["within"] = f"{20 + 5 * math.ceil(own.connect / 5)}"
    return MultiDict({**USUAL, **times, **request.args.to_dict()})


def _answer(desk: Desk, own: Arrivals, form: PlanForm, days: Sequence[DayProfile]) -> ResponseReturnValue:
    target = ServiceTarget(form.share.data / 100, form.within.data, form.give_up.data / 100)
    calls = Calls(form.handle.data, form.patience.data, form.connect.data)
    try:
        plans = plans_of(days, calls, target)
        shrinkage = form.shrinkage.data / 100
        result = StaffingResult([replace(plan, shrinkage=shrinkage) for plan in plans], target)
        if isinstance(form, OwnForm):
            result = _with_losses(desk, own, form, result, calls)
    except ValueError as error:
        return _page(desk, own, form, StaffingResult(problem=f"{error}")), 422
    if request.values.get("format") == "losses" and result.lost:
        return download(losses_csv(result.lost), f"{desk.id}-losses.csv", CSV)
    if request.values.get("format") == "csv":
        return download(plan_csv(result.plans, target), f"{desk.id}-staffing.csv", CSV)
    return _page(desk, own, form, result)


def _with_losses(
    desk: Desk, own: Arrivals, form: OwnForm, result: StaffingResult, calls: Calls
) -> StaffingResult:
    """Add the callers in vain on the planned days, or on the requested one. Raises ValueError."""
    weeks = ((own.last - own.first).days + 1) // 7
    losses = losses_of(console().database, desk, own.last + DAY, weeks)
    name = (form.day.data or "").title()
    everybody = {
        weekday: plan
        for weekday in ([NAMES.index(name)] if name else range(7))
        if sum((day := own.everybody(NAMES[weekday])).calls)
        for plan in plans_of([day], calls, result.target)
    }
    planned = [NAMES.index(plan.day.name) for plan in result.plans]
    there = sum(_there(desk, own, weekday) for weekday in planned)
    cost = cost_of(losses, planned, there, result.plans, form.cost.data)
    shows = [lost_on(losses, *one) for one in everybody.items()] if name else [lost_by_day(losses, everybody)]
    lost = next((one for one in shows if one.rows), None)
    return replace(result, lost=lost, cost=cost if result.plans else None)


def _there(desk: Desk, own: Arrivals, weekday: int) -> float:
    """Return the seconds that reps were signed in and not away on such days."""
    every = [own.first + DAY * number for number in range((own.last - own.first).days + 1)]
    duty = duty_of_all(console().database, desk, [day for day in every if day.weekday() == weekday])
    return sum(one.there for reps in duty.values() for one in reps.values())


def _page(desk: Desk, own: Arrivals, form: PlanForm, result: StaffingResult) -> str:
    return render_template(
        "figures/staffing.html",
        desk=desk,
        days=DayRange(own.first, own.last),
        own=own,
        form=form,
        other=ProfileForm(formdata=None),
        is_own=isinstance(form, OwnForm),
        result=result,
        command=command_of(desk.id, _options(form)),
        arguments=_typed(form),
        written=write_value,
    )


def _typed(form: PlanForm) -> dict[str, str]:
    """Return the fields of an address; a profile is in none."""
    return {
        one.name: f"{one.data:g}" if isinstance(one.data, float) else f"{one.data or ''}"
        for one in form
        if one.name not in ("csrf_token", "file", "profile")
    }


def _options(form: PlanForm) -> Mapping[str, str]:
    """Return the fields as the command's options."""
    typed = _typed(form)
    if not isinstance(form, OwnForm):
        typed["profile"] = "calls.csv"
    return {name.replace("_", "-"): value for name, value in typed.items() if value and name != "cost"}
