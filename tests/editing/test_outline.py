"""Everything that is said is on the list, once, in the order of a call, and can be changed there."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from editing.edits.text_edits import editors_of, looked_after, reworded
from editing.errors import Unwritable
from editing.prompt_index import PromptEntry, PromptKind, outline, words_at
from prompts.files.source import read_source
from prompts.loader import EDITORS, read_files
from prompts.revision import revision_of
from settings import DESKS

FILES = read_files(DESKS / "cair")
SHAPE = revision_of("cair", FILES)
PARTS = outline(SHAPE, FILES)
TEXTS = {said.id: said for part in PARTS for said in part.said}


def leaves(data: Any, place: str = "") -> set[str]:
    """The places of a file's texts; a list of words is one."""
    if isinstance(data, dict):
        return {one for key, inner in data.items() for one in leaves(inner, f"{place}.{key}".lstrip("."))}
    if isinstance(data, list) and place.startswith("prompts"):
        return {f"{place}.{number}" for number in range(len(data))}
    return {place}


def all_of(language: str) -> set[str]:
    return leaves(read_source("", FILES[f"{language}.yaml"]).data)


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_text_of_a_file_is_on_the_list_once(language: str) -> None:
    listed = [said.id for part in PARTS for said in part.said]
    assert len(listed) == len(set(listed))
    assert all_of(language) <= set(listed)
    assert {said.id for said in TEXTS.values() if said.words[language]} == all_of(language)


def test_the_list_follows_a_call() -> None:
    headings = [part.heading for part in PARTS]
    assert headings[:4] == [
        "How a call begins",
        "Main menu",
        "Signing in (key 1)",
        "Forgotten password (keys 1, 1)",
    ]
    assert (
        headings.index("A person (key 0)") < headings.index("Waiting for a person") < headings.index("Names")
    )
    assert "Anything else" not in headings  # a new prompt belongs to a part of the call


def test_nothing_is_missing_in_the_first_desk_and_a_lost_text_is() -> None:
    assert [said.id for said in TEXTS.values() if said.missing] == []
    lost = reworded(FILES, TEXTS["nodes.inventory.text"], "es", "")
    found = {said.id: said.missing for part in outline(SHAPE, lost) for said in part.said if said.missing}
    assert found == {"nodes.inventory.text": ("es",)}


def test_a_draft_that_is_no_yaml_is_listed_with_what_can_be_read() -> None:
    parts = outline(SHAPE, {**FILES, "es.yaml": "prompts: ["})
    greeting = next(said for part in parts for said in part.said if said.id == "prompts.greeting")
    assert greeting.words == {"en": TEXTS["prompts.greeting"].words["en"], "es": None}


@pytest.mark.parametrize("id_", sorted(TEXTS)[::7])
def test_each_text_can_be_changed_and_nothing_else_changes_with_it(id_: str) -> None:
    said = TEXTS[id_]
    after = reworded(
        FILES, said, "es", "otra cosa, y más" if said.kind is PromptKind.UNDERSTOOD else "Otra cosa: sí."
    )
    changed = {
        other.id
        for part in outline(SHAPE, after)
        for other in part.said
        if other.words != TEXTS[other.id].words
    }
    assert changed == {id_}
    assert after["en.yaml"] == FILES["en.yaml"]
    back = reworded(after, said, "es", said.words["es"] or "")
    assert words_at(back, "es", said.place) == (said.words["es"] or "")


def test_a_text_that_must_be_there_stays_as_an_empty_one_and_another_is_taken_away() -> None:
    assert 'greeting: ""' in reworded(FILES, TEXTS["prompts.greeting"], "es", " ")["es.yaml"]
    words = reworded(FILES, TEXTS["nodes.inventory.words"], "es", "")
    assert words_at(words, "es", ("nodes", "inventory", "words")) == ""
    assert "words" not in words["es.yaml"].partition("  inventory:")[2].partition("  accounts:")[0]


def test_a_file_whose_parts_are_no_parts_is_refused() -> None:
    for text in ("nodes: [a]\n", "", "nodes: &x {}\n"):
        with pytest.raises(Unwritable):
            reworded({**FILES, "es.yaml": text}, TEXTS["nodes.inventory.text"], "es", "Hola.")


def test_who_looks_after_a_text_is_kept_in_a_file_of_its_own() -> None:
    one = looked_after(FILES, "nodes.hours.text", "Ana: #1", date(2026, 12, 31))
    two = looked_after(one, "prompts.greeting", "Ben", None)
    assert revision_of("cair", two).menu == SHAPE.menu
    care = editors_of(two).texts
    assert (care["nodes.hours.text"].owner, care["prompts.greeting"].review_by) == ("Ana: #1", None)
    assert care["nodes.hours.text"].is_due(date(2026, 12, 31))
    assert not care["nodes.hours.text"].is_due(date(2026, 12, 30))
    assert looked_after(two, "prompts.greeting", "", None) == one
    assert looked_after(one, "nodes.hours.text", "", None) == FILES
    assert EDITORS not in FILES


def test_a_file_of_editors_that_can_not_be_read_names_nobody() -> None:
    assert editors_of({EDITORS: "texts: ["}).texts == {}
    assert editors_of({EDITORS: "texts: {a: {review_by: soon}}"}).texts == {}


def test_names_say_what_a_text_is_for() -> None:
    def name(id_: str) -> tuple[str, str, PromptKind]:
        said: PromptEntry = TEXTS[id_]
        return said.name, said.moment, said.kind

    assert name("nodes.inventory.option") == (
        "How it is offered",
        "among the choices of “Patient records and inventory”",
        PromptKind.SPOKEN,
    )
    assert name("nodes.enrollment.variants.open")[1] == "not heard now: only while the switch says “open”"
    assert name("words.person")[2] is PromptKind.UNDERSTOOD
