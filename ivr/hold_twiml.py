"""The TwiML of queues and conversations: into the queue, hold music, out of the queue, into the conference."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from xml.sax.saxutils import escape

from twilio.twiml.voice_response import Conference, Dial, Enqueue, Gather, Leave, Redirect, VoiceResponse

from ivr.held import Held
from ivr.twiml import document, listen_for, say_all
from prompts.keys import yes_words
from prompts.models import Desk
from prompts.revision import Revision
from prompts.voice import Utterance

LONG_MUSIC, SHORT_MUSIC = "hold-long.wav", "hold-short.wav"
"""14 seconds, and 7 after something was said: a bit of hold takes 20 at most, since it is a sign of life."""
KEPT_BITS = 1024
"""Documents kept in memory, about 1 kB each: hardly more than a few words for each position in line are ever said."""
QUEUE_SIZE = 5000
"""The carrier's largest, stated since its documents name several defaults; how many may wait is the line's to say."""
NEXT_BIT = b"the-next-bit-of-hold"


def into_line(base_url: str, held: Held, said: Iterable[Utterance] = ()) -> bytes:
    """Say something, if anything, and wait."""
    response = VoiceResponse()
    say_all(response, held.revision.desk, said)
    queue = Enqueue(
        held.queue,
        wait_url=base_url + held.path("hold"),
        wait_url_method="POST",
        action=base_url + held.path("left"),
        method="POST",
        max_queue_size=QUEUE_SIZE,
    )
    return document(response.append(queue))


def bit_of_hold(base_url: str, held: Held, said: Iterable[Utterance], *, music: str | None) -> bytes:
    """Words and music, during which every key counts; then the next bit is asked for."""
    url = escape(base_url + held.path("hold"), {'"': "&quot;"})
    return _any_bit(base_url, held.revision, tuple(said), music).replace(NEXT_BIT, url.encode())


def out_of_line(desk: Desk, said: Iterable[Utterance]) -> bytes:
    """Say why, and go on with the Enqueue's action."""
    response = VoiceResponse()
    say_all(response, desk, said)
    return document(response.append(Leave()))


def into_conference(
    desk: Desk,
    name: str,
    offer_url: str,
    action: str,
    said: Iterable[Utterance],
    *,
    label: str,
    ends: bool = True,
    hearing: Mapping[str, str | bool] | None = None,
) -> bytes:
    """Return the document that puts a participant into the conference. Leaving ends it if `ends`; otherwise the
    others continue with `action`.

    `label` tells reconciliation who this participant is. `hearing` has more attributes, of somebody who is not heard
    by all.
    """
    response = VoiceResponse()
    say_all(response, desk, said)
    dial = Dial(action=action, method="POST")
    dial.append(
        Conference(
            name,
            beep="false",
            start_conference_on_enter=True,
            end_conference_on_exit=ends,
            wait_url="",
            max_participants=10,
            jitter_buffer_size="small",  # the default, large, delays what is said by up to a second
            participantLabel=label,
            status_callback=f"{offer_url}/conference",
            status_callback_event="join leave",
            status_callback_method="POST",
            **(hearing or {}),
        )
    )
    return document(response.append(dial))


def on_hold(desk: Desk, said: Iterable[Utterance], music_url: str, again: str) -> bytes:
    """Return the document of a hold in a conversation: a sentence, about a minute of music, and then the request
    `again`."""
    response = VoiceResponse()
    say_all(response, desk, said)
    response.play(f"{music_url}/{LONG_MUSIC}", loop=4)
    response.append(Redirect(again, method="POST"))
    return document(response)


def ask(
    desk: Desk, said: Iterable[Utterance], action: str, *, timeout: int, finish: str | None = None
) -> bytes:
    """Say something and wait for a key (or keys up to `finish`); none of them goes to `action` too."""
    gather = _one_key(action, timeout) if finish is None else _keys(action, timeout, finish)
    return _asked(desk, said, gather, action)


def ask_caller(desk: Desk, said: Iterable[Utterance], action: str, *, timeout: int, language: str) -> bytes:
    """Ask a caller something that 1 answers; where the desk listens at all, “yes” in `language` does too."""
    spoken = listen_for(desk, language, yes_words(language)) if desk.speech != "never" else {}
    return _asked(desk, said, _one_key(action, timeout, spoken), action)


def _asked(desk: Desk, said: Iterable[Utterance], gather: Gather, action: str) -> bytes:
    say_all(gather, desk, said)
    response = VoiceResponse()
    response.append(gather)
    response.append(Redirect(action, method="POST"))
    return document(response)


def last_said(desk: Desk, said: Iterable[Utterance]) -> bytes:
    """Say something and hang up."""
    response = VoiceResponse()
    say_all(response, desk, said)
    response.hangup()
    return document(response)


def go_to(desk: Desk, said: Iterable[Utterance], url: str) -> bytes:
    """Say something, if anything, and go on elsewhere."""
    response = VoiceResponse()
    say_all(response, desk, said)
    response.append(Redirect(url, method="POST"))
    return document(response)


@lru_cache(KEPT_BITS)
def _any_bit(base_url: str, revision: Revision, said: tuple[Utterance, ...], music: str | None) -> bytes:
    """Anybody's bit of hold, with NEXT_BIT where the caller's own URL goes."""
    gather = _one_key(NEXT_BIT.decode(), timeout=1)
    say_all(gather, revision.desk, said)
    if music:
        gather.play(f"{base_url}/static/{music}")
    response = VoiceResponse()
    response.append(gather)
    response.append(Redirect(NEXT_BIT.decode(), method="POST"))
    return document(response)


def _one_key(action: str, timeout: int, spoken: Mapping[str, str] | None = None) -> Gather:
    return Gather(
        input="dtmf speech" if spoken else "dtmf",
        action=action,
        method="POST",
        timeout=timeout,
        num_digits=1,
        finish_on_key="",
        **(spoken or {}),
    )


def _keys(action: str, timeout: int, finish: str) -> Gather:
    return Gather(input="dtmf", action=action, method="POST", timeout=timeout, finish_on_key=finish)
