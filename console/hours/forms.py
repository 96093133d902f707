"""The forms of a desk's plan of hours. What is typed is proven here in plain words; publishing proves it again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    Field,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TimeField,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional, StopValidation, ValidationError

from console.formatting import LANGUAGES
from editing.edits.hours_edits import spans_of
from editing.year import spans_text
from prompts.cleaning import clean_name
from prompts.errors import TextRefused
from prompts.files.models import WEEKDAYS, Desk, Hours, SingleDate, Weekday
from prompts.rendering.template import parse_template

NAMED = [DataRequired("Give it a name."), Length(max=60, message="Use at most 60 characters.")]
RULES = (
    SelectChoice("stay", "Nothing moves"),
    SelectChoice("friday", "It moves to the Friday before"),
    SelectChoice("monday", "It moves to the Monday after"),
    SelectChoice("next", "It moves to the next weekday that is free"),
)
KINDS = (
    SelectChoice("closed", "Closed all day"),
    SelectChoice("early", "Closes early"),
    SelectChoice("hours", "Open in hours of its own"),
)


def _spans(_form: FlaskForm, field: StringField) -> None:
    try:
        spans_of(field.data or "")
    except ValueError as error:
        raise ValidationError(f"{error}.") from error


def _only_for(kind: str, told: str) -> Callable[[FlaskForm, Field], None]:
    """Return a validator for a field that counts for one kind of date, and is required there."""

    def check(form: FlaskForm, field: Field) -> None:
        if form["kind"].data == kind and "".join(field.raw_data or ()).strip():
            return
        field.errors = []
        raise StopValidation(told if form["kind"].data == kind else "")

    return check


def _sayable(_form: FlaskForm, field: StringField) -> None:
    try:
        fields = parse_template(field.data or "").fields
    except TextRefused as refused:
        raise ValidationError(f"{refused}.") from refused
    if fields:
        raise ValidationError("Write it out: fields in braces are not filled in here.")


def cleaned(typed: str | None) -> str | None:
    """Return what was typed without blanks at its ends and invisible characters; a filter of fields."""
    return typed and clean_name(typed)


class VersionedForm(FlaskForm):
    """Every form of a place carries what stood there when it was shown."""

    seen = HiddenField()


class WeekForm(VersionedForm):
    """A field for each weekday; seasons add their name and days."""

    def week(self) -> dict[str, list[str]]:
        """Return spans by weekday, as a file has them; days without any are left out."""
        typed = {day.value: spans_of(self[day.value].data or "") for day in WEEKDAYS}
        return {day: spans for day, spans in typed.items() if spans}


def _weekdays() -> dict[str, StringField]:
    keywords = {"autocomplete": "off", "inputmode": "text"}
    return {day.value: StringField(day.value.title(), [_spans], render_kw=keywords) for day in WEEKDAYS}


HoursForm: type[WeekForm] = type("HoursForm", (WeekForm,), _weekdays())
SeasonForm: type[WeekForm] = type(
    "SeasonForm",
    (WeekForm,),
    {
        "name": StringField(
            "Name", NAMED, filters=[cleaned], description="For you and your colleagues, such as Summer 2027."
        ),
        "first": DateField("First day", [InputRequired("Say from which day on.")]),
        "last": DateField("Last day", [InputRequired("Say until which day.")]),
        **_weekdays(),
        "validate_last": lambda form, field: _in_order(form, field),
    },
)


def _in_order(form: FlaskForm, field: DateField) -> None:
    if form["first"].data and field.data and field.data < form["first"].data:
        raise ValidationError("The last day comes before the first.")


def season_form(desk: Desk) -> type[WeekForm]:
    """Return a form with the spoken reason of a closed season, in each language of the desk."""
    return type("SeasonFormOfDesk", (SeasonForm,), _spoken(desk, _SAID_OF_SEASON, _for_closed_season))


_SAID_OF_SEASON = "Only for a season without hours: said after “closed for …”, like “our winter break”."


def _for_closed_season(form: FlaskForm, field: StringField) -> None:
    if field.data:
        _sayable(form, field)
    elif not any((form[day.value].data or "").strip() for day in WEEKDAYS):
        raise ValidationError("The desk is closed in this season. Say why, in every language.")


class DateForm(VersionedForm):
    """A single date; `date_form` adds how its name is said in each language."""

    date = DateField("Date", [InputRequired("Choose a date.")])
    name = StringField(
        "Name", NAMED, filters=[cleaned], description="In English, for lists: Christmas Eve, Staff meeting."
    )
    kind = RadioField("On this date, the desk is", choices=KINDS, default="closed")
    closes = TimeField(
        "Closes at",
        [_only_for("early", "Say when it closes.")],
        description="Only for a day that closes early.",
    )
    hours = StringField(
        "Open",
        [_only_for("hours", "Say when it is open."), _spans],
        description="Only for hours of its own, like 9:00-12:00, 13:00-15:00.",
    )

    def entry(self) -> dict[str, object]:
        """Return the entry for `desk.yaml`."""
        entry: dict[str, object] = {"date": self.date.data.isoformat(), "name": self.name.data}
        if self.kind.data == "early":
            entry["closes"] = f"{self.closes.data:%H:%M}"
        if self.kind.data == "hours":
            entry["hours"] = spans_of(self.hours.data or "")
        return entry | {"said": spoken_of(self)}


class ClosedDayForm(VersionedForm):
    """A day of the package's list; `closed_day_form` adds how its name is said in each language."""

    holiday = SelectField("Day", [InputRequired("Choose a day.")])
    name = StringField(
        "What the desk calls it",
        [Optional(), Length(max=60)],
        filters=[cleaned],
        description="In English. Left empty: as in the list.",
    )


