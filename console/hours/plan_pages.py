"""Forms for the week, the hours of a line, seasons and single dates; each saves into the draft."""

from __future__ import annotations

from collections.abc import Callable

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from console.access import for_roles
from console.formatting import plain_day
from console.hours.forms import (
    HoursForm,
    VersionedForm,
    date_data,
    date_form,
    season_form,
    spoken_names_data,
    spoken_of,
    week_data,
)
from console.hours.hours_draft import HoursDraft, draft_of, looked_at, save_hours
from console.hours.page import ADMIN, hours
from editing.edits.hours_edits import (
    Edit,
    Look,
    entry_at,
    in_turn,
    remove_entry,
    value_at,
    with_entry,
    with_week,
    without_unused_names,
)
from editing.errors import EditConflict
from prompts.files.source import Place

WEEK: Place = ("hours",)


@hours.route("/<desk>/hours/week", methods=["GET", "POST"])
@for_roles(*ADMIN)
def week(desk: str) -> ResponseReturnValue:
    """Change the usual week of the desk."""
    draft, look = draft_of(desk), value_at(WEEK)
    form = HoursForm(data=week_data(draft.desk.hours) | {"seen": looked_at(desk, look)})
    return _form_page(
        desk,
        form,
        "The usual week",
        "Callers hear these hours, and the desk opens and closes by them.",
        lambda: save_hours(
            desk, "the usual week", form.seen.data, with_week(WEEK, form.week()), look, "The week is changed."
        ),
    )


@hours.route("/<desk>/hours/lines/<line>", methods=["GET", "POST"])
@for_roles(*ADMIN)
def line_week(desk: str, line: str) -> ResponseReturnValue:
    """Change when people answer on one line, within the desk's hours."""
    draft = draft_of(desk)
    number = next((n for n, one in enumerate(draft.desk.lines) if one.id == line), None)
    if number is None:
        abort(404)
    place: Place = ("lines", number, "hours")
    found, look = draft.desk.lines[number], value_at(place)
    form = HoursForm(data=week_data(found.hours or {}) | {"seen": looked_at(desk, look)})

    def keep() -> ResponseReturnValue | EditConflict:
        edit = with_week(place, form.week()) if form.week() else remove_entry(place)
        return save_hours(
            desk, f"the hours of the line {line}", form.seen.data, edit, look, "The line is changed."
        )

    told = (
        "Within the desk's hours, people answer on this line at these times; at others, callers hear when they "
        "answer again. Leave every day empty if people answer whenever the desk is open."
    )
    return _form_page(desk, form, f"Hours of the line {line}", told, keep)


@hours.route("/<desk>/hours/seasons/new", methods=["GET", "POST"])
@for_roles(*ADMIN)
def new_season(desk: str) -> ResponseReturnValue:
    """Add a season with other hours."""
    draft = draft_of(desk)
    form = season_form(draft.desk)(data=week_data(draft.desk.hours))
    form.seen.data = ""
    look = entry_at("seasons", "name", f"{form['name'].data}")
    return _form_page(
        desk,
        form,
        "A new season",
        _OF_SEASONS,
        lambda: save_hours(
            desk, "a new season", "", with_entry("seasons", _season(form)), look, "The season is added."
        ),
    )


@hours.route("/<desk>/hours/seasons/<int:number>", methods=["GET", "POST"])
@for_roles(*ADMIN)
def season(desk: str, number: int) -> ResponseReturnValue:
    """Change a season."""
    draft = draft_of(desk)
    if number >= len(draft.desk.seasons):
        abort(404)
    found, look = draft.desk.seasons[number], value_at(("seasons", number))
    known = {"name": found.name, "first": found.first, "last": found.last, "seen": looked_at(desk, look)}
    form = season_form(draft.desk)(data=known | week_data(found.hours) | spoken_names_data(found.said))

    def keep() -> ResponseReturnValue | EditConflict:
        edit = with_entry("seasons", _season(form), number)
        return save_hours(
            desk, f"the season {found.name}", form.seen.data, edit, look, "The season is changed."
        )

    return _form_page(desk, form, found.name, _OF_SEASONS, keep, removes=("season", number))


