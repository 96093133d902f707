"""What a caller hears at each point of a call, at every state of the door."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from prompts.menu_keys import fold_words, singular_words
from prompts.rendering import call_prompts
from prompts.rendering.call_prompts import PromptTurn
from prompts.rendering.open_status import OpenStatus
from prompts.rendering.speech import Speech, SsmlMark
from prompts.revision import Revision
from tests.prompts.conftest import DeskCopy
from tests.prompts.doors import ALL, CLOSURE, EARLY, EVENING, OPEN, THANKSGIVING, closed_for

WORDS = "Our e-mail address is CAIR Help Desk, all one word, at cdph dot ca dot gov. It is spelled: CAIR"
EMAIL = "CAIR Help Desk at cdph dot ca dot gov"


def heard(turn: PromptTurn, language: str | None = None) -> str:
    """All that is said in a turn, or what one voice says of it."""
    return " ".join(said.speech.text for said in turn.said if language in {None, said.language})


def test_a_caller_is_greeted_offered_the_other_language_and_told_whether_the_desk_is_open(
    cair: Revision,
) -> None:
    turn = call_prompts.welcome_turn(cair, "en", OPEN)
    greeting, offer, menu = turn.said
    assert greeting.speech.text.startswith(
        "Thank you for calling the CAIR Help Desk. We don't have voicemail right now"
    )
    assert (offer.language, offer.speech.text) == ("es", "Para español, marque 9.")
    assert menu.speech.text.startswith("The help desk is open until five in the afternoon. For signing in")
    assert turn.expects_input


def test_a_spanish_caller_is_offered_english_in_english(cair: Revision) -> None:
    turn = call_prompts.welcome_turn(cair, "es", OPEN)
    assert [said.language for said in turn.said] == ["es", "en", "es"]
    assert heard(turn, "en") == "For English, press 9."
    assert "La mesa de ayuda está abierta hasta las cinco de la tarde." in heard(turn)


def test_a_caller_on_thanksgiving_hears_exactly_when_the_desk_opens_again(cair: Revision) -> None:
    assert (
        "The help desk is closed today for Thanksgiving Day. "
        "It opens again on Monday, November thirtieth, at eight in the morning."
    ) in heard(call_prompts.welcome_turn(cair, "en", THANKSGIVING))
    assert (
        "La mesa de ayuda está cerrada hoy por el Día de Acción de Gracias. "
        "Abriremos el lunes 30 de noviembre, a las ocho de la mañana."
    ) in heard(call_prompts.welcome_turn(cair, "es", THANKSGIVING))


@pytest.mark.parametrize(
    ("door", "english", "spanish"),
    [
        (EARLY, "It opens again later today, at eight in the morning.", "Abriremos hoy a las ocho"),
        (
            EVENING,
            "closed right now. It opens again tomorrow, Wednesday, at eight",
            "mañana, miércoles, a las ocho",
        ),
        (CLOSURE, "had to close for the moment. It opens again later today, at one", "tuvo que cerrar"),
        (closed_for("Farmworkers Day"), "closed today for Farmworkers Day.", "los Trabajadores del Campo"),
        (closed_for("A day nobody named"), "The help desk is closed right now.", "cerrada en este momento"),
    ],
)
def test_a_caller_hears_why_the_desk_is_closed(
    cair: Revision, door: OpenStatus, english: str, spanish: str
) -> None:
    assert english in heard(call_prompts.welcome_turn(cair, "en", door))
    assert spanish in heard(call_prompts.welcome_turn(cair, "es", door))


def test_every_closed_day_of_the_desk_can_be_said(cair: Revision) -> None:
    for day in cair.desk.closed_days:
        for name in (day.name, *day.renamed.values()):
            for language in cair.texts:
                spoken = cair.texts[language].closed_days[name].spoken({}).text
                assert spoken in heard(call_prompts.welcome_turn(cair, language, closed_for(name)))


def test_the_closed_days_are_listed_by_the_names_they_have_today(cair: Revision) -> None:
    now = heard(call_prompts.node_turn(cair, "en", "hours", 1, OPEN))
    before = heard(call_prompts.node_turn(cair, "en", "hours", 1, replace(OPEN, today=date(2026, 3, 25))))
    assert "Farmworkers Day" in now
    assert "Cesar Chavez Day" not in now
    assert "Cesar Chavez Day" in before


@pytest.mark.parametrize("door", ALL)
@pytest.mark.parametrize("language", ["en", "es"])
def test_every_node_can_be_said_at_every_attempt_at_any_time(
    cair: Revision, language: str, door: OpenStatus
) -> None:
    for name in cair.menu.nodes:
        turns = [call_prompts.node_turn(cair, language, name, attempt, door) for attempt in (1, 2, 3, 9)]
        assert all(heard(turn, language) and turn.expects_input for turn in turns)
        assert turns[0].keys >= {"0", "*", "#", "9"}
        assert len({heard(turn) for turn in turns[:3]}) == 3
        assert turns[3] == turns[2]


def test_the_help_grows_with_each_attempt_and_the_choices_are_said_again(cair: Revision) -> None:
    first, second, third = (
        heard(call_prompts.node_turn(cair, "en", "main", n, OPEN), "en") for n in (1, 2, 3)
    )
    assert first in second
    assert first in third
    assert len(first) < len(second) < len(third)


def test_the_other_language_is_offered_again_to_who_stays_silent(cair: Revision) -> None:
    assert heard(call_prompts.node_turn(cair, "en", "main", 2, OPEN), "es") == "Para español, marque 9."


def test_the_last_try_says_that_time_runs_out_and_what_follows(cair: Revision) -> None:
    assert "Time is nearly up" not in heard(call_prompts.node_turn(cair, "en", "main", 2, OPEN))
    assert "we will try to reach a person for you" in heard(
        call_prompts.node_turn(cair, "en", "main", 3, OPEN)
    )
    assert "this call will end" in heard(call_prompts.node_turn(cair, "en", "main", 3, EVENING))
    assert "we will try to reach a person for you" in heard(
        call_prompts.node_turn(cair, "en", "person", 3, OPEN)
    )
    assert "this call will end" in heard(call_prompts.node_turn(cair, "en", "person", 3, EVENING))


def test_silence_after_guidance_does_not_bring_the_whole_guidance_again(cair: Revision) -> None:
    again = heard(call_prompts.node_turn(cair, "en", "patient_record", 2, OPEN))
    assert "CAIR1" not in again
    assert "To hear this again, press pound." in again


def test_a_caller_who_asks_for_a_person_hears_when_to_try_again_and_another_way(cair: Revision) -> None:
    turn = call_prompts.node_turn(cair, "en", "person", 1, OPEN)
    assert "If you can't get through, please try again." in heard(turn)
    assert "until five in the afternoon, and then again tomorrow, Wednesday, at eight" in heard(turn)
    assert heard(turn).count(EMAIL) == 2
    assert turn.expects_input


def test_a_caller_who_asks_for_a_person_on_a_closed_day_hears_why_nobody_answers(cair: Revision) -> None:
    said = heard(call_prompts.node_turn(cair, "en", "person", 1, THANKSGIVING))
    assert said.startswith("The help desk is closed today for Thanksgiving Day. It opens again on Monday")
    assert "We don't have voicemail right now, so that we can answer sooner." in said
    assert said.count(EMAIL) == 2


@pytest.mark.parametrize(
    ("language", "phrases"),
    [
        ("en", ("voicemail right now", "please try again", "Goodbye.")),
        ("es", ("Por ahora no", "buzón de voz", "intente otra vez")),
    ],
)
@pytest.mark.parametrize("door", [OPEN, THANKSGIVING])
def test_the_end_says_why_there_is_no_voicemail_and_when_to_try_again(
    cair: Revision, language: str, phrases: tuple[str, ...], door: OpenStatus
) -> None:
    turn = call_prompts.goodbye(cair, language, door)
    assert all(phrase in heard(turn) for phrase in phrases)
    hour = (
        {"en": "five in the afternoon", "es": "cinco de la tarde"}
        if door is OPEN
        else {"en": "eight", "es": "ocho"}
    )
    assert hour[language] in heard(turn)
    assert not turn.expects_input
    assert not turn.keys


def test_trouble_leads_back_to_the_main_menu_without_asking_what_time_it_is(cair: Revision) -> None:
    turn = call_prompts.trouble(cair, "es")
    assert heard(turn).startswith("Disculpe, algo falló de nuestro lado.")
    assert heard(call_prompts.node_turn(cair, "es", "main", 1, OPEN)) in heard(turn)
    assert turn.keys == call_prompts.welcome_turn(cair, "es", OPEN).keys


def test_an_address_is_announced_said_twice_and_offered_again(cair: Revision) -> None:
    for name in ("access", "patient_record", "inventory", "reach_us"):
        said = heard(call_prompts.node_turn(cair, "en", name, 1, OPEN))
        assert said.count(EMAIL) == 2
        assert said.index("something to write with") < said.index(WORDS) < said.index(EMAIL)
        assert said.count(WORDS) == 1
        assert said.rindex(EMAIL) < said.index("To hear this again, press pound.")
    assert heard(call_prompts.node_turn(cair, "en", "mail", 1, OPEN)).count("850 Marina Bay Parkway") == 2


def test_options_are_spoken_in_the_order_of_their_keys_with_a_pause_between(cair: Revision) -> None:
    speech = call_prompts.node_turn(cair, "en", "main", 1, OPEN).said[0].speech
    pieces = [piece.strip() for piece in speech.pieces if isinstance(piece, str)]
    assert [piece for piece in pieces if piece.isdigit()] == ["1", "2", "3", "4", "5"]
    assert speech.pieces.count(SsmlMark("break", (("time", "500ms"),))) == 5


def test_a_caller_can_say_what_could_be_pressed(cair: Revision) -> None:
    turns = {language: call_prompts.welcome_turn(cair, language, OPEN) for language in ("en", "es")}
    english, spanish = ({**turn.words, **turn.commands} for turn in turns.values())
    assert {english[w] for w in ("one", "password", "sign in")} == {"1"}
    assert [
        english[w] for w in ("operator", "back", "repeat", "espanol", "star", "pound", "5", "nine")
    ] == list("0*#9*#59")
    words = ("uno", "contraseña", "operadora", "regresar", "english", "inglés", "gato")
    assert [spanish[singular_words("es", w)] for w in words] == list("110*99#")
    assert "six" not in english
    assert not set(turns["en"].commands) & set(turns["en"].words)


def test_the_carrier_is_told_the_words_in_their_own_spelling(cair: Revision) -> None:
    turn = call_prompts.node_turn(cair, "es", "signing_in", 2, OPEN)
    assert {"iniciar sesión", "menú principal", "contraseña", "english", "inglés"} <= set(turn.hints)
    assert {singular_words("es", hint) for hint in turn.hints} <= {*turn.words, *turn.commands}
    assert len(set(turn.hints)) == len(turn.hints)


@pytest.mark.parametrize(
    ("said", "folded"),
    [
        ("¿Iniciar sesión?", "iniciar sesion"),
        ("iniciar sesion", "iniciar sesion"),
        ("  Olvidé   mi CONTRASEÑA, por favor. ", "olvide mi contrasena por favor"),
        ("¡Atrás!", "atras"),
        ("e-mail; don’t", "e mail don't"),
        ("…", ""),
    ],
)
def test_words_are_compared_without_accents_capitals_and_punctuation(said: str, folded: str) -> None:
    assert fold_words(said) == folded == fold_words(folded)


def test_every_word_leads_to_a_key_or_a_topic_that_there_is(cair: Revision) -> None:
    for language in cair.texts:
        for name in cair.menu.nodes:
            turn = call_prompts.node_turn(cair, language, name, 1, OPEN)
            assert set(turn.words.values()) <= turn.keys | cair.menu.nodes.keys()
            assert set(turn.commands.values()) <= turn.keys


def test_a_desk_with_one_language_offers_no_other(desk_copy: DeskCopy) -> None:
    desk_copy.edit("desk.yaml", "  es: {locale: es-US, voice: Polly.Lupe-Neural}\n", "")
    desk_copy.edit("desk.yaml", "languages: [en, es]", "languages: [en]")
    (desk_copy.folder / "es.yaml").unlink()
    turn = call_prompts.welcome_turn(desk_copy.load(), "en", OPEN)
    assert "9" not in turn.keys | set(turn.words.values())
    assert {said.language for said in turn.said} == {"en"}


def test_a_menu_can_have_words_before_its_options(desk_copy: DeskCopy) -> None:
    desk_copy.edit("en.yaml", "    title: Main menu", "    title: Main menu\n    text: Welcome back. {door}")
    said = heard(call_prompts.node_turn(desk_copy.load(), "en", "main", 1, OPEN))
    assert said.startswith("Welcome back. The help desk is open until five in the afternoon. For signing in")


def test_a_name_with_markup_in_it_is_said_and_never_understood(desk_copy: DeskCopy) -> None:
    desk_copy.edit("desk.yaml", "  - Immunization Branch", "  - </Say><Hangup/>")
    speech = call_prompts.node_turn(desk_copy.load(), "en", "mail", 1, OPEN).said[0].speech
    assert "</Say><Hangup/>" in speech.pieces
    assert isinstance(speech, Speech)
