"""The forms of the staffing page: the promise to callers, the callers' averages, and whose arrivals to plan for."""

from __future__ import annotations

from collections.abc import Sequence

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import FloatField, SelectChoice, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from prompts.files.models import WEEKDAYS
from routing.staffing.profile import LARGEST

WHOLE_WEEK = ""
DAYS = (
    SelectChoice(WHOLE_WEEK, "The whole week"),
    *(SelectChoice(day.value, day.value.title()) for day in WEEKDAYS),
)
WEEKS = tuple(SelectChoice(str(weeks), f"The last {weeks} weeks") for weeks in (4, 8, 13, 26))


class NumberField(FloatField):
    """A number, with a comma or a point, and told in plain words when it is none."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        try:
            super().process_formdata([typed.strip().replace(",", ".") for typed in valuelist])
        except ValueError:
            raise ValueError("Type a number, such as 20.") from None


def _number(label: str, least: float, most: float, told: str = "") -> NumberField:
    between = f"From {least:g} to {most:g}."
    return NumberField(
        label,
        [InputRequired(between), NumberRange(least, most, between)],
        description=told,
        render_kw={"inputmode": "decimal", "autocomplete": "off"},
    )


class PlanForm(FlaskForm):
    """Fields for plans of every kind of arrivals."""

    share = _number("Answered in time, percent", 1, 99)
    within = _number("In time means, seconds", 0, 600)
    give_up = _number("Give up at most, percent", 0.5, 50)
    handle = _number("Talk and notes take, seconds", 10, 7200)
    connect = _number("Ringing and connecting take, seconds", 0, 300)
    patience = _number("Callers are patient for, seconds", 5, 3600)
    shrinkage = _number("Breaks, training and illness, percent", 0, 90, "Of the time that reps are paid for.")


class OwnForm(PlanForm):
    """Fields for the desk's own arrivals."""

    day = SelectField("Plan for", choices=DAYS, default=WHOLE_WEEK)
    line = SelectField("Callers of")
    language = SelectField("Who speak")
    weeks = SelectField("As calls came in", choices=WEEKS, default="8")
    cost = NumberField(
        "An hour of a rep costs",
        [Optional(), NumberRange(0, 10_000, "From 0 to 10000.")],
        description="If you like. It stays in this page’s address and is kept nowhere.",
        render_kw={"inputmode": "decimal", "autocomplete": "off"},
    )


class ProfileForm(PlanForm):
    """Fields for a profile of calls. A file takes precedence over typed text."""

    file = FileField(
        "Profile",
        description="A CSV file: how many callers to expect in each hour or half hour, or a call log of up to 1 MB "
        "with a row for each call.",
        render_kw={"accept": ".csv,text/csv"},
    )
    profile = TextAreaField(
        "The profile as text",
        [
            Optional(),
            Length(max=LARGEST, message="A profile has at most 64 thousand characters."),
        ],
        description="It is planned with and then forgotten: nothing of it is kept here.",
        render_kw={"rows": "8", "spellcheck": "false", "autocomplete": "off"},
    )
