"""What is said with recordings in it, as the carrier is told."""

from __future__ import annotations

from twilio.twiml.voice_response import VoiceResponse

from ivr.twiml import say_all
from prompts.rendering.speech import Speech, SsmlMark, recorded
from prompts.rendering.voice import BETWEEN, GET_READY, Utterance
from prompts.revision import Revision
from tests.prompts.conftest import CAIR, load_revision

HOLA = recorded("https://line/hola.wav", Speech(("Hola.",)))
SAY = '<Say language="es-US" voice="Polly.Lupe-Neural">'


def document(*pieces: str | SsmlMark) -> str:
    revision: Revision = load_revision(CAIR)
    response = VoiceResponse()
    say_all(response, revision.desk, [Utterance("es", Speech(pieces))])
    return str(response).partition("<Response>")[2].removesuffix("</Response>")


def test_a_recording_is_played_between_what_is_said() -> None:
    assert document("Uno. ", BETWEEN, " ", HOLA, " ", BETWEEN, " Dos.") == (
        f"{SAY}Uno. </Say><Play>https://line/hola.wav</Play>{SAY} Dos.</Say>"
    )


def test_two_recordings_follow_each_other() -> None:
    played = "<Play>https://line/hola.wav</Play>"
    assert document(HOLA, " ", BETWEEN, " ", HOLA) == played * 2


def test_a_long_pause_beside_a_recording_stays() -> None:
    assert document(HOLA, " ", GET_READY, " ", HOLA).count('<Pause length="2"') == 1
    assert document(HOLA, " ", GET_READY, "Uno.").count('<break time="2s"') == 1


def test_within_another_mark_it_stays_text() -> None:
    inside = SsmlMark("emphasis", (("level", "strong"),), Speech(("Ya. ", HOLA)))
    assert document(inside) == f'{SAY}<emphasis level="strong">Ya. Hola.</emphasis></Say>'


def test_without_a_recording_nothing_changes() -> None:
    assert document("Uno.", BETWEEN, "Dos.") == f'{SAY}Uno.<break time="500ms" />Dos.</Say>'
