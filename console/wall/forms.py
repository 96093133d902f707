"""The forms of what a supervisor does."""

from __future__ import annotations

from datetime import datetime

from flask_wtf import FlaskForm
from wtforms import (
    DateTimeLocalField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional

from console.shown import LANGUAGES
from prompts.models import Desk
from prompts.posted import LONGEST_POSTED
from store.talks import Mode

LONGEST_MESSAGE = 280
LONGEST_REASON = 60
STATES = (
    SelectChoice("available", "Free for calls"),
    SelectChoice("away", "Away"),
    SelectChoice("offline", "Signed out"),
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
        """As the buttons of who listens already."""
        return [
            (Mode.LISTEN, "Only listen"),
            (Mode.WHISPER, "Whisper to the rep"),
            (Mode.JOIN, "Talk to both"),
        ]


class PlaceForm(FlaskForm):
    to = SelectField("Where to")


class PostedForm(FlaskForm):
    """A closure or a notice; `posted_form` adds the words in each of the desk's languages."""

    until = DateTimeLocalField(
        "Until",
        [InputRequired("Say until when.")],
        format="%Y-%m-%dT%H:%M",
        description="By the desk's clock. It ends by itself then.",
    )

    def words(self) -> dict[str, str]:
        """By language, without the empty ones."""
        given = {
            name.removeprefix("said_"): field.data or ""
            for name, field in self._fields.items()
            if name.startswith("said_")
        }
        return {language: text.strip() for language, text in given.items() if text.strip()}

    def at(self) -> datetime:
        """Without a zone: by the desk's clock."""
        found: datetime = self.until.data
        return found


def posted_form(desk: Desk, *, is_needed: bool) -> type[PostedForm]:
    """With a field for each language of the desk, spoken words all of them."""
    rules = [InputRequired("Callers hear this in their own language.") if is_needed else Optional()]
    fields = {
        f"said_{language}": TextAreaField(
            f"In {LANGUAGES.get(language, language)}",
            [*rules, Length(max=LONGEST_POSTED, message=f"Use at most {LONGEST_POSTED} characters.")],
            render_kw={"rows": "2", "lang": language},
        )
        for language in desk.languages
    }
    return type("PostedForm", (PostedForm,), fields)
