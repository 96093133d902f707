"""What is said when the line can't be reached or fails for good: nothing that depends on the hour.

Without the line nobody can choose a language, so all are spoken: first what everybody has to know, in each.
"""

from __future__ import annotations

from prompts.revision import Revision
from prompts.script import Turn
from prompts.voice import Utterance, Voice


def outage(revision: Revision, language: str) -> Turn:
    """Return the turn of a line that cannot go on: greeting, hours, e-mail, try again. It expects no input."""
    voice = Voice(revision, language)
    told = voice.utters(voice.speech(voice.prompts.outage), *voice.written_down("email"))
    return Turn((told,), expects_input=False)


def unreachable(revision: Revision) -> tuple[Utterance, ...]:
    """Return the texts for a line that cannot be reached: an apology and the way on; then hours, e-mail, and that the
    line is tried again."""
    voices = [Voice(revision, language) for language in revision.desk.languages]
    sorry = tuple(voice.says(voice.prompts.fallback) for voice in voices)
    return (*sorry, *(_while_it_lasts(voice) for voice in voices))


def _while_it_lasts(voice: Voice) -> Utterance:
    prompts = voice.prompts
    return voice.utters(voice.speech(prompts.fallback_ways), voice.speech(prompts.fallback_again))