class WeekendForm(VersionedForm):
    saturday = SelectField("A closed day that falls on a Saturday", choices=RULES)
    sunday = SelectField("A closed day that falls on a Sunday", choices=RULES)


def date_form(desk: Desk) -> type[DateForm]:
    """Return a form with the spoken name of the day, in each language of the desk."""
    return type(
        "DateFormOfDesk", (DateForm,), _spoken(desk, "Said after “closed for …”, like “Christmas Eve”.")
    )


def closed_day_form(desk: Desk, known: Iterable[str]) -> type[ClosedDayForm]:
    """Return a form with the days that can be added, and the spoken name in each language of the desk."""
    made: type[ClosedDayForm] = type(
        "ClosedDayFormOfDesk", (ClosedDayForm,), _spoken(desk, "Said after “closed for …”.")
    )
    made.holiday = SelectField(
        "Day",
        [InputRequired("Choose a day.")],
        choices=[SelectChoice(name, name) for name in known],
        description="As the calendar of the desk's country and state knows it.",
    )
    return made


def spoken_of(form: FlaskForm) -> dict[str, str]:
    """Return the day's spoken names by language, without empty ones."""
    names = [name for name in form._fields if name.startswith("said_") and form[name].data]
    return {name.removeprefix("said_"): form[name].data for name in names}


def spoken_names_data(spoken: Mapping[str, str]) -> dict[str, str]:
    """Return a day's spoken names as fields of its form."""
    return {f"said_{language}": text for language, text in spoken.items()}


_IN_EVERY = "Callers hear this: say it in every language."


def _spoken(
    desk: Desk, help_: str, check: Callable[[FlaskForm, StringField], None] | None = None
) -> dict[str, StringField]:
    return {
        f"said_{language}": StringField(
            f"How callers hear it in {LANGUAGES.get(language, language)}",
            [*([check] if check else [DataRequired(_IN_EVERY), _sayable]), Length(max=120)],
            filters=[cleaned],
            description=help_,
            render_kw={"lang": language},
        )
        for language in desk.languages
    }


def week_data(hours: Hours) -> dict[str, str]:
    """Return a week as its form has it."""
    return {day.value: spans_text(hours.get(Weekday(day), ())) for day in WEEKDAYS}


def date_data(special: SingleDate, spoken: Mapping[str, str]) -> dict[str, Any]:
    """Return a single date as its form has it."""
    kind = "hours" if special.hours else "closed" if special.closes is None else "early"
    return {
        "date": special.date,
        "name": special.name,
        "kind": kind,
        "closes": special.closes,
        "hours": spans_text(special.hours),
        **spoken_names_data(spoken),
    }
