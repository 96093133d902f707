"""Where each key leads, from everywhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from ivr.navigation import Input, MenuPlace, PlaceKind, arrive, entrance, follow, heard_key, means_something
from prompts.files.menu_models import MenuNode
from prompts.rendering import call_prompts
from prompts.rendering.open_status import ClosedBy, OpenStatus
from prompts.revision import Revision, load_revision
from settings import DESKS

ZONE = ZoneInfo("America/Los_Angeles")
MORNING = datetime(2026, 11, 25, 8, tzinfo=ZONE)
OPEN = OpenStatus(date(2026, 11, 24), True, MORNING, closes_at=datetime(2026, 11, 24, 17, tzinfo=ZONE))
CLOSED = OpenStatus(date(2026, 11, 24), False, MORNING, closed_by=ClosedBy.HOURS)


@pytest.fixture(scope="module")
def cair() -> Revision:
    return load_revision(DESKS / "cair")


CAIR = load_revision(DESKS / "cair")
NODES = list(CAIR.menu.nodes)


def person_asked_from(node: str) -> MenuPlace:
    """The person's node, reached from another one."""
    return MenuPlace(PlaceKind.NODE, "en", "person", topic=node if node != "person" else "")


@pytest.mark.parametrize("node", NODES)
def test_zero_leads_to_a_person_from_everywhere(cair: Revision, node: str) -> None:
    assert follow(cair, arrive(cair, "en", node), Input("0"), OPEN) == person_asked_from(node)


def test_whoever_asks_again_asks_about_the_same(cair: Revision) -> None:
    refused = person_asked_from("hours")
    for key in "0#":
        assert follow(cair, refused, Input(key), OPEN) == refused
    assert follow(cair, refused, Input("9"), OPEN) == replace(refused, language="es")
    assert follow(cair, refused, Input(), OPEN) == replace(refused, attempt=2)


@pytest.mark.parametrize("node", NODES)
def test_star_leads_back_to_the_menu_above(cair: Revision, node: str) -> None:
    assert follow(cair, arrive(cair, "en", node), Input("*"), OPEN).node == cair.menu.parent(node)


@pytest.mark.parametrize("node", NODES)
def test_pound_says_it_again_without_counting(cair: Revision, node: str) -> None:
    here = MenuPlace(arrive(cair, "en", node).part, "en", node, attempt=2)
    assert follow(cair, here, Input("#"), OPEN) == arrive(cair, "en", node)


@pytest.mark.parametrize("node", NODES)
def test_nine_changes_the_language_and_stays_there(cair: Revision, node: str) -> None:
    there = follow(cair, arrive(cair, "en", node), Input("9"), OPEN)
    assert (there.language, there.node) == ("es", node)
    back = follow(cair, there, Input("9"), OPEN)
    assert (back.language, back.node) == ("en", node)


def test_nine_at_the_start_greets_in_the_other_language(cair: Revision) -> None:
    assert follow(cair, entrance(cair), Input("9"), OPEN) == entrance(cair, "es")


@pytest.mark.parametrize("node", NODES)
def test_digits_lead_where_the_menu_says(cair: Revision, node: str) -> None:
    place = cair.menu.nodes[node]
    for key in range(1, 9):
        there = follow(cair, arrive(cair, "es", node), Input(str(key)), OPEN)
        if isinstance(place, MenuNode) and key in place.keys:
            assert there == arrive(cair, "es", place.keys[key])
        else:
            assert (there.node, there.attempt) == (node, 2)


@pytest.mark.parametrize("node", NODES)
@pytest.mark.parametrize("given", [Input(), Input("8"), Input("A"), Input("?"), Input("²")])
@pytest.mark.parametrize("opening", [OPEN, CLOSED])
def test_nothing_useful_is_asked_again_and_then_moves_on(
    cair: Revision, node: str, given: Input, opening: OpenStatus
) -> None:
    here = arrive(cair, "en", node)
    assert not means_something(cair, here, given)
    for attempt in range(2, cair.menu.attempts + 1):
        here = follow(cair, here, given, opening)
        assert (here.node, here.attempt) == (node, attempt)
    last = follow(cair, here, given, opening)
    if opening.is_open:
        assert last == person_asked_from(node)
    else:
        assert last.part is PlaceKind.GOODBYE


