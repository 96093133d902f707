"""The TwiML of queues and conversations: into the queue, hold music, out of the queue, into the conference."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from xml.sax.saxutils import escape

from twilio.twiml.voice_response import Conference, Dial, Enqueue, Gather, Leave, Redirect, VoiceResponse

from ivr.media.hold_music import playlist_of
from ivr.queue.queued_caller import QueuedCaller
from ivr.twiml import document, listen_for, say_all
from prompts.files.models import Desk
from prompts.menu_keys import yes_words
from prompts.rendering.voice import Utterance
from prompts.revision import Revision

LONG, SHORT = 2, 1
"""Parts of the music in a bit of hold, and where something is said or a phone rings; 40 s at most, a sign of life.
More than one, since the carrier listens for a key for at least a second after the last one, in which nothing plays."""
QUIET_PART = 15
"""Seconds of silence instead of a part, for a caller who has turned the music off."""
HELD_PARTS = 3
"""About a minute of music for a caller who is on hold in a conversation."""
KEPT_BITS = 1024
"""Documents kept in memory, about 1 kB each: hardly more than a few words for each position in line are ever said."""
QUEUE_SIZE = 5000
"""The carrier's largest, stated since its documents name several defaults; how many may wait is the line's to say."""
NEXT_BIT, AFTER_KEY, MUSIC = "the-next-bit-of-hold", "the-bit-after-a-key", "the-music"
"""Stand in the documents that are kept in memory for what is each caller's own."""


def into_line(base_url: str, held: QueuedCaller, said: Iterable[Utterance] = ()) -> bytes:
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


def bit_of_hold(base_url: str, held: QueuedCaller, said: Iterable[Utterance], *, parts: int) -> bytes:
    """Say something, if anything, and play so many parts of the music, during which every key counts.

    Then the next bit is asked for, which goes on with the next part; after a key, with the last part of this bit, since
    nobody knows where in it the key came.
    """
    playlist, first = playlist_of(held.revision), held.part or 0
    count = len(playlist.paths)
    next_bit = replace(held, part=(first + parts) % count)
    after_key = replace(held, part=(first + max(parts - 1, 0)) % count)
    if held.is_quiet:
        music = f'<Pause length="{QUIET_PART * parts}" />' if parts else ""
    else:
        music = "".join(f"<Play>{escape(base_url + path)}</Play>" for path in playlist.parts(first, parts))
    own = {
        NEXT_BIT: escape(base_url + next_bit.path("hold"), {'"': "&quot;"}),
        AFTER_KEY: escape(base_url + after_key.path("hold"), {'"': "&quot;"}),
        f"<Play>{MUSIC}</Play>": music,
    }
    body = _any_bit(held.revision, tuple(said))
    for placeholder, text in own.items():
        body = body.replace(placeholder, text)
    return body.encode()


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
            status_callback_event="start join",
            status_callback_method="POST",
            **(hearing or {}),
        )
    )
    return document(response.append(dial))


def on_hold(desk: Desk, said: Iterable[Utterance], music: Iterable[str], again: str) -> bytes:
    """Return the document of a hold in a conversation: a sentence, the music at those URLs, and then the request
    `again`."""
    response = VoiceResponse()
    say_all(response, desk, said)
    for url in music:
        response.play(url)
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


def farewell_document(desk: Desk, said: Iterable[Utterance]) -> bytes:
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
def _any_bit(revision: Revision, said: tuple[Utterance, ...]) -> str:
    """Return a bit of hold for any caller, with placeholders for the music and the caller's own URLs."""
    gather = _one_key(AFTER_KEY, timeout=1)
    say_all(gather, revision.desk, said)
    gather.play(MUSIC)
    response = VoiceResponse()
    response.append(gather)
    response.append(Redirect(NEXT_BIT, method="POST"))
    return document(response).decode()


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
