"""What a rep hears of a waiting caller: never a longer or shorter wait than the true one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from prompts.lint.reading_time import speaking_time
from prompts.rendering.rep_voice import RepVoice
from prompts.rendering.template import parse_template
from prompts.revision import Revision
from routing.queue.script_answers import Screening


@pytest.mark.parametrize(
    ("language", "seconds", "words"),
    [
        ("en", 0, "Just called."),
        ("en", 11, "Waiting less than a minute."),
        ("en", 59, "Waiting less than a minute."),
        ("en", 60, "Waiting one minute."),
        ("en", 240, "Waiting 4 minutes."),
        ("es", 0, "Acaba de llamar."),
        ("es", 59, "En espera: menos de un minuto."),
        ("es", 240, "En espera: 4 minutos."),
    ],
)
def test_the_whisper_says_how_long_as_one_would(
    cair: Revision, language: str, seconds: float, words: str
) -> None:
    screening = Screening("ringing", "general", "en", "main", seconds, is_silent=False)
    (said,) = RepVoice(cair, language).whisper(screening)
    assert words in said.speech.text


def whisper_of(revision: Revision, topic: str, line: str = "general") -> str:
    screening = Screening("ringing", line, "en", topic, 240, is_silent=False)
    (said,) = RepVoice(revision, "en").whisper(screening)
    return said.speech.text.partition(" To take it")[0]


def test_the_whisper_names_the_topic_if_the_caller_chose_one_and_the_line_if_there_are_several(
    cair: Revision,
) -> None:
    (general,) = cair.desk.lines
    lines = (general, general.model_copy(update={"id": "urgent_cases"}))
    two_lines = replace(cair, desk=cair.desk.model_copy(update={"lines": lines}))
    assert whisper_of(cair, "forgot_password") == "Forgotten password. English. Waiting 4 minutes."
    assert whisper_of(cair, "main") == "English. Waiting 4 minutes."
    assert whisper_of(two_lines, "main", "urgent_cases") == "urgent cases. English. Waiting 4 minutes."


def test_a_whisper_of_one_sentence_stays_whole(cair: Revision) -> None:
    prompts = cair.texts["en"].prompts
    whisper = parse_template("A caller on {line}, in {language}, about {topic}, has waited for {waited}.")
    reps = prompts.reps.model_copy(update={"whisper": whisper})
    texts = cair.texts["en"].model_copy(update={"prompts": prompts.model_copy(update={"reps": reps})})
    revision = replace(cair, texts={**cair.texts, "en": texts})
    said = "A caller on the general line, in English, about Main menu, has waited for 4 minutes."
    assert whisper_of(revision, "main") == said


@pytest.mark.parametrize(("language", "most"), [("en", 6.5), ("es", 7.0)])
def test_the_usual_whisper_takes_about_six_seconds(cair: Revision, language: str, most: float) -> None:
    """At 150 words a minute, which is slower than most voices."""
    screening = Screening("ringing", "general", language, "forgot_password", 240, is_silent=False)
    said = RepVoice(cair, language).whisper(screening)
    assert sum(speaking_time(one.speech) for one in said) <= most
