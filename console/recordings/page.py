"""Recordings in place of texts: the list, listening, uploading and removing."""

from __future__ import annotations

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from pydantic import ValidationError
from werkzeug.datastructures import FileStorage

from accounts.people import Role
from console.access import for_roles, takes_up_to
from console.context import console, visitor
from console.formatting import LANGUAGES
from console.recordings.forms import RecordingForm
from console.recordings.recordings_view import RecordableText, recordings_editor, recordings_view
from console.security_headers import POLICY, widened
from editing.audio.audio_cache import DIGEST
from editing.audio.audio_formats import LARGEST
from editing.audio.local_voice import NoVoice, has_voice, speak
from editing.audio.recording_upload import prepared
from editing.audio.stored_recordings import wave_of
from editing.audio.waveform import levels
from editing.drafts import Edit
from editing.edits.recorded_texts import seen_at, with_recording, without_recording
from editing.errors import EditConflict, RefusedRecording, Unwritable
from prompts.loader import Files
from prompts.recordings import RecordedText

recordings = Blueprint("recordings", __name__)
LARGEST_FORM = LARGEST + 512 * 1024
COLUMNS = 160
"""Of a recording's picture."""
LONGEST_NAME = 80
SOUNDS = {"media-src": "'self' blob:"}
"""What plays here: recordings of this host, and a file that was just chosen."""


@recordings.get("/<desk>/recordings")
@for_roles(Role.ADMIN)
def show(desk: str) -> ResponseReturnValue:
    """Show all texts by language: recorded, not recorded yet, or never recorded."""
    found = recordings_view(desk)
    texts = {language: list(found.texts(language)) for language in found.shape.texts}
    return render_template(
        "recordings/list.html", desk=console().desks[desk], texts=texts, is_broken=found.is_broken
    )


@recordings.get("/<desk>/recordings/<language>/<place>")
@for_roles(Role.ADMIN)
def text(desk: str, language: str, place: str) -> ResponseReturnValue:
    """Show a text, its recording, and the form for another one."""
    found, seen = _text(desk, language, place)
    words = found.recorded.transcript if found.recorded else found.words
    return _page(desk, found, RecordingForm(formdata=None, data={"transcript": words, "seen": seen}))


@recordings.post("/<desk>/recordings/<language>/<place>")
@for_roles(Role.ADMIN)
@takes_up_to(LARGEST_FORM)
def save(desk: str, language: str, place: str) -> ResponseReturnValue:
    """Save a file as the text's recording in the draft; without a file, correct its words."""
    found, _ = _text(desk, language, place)
    form = RecordingForm()
    if found.why or not form.validate():
        return _page(desk, found, form), 422
    try:
        recorded, told = _uploaded(desk, found, form)
    except RefusedRecording as refused:
        form.file.errors = [str(refused)]
        return _page(desk, found, form), 422
    except ValidationError:
        form.transcript.errors = ["These words hold characters that can't be seen. Type them anew."]
        return _page(desk, found, form), 422
    seen = form.seen.data or ""
    return _changed(desk, found, seen, lambda files: with_recording(files, language, place, recorded), told)


@recordings.post("/<desk>/recordings/<language>/<place>/removed")
@for_roles(Role.ADMIN)
def remove(desk: str, language: str, place: str) -> ResponseReturnValue:
    """Remove a text's recording in the draft, so that the voice says the text again."""
    found, _ = _text(desk, language, place)
    return _changed(
        desk,
        found,
        request.form.get("seen", ""),
        lambda files: without_recording(files, language, place),
        ["The voice says the text again, in the draft. Callers hear the recording until you publish."],
    )


@recordings.get("/<desk>/recordings/<language>/<place>/voice.wav")
@for_roles(Role.ADMIN)
def voice(desk: str, language: str, place: str) -> ResponseReturnValue:
    """Send the text in this machine's own voice, where it has one."""
    found, _ = _text(desk, language, place)
    try:
        return _sound(speak(found.words, language))
    except NoVoice:
        abort(404)


@recordings.get("/<desk>/recordings/file/<digest>.wav")
@for_roles(Role.ADMIN)
def play(desk: str, digest: str) -> ResponseReturnValue:
    """Send a recording as callers hear it, published or not."""
    wave = wave_of(recordings_editor(desk), digest) if DIGEST.fullmatch(digest) else None
    return _sound(wave) if wave else abort(404)


def _text(desk: str, language: str, place: str) -> tuple[RecordableText, str]:
    """Return a text, and the value at its place; abort with 404 for one that is not there."""
    found = recordings_view(desk)
    return found.text(language, place) or abort(404), seen_at(found.files, language, place)


def _page(desk: str, text: RecordableText, form: RecordingForm) -> Response:
    recorded = text.recorded
    wave = wave_of(recordings_editor(desk), recorded.audio) if recorded else None
    page = render_template(
        "recordings/text.html",
        desk=console().desks[desk],
        text=text,
        form=form,
        levels=levels(wave, COLUMNS) if wave else [],
        has_voice=has_voice() and not text.why,
    )
    response = make_response(page)
    response.headers["Content-Security-Policy"] = widened(POLICY, SOUNDS)
    return response


def _uploaded(desk: str, text: RecordableText, form: RecordingForm) -> tuple[RecordedText, list[str]]:
    """Return the recording that the form makes, stored in the database, and the remarks about it. Raises
    RefusedRecording."""
    file: FileStorage | None = form.file.data
    if not file:
        if text.recorded is None:
            raise RefusedRecording("Choose a file.")
        words = {**text.recorded.model_dump(), "transcript": form.transcript.data}
        return RecordedText.model_validate(words), ["The words are corrected, in the draft."]
    made = prepared(file.read(LARGEST + 1))
    recorded = RecordedText(
        audio=made.digest,
        transcript=form.transcript.data,
        name=_plain_name(file.filename or ""),
        seconds=round(made.seconds, 2),
    )
    recordings_editor(desk).recordings.keep(made.digest, made.wave)
    told = f"The recording is in the draft: {made.seconds:.1f} seconds. Callers hear it once you publish."
    return recorded, [told, *made.notes]


def _plain_name(name: str) -> str:
    """Return a file's name as far as it can be shown."""
    return "".join(one for one in name if one.isprintable()).strip()[-LONGEST_NAME:] or "recording"


def _changed(desk: str, text: RecordableText, seen: str, edit: Edit, told: list[str]) -> ResponseReturnValue:
    """Save the draft with an edit, unless somebody else has changed the same text meanwhile."""
    about = f"the recording of “{text.name}” in {LANGUAGES.get(text.language, text.language)}"

    def look_at(files: Files) -> str:
        return seen_at(files, text.language, text.id)

    try:
        recordings_editor(desk).change(about, seen, edit, visitor().person.sign_in, look_at)
    except EditConflict:
        flash(
            "Somebody else has changed this recording meanwhile. Look at theirs first, then decide.", "danger"
        )
    except Unwritable as error:
        flash(f"{error}.", "danger")
    else:
        for sentence in told:
            flash(sentence)
    return redirect(url_for(".text", desk=desk, language=text.language, place=text.id), 303)


def _sound(wave: bytes) -> Response:
    """Send sound in parts, which players request to be able to go back."""
    response = Response(wave, mimetype="audio/wav")
    response.make_conditional(request, accept_ranges=True, complete_length=len(wave))
    return response
