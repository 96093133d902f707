"""The audio files that the carrier plays to callers; it keeps them by their ETag."""

from __future__ import annotations

import logging

from flask import Blueprint, Response, abort, current_app, request, send_from_directory

from editing.audio.audio_cache import DIGEST
from ivr.json_log import harmless_text
from ivr.media.hold_music import FOLDER, RATE, wav
from ivr.media.recording_player import Player
from store.log_limit import LogLimit

log = logging.getLogger(__name__)
LOST = LogLimit(log, logging.ERROR, "a recording can't be played")
audio_files = Blueprint("audio_files", __name__)
KEPT_SECONDS = 86_400
FOR_EVER = 365 * 86_400
"""A recording's name is its content's: another recording has another name."""
SILENCE = wav(b"\xff" * (RATE // 2))


@audio_files.get("/static/<name>")
def send_audio(name: str) -> Response:
    """Send an audio file, or 304 if the carrier has it already."""
    if not name.endswith(".wav"):
        abort(404)
    return send_from_directory(FOLDER, name, mimetype="audio/wav", max_age=KEPT_SECONDS)


@audio_files.get("/recordings/<desk>/<name>.wav")
def send_recording(desk: str, name: str) -> Response:
    """Send a recording; half a second of silence for one that is lost, since an error would end the call."""
    if not DIGEST.fullmatch(name):
        abort(404)
    player: Player = current_app.extensions["player"]
    wave = player.wave(desk, name)
    if wave is None:
        LOST.write(desk=harmless_text(desk), recording=name)
        return Response(SILENCE, mimetype="audio/wav", headers={"Cache-Control": "no-store"})
    response = Response(wave, mimetype="audio/wav")
    response.set_etag(name)
    response.cache_control.public = True
    response.cache_control.immutable = True
    response.cache_control.max_age = FOR_EVER
    response.make_conditional(request)
    return response
