"""How hard and how long a text is."""

from __future__ import annotations

import pytest

from prompts.lint.readability import english_syllables, spanish_syllables, too_hard_english, too_hard_spanish
from prompts.lint.reading_time import plain_words, sentences, speaking_time, words
from prompts.rendering.speech import Speech, SsmlMark
from prompts.rendering.template import parse_template

ENGLISH = {
    "press": 1,
    "password": 2,
    "people": 2,
    "used": 1,
    "needed": 2,
    "page": 1,
    "information": 4,
    "changes": 1,
}
ENGLISH |= {"inventory": 4, "the": 1, "e-mail": 2, "organization": 5}
SPANISH = {
    "país": 2,
    "ciudad": 2,
    "queso": 2,
    "guerra": 2,
    "leer": 2,
    "aéreo": 4,
    "averigüe": 4,
    "contraseña": 4,
}
SPANISH |= {"inscripción": 3, "oír": 2, "y": 1, "muy": 1, "electrónico": 5, "cuenta": 2}

PLAIN_ENGLISH = (
    "Please call us again when we are open. We can help you with your user name and your password then."
)
HARD_ENGLISH = "Participating organizations communicate administrative requirements electronically. " * 4
PLAIN_SPANISH = (
    "Por favor llame otra vez cuando esté abierto. Con gusto le ayudamos con su usuario y su clave nueva."
)
HARD_SPANISH = "Organizaciones participantes comunicarán oportunamente requerimientos institucionales. " * 4


@pytest.mark.parametrize(("word", "count"), ENGLISH.items())
def test_english_syllables(word: str, count: int) -> None:
    assert english_syllables(word) == count


@pytest.mark.parametrize(("word", "count"), SPANISH.items())
def test_spanish_syllables(word: str, count: int) -> None:
    assert spanish_syllables(word) == count


def test_plain_talk_passes_and_officialese_does_not() -> None:
    assert too_hard_english(PLAIN_ENGLISH) is None
    assert too_hard_english(HARD_ENGLISH) == "reading grade 43.8"
    assert too_hard_spanish(PLAIN_SPANISH) is None
    assert too_hard_spanish(HARD_SPANISH) == "reading ease -129 of 100"


def test_a_few_words_are_never_too_hard() -> None:
    assert too_hard_english("Immunization documentation organizations.") is None
    assert too_hard_spanish("Documentación administrativa institucional.") is None


def test_sentences_end_where_the_voice_pauses() -> None:
    assert sentences("One. Two? Three: four; “Forgot Password?” is five. …") == [
        "One.",
        "Two?",
        "Three:",
        "four;",
        "“Forgot Password?”",
        "is five.",
    ]
    assert words("Don't use e-mail, señora; CAIR2 won’t.") == [
        "Don't",
        "use",
        "e-mail",
        "señora",
        "CAIR2",
        "won’t",
    ]


def test_a_field_is_one_word_and_named_marks_are_left_out() -> None:
    template = parse_template(
        'Write to {postal_address} at <say-as interpret-as="characters">IZ</say-as>, {key}.'
    )
    assert plain_words(template, key="1") == "Write to postal-address at IZ, 1."
    assert plain_words(template, without=frozenset({"say-as"})) == "Write to postal-address at , key."


def test_speech_takes_150_words_a_minute_and_its_pauses() -> None:
    spelled = SsmlMark("say-as", (("interpret-as", "characters"),), Speech(("CAIR",)))
    assert speaking_time(Speech(("one two three four five",))) == 2.0
    assert speaking_time(Speech((spelled, " x"))) == 2.0
    assert (
        speaking_time(Speech((SsmlMark("break", (("time", "750ms"),)), SsmlMark("break", (("time", "2s"),)))))
        == 2.75
    )
    assert (
        speaking_time(Speech((SsmlMark("p", (), Speech((SsmlMark("break", (("strength", "strong"),)),))),)))
        == 0.7
    )
    assert speaking_time(Speech((SsmlMark("sub", (("alias", "a b c d e"),), Speech(("x",))),))) == 2.0
