"""The guides' pictures: the script takes each that is kept, a page shows each, and none is large."""

from __future__ import annotations

import re

from tests.docs.pages import NAMES, ROOT, read

KEPT = {path.stem: path for path in (ROOT / "docs/pictures").iterdir()}
LARGEST, MOST = 120_000, 8


def test_the_script_takes_every_picture_that_is_kept_and_no_other() -> None:
    taken = re.findall(r'^    "([a-z-]+)": Photograph\(', read("docs/screenshots.py"), re.MULTILINE)
    assert sorted(taken) == sorted(KEPT)


def test_every_picture_is_shown_on_a_page_with_words_for_who_cannot_see_it() -> None:
    shown = {
        name: words
        for page in NAMES
        for words, name in re.findall(r"!\[([^\]]*)\]\((?:docs/)?pictures/([a-z-]+)\.png\)", read(page))
    }
    assert shown.keys() == KEPT.keys()
    assert all(len(words.split()) >= 4 for words in shown.values())


def test_pictures_are_few_and_small() -> None:
    assert len(KEPT) <= MOST
    assert all(path.suffix == ".png" and path.stat().st_size < LARGEST for path in KEPT.values())
