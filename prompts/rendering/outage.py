"""What is said when the line can't be reached or fails for good: nothing that depends on the time of day.

A file that is hosted elsewhere does not know the date either, so it names no hours where seasons change them. Without
the line a caller can't choose a language, so all are spoken: first what everybody has to know, in each.
"""

from __future__ import annotations

from datetime import date

from prompts.rendering.call_prompts import PromptTurn
from prompts.rendering.voice import PromptVoice, Utterance
from prompts.revision import Revision


def outage(revision: Revision, language: str, today: date) -> PromptTurn:
    """Return the turn of a line that cannot go on: greeting, hours of the week that holds on `today`, e-mail, try
    again. It expects no input."""
    voice = PromptVoice(revision, language)
    words = voice.speech(voice.prompts.outage, **voice.hours_on(today))
    return PromptTurn((voice.utters(words, *voice.written_down("email")),), expects_input=False)


def unreachable(revision: Revision) -> tuple[Utterance, ...]:
    """Return the texts for a line that cannot be reached: an apology and the way on; then hours, e-mail, and that the
    line is tried again."""
    voices = [PromptVoice(revision, language) for language in revision.desk.languages]
    sorry = tuple(voice.says(voice.prompts.fallback) for voice in voices)
    return (*sorry, *(_while_it_lasts(voice) for voice in voices))


def _while_it_lasts(voice: PromptVoice) -> Utterance:
    prompts = voice.prompts
    return voice.utters(voice.speech(prompts.fallback_ways), voice.speech(prompts.fallback_again))
