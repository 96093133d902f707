"""A file changes where an edit says, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import prompts
from editing.edits.yaml_files import YamlDocument, edited
from editing.errors import Unwritable
from prompts.files.source import read_source

FOLDER = Path(prompts.__file__).parent / "cair"
FILES = {path.name: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.yaml"))}
SMALL = """\
# Why this desk is here
id: cair   # the folder's name
names: [CAIR, "CAIR2"]  # said as they stand

hours:
  monday: [8:00-17:00]
  friday: [8:00-12:00, 13:00-17:00]   # lunch

days:
  - {id: new_year, name: 'New Year''s Day'}
  # the second one
  - id: labor
    name: Labor Day
text: >-  # read out
  Please report missing inventory.
  Look at the tips.

# not a comment of the text
last: "quoted"
"""


def lines_changed(before: str, after: str) -> tuple[list[str], list[str]]:
    """Return the lines of each text that the other one lacks."""
    old, new = before.split("\n"), after.split("\n")
    while old and new and old[0] == new[0]:
        old, new = old[1:], new[1:]
    while old and new and old[-1] == new[-1]:
        old, new = old[:-1], new[:-1]
    return old, new


def change(text: str, do: Callable[[YamlDocument], None]) -> tuple[list[str], list[str]]:
    return lines_changed(text, edited(text, do))


def test_an_edit_that_changes_nothing_leaves_every_character() -> None:
    for text in FILES.values():
        assert edited(text, lambda document: document.set((), document.data)) == text


def test_a_folded_text_keeps_its_style_its_comment_and_the_lines_that_still_fit() -> None:
    new = "Please report missing inventory. Look at the new tips."
    assert change(SMALL, lambda document: document.set(("text",), new)) == (
        ["  Look at the tips."],
        ["  Look at the new tips."],
    )


def test_a_sentence_put_in_the_middle_of_a_long_text_leaves_the_lines_around_it() -> None:
    place = ("nodes", "access", "text")

    def tell(document: YamlDocument) -> None:
        document.set(place, document.get(place).replace("We also help", "Tell us. We also help"))

    assert change(FILES["en.yaml"], tell) == ([], ["      Tell us."])


def test_quotes_stay_as_they_were() -> None:
    assert change(SMALL, lambda document: document.set(("last",), "new")) == (
        ['last: "quoted"'],
        ['last: "new"'],
    )
    assert change(SMALL, lambda document: document.set(("days", 0, "name"), "It's new"))[1] == [
        "  - {id: new_year, name: 'It''s new'}"
    ]


@pytest.mark.parametrize(
    "word",
    ["no", "7", "1.5", "true", "null", "~", "a: b", "- a", "#a", "a #b", "[a", "?", "*a", "é\u202e", "a,b"],
)
def test_a_word_that_would_read_as_something_else_is_put_in_quotes(word: str) -> None:
    for place in (("id",), ("names", 0), ("hours", "monday", 0)):
        after = edited(SMALL, lambda document, place=place: document.set(place, word))  # type: ignore[misc]
        assert YamlDocument(after).get(place) == word
        assert "\u202e" not in after


def test_a_list_on_one_line_grows_and_shrinks_on_that_line() -> None:
    assert change(SMALL, lambda document: document.insert(("hours", "friday", 0), "7:00-7:30"))[1] == [
        "  friday: [7:00-7:30, 8:00-12:00, 13:00-17:00]   # lunch"
    ]
    assert change(SMALL, lambda document: document.delete(("hours", "friday", 1)))[1] == [
        "  friday: [8:00-12:00]   # lunch"
    ]
    assert change(SMALL, lambda document: document.delete(("hours", "monday", 0)))[1] == ["  monday: []"]


def test_a_key_goes_in_before_another_and_comments_stay_with_what_they_explain() -> None:
    assert change(
        SMALL, lambda document: document.insert(("hours", "tuesday"), ["8:00-17:00"], before="friday")
    ) == (
        [],
        ["  tuesday: [8:00-17:00]"],
    )
    assert change(SMALL, lambda document: document.insert(("days", 1), {"id": "may", "name": "May Day"})) == (
        [],
        ["  - id: may", "    name: May Day"],
    )


def test_an_item_and_a_key_are_taken_away_with_their_lines_alone() -> None:
    assert change(SMALL, lambda document: document.delete(("days", 1))) == (
        ["  - id: labor", "    name: Labor Day"],
        [],
    )
    assert change(SMALL, lambda document: document.delete(("text",)))[1] == []
    assert "# not a comment of the text" in edited(SMALL, lambda document: document.delete(("text",)))


def test_the_first_key_of_an_item_is_taken_away_and_the_dash_stays() -> None:
    assert change(SMALL, lambda document: document.delete(("days", 1, "id")))[1] == ["  - name: Labor Day"]


def test_a_key_gets_another_name_in_its_place() -> None:
    assert change(SMALL, lambda document: document.rename(("hours", "monday"), "tuesday")) == (
        ["  monday: [8:00-17:00]"],
        ["  tuesday: [8:00-17:00]"],
    )


def test_a_node_of_the_menu_is_added_with_its_texts_on_lines_of_their_own() -> None:
    text = "Please call your local health department. " * 4
    texts = {"title": "Flu", "option": "For flu, press {key}.", "words": ["flu"], "text": text.strip()}
    old, new = change(FILES["en.yaml"], lambda document: document.set(("nodes", "flu"), texts))
    assert old == []
    assert new == [
        "  flu:",
        "    title: Flu",
        "    option: For flu, press {key}.",
        "    words: [flu]",
        "    text: >-",
        "      Please call your local health department. Please call your local health department. Please call your",
        "      local health department. Please call your local health department.",
    ]


def test_parts_of_the_file_that_are_missing_are_made() -> None:
    after = edited(
        "a:\nb: {}\n", lambda document: (document.set(("a", "x", "y"), 1), document.set(("b", "z"), [1]))[0]
    )
    assert YamlDocument(after).data == {"a": {"x": {"y": 1}}, "b": {"z": [1]}}


def test_windows_line_ends_and_the_mark_of_notepad_stay() -> None:
    text = "\ufeff" + SMALL.replace("\n", "\r\n")
    after = edited(text, lambda document: document.set(("id",), "new"))
    assert after == text.replace("id: cair", "id: new", 1)


@pytest.mark.parametrize("text", ["a: &x 1\nb: *x\n", "a: [", "a: 1\na: 2\n", ""])
def test_a_file_that_no_form_can_change_is_refused_and_not_harmed(text: str) -> None:
    with pytest.raises(Unwritable):
        edited(text, lambda document: document.set(("a",), 3))


def test_a_place_that_is_not_there_is_refused() -> None:
    for do in (
        lambda document: document.delete(("nothing",)),
        lambda document: document.delete(("days", 7)),
        lambda document: document.rename(("hours", "sunday"), "monday"),
        lambda document: document.insert(("hours", "monday"), []),
    ):
        with pytest.raises((KeyError, ValueError)):
            edited(SMALL, do)


def places(data: Any, place: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [place, *(found for key, one in inner for found in places(one, (*place, key)))]


TEXTS = st.text(st.characters(blacklist_categories=["Cs"]), max_size=200) | st.sampled_from(
    [
        "no",
        "1",
        "a: b",
        "# x",
        "one\ntwo",
        "one\n\n\ntwo ",
        " x",
        "x" * 300,
        "word " * 60 + "end",
        "\x00",
        "\x85",
        "- a",
    ]
)
VALUES = st.recursive(
    TEXTS | st.integers(-9, 99) | st.booleans(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text("abc:# é", min_size=1, max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


def outside(text: str, place: tuple[str | int, ...]) -> list[str]:
    """The comments of a file that are none of a place's."""
    inside = read_source("", text)
    first = inside.line(*place)
    return [line for number, line in enumerate(text.split("\n"), 1) if number < first]


