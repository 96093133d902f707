"""A desk's folder is taken whole or refused with every error, each with its file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from prompts.errors import BrokenDesk, Problem
from prompts.loader import read_files
from prompts.revision import load_desks, load_revision, revision_of
from tests.prompts.conftest import CAIR, DeskCopy


def problems(desk_copy: DeskCopy) -> tuple[Problem, ...]:
    with pytest.raises(BrokenDesk) as broken:
        desk_copy.load()
    return broken.value.problems


BREAKAGES = [
    ("desk.yaml", "zone: America/Los_Angeles", "zone: Pacific", "no IANA time zone"),
    ("desk.yaml", "gather_timeout: 7", "gather_timeout: seven", "must be a whole number"),
    ("desk.yaml", "gather_timeout: 7", "gather_timout: 7", "not known"),
    ("desk.yaml", "  monday: [8:00-17:00]", "  monday: [17:00-8:00]", "must close after it opens"),
    ("desk.yaml", "  monday: [8:00-17:00]", "  monday: [noon]", "as 8:00-17:00"),
    ("desk.yaml", "  monday: [8:00-17:00]", "  monday: [8:00-24:01]", "Times go from 0:00 to 24:00"),
    ("desk.yaml", "  monday: [8:00-17:00]", "  monday: [18:00-2:00]", "18:00-24:00 and 0:00-2:00"),
    ("desk.yaml", "  monday: [8:00-17:00]", "  monday: [8:00-25:00]", "Times go from 0:00 to 24:00"),
    ("desk.yaml", "  monday: [8:00-17:00]", "  moonday: [8:00-17:00]", "monday"),
    ("desk.yaml", 'number: "+18005787889"', "number: 800-578-7889", "pattern"),
    ("desk.yaml", "email: CAIRHelpDesk@cdph.ca.gov", "email: nobody", "pattern"),
    ("desk.yaml", "id: cair", "id: care", "folder's name"),
    ("desk.yaml", "enrollment: reopening}", "enrollment: maybe}", "no variant 'maybe'"),
    ("desk.yaml", "enrollment: reopening}", "enrollment: open, spare: on}", "no node of menu.yaml uses"),
    (
        "desk.yaml",
        "name: Memorial Day}",
        "name: Decoration Day}",
        "'Decoration Day' of desk.yaml has no name",
    ),
    ("desk.yaml", "{2026-03-26: Farmworkers Day}", "{2026-03-26: Dolores Day}", "'Dolores Day' of desk.yaml"),
    ("desk.yaml", "{2026-03-26: Farmworkers Day}", "{soon: Farmworkers Day}", "date"),
    ("desk.yaml", 'fax: "+18884368320"\n', "", "has no fax"),
    ("desk.yaml", "languages: [en, es]", "languages: [en, fr]", "does not speak 'fr'"),
    ("menu.yaml", "start: main", "start: begin", "no node 'begin'"),
    ("menu.yaml", "start: main", "start: hours", "starts in a menu"),
    ("menu.yaml", "after_attempts: person", "after_attempts: nobody", "no node 'nobody'"),
    ("menu.yaml", "{1: hours, 2:", "{1: ours, 2:", "no node 'ours'"),
    ("menu.yaml", "{1: hours, 2:", "{9: hours, 2:", "must be at most 8"),
    ("menu.yaml", "line: general", "line: special", "no line 'special'"),
    ("menu.yaml", "switch: enrollment", "switch: enrolment", "no switch 'enrolment'"),
    ("menu.yaml", "    kind: person", "    kind: robot", "must be menu, guidance or person"),
    ("menu.yaml", "    kind: person\n", "", "'kind' is missing"),
    ("menu.yaml", "attempts: 3\n", "attempts: 4\n", "4 attempts need 3 texts"),
    (
        "en.yaml",
        "{closes_at}.\n  closed_hours",
        "{shuts_at}.\n  closed_hours",
        "{shuts_at} is not known here",
    ),
    ("en.yaml", "wrong on our side.", "wrong at {next_opening}.", "not known here"),
    ("en.yaml", "  open: The help", "  opened: The help", "'open' is missing"),
    ("en.yaml", "Thanksgiving: the day after", "Thanksgiving: the <b>day</b> after", "<b> is no mark"),
    ("en.yaml", "    title: Main menu", "    title: Main menu\n    title: Menu", "stands here twice"),
    ("en.yaml", "option: For our mailing address, press {key}.", "words2: [x]", "not known"),
    (
        "en.yaml",
        "For our mailing address, press {key}.",
        "For our mailing address, press 3.",
        "must say its key",
    ),
    ("en.yaml", "    text: You can also send a letter.\n", "", "'text' is missing"),
    ("en.yaml", "  person:\n    title: A person\n", "  robot:\n    title: A robot\n", "no node 'robot'"),
    ("en.yaml", "title: A person", "title: A person\n    text: Hello.", "is not used"),
    ("en.yaml", "      open: >-", "      open: >-\n        {closed_day}", "{closed_day} is not known here"),
    ("en.yaml", "  Memorial Day: Memorial Day\n", "", "'Memorial Day' of desk.yaml has no name here"),
    (
        "en.yaml",
        "  Memorial Day: Memorial Day\n",
        "  Memorial: x\n  Memorial Day: y\n",
        "no closed day 'Memorial'",
    ),
    ("en.yaml", "[back, go back,", "['back{', go back,", "pattern"),
    ("es.yaml", "      open: >-", "      opened: >-", "no variant 'open'"),
]


@pytest.mark.parametrize(("file", "old", "new", "message"), BREAKAGES)
def test_it_refuses_a_broken_file_and_says_what_is_wrong(
    desk_copy: DeskCopy, file: str, old: str, new: str, message: str
) -> None:
    if message == "no variant 'open'":
        desk_copy.edit("desk.yaml", "enrollment: reopening}", "enrollment: open}")
    desk_copy.edit(file, old, new)
    found = problems(desk_copy)
    assert [problem for problem in found if message in problem.message], found


@pytest.mark.parametrize(
    ("file", "old", "new", "below"),
    [
        ("desk.yaml", "zone: America/Los_Angeles", "zone: Pacific", 0),
        ("menu.yaml", "line: general", "line: special", 0),
        ("menu.yaml", "{1: hours, 2:", "{1: ours, 2:", 0),
        ("en.yaml", "    title: Main menu", "    title: Main menu\n    titel: Menu", 1),
        ("en.yaml", "trouble: Sorry,", "trouble: <b>Sorry</b>,", 0),
        ("es.yaml", "  Memorial Day: el Día", "  Memorial: el Día", 0),
        ("es.yaml", "    - Vamos a intentarlo", "    - <x/>Vamos a intentarlo", 0),
    ],
)
def test_it_names_the_line(desk_copy: DeskCopy, file: str, old: str, new: str, below: int) -> None:
    line = desk_copy.edit(file, old, new) + below
    assert (f"cair/{file}", line) in {(problem.file, problem.line) for problem in problems(desk_copy)}


def test_it_reports_every_error_of_every_file_at_once(desk_copy: DeskCopy) -> None:
    lines = {
        ("cair/desk.yaml", desk_copy.edit("desk.yaml", "zone: America/Los_Angeles", "zone: Pacific")),
        ("cair/desk.yaml", desk_copy.edit("desk.yaml", "gather_timeout: 7", "gather_timeout: -1")),
        ("cair/menu.yaml", desk_copy.edit("menu.yaml", "attempts: 3\n", "attempts: 30\n")),
        ("cair/en.yaml", desk_copy.edit("en.yaml", "trouble: Sorry,", "trouble: Sorry &")),
        ("cair/es.yaml", desk_copy.edit("es.yaml", "trouble: Disculpe,", "trouble: <a/>")),
    }
    assert lines <= {(problem.file, problem.line) for problem in problems(desk_copy)}


def test_it_refuses_a_language_without_texts_and_texts_without_language(desk_copy: DeskCopy) -> None:
    (desk_copy.folder / "es.yaml").rename(desk_copy.folder / "fr.yaml")
    found = {(problem.file, problem.message) for problem in problems(desk_copy)}
    assert found == {
        ("cair/es.yaml", "this file is missing"),
        ("cair/fr.yaml", "'fr' is not among the languages of desk.yaml"),
    }


@pytest.mark.parametrize("file", ["desk.yaml", "es.yaml"])
def test_it_refuses_a_folder_in_the_place_of_a_file(desk_copy: DeskCopy, file: str) -> None:
    (desk_copy.folder / file).unlink()
    (desk_copy.folder / file).mkdir()
    assert Problem(f"cair/{file}", 1, "this file can't be read: Is a directory") in problems(desk_copy)


def test_it_names_the_line_that_is_no_text(desk_copy: DeskCopy) -> None:
    with (desk_copy.folder / "menu.yaml").open("ab") as file:
        file.write(b"\xff")
    lines = (desk_copy.folder / "menu.yaml").read_bytes().count(b"\n") + 1
    message = "the file holds characters that are no UTF-8 text"
    assert problems(desk_copy) == (Problem("cair/menu.yaml", lines, message),)


@pytest.mark.parametrize("name", ["../menu.yaml", "notes.txt", "Desk.yaml", ""])
def test_it_refuses_a_file_that_no_desk_has(name: str) -> None:
    with pytest.raises(BrokenDesk, match="a desk has"):
        revision_of("cair", {**read_files(CAIR), name: "a: 1"})


def test_it_refuses_a_file_without_an_end() -> None:
    with pytest.raises(BrokenDesk, match="longer than 200,000 characters"):
        revision_of("cair", {**read_files(CAIR), "en.yaml": "#" * 200_001})


def test_where_the_files_come_from_makes_no_difference() -> None:
    assert revision_of("cair", read_files(CAIR)).id == load_revision(CAIR).id


def test_it_refuses_a_language_whose_dates_it_cannot_say(desk_copy: DeskCopy) -> None:
    desk_copy.edit("desk.yaml", "  es: {locale: es-US", "  fr: {locale: fr-FR")
    desk_copy.edit("desk.yaml", "languages: [en, es]", "languages: [en]")
    (desk_copy.folder / "es.yaml").rename(desk_copy.folder / "fr.yaml")
    assert [problem.message for problem in problems(desk_copy)] == [
        "dates and times can't be said in 'fr' yet; they can in en, es"
    ]


def test_it_refuses_a_folder_with_nothing_in_it(tmp_path: Path) -> None:
    with pytest.raises(BrokenDesk) as broken:
        load_revision(tmp_path)
    assert {Path(problem.file).name for problem in broken.value.problems} == {"desk.yaml", "menu.yaml"}


def test_a_revisions_id_is_made_of_its_content(desk_copy: DeskCopy) -> None:
    first = desk_copy.load().id
    assert first == load_revision(CAIR).id == desk_copy.load().id
    desk_copy.edit("desk.yaml", "enrollment: reopening}", "enrollment: open}")
    assert desk_copy.load().id != first


def test_it_loads_every_desk_by_its_id(desk_copy: DeskCopy) -> None:
    (desk_copy.folder.parent / "schemas").mkdir()
    assert list(load_desks(desk_copy.folder.parent)) == ["cair"]


def test_it_says_that_there_is_no_desk(tmp_path: Path) -> None:
    with pytest.raises(BrokenDesk, match="no desk here"):
        load_desks(tmp_path)


def test_it_names_the_problems_of_all_desks(desk_copy: DeskCopy) -> None:
    desk_copy.edit("desk.yaml", "zone: America/Los_Angeles", "zone: Pacific")
    other = desk_copy.folder.parent / "other"
    other.mkdir()
    (other / "desk.yaml").write_text("id: other\n")
    with pytest.raises(BrokenDesk) as broken:
        load_desks(desk_copy.folder.parent)
    assert {Path(problem.file).parent.name for problem in broken.value.problems} == {"cair", "other"}


def test_it_refuses_an_outcome_without_a_name_in_the_desks_first_language(desk_copy: DeskCopy) -> None:
    desk_copy.edit("desk.yaml", "{en: Wrong number, es: Número", "{es: Número")
    (problem,) = problems(desk_copy)
    assert problem.message == "the outcome has no name in 'en'"


@pytest.mark.parametrize(
    "name", ["CAIR\\u202E Help Desk", "CAIR\\u00A0Help\\tDesk", "\\u200BCAIR Help Desk\\a"]
)
def test_a_name_is_read_without_the_characters_that_nobody_sees(desk_copy: DeskCopy, name: str) -> None:
    desk_copy.edit("desk.yaml", "name: CAIR Help Desk", f'name: "{name}"')
    assert load_revision(desk_copy.folder).desk.name == "CAIR Help Desk"


@pytest.mark.parametrize("name", ["._en.yaml", ".#en.yaml", ".en.yaml.swp"])
def test_hidden_files_of_editors_and_file_systems_are_not_the_desks(desk_copy: DeskCopy, name: str) -> None:
    before = load_revision(desk_copy.folder).id
    (desk_copy.folder / name).write_bytes(b"\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X\xb0")
    assert load_revision(desk_copy.folder).id == before


def test_a_broken_link_of_an_editor_is_no_file_of_the_desk(desk_copy: DeskCopy) -> None:
    (desk_copy.folder / ".#en.yaml").symlink_to("ana@laptop.1234:1700000000")
    assert load_revision(desk_copy.folder).desk.id == "cair"
