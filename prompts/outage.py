"""What is said when the line itself can't be reached or fails for good: nothing that depends on the hour."""

from __future__ import annotations

from collections.abc import Iterable

from prompts.revision import Revision
from prompts.script import Turn
from prompts.voice import Utterance, Voice


def outage(revision: Revision, languages: Iterable[str] | None = None) -> Turn:
    """Greeting, hours, e-mail, try again: in every language of the desk, or those named. Expects no input."""
    names = tuple(revision.desk.languages if languages is None else languages)
    return Turn(tuple(_told(revision, language) for language in names), expects_input=False)


def _told(revision: Revision, language: str) -> Utterance:
    voice = Voice(revision, language)
    return voice.utters(voice.speech(voice.prompts.outage), *voice.written_down("email"))
