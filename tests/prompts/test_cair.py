"""Everything the CAIR Help Desk's page says is on its line, in both languages, at most two menus deep."""

from __future__ import annotations

import pytest

from prompts.files.menu_models import GuidanceNode, MenuNode
from prompts.rendering import call_prompts
from prompts.rendering.speech import Speech, SsmlMark
from prompts.revision import Revision
from tests.prompts.conftest import DeskCopy
from tests.prompts.doors import EVENING, OPEN

EMAIL = {"en": "CAIR Help Desk at cdph dot ca dot gov", "es": "CAIR Help Desk arroba cdph punto ca punto gov"}

ROWS = [
    (
        "11",
        "en",
        ["Forgot Password?", "logged in to CAIR2 before", "set up your new password", "security questions"],
    ),
    ("11", "en", ["If you have not done all of that yet, go back, and choose logging in"]),
    ("11", "es", ["Forgot Password?", "ya inició sesión", "contraseña nueva", "preguntas de seguridad"]),
    ("11", "es", ["Si todavía no ha hecho todo eso, regrese al menú y elija iniciar sesión"]),
    ("12", "en", ["logging in", "School Access", "link your account", "partner organization", EMAIL["en"]]),
    (
        "12",
        "es",
        ["iniciar sesión", "School Access", "vincular su cuenta", "organización asociada", EMAIL["es"]],
    ),
    (
        "21",
        "en",
        [
            "CAIR1",
            "old user name and password",
            "all users",
            "temporary",
            "not change",
            "missing doses into CAIR2",
            EMAIL["en"],
        ],
    ),
    ("21", "en", ["not merging duplicate records"]),
    (
        "21",
        "es",
        [
            "CAIR1",
            "su contraseña anteriores",
            "todos los usuarios",
            "temporal",
            "no cambiar",
            "CAIR2 las dosis",
            EMAIL["es"],
        ],
    ),
    ("21", "es", ["no estamos uniendo expedientes duplicados"]),
    ("22", "en", ["report missing inventory", "CAIR2 Tips", "adjustments", EMAIL["en"]]),
    ("22", "es", ["avísenos", "falta inventario", "CAIR2 Tips", "ajustes", EMAIL["es"]]),
    (
        "31",
        "en",
        ["Account Update", "add new users and shot givers", "status", "inactive", "transfer", "two weeks"],
    ),
    ("31", "en", ["If your organization or site is in CAIR already"]),
    (
        "31",
        "es",
        ["Account Update", "agregar usuarios y vacunadores", "estado", "desactivar", "dos semanas"],
    ),
    (
        "32",
        "en",
        ["CAIR New Enrollment page", "open again soon", "by hand", "one to two months", "paper forms"],
    ),
    (
        "32",
        "es",
        ["CAIR New Enrollment", "abrirá pronto", "a mano", "uno a dos meses", "formularios en papel"],
    ),
    ("33", "en", ["new site", "IZ Portal", "CDPH Gateway", "does not need to use CAIR"]),
    ("33", "es", ["IZ Portal", "CDPH Gateway", "no necesita usar CAIR"]),
    ("4", "en", ["help light bulb at the top of the page", "User Guides", "Videos"]),
    ("4", "es", ["foco de ayuda, arriba en la página", "User Guides", "videos"]),
    (
        "51",
        "en",
        ["Monday to Friday, from eight in the morning to five in the afternoon", "Martin Luther King"],
    ),
    ("51", "en", ["New Year's Day", "Presidents' Day", "Memorial Day", "Independence Day", "Labor Day"]),
    (
        "51",
        "en",
        ["Farmworkers Day", "Veterans Day", "Thanksgiving Day", "the day after Thanksgiving", "Christmas"],
    ),
    (
        "51",
        "es",
        ["de lunes a viernes, de ocho de la mañana a cinco de la tarde", "Día de Año Nuevo", "Navidad"],
    ),
    ("52", "en", ["800 578 7889", "888 436 8320", EMAIL["en"]]),
    ("52", "es", ["800 578 7889", "888 436 8320", EMAIL["es"]]),
    ("53", "en", ["California Department of Public Health, Immunization Branch", "850 Marina Bay Parkway"]),
    ("53", "en", ["Building P, 2nd Floor", "Richmond, CA 94804 dash 6403"]),
    ("53", "es", ["850 Marina Bay Parkway", "Richmond, CA 94804 guion 6403"]),
    (
        "0",
        "en",
        [
            "We don't have voicemail right now",
            "answer sooner",
            "If you can't get through, please try again",
        ],
    ),
    ("0", "es", ["Por ahora no tenemos buzón de voz", "contestar más pronto", "intente otra vez"]),
]


