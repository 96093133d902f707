"""The year of a desk: each day, what is special, what the checks say, closings to come."""

from __future__ import annotations

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from accounts.people import Role
from console.access import for_roles
from console.context import console
from console.hours.hours_draft import HoursDraft, draft_of, save_hours
from editing.edits.fixed_dates import DateDifference, find_date_differences
from editing.edits.hours_edits import with_package_dates
from editing.errors import EditConflict
from editing.plan_rules import today_at
from editing.year import DayKind, explain_weekends, year_of
from prompts.loader import CLOSED_DATES
from routing.errors import CalendarError
from routing.notices.notices import TimedNotice
from store import clock

hours = Blueprint("hours", __name__)
ADMIN = (Role.ADMIN,)
FARTHEST = 5
"""Years ahead, or back, that can be looked at."""
CALLED = {
    DayKind.OPEN: "open",
    DayKind.OFF: "no hours",
    DayKind.CLOSED: "closed day",
    DayKind.SPECIAL: "hours of its own",
    DayKind.SEASON: "season",
    DayKind.PART: "shortened by a closing",
    DayKind.CLOSURE: "closed by a closing",
}
"""The key of the picture."""


@hours.get("/<desk>/hours")
@for_roles(*ADMIN)
def show(desk: str) -> ResponseReturnValue:
    """Show the hours of this year."""
    return _page(desk, today_at(console().desks[desk]).year)


@hours.get("/<desk>/hours/<int:year>")
@for_roles(*ADMIN)
def show_year(desk: str, year: int) -> ResponseReturnValue:
    """Show the hours of another year."""
    return _page(desk, year)


@hours.post("/<desk>/hours/<int:year>/<id_>/taken-over")
@for_roles(*ADMIN)
def take_over(desk: str, year: int, id_: str) -> ResponseReturnValue:
    """Take over the dates that the package has now, for one closed day in one year."""
    draft = draft_of(desk)
    found = next((one for one in _differences(draft) if (one.year, one.id) == (year, id_)), None) or abort(
        404
    )
    seen = draft.files.get(CLOSED_DATES, "")
    edit = with_package_dates(draft.desk, year, id_)
    place = f"the date of {found.name} {year}"
    saved = save_hours(
        desk,
        place,
        seen,
        edit,
        lambda files: files.get(CLOSED_DATES, ""),
        f"{found.name} {year} has its new date.",
    )
    return _page(desk, year) if isinstance(saved, EditConflict) else saved


def _page(desk: str, year: int) -> ResponseReturnValue:
    draft = draft_of(desk)
    today = today_at(draft.desk)
    if abs(year - today.year) > FARTHEST:
        abort(404)
    page = render_template(
        "hours/year.html",
        desk=console().desks[desk],
        draft=draft,
        year=year,
        today=today,
        years=range(today.year - 1, today.year + 3),
        called=CALLED,
        differences=_differences(draft),
        to_come=_to_come(draft),
        **_picture(draft, year),
    )
    return str(page)


def _picture(draft: HoursDraft, year: int) -> dict[str, object]:
    try:
        months = year_of(draft.desk, year, draft.closings())
        return {"months": months, "explained": explain_weekends(draft.desk, year), "trouble": ""}
    except CalendarError as error:
        return {"months": (), "explained": [], "trouble": str(error)}


def _differences(draft: HoursDraft) -> list[DateDifference]:
    try:
        return find_date_differences(draft.desk, today_at(draft.desk).year)
    except CalendarError:
        return []


def _to_come(draft: HoursDraft) -> list[TimedNotice]:
    now = clock.now().timestamp() * 1000
    return sorted((one for one in draft.bulletin.closures if one.ends > now), key=lambda one: one.starts)