@pytest.mark.parametrize(
    ("language", "words", "key"),
    [
        ("en", "Operator.", "0"),
        ("en", "I would like to talk to a person, please", "0"),
        ("en", "Can I speak to someone?", "0"),
        ("en", "a human please", "0"),
        ("en", "customer service", "0"),
        ("en", "two", "2"),
        ("en", "Number two, please.", "2"),
        ("en", "too", "2"),
        ("en", "for", "4"),
        ("en", "oh", "0"),
        ("en", "I'd like option 5", "5"),
        ("en", "¿Español?", "9"),
        ("en", "spanish please", "9"),
        ("en", "go back", "*"),
        ("en", "please go back", "*"),
        ("en", "repeat that", "#"),
        ("en", "sign-in", "1"),
        ("en", "log-in", "1"),
        ("en", "the patient's records", "2"),
        ("en", "new user", "users"),
        ("en", "shot givers", "users"),
        ("en", "what is your fax number?", "reach_us"),
        ("en", "I forgot my password", "forgot_password"),
        ("en", "one moment please", "?"),
        ("en", "just one second", "?"),
        ("en", "I have one question", "?"),
        ("en", "turn left in five hundred feet", "?"),
        ("en", "nine one one", "?"),
        ("en", "the second one", "?"),
        ("en", "I'll call back later", "?"),
        ("en", "mumble", "?"),
        ("en", "", None),
        ("es", "inglés", "9"),
        ("es", "¿Habla inglés?", "9"),
        ("es", "english", "9"),
        ("es", "el dos, por favor", "2"),
        ("es", "quiero hablar con alguien", "0"),
        ("es", "un asesor", "0"),
        ("es", "servicio al cliente", "0"),
        ("es", "contraseñas", "1"),
        ("es", "días cerrados", "hours"),
        ("es", "tengo dos hijos", "?"),
        ("es", "son las tres", "?"),
        ("es", "luego vuelvo a llamar otra vez", "?"),
    ],
)
def test_words_stand_for_keys_and_topics(cair: Revision, language: str, words: str, key: str | None) -> None:
    turn = call_prompts.node_turn(cair, language, cair.menu.start, 2, OPEN)
    assert heard_key({"SpeechResult": words}, turn, language) == Input(key)


def test_a_topic_can_be_asked_for_in_another_menu(cair: Revision) -> None:
    turn = call_prompts.node_turn(cair, "en", "signing_in", 2, OPEN)
    given = heard_key({"SpeechResult": "inventory"}, turn, "en")
    here = MenuPlace(PlaceKind.NODE, "en", "signing_in", 2)
    assert follow(cair, here, given, OPEN).node == "inventory"
    assert means_something(cair, here, given)


def test_a_word_of_the_menu_goes_before_the_same_word_elsewhere(cair: Revision) -> None:
    said = {"SpeechResult": "password"}
    main, signing_in = (call_prompts.node_turn(cair, "en", name, 2, OPEN) for name in ("main", "signing_in"))
    assert heard_key(said, main, "en") == Input("1"), "the menu of two topics about it"
    assert heard_key(said, signing_in, "en") == Input("1"), "the topic itself"


@pytest.mark.parametrize("words", ["iniciar sesión", "Iniciar sesion.", "quiero iniciar sesion, por favor"])
def test_accents_do_not_matter(cair: Revision, words: str) -> None:
    turn = call_prompts.node_turn(cair, "es", cair.menu.start, 2, OPEN)
    assert heard_key({"SpeechResult": words}, turn, "es") == Input("1")


def test_a_key_goes_before_words(cair: Revision) -> None:
    turn = call_prompts.node_turn(cair, "en", cair.menu.start, 2, OPEN)
    assert heard_key({"Digits": "3", "SpeechResult": "operator"}, turn, "en") == Input("3")
