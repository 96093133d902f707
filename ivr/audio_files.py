"""The audio files that the carrier plays to waiting callers; it keeps them by their ETag."""

from __future__ import annotations

from flask import Blueprint, Response, send_from_directory

from ivr.hold_music import FOLDER

audio_files = Blueprint("audio_files", __name__)
KEPT_SECONDS = 86_400


@audio_files.get("/static/<name>")
def send_audio(name: str) -> Response:
    """One file; 304 when the carrier has it already."""
    return send_from_directory(FOLDER, name, mimetype="audio/wav", max_age=KEPT_SECONDS)