@hours.post("/<desk>/hours/seasons/<int:number>/removed")
@for_roles(*ADMIN)
def remove_season(desk: str, number: int) -> ResponseReturnValue:
    """Remove a season."""
    look = value_at(("seasons", number))
    return _remove(desk, "a season", look, remove_entry(("seasons", number)), "The season is taken out.")


@hours.route("/<desk>/hours/dates/new", methods=["GET", "POST"])
@for_roles(*ADMIN)
def new_date(desk: str) -> ResponseReturnValue:
    """Add a date that differs from its weekday."""
    draft = draft_of(desk)
    form = date_form(draft.desk)()
    form.seen.data = ""
    look = entry_at("dates", "date", f"{form.date.data}")

    def keep() -> ResponseReturnValue | EditConflict:
        edit, day = with_entry("dates", form.entry()), plain_day(form.date.data)
        return save_hours(desk, day, "", edit, look, f"{day} is added.")

    return _form_page(desk, form, "A single date", _OF_DATES, keep)


@hours.route("/<desk>/hours/dates/<int:number>", methods=["GET", "POST"])
@for_roles(*ADMIN)
def single_date(desk: str, number: int) -> ResponseReturnValue:
    """Change a single date."""
    draft = draft_of(desk)
    if number >= len(draft.desk.dates):
        abort(404)
    found, look = draft.desk.dates[number], value_at(("dates", number))
    known = date_data(found, _spoken(draft, found.name) | found.said)
    form = date_form(draft.desk)(data=known | {"seen": looked_at(desk, look)})

    def keep() -> ResponseReturnValue | EditConflict:
        edit = in_turn(with_entry("dates", form.entry(), number), without_unused_names)
        return save_hours(desk, plain_day(found.date), form.seen.data, edit, look, "The date is changed.")

    return _form_page(desk, form, plain_day(found.date), _OF_DATES, keep, removes=("date", number))


@hours.post("/<desk>/hours/dates/<int:number>/removed")
@for_roles(*ADMIN)
def remove_date(desk: str, number: int) -> ResponseReturnValue:
    """Remove a single date."""
    edit = in_turn(remove_entry(("dates", number)), without_unused_names)
    return _remove(desk, "a single date", value_at(("dates", number)), edit, "The date is taken out.")


_OF_SEASONS = (
    "From its first to its last day these hours hold instead of the usual week. Closed days stay closed. "
    "Leave every day empty to close the desk for that time, and say why. "
    "A season does not come back by itself next year."
)
_OF_DATES = "One date unlike its weekday. It goes before seasons; hours of its own hold even on a closed day."


def _remove(desk: str, place: str, look: Look, edit: Edit, told: str) -> ResponseReturnValue:
    """Take out what the form was about; what somebody else has changed there meanwhile is shown instead."""
    form = VersionedForm()
    if not form.validate():
        abort(400)
    saved = save_hours(desk, place, form.seen.data or "", edit, look, told)
    if isinstance(saved, EditConflict):
        return render_template("hours/overtaken.html", other=saved, desk=draft_of(desk).desk), 409
    return saved


def _form_page(
    desk: str,
    form: VersionedForm,
    title: str,
    told: str,
    keep: Callable[[], ResponseReturnValue | EditConflict],
    removes: tuple[str, int] | None = None,
) -> ResponseReturnValue:
    """Show a form, or save what was sent. Who is overtaken sees what stands there now, and may save over it."""
    other = None
    if form.validate_on_submit():
        saved = keep()
        if not isinstance(saved, EditConflict):
            return saved
        other, form.seen.data = saved, saved.theirs
        form.seen.raw_data = None
    page = render_template(
        "hours/form.html",
        desk=draft_of(desk).desk,
        form=form,
        title=title,
        about=told,
        other=other,
        removes=removes,
    )
    return page, 409 if other else 422 if form.errors else 200


def _season(form: VersionedForm) -> dict[str, object]:
    first, last = form["first"].data, form["last"].data
    season = {
        "name": form["name"].data,
        "first": first.isoformat(),
        "last": last.isoformat(),
        "hours": form.week(),
    }
    said = {} if season["hours"] else {"said": spoken_of(form)}
    return season | said


def _spoken(draft: HoursDraft, name: str) -> dict[str, str]:
    """Return a day's present spoken names, by language."""
    texts = draft.revision.texts.items()
    return {language: said.closed_days[name].source for language, said in texts if name in said.closed_days}
