"""The forms of supervisors' acts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional

from console.formatting import LANGUAGES
from prompts.files.models import Desk
from prompts.notice_check import LONGEST_POSTED
from routing.notices.block_list import LONGEST_DAYS
from store.desk.records import Mode
from store.desk.states import RepStatus

LONGEST_MESSAGE = 280
LONGEST_REASON = 60
STATES = (
    SelectChoice(RepStatus.AVAILABLE, "Free for calls"),
    SelectChoice(RepStatus.AWAY, "Away"),
    SelectChoice(RepStatus.OFFLINE, "Signed out"),
)


class StateForm(FlaskForm):
    status = SelectField("State", choices=STATES)
    reason = StringField(
        "Reason",
        [InputRequired("Say why."), Length(max=LONGEST_REASON, message="Use at most 60 characters.")],
        description="The rep reads it, and so does whoever looks at the wallboard.",
    )


class MessageForm(FlaskForm):
    text = TextAreaField(
        "Message",
        [
            InputRequired("Type a message."),
            Length(max=LONGEST_MESSAGE, message=f"Use at most {LONGEST_MESSAGE} characters."),
        ],
        description="It stays on the rep's page until the rep has read it.",
        render_kw={"rows": "3"},
    )


MODES = (
    SelectChoice(Mode.LISTEN, "Listen; nobody hears me"),
    SelectChoice(Mode.WHISPER, "Whisper; only the rep hears me"),
    SelectChoice(Mode.JOIN, "Join; both hear me"),
)


class ModeForm(FlaskForm):
    mode = RadioField("How", choices=MODES, default=Mode.LISTEN, validators=[InputRequired("Choose one.")])

    @staticmethod
    def mode_names() -> list[tuple[Mode, str]]:
        """Return the modes with the labels of a listener's buttons."""
        return [
            (Mode.LISTEN, "Only listen"),
            (Mode.WHISPER, "Whisper to the rep"),
            (Mode.JOIN, "Talk to both"),
        ]


HOURS = (
    SelectChoice("1", "an hour"),
    SelectChoice("24", "a day"),
    SelectChoice("168", "a week"),
    SelectChoice("720", "30 days"),
    SelectChoice("2160", f"{LONGEST_DAYS} days"),
)
ATTACK_HOURS = (
    SelectChoice("1", "an hour"),
    SelectChoice("4", "4 hours"),
    SelectChoice("12", "12 hours"),
    SelectChoice("24", "a day"),
)


class TimedForm(FlaskForm):
    """Something that ends by itself, and why it is done."""

    hours = SelectField("For", choices=HOURS, default="24", description="It ends by itself then.")
    reason = StringField(
        "Reason",
        [InputRequired("Say why."), Length(max=LONGEST_REASON, message="Use at most 60 characters.")],
        description="Whoever wonders about this later reads it.",
    )

    def chosen_time(self) -> str:
        """Return the chosen time in words."""
        return next(str(one.label) for one in self.hours.choices if one.value == self.hours.data)


class BlockCallForm(TimedForm):
    """The form that blocks the number of a known call."""


class AttackForm(TimedForm):
    """Attack mode."""

    hours = SelectField("For", choices=ATTACK_HOURS, default="4", description="It ends by itself then.")


LONGEST_LIST = 40_000
"""Characters of numbers that are typed or pasted at once."""


class BlockForm(BlockCallForm):
    """The form that blocks any numbers."""

    number = TextAreaField(
        "Numbers",
        [InputRequired("Type the number."), Length(max=LONGEST_LIST, message="Block fewer numbers at once.")],
        description=(
            "One a line, as it is dialled in the desk's country or with + and the country's code. All that begin "
            "alike: +1916555*. A range: +19165550100..+19165550199. A reason of its own may stand behind a comma."
        ),
        render_kw={"rows": "3", "autocomplete": "off", "spellcheck": "false"},
    )


class PlaceForm(FlaskForm):
    to = SelectField("Where to")


class PostedForm(FlaskForm):
    """A closure or a notice; what is made of it adds times and the words in each language."""

    until: DateTimeLocalField

    def words(self) -> dict[str, str]:
        """Return the words by language, without empty ones."""
        given = {
            name.removeprefix("said_"): field.data or ""
            for name, field in self._fields.items()
            if name.startswith("said_")
        }
        return {language: text.strip() for language, text in given.items() if text.strip()}

    def times(self) -> tuple[datetime | None, datetime | None]:
        """Return the beginning and end without a zone, by the desk's clock; None where nothing was chosen."""
        return (self["since"].data if "since" in self else None), self.until.data


FORMAT = "%Y-%m-%dT%H:%M"
CLOSURE_TIMES = {
    "since": DateTimeLocalField(
        "From", [Optional()], format=FORMAT, description="By the desk's clock. Left empty: from now on."
    ),
    "until": DateTimeLocalField(
        "Until",
        [Optional()],
        format=FORMAT,
        description="It ends by itself then. Left empty: until the desk would open next by its hours.",
    ),
}
NOTICE_TIMES = {
    "until": DateTimeLocalField(
        "Until",
        [InputRequired("Say until when.")],
        format=FORMAT,
        description="By the desk's clock. It ends by itself then.",
    ),
    "asks": BooleanField(
        "Ask who wants a person whether to wait all the same",
        description="After 0 they hear this once more, then: to wait, press 1. Say when it will be mended.",
    ),
}


def closure_form(desk: Desk) -> type[PostedForm]:
    """Return the form of a closing: from when, until when, and an optional reason."""
    return _posted_form(desk, CLOSURE_TIMES, [Optional()])


def notice_form(desk: Desk) -> type[PostedForm]:
    """Return the form of a notice: until when, its words, and whether it asks."""
    return _posted_form(desk, NOTICE_TIMES, [InputRequired("Callers hear this in their own language.")])


def _posted_form(desk: Desk, times: Mapping[str, object], rules: Sequence[object]) -> type[PostedForm]:
    """Return a form with a field for each language of the desk."""
    fields = {
        f"said_{language}": TextAreaField(
            f"In {LANGUAGES.get(language, language)}",
            [*rules, Length(max=LONGEST_POSTED, message=f"Use at most {LONGEST_POSTED} characters.")],
            render_kw={"rows": "2", "lang": language},
        )
        for language in desk.languages
    }
    return type("PostedForm", (PostedForm,), {**times, **fields})