def reached(cair: Revision, keys: str) -> str:
    """The node at which a caller arrives who presses these keys in the main menu."""
    name = cair.menu.start
    for key in keys:
        place = cair.menu.nodes[name]
        assert isinstance(place, MenuNode)
        name = call_prompts.person_node(cair) if key == "0" else place.keys[int(key)]
    return name


def guidance(cair: Revision, keys: str, language: str) -> str:
    turn = call_prompts.node_turn(cair, language, reached(cair, keys), 1, OPEN)
    return " ".join(said.speech.text for said in turn.said)


@pytest.mark.parametrize(("keys", "language", "phrases"), ROWS)
def test_a_caller_hears_what_the_page_says(
    cair: Revision, keys: str, language: str, phrases: list[str]
) -> None:
    said = guidance(cair, keys, language).casefold()
    assert [phrase for phrase in phrases if phrase.casefold() not in said] == []


def test_every_guidance_is_one_of_the_rows(cair: Revision) -> None:
    places = {name for name, place in cair.menu.nodes.items() if isinstance(place, GuidanceNode)}
    assert places == {reached(cair, keys) for keys, _, _ in ROWS} - {"person"}


def test_the_enrollment_switch_never_says_both(cair: Revision, desk_copy: DeskCopy) -> None:
    desk_copy.edit("desk.yaml", "enrollment: reopening}", "enrollment: open}")
    opened = desk_copy.load()
    for language, waiting, now in (
        ("en", "will open again soon", "Please register online"),
        ("es", "pronto", "Por favor inscríbase"),
    ):
        reopening, is_open = (guidance(revision, "32", language) for revision in (cair, opened))
        assert waiting in reopening
        assert waiting not in is_open
        assert now in is_open
        assert now not in reopening


def test_the_desk_says_nothing_about_leaving_a_message(cair: Revision) -> None:
    for name in cair.menu.nodes:
        said = " ".join(
            part.speech.text for part in call_prompts.node_turn(cair, "en", name, 1, EVENING).said
        )
        assert "leave a" not in said


def test_a_closed_day_with_an_english_name_is_spoken_by_english_rules_in_the_list_too(cair: Revision) -> None:
    speech = call_prompts.node_turn(cair, "es", "hours", 1, OPEN).said[0].speech
    king = SsmlMark("lang", (("xml:lang", "en-US"),), Speech(("Martin Luther King",)))
    assert king in speech.pieces
    assert "el Día de Año Nuevo, el Día de Martin Luther King, el Día de los Presidentes" in speech.text
    assert "el día siguiente al de Acción de Gracias y Navidad." in speech.text


def test_english_names_inside_spanish_are_spoken_by_english_rules(cair: Revision) -> None:
    speech = call_prompts.node_turn(cair, "es", "forgot_password", 1, OPEN).said[0].speech
    quoted = [piece for piece in speech.pieces if not isinstance(piece, str) and piece.name == "lang"]
    assert [(mark.attributes, mark.inside.text) for mark in quoted] == [
        ((("xml:lang", "en-US"),), "“Forgot Password?”")
    ]


def test_every_outcome_is_called_something_else_in_each_language(cair: Revision) -> None:
    for language in cair.desk.languages:
        names = [called[language] for called in cair.desk.outcomes.values()]
        assert len(names) == len(set(names)) == 10
