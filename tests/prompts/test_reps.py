"""What a rep hears of a waiting caller: never a longer or shorter wait than the true one."""

from __future__ import annotations

import pytest

from prompts.reps import RepVoice
from prompts.revision import Revision
from store.desk_state import Screening


@pytest.mark.parametrize(
    ("language", "seconds", "words"),
    [
        ("en", 0, "about Main menu, has only just called."),
        ("en", 11, "about Main menu, has waited for less than a minute."),
        ("en", 59, "has waited for less than a minute."),
        ("en", 60, "has waited for one minute."),
        ("en", 240, "has waited for 4 minutes."),
        ("es", 0, "sobre Menú principal, acaba de entrar."),
        ("es", 59, "sobre Menú principal, ha esperado menos de un minuto."),
        ("es", 240, "ha esperado 4 minutos."),
    ],
)
def test_the_whisper_says_how_long_as_one_would(
    cair: Revision, language: str, seconds: float, words: str
) -> None:
    screening = Screening("ringing", "general", "en", "main", seconds, is_silent=False)
    (said,) = RepVoice(cair, language).whisper(screening)
    assert words in said.speech.text