@settings(max_examples=80)
@given(data=st.data())
def test_an_edit_changes_nothing_else(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from([SMALL, FILES["menu.yaml"], FILES["desk.yaml"]]))
    place = data.draw(st.sampled_from(places(YamlDocument(text).data)[1:]))
    value = data.draw(VALUES)
    after = edited(text, lambda document: document.set(place, value))
    meant, now = YamlDocument(text), YamlDocument(after)
    assert now.get(place) == value
    for other in places(meant.data):
        apart = other[: len(place)] != place and place[: len(other)] != other
        if apart:
            assert now.get(other, "gone") == meant.get(other)
    assert outside(after, place) == outside(text, place)
    assert list(now.data) == list(meant.data)


@settings(max_examples=50)
@given(data=st.data())
def test_what_is_added_can_be_renamed_moved_and_taken_away_and_nothing_is_left_of_it(
    data: st.DataObject,
) -> None:
    text = data.draw(st.sampled_from([SMALL, FILES["menu.yaml"], FILES["desk.yaml"]]))
    start = YamlDocument(text)
    parent = data.draw(
        st.sampled_from([one for one in places(start.data) if start.get(one) and not scalar_at(start, one)])
    )
    value = data.draw(VALUES)
    inside = start.get(parent)
    number = data.draw(st.integers(0, len(inside)))

    def add_and_take_away(document: YamlDocument) -> None:
        if isinstance(inside, list):
            document.insert((*parent, number), value)
            assert document.get((*parent, number)) == value
            document.delete((*parent, number))
        else:
            document.insert((*parent, "new key"), value, before=[*inside, None][number])
            document.rename((*parent, "new key"), "newer: key")
            assert list(document.get(parent)).index("newer: key") == number
            document.delete((*parent, "newer: key"))

    assert edited(text, add_and_take_away) == text


def scalar_at(document: YamlDocument, place: tuple[str | int, ...]) -> bool:
    return not isinstance(document.get(place), dict | list)
