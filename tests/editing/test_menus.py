"""The menu changed by form: what comes out can be read, and nothing else moves."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import prompts
from editing.diff.difference import DifferenceKind, find_differences
from editing.edits import menu_edits
from editing.errors import MenuRefused
from prompts.files.menu_models import MenuNode
from prompts.loader import Files, read_files
from prompts.revision import Revision, revision_of

FILES = read_files(Path(prompts.__file__).parent / "cair")
CAIR = revision_of("cair", FILES)
MENUS = [name for name, place in CAIR.menu.nodes.items() if isinstance(place, MenuNode)]
NEWS = menu_edits.NewNode(
    "guidance",
    {"en": "News", "es": "Noticias"},
    {"en": "For news, press {key}.", "es": "Para noticias, marque {key}."},
    {"en": "There is nothing new: all is well.", "es": "No hay nada nuevo."},
    "https://example.gov/news",
)


def read(files: Files) -> Revision:
    return revision_of("cair", files)


def kinds(files: Files) -> set[DifferenceKind]:
    return {one.kind for one in find_differences(CAIR, read(files))}


def without_comments(text: str) -> list[str]:
    return [line for line in text.splitlines() if not line.lstrip().startswith("#")]


def test_options_in_another_order_have_keys_from_one_on() -> None:
    files = menu_edits.put_in_order(FILES, "records", ["inventory", "patient_record"])
    assert menu_edits.keys_of(files, "records") == {1: "inventory", 2: "patient_record"}
    changed = set(without_comments(files["menu.yaml"])) - set(without_comments(FILES["menu.yaml"]))
    assert changed == {"    keys: {1: inventory, 2: patient_record}"}
    assert kinds(files) == {DifferenceKind.LEADS}


def test_an_order_with_other_options_is_refused() -> None:
    with pytest.raises(MenuRefused):
        menu_edits.put_in_order(FILES, "records", ["inventory"])


def test_a_node_moves_below_another_menu_and_leaves_no_gap() -> None:
    files = menu_edits.move_node(FILES, "users", "records")
    assert menu_edits.keys_of(files, "accounts") == {1: "enrollment", 2: "electronic"}
    assert list(menu_edits.keys_of(files, "records").values()) == ["patient_record", "inventory", "users"]
    read(files)


@pytest.mark.parametrize(
    ("node", "menu", "why"),
    [
        ("records", "records", "below itself"),
        ("main", "records", "No key leads"),
        ("person", "records", "No key leads"),
        ("users", "inventory", "Choose a menu"),
    ],
)
def test_a_move_that_loses_callers_is_refused_in_words(node: str, menu: str, why: str) -> None:
    with pytest.raises(MenuRefused, match=why):
        menu_edits.move_node(FILES, node, menu)


def test_a_menu_with_all_keys_taken_takes_no_more() -> None:
    files = FILES
    for _ in range(3):
        files, _ = menu_edits.add_node(files, "main", NEWS)
    with pytest.raises(MenuRefused, match="no key left"):
        menu_edits.add_node(files, "main", NEWS)


def test_a_new_node_stands_before_the_person_with_its_words_in_each_language() -> None:
    files, node = menu_edits.add_node(FILES, "main", NEWS)
    found = read(files)
    assert (node, list(found.menu.nodes)[-1]) == ("news", "person")
    assert menu_edits.keys_of(files, "main")[6] == "news"
    assert {texts.nodes["news"].title for texts in found.texts.values()} == {"News", "Noticias"}
    assert DifferenceKind.ADDED in kinds(files)


def test_a_second_node_of_that_name_gets_another_id() -> None:
    files, _ = menu_edits.add_node(FILES, "main", NEWS)
    assert menu_edits.add_node(files, "records", NEWS)[1] == "news_2"


@pytest.mark.parametrize(
    ("title", "node"), [("¿Qué hay?", "que_hay"), ("24 hours", "hours_2"), ("日本", "node")]
)
def test_an_id_is_made_of_the_title(title: str, node: str) -> None:
    new = menu_edits.NewNode("guidance", {**NEWS.title, "en": title}, NEWS.option, NEWS.text, NEWS.see)
    assert menu_edits.add_node(FILES, "main", new)[1] == node


def test_a_new_menu_is_filled_by_moving_nodes_below_it() -> None:
    new = menu_edits.NewNode("menu", NEWS.title, NEWS.option, {})
    files, node = menu_edits.add_node(FILES, "main", new)
    files = menu_edits.move_node(files, "users", node)
    found = read(files).menu.nodes[node]
    assert isinstance(found, MenuNode)
    assert found.keys == {1: "users"}


def test_a_node_that_is_removed_takes_its_words_and_its_switch_along() -> None:
    files = menu_edits.remove_node(FILES, "enrollment")
    found = read(files)
    assert "enrollment" not in found.menu.nodes
    assert not found.desk.switches
    assert not any("enrollment" in texts.nodes for texts in found.texts.values())
    assert menu_edits.keys_of(files, "accounts") == {1: "users", 2: "electronic"}


@pytest.mark.parametrize(
    ("node", "why"),
    [
        ("records", "leads to “Patient is missing information”, “Inventory missing or incorrect”"),
        ("main", "leads to"),
        ("person", "where 0 leads"),
    ],
)
def test_what_would_be_a_dead_end_is_not_removed(node: str, why: str) -> None:
    with pytest.raises(MenuRefused, match=why):
        menu_edits.remove_node(FILES, node)


def test_the_last_option_of_a_menu_is_not_removed() -> None:
    files = menu_edits.remove_node(FILES, "inventory")
    with pytest.raises(MenuRefused, match="no options left"):
        menu_edits.remove_node(files, "patient_record")


def test_where_silent_callers_come_to_is_not_removed() -> None:
    files = {
        **FILES,
        "menu.yaml": FILES["menu.yaml"].replace("after_attempts: person", "after_attempts: hours"),
    }
    with pytest.raises(MenuRefused, match="silent"):
        menu_edits.remove_node(files, "hours")


def test_a_node_is_renamed_for_people_who_read() -> None:
    files = menu_edits.rename_node(FILES, "users", {"en": "People: new and old", "es": "Gente"})
    assert read(files).texts["en"].nodes["users"].title == "People: new and old"
    assert kinds(files) == {DifferenceKind.READ}


def test_what_leads_to_a_node_is_told() -> None:
    assert menu_edits.leads_to(FILES, "hours") == ["key 1 in “Hours and addresses”"]
    assert menu_edits.leads_to(FILES, "person") == ["callers who stay silent"]
    assert menu_edits.leads_to(FILES, "main") == ["the beginning of each call"]


DEEDS = st.lists(
    st.tuples(
        st.sampled_from(["move", "remove", "add"]),
        st.sampled_from(sorted(CAIR.menu.nodes)),
        st.sampled_from(MENUS),
    ),
    min_size=1,
    max_size=4,
)


@given(DEEDS)
@settings(max_examples=8)
def test_whatever_is_done_the_desk_can_be_read_and_every_comment_stays(
    deeds: list[tuple[str, str, str]],
) -> None:
    files = FILES
    for deed, node, menu in deeds:
        try:
            if deed == "add":
                files, _ = menu_edits.add_node(files, menu, NEWS)
            else:
                files = (
                    menu_edits.move_node(files, node, menu)
                    if deed == "move"
                    else menu_edits.remove_node(files, node)
                )
        except MenuRefused:
            continue
    found = read(files)
    reached = [
        target
        for place in found.menu.nodes.values()
        if isinstance(place, MenuNode)
        for target in place.keys.values()
    ]
    assert len(reached) == len(set(reached))
    assert set(found.menu.nodes) - set(reached) == {"main", "person"}
    for name, text in FILES.items():
        assert [line for line in text.splitlines() if line.startswith("#")] == [
            line for line in files[name].splitlines() if line.startswith("#")
        ]
