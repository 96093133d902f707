"""The line says what the CAIR page says: each row of the table is on the line, and each sentence has a row."""

from __future__ import annotations

import re

import pytest

from prompts.files.menu_models import GuidanceNode
from prompts.rendering import call_prompts
from prompts.rendering.speech import Speech
from prompts.revision import Revision, load_revision
from prompts.spoken.fields import door_fields
from settings import DESKS
from tests.docs.pages import ROOT, quoted, rows, section
from tests.prompts.doors import OPEN

CAIR = load_revision(DESKS / "cair")
ROWS = rows(section("docs/seed.md", "The page"))
FACTS = rows(section("docs/seed.md", "Said as a fact of the desk"))
LANGUAGES = {"en": 2, "es": 3}
"""The column of each language."""
GUIDANCE = [name for name, node in CAIR.menu.nodes.items() if isinstance(node, GuidanceNode)]


def words_at(cair: Revision, language: str, place: str) -> str:
    """Return everything that is said at a place of the table."""
    part, _, name = place.partition(".")
    if part == "nodes":
        turn = call_prompts.node_turn(cair, language, name, 1, OPEN)
        return " ".join(said.speech.text for said in turn.said)
    template = getattr(cair.texts[language].prompts, name)
    known = door_fields(cair.desk, cair.texts[language], language, OPEN)
    return str(template.spoken({**cair.fields[language], **known}).text)


def own_text(cair: Revision, language: str, node: str) -> str:
    """Return a guidance as it is read out, without the door, which is the clock's and not the page's."""
    texts = cair.texts[language].nodes[node]
    template = texts.text or texts.variants["reopening"]
    assert template
    known = door_fields(cair.desk, cair.texts[language], language, OPEN)
    return str(template.spoken({**cair.fields[language], **known, "door": Speech(())}).text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0][:40])
def test_it_says_each_sentence_of_the_page(row: list[str], language: str) -> None:
    assert row[LANGUAGES[language]] in words_at(CAIR, language, quoted(row[1]))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("node", GUIDANCE)
def test_it_says_nothing_in_a_guidance_that_is_not_in_the_table(node: str, language: str) -> None:
    left = own_text(CAIR, language, node)
    for row in ROWS:
        if quoted(row[1]) == f"nodes.{node}":
            left = left.replace(row[LANGUAGES[language]], "")
    assert left.strip() == ""


@pytest.mark.parametrize(("fact", "field"), FACTS, ids=[row[1] for row in FACTS])
def test_it_has_each_fact_of_the_page(fact: str, field: str) -> None:
    [value] = re.findall(rf"^{quoted(field)}:(.*(?:\n  - .*)*)", desk_file(), re.MULTILINE)
    assert re.sub(r"(?<=\d)-(?=\d)", "", fact) in value


def desk_file() -> str:
    return (ROOT / "prompts" / "cair" / "desk.yaml").read_text("utf-8")
