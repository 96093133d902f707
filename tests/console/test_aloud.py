"""What a browser's voices are given to say: in one language at a time, letters spelled, pauses kept."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from console.flow.preview_audio import Bit, bits
from prompts.rendering.call_prompts import Utterance
from prompts.rendering.speech import Speech, SsmlMark, recorded
from prompts.rendering.template import parse_template
from prompts.revision import load_revision
from settings import DESKS

DESK = load_revision(DESKS / "cair").desk


def heard(source: str) -> tuple[Bit, ...]:
    return bits(DESK, Utterance("es", parse_template(source).spoken({})))


def test_plain_words_are_one_bit_in_the_locale_of_their_language() -> None:
    assert heard("Buenos días.") == (Bit("es-US", "Buenos días."),)


def test_letters_that_are_spelled_stand_apart() -> None:
    assert heard('El <say-as interpret-as="characters">CDPH</say-as> abre.') == (
        Bit("es-US", "El C D P H abre."),
    )


def test_what_is_said_in_another_language_is_for_another_voice() -> None:
    assert heard('Use <lang xml:lang="en-US">Tips</lang> hoy.') == (
        Bit("es-US", "Use"),
        Bit("en-US", "Tips"),
        Bit("es-US", "hoy."),
    )


def test_pauses_follow_what_is_said_before_them() -> None:
    assert heard('<break time="1s"/>Uno <break time="500ms"/><break time="0.5s"/> dos') == (
        Bit("es-US", "Uno", 1000),
        Bit("es-US", "dos"),
    )


def test_a_word_that_stands_for_another_is_said_as_that() -> None:
    assert heard('<sub alias="Departamento">Dep.</sub> de Salud') == (Bit("es-US", "Departamento de Salud"),)


def test_a_recording_is_a_bit_of_its_own() -> None:
    speech = Speech(("Antes ", recorded("/a.wav", Speech(("Hola",))), " después"))
    assert bits(DESK, Utterance("es", speech)) == (
        Bit("es-US", "Antes"),
        Bit("es-US", "Hola", audio="/a.wav"),
        Bit("es-US", "después"),
    )


WORDS = st.text("ab ", max_size=6)
MARKS = st.sampled_from([SsmlMark("break", (("time", "1s"),)), SsmlMark("emphasis", (), Speech(("ab",)))])


@given(st.lists(WORDS | MARKS, max_size=6))
def test_no_word_is_lost_and_no_bit_is_empty(pieces: list[str | SsmlMark]) -> None:
    speech = Speech(tuple(pieces))
    found = bits(DESK, Utterance("en", speech))
    assert "".join("".join(bit.text.split()) for bit in found) == "".join(speech.text.split())
    assert all(bit.text for bit in found)
