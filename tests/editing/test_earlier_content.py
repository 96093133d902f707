"""What admins published stays what callers hear when the program becomes newer, whatever texts that brings along.

`earlier/` is the first desk as it was published with the first version. It is never brought up to date.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from redis import Redis

from commands.checkup.text_checks import word_findings
from editing.drafts import DraftEditor
from editing.edits.text_edits import reworded
from editing.live_desks import LiveDesks
from editing.prompt_index import outline
from editing.publishing import publish_content
from prompts.default_texts import completed, later_texts, missing_texts
from prompts.files.source import read_source
from prompts.loader import Files, read_files
from prompts.revision import Revision, content_id, load_revision, revision_of
from settings import DESKS
from tests.editing.conftest import ADMIN, ENGLISH

GREETING = "prompts.greeting"
DIGIT = ("prompts", "waiting", "press_digit")


@pytest.fixture
def earlier() -> Files:
    files = read_files(Path(__file__).parent / "earlier")
    return {**files, "desk.yaml": files["desk.yaml"].replace("id: cair", "id: county")}


@pytest.fixture
def published(bench: DraftEditor, earlier: Files) -> str:
    """The id of what an earlier version left in the database, with a greeting that the folder does not have."""
    files = {**earlier, "en.yaml": earlier["en.yaml"].replace(ENGLISH, "Good to hear you at")}
    bench.content.publish(files, content_id(files), note="", who=ADMIN, seen=0)
    return content_id(files)


def process(bench: DraftEditor, redis: Redis, data_dir: Path) -> LiveDesks:
    """Return the desks of a process that starts now."""
    library = LiveDesks({"county": load_revision(bench.folder)}, data_dir)
    library.open()
    library.follow(redis)
    return library


def says(revision: Revision, language: str) -> str:
    return revision.texts[language].prompts.waiting.press_digit.source


def test_a_newer_program_serves_what_an_earlier_one_published(
    bench: DraftEditor, redis: Redis, tmp_path: Path, published: str
) -> None:
    revision = process(bench, redis, tmp_path)["county"]
    assert revision.id == published
    assert "Good to hear you at" in revision.texts["en"].prompts.greeting.source
    for language in ("en", "es"):
        assert says(revision, language) == later_texts(language)[DIGIT]


def test_so_does_one_that_starts_without_the_database(
    bench: DraftEditor, redis: Redis, tmp_path: Path, published: str
) -> None:
    process(bench, redis, tmp_path)
    restarted = LiveDesks({"county": load_revision(bench.folder)}, tmp_path)
    restarted.open()
    assert restarted["county"].id == published


def test_a_folder_of_then_can_be_read_and_its_own_words_come_first(earlier: Files) -> None:
    assert says(revision_of("county", earlier), "es") == later_texts("es")[DIGIT]
    own = "    press_digit: Press {digit}, please.\n    try_again:"
    files = {**earlier, "en.yaml": earlier["en.yaml"].replace("    try_again:", own)}
    assert says(revision_of("county", files), "en") == "Press {digit}, please."


def test_an_admin_writes_own_words_for_it_and_publishes(
    bench: DraftEditor, redis: Redis, tmp_path: Path, published: str
) -> None:
    files = bench.published()
    parts = outline(revision_of("county", files), files)
    [said] = [one for part in parts for one in part.said if one.place == DIGIT]
    assert said.missing == ("en", "es")
    for language, words in (("en", "Press {digit}, please."), ("es", "Marque {digit}, por favor.")):
        files = reworded(files, said, language, words)
    bench.replace(files, ADMIN, 0)
    publish_content(bench, "the digit in our own words", ADMIN)
    assert says(process(bench, redis, tmp_path)["county"], "en") == "Press {digit}, please."


def test_the_doctor_names_texts_that_are_not_yet_the_desks_own(
    bench: DraftEditor, redis: Redis, published: str
) -> None:
    told = [one.message for one in word_findings(bench, redis, 0) if not one.is_well]
    assert len(told) == 2 * len(later_texts("en"))
    assert (
        "county: prompts.waiting.press_digit is not in en.yaml; callers hear the program's own words" in told
    )


@pytest.mark.parametrize("language", ["en", "es"])
def test_what_is_shipped_has_them_all_in_the_same_words(language: str) -> None:
    data = read_source("en.yaml", (DESKS / "cair" / f"{language}.yaml").read_text("utf-8")).data
    assert missing_texts(language, data) == ()
    for place, text in later_texts(language).items():
        section = data
        for step in place:
            section = section[step]
        assert section == text


def test_both_languages_have_words_for_the_same_texts() -> None:
    assert later_texts("en").keys() == later_texts("es").keys()
    assert later_texts("vi") == {}


def test_what_is_no_part_of_a_file_is_left_to_the_checks() -> None:
    assert completed("en", None) is None
    assert completed("en", {"prompts": "a mistake"}) == {"prompts": "a mistake"}
    given: dict[str, object] = {}
    assert completed("en", given) != given == {}
