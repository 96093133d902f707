"""The form of a recording: a file, and the words that are heard in it."""

from __future__ import annotations

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import HiddenField, TextAreaField
from wtforms.validators import DataRequired, Length

from prompts.rendering.template import LONGEST


class RecordingForm(FlaskForm):
    """Without a file, only the words of the recording that is there are corrected."""

    file = FileField(
        "Recording",
        description="WAV or MP3, up to 10 MB and three minutes; convert the M4A of a phone first. "
        "It is made as loud as the other voices.",
        render_kw={"accept": ".wav,.mp3,audio/wav,audio/mpeg"},
    )
    transcript = TextAreaField(
        "Words that are heard in it",
        [
            DataRequired("Type what is said in the recording."),
            Length(max=LONGEST, message=f"Use at most {LONGEST} characters."),
        ],
        description="For people who read, for search and for the checks.",
        render_kw={"rows": "4"},
    )
    seen = HiddenField()
