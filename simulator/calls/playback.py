"""Say, Play and Pause: what a caller hears, and for how long."""

from __future__ import annotations

from simulator.events import Paused, Played, Said, SpeechStopped
from simulator.http.wire import Unreachable
from simulator.twiml import voices
from simulator.twiml.twiml_parser import TwimlElement
from simulator.twiml.twiml_runner import Goto, Script
from simulator.twiml.validation import language_of

ENDLESS = 1000
"""Times the carrier repeats what has loop="0"."""
BYTES_PER_SECOND = 8000
"""Of telephone audio, to tell a recording's length."""
TONE_SECONDS = 0.5


async def say(script: Script, verb: TwimlElement, _base: str | None) -> Goto | None:
    call = script.call
    for _ in range(_loops(verb)):
        said = call.emit(
            Said,
            text=verb.text,
            language=language_of(verb),
            voice=verb.get("voice", voices.DEFAULT_VOICE),
            markup=verb.markup,
            seconds=voices.reading_seconds(verb),
        )
        try:
            await call.plays(said)
        except BaseException:
            call.emit(SpeechStopped, by="a hang-up" if call.is_over else "a key, a word or a command")
            raise
    return None


async def play(script: Script, verb: TwimlElement, base: str | None) -> Goto | None:
    call = script.call
    if verb.get("digits"):
        call.emit(Played, url=f"tones:{verb.get('digits')}", seconds=len(verb.get("digits")) * TONE_SECONDS)
        await call.network.clock.sleep(len(verb.get("digits")) * TONE_SECONDS)
        return None
    url = script.resolve(verb.text, base)
    seconds = await _audio_seconds(script, url) if url else None
    for _ in range(_loops(verb) if seconds else 0):
        call.emit(Played, url=url, seconds=seconds)
        await call.network.clock.sleep(seconds or 0)
    return None


async def pause(script: Script, verb: TwimlElement, _base: str | None) -> Goto | None:
    seconds = verb.number("length", 1)
    script.call.emit(Paused, seconds=float(seconds))
    await script.call.network.clock.sleep(seconds)
    return None


async def _audio_seconds(script: Script, url: str) -> float | None:
    """Return the length of a recording; None, and an alert, when there is none to play."""
    try:
        answer = await script.call.network.webhooks.fetch(script.call, url)
    except Unreachable as error:
        script.alert(error.code, error.message, url)
        return None
    if not answer.content_type.startswith("audio/"):
        script.alert(13420, f"{answer.content_type!r} is no content type to play", url)
        return None
    return max(len(answer.body) / BYTES_PER_SECOND, 0.1)


def _loops(verb: TwimlElement) -> int:
    return min(verb.number("loop", 1) or ENDLESS, ENDLESS)
