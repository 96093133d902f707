"""The closed days of a desk: the list, where weekends move them, and adding or removing one."""

from __future__ import annotations

import re

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from console.access import for_roles
from console.context import console
from console.hours.forms import ClosedDayForm, VersionedForm, WeekendForm, closed_day_form, spoken_of
from console.hours.hours_draft import HoursDraft, draft_of, looked_at, save_hours
from console.hours.page import ADMIN, hours
from editing.edits.hours_edits import (
    entry_at,
    in_turn,
    remove_entry,
    value_at,
    with_entry,
    with_spoken,
    with_value,
    without_unused_names,
)
from editing.errors import EditConflict
from editing.plan_rules import today_at
from editing.year import explain_weekends
from prompts.files.source import Place
from routing.errors import CalendarError
from routing.hours.closed_days import ClosedDate, ClosedDays, dates_by_name

RULE: Place = ("weekend_rule",)
HERE = ".closed_days"


@hours.get("/<desk>/hours/closed-days")
@for_roles(*ADMIN)
def closed_days(desk: str) -> ResponseReturnValue:
    """Show the closed days, with the dates of this year and the next."""
    return _page(desk, _new_day(draft_of(desk)))


@hours.post("/<desk>/hours/closed-days/new")
@for_roles(*ADMIN)
def add_closed_day(desk: str) -> ResponseReturnValue:
    """Add a day of the package's calendar to the closed days."""
    draft = draft_of(desk)
    form = _new_day(draft)
    if not form.validate():
        return _page(desk, form), 422
    holiday = f"{form.holiday.data}"
    name = " ".join((form.name.data or "").split()) or holiday
    entry = {"id": _free_id(draft, name), "holiday": holiday, "name": name}
    edit = in_turn(with_entry("closed_days", entry), with_spoken(name, spoken_of(form)))
    look = entry_at("closed_days", "holiday", holiday)
    saved = save_hours(desk, f"the closed day {name}", "", edit, look, f"{name} is a closed day.", HERE)
    return _overtaken(desk, saved) if isinstance(saved, EditConflict) else saved


@hours.post("/<desk>/hours/closed-days/<id_>/removed")
@for_roles(*ADMIN)
def remove_closed_day(desk: str, id_: str) -> ResponseReturnValue:
    """Remove a closed day, which is worked from now on."""
    draft = draft_of(desk)
    number = next((n for n, one in enumerate(draft.desk.closed_days) if one.id == id_), None)
    form = VersionedForm()
    if number is None or not form.validate():
        abort(404)
    name = draft.desk.closed_days[number].name
    edit = in_turn(remove_entry(("closed_days", number)), without_unused_names)
    look = entry_at("closed_days", "id", id_)
    told = f"{name} is no closed day any more."
    saved = save_hours(desk, f"the closed day {name}", form.seen.data or "", edit, look, told, HERE)
    return _overtaken(desk, saved) if isinstance(saved, EditConflict) else saved


@hours.post("/<desk>/hours/weekends")
@for_roles(*ADMIN)
def weekends(desk: str) -> ResponseReturnValue:
    """Set where closed days that fall on a weekend are observed."""
    form = WeekendForm()
    if not form.validate():
        abort(400)
    edit = with_value(RULE, {"saturday": form.saturday.data, "sunday": form.sunday.data})
    saved = save_hours(
        desk,
        "the rule for weekends",
        form.seen.data or "",
        edit,
        value_at(RULE),
        "The rule is changed.",
        HERE,
    )
    return _overtaken(desk, saved) if isinstance(saved, EditConflict) else saved


def _page(desk: str, form: ClosedDayForm) -> str:
    draft = draft_of(desk)
    year, rule = today_at(draft.desk).year, draft.desk.weekend_rule
    seen = looked_at(desk, value_at(RULE))
    return render_template(
        "hours/closed_days.html",
        desk=console().desks[desk],
        draft=draft,
        years=(year, year + 1),
        kept=_observed_dates(draft, year),
        explained=_explained(draft, year),
        seen={
            one.id: looked_at(desk, entry_at("closed_days", "id", one.id)) for one in draft.desk.closed_days
        },
        weekends=WeekendForm(formdata=None, saturday=rule.saturday, sunday=rule.sunday, seen=seen),
        form=form,
    )


def _new_day(draft: HoursDraft) -> ClosedDayForm:
    """Return a form with the days that are not on the list yet, as the package has them this year and the next."""
    desk, year = draft.desk, today_at(draft.desk).year
    listed = {name for one in desk.closed_days for name in (one.holiday, *one.renamed.values())}
    try:
        known = {n for each in (year, year + 1) for n in dates_by_name(desk.country, desk.subdivision, each)}
    except CalendarError:
        known = set()
    return closed_day_form(desk, sorted(known - listed))()


def _observed_dates(draft: HoursDraft, year: int) -> dict[str, list[ClosedDate]]:
    """Return, by id, the dates on which a day is observed, this year and the next."""
    days = ClosedDays(draft.desk)
    try:
        dates = [*days.of(year), *days.of(year + 1)]
    except CalendarError:
        return {}
    return {one.id: [day for day in dates if day.id == one.id] for one in draft.desk.closed_days}


def _explained(draft: HoursDraft, year: int) -> list[str]:
    try:
        return [*explain_weekends(draft.desk, year), *explain_weekends(draft.desk, year + 1)]
    except CalendarError:
        return []


def _free_id(draft: HoursDraft, name: str) -> str:
    """Return an id made of the name that no closed day has yet."""
    base = re.sub(r"[^a-z0-9]+", "_", name.casefold()).strip("_")[:30]
    base = base if base[:1].isalpha() else f"day_{base}"
    taken = {one.id for one in draft.desk.closed_days}
    return next(one for one in (base, *(f"{base}_{n}" for n in range(2, 99))) if one not in taken)


def _overtaken(desk: str, other: EditConflict) -> ResponseReturnValue:
    flash(f"Somebody else has changed {other.place} meanwhile. This is how it stands now.", "danger")
    return redirect(url_for(HERE, desk=desk))
