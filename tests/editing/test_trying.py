"""What is said of a text while it is typed: how it is heard, and what the checks would say of it in the file."""

from __future__ import annotations

import pytest

from editing.checks import check_files
from editing.edits.text_edits import reworded
from editing.located_findings import remarks
from editing.prompt_index import outline
from editing.text_preview import sample, tried
from prompts.loader import Files, read_files
from prompts.revision import revision_of
from settings import DESKS

FILES = read_files(DESKS / "cair")
SHAPE = revision_of("cair", FILES)
TEXTS = {said.id: said for part in outline(SHAPE, FILES) for said in part.said}


def told(id_: str, text: str, *bases: Files, language: str = "es") -> list[tuple[bool, str]]:
    found = tried("cair", bases or (FILES,), TEXTS[id_], language, text)
    return [(one.is_error, one.told) for one in found]


def test_the_verdict_is_the_one_of_the_command() -> None:
    text = "Usted marcó mal. Llame al 800-578-7889."
    files = reworded(FILES, TEXTS["nodes.inventory.text"], "es", text)
    verdict = check_files("cair", files)
    assert not verdict.passes
    found = tried("cair", (FILES,), TEXTS["nodes.inventory.text"], "es", text)
    assert sorted(one.rule for one in found) == sorted(one.rule for one in verdict.findings)
    assert {one.line for one in found} == {files["es.yaml"][: files["es.yaml"].index(text)].count("\n")}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "'text' is missing: what is read out."),
        ("Oprima {nada}.", "{nada} is not known here"),
        ("Hola & adiós", "“and” instead of “&”"),
        ("<b>Hola</b>", "<b> is no mark"),
        ("<break", "fit together"),
    ],
)
def test_what_can_not_be_said_at_all_is_an_error_at_its_own_text(text: str, words: str) -> None:
    ((is_error, found),) = told("nodes.inventory.text", text)
    assert is_error
    assert words in found
    assert told("nodes.hours.text", TEXTS["nodes.hours.text"].words["es"] or "") == []


def test_a_long_sentence_is_only_a_warning() -> None:
    ((is_error, found),) = told("nodes.mail.text", "Una " + "y otra " * 12 + "cosa.")
    assert not is_error
    assert found.startswith("A sentence has at most twenty words. 26 words")


def test_a_text_is_judged_though_another_one_is_broken() -> None:
    broken = reworded(FILES, TEXTS["prompts.greeting"], "en", "{nada}")
    assert told("nodes.inventory.text", "Usted marcó mal.", broken, FILES) == told(
        "nodes.inventory.text", "Usted marcó mal."
    )


def test_fields_are_filled_in_by_way_of_example_with_the_key_of_the_menu() -> None:
    heard = sample(SHAPE, TEXTS["nodes.inventory.option"], "en", "For inventory, press {key}.")
    assert heard is not None
    assert heard.text == "For inventory, press 2."
    assert heard.seconds == pytest.approx(4 / 2.5)
    hours = sample(SHAPE, TEXTS["prompts.closed_hours"], "es", "Abrimos {next_opening}.")
    assert hours is not None
    assert hours.text == "Abrimos el lunes 30 de noviembre, a las ocho de la mañana."


def test_what_nobody_hears_has_no_sound() -> None:
    assert sample(SHAPE, TEXTS["nodes.inventory.words"], "en", "inventory") is None
    assert sample(SHAPE, TEXTS["nodes.inventory.text"], "en", "<b>") is None


def test_a_remark_knows_its_line_and_what_it_is_about() -> None:
    files = {**FILES, "es.yaml": FILES["es.yaml"].replace("    title: Inventario", "    titel: Inventario")}
    verdict = check_files("cair", files)
    found = remarks(verdict, files)
    assert [(one.file, one.told) for one in found] == [
        ("es.yaml", "'title' is missing."),
        ("es.yaml", "This field is not known; a typing error?"),
    ]
    assert found[1].line == 1 + files["es.yaml"][: files["es.yaml"].index("titel")].count("\n")
    assert found[0].is_about("es.yaml", ("nodes", "inventory", "title"))
    assert not found[0].is_about("en.yaml", ("nodes", "inventory", "title"))
