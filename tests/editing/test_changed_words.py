"""Two sentences in one, with the words marked that are new and those that are gone."""

from __future__ import annotations

from collections.abc import Callable
from time import thread_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editing.diff.changed_words import STEPS_FOR_EACH, changed_lines, changed_words
from prompts.loader import LONGEST_FILE

SENTENCES = st.lists(st.sampled_from(["press", "one", "two", "for", "a", "person."]), max_size=8).map(
    " ".join
)


def said(before: str, after: str, without: str) -> str:
    return " ".join(
        "".join(part.text for part in changed_words(before, after) if part.kind != without).split()
    )


@given(SENTENCES, SENTENCES)
def test_both_sentences_can_be_read_from_it(before: str, after: str) -> None:
    assert said(before, after, "new") == before
    assert said(before, after, "gone") == after


@given(
    st.lists(st.sampled_from("abcdefg"), min_size=STEPS_FOR_EACH // 8, max_size=200).map(" ".join),
    st.lists(st.sampled_from("abcdefghi"), min_size=STEPS_FOR_EACH // 8, max_size=200).map(" ".join),
)
def test_both_can_be_read_from_it_where_words_repeat_too_often_to_compare_all(
    before: str, after: str
) -> None:
    assert said(before, after, "new") == before
    assert said(before, after, "gone") == after


def test_a_change_of_a_long_file_is_found_between_lines_that_repeat() -> None:
    lines = [f"  node_{number // 2}:\n" if number % 2 else "    text: same\n" for number in range(2_000)]
    after = [*lines[:500], "    text: new\n", *lines[500:900], *lines[902:]]
    parts = changed_lines("".join(lines), "".join(after))
    assert [part.text for part in parts if part.kind == "new"] == ["    text: new\n"]
    assert [part.text for part in parts if part.kind == "gone"] == ["".join(lines[900:902])]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a\n" * 100_000, "a\nb\n" * 50_000),
        ("x\n" + "a\n" * 99_998 + "y", "a\nb\n" * 50_000),
        ("a\n" * 100_000, "b\n" + "a\n" * 99_999),
        (
            "".join(f"{number}\nx\n" for number in range(25_000)),
            "".join(f"{number}\ny\n" for number in range(25_000)),
        ),
        (
            "".join(f"{number}\n" for number in range(33_000)),
            "".join(f"{-number}\n" for number in range(33_000)),
        ),
    ],
    ids=["twice as many", "no common end", "one more", "every other line", "none alike"],
)
@pytest.mark.parametrize("compare", [changed_lines, changed_words])
def test_the_longest_files_are_compared_within_a_second(
    compare: Callable[[str, str], object], before: str, after: str
) -> None:
    began = thread_time()
    compare(before[:LONGEST_FILE], after[:LONGEST_FILE])
    assert thread_time() - began < 1.0


@given(SENTENCES)
def test_equal_sentences_have_nothing_marked(sentence: str) -> None:
    assert {part.kind for part in changed_words(sentence, sentence)} <= {"same"}


def test_words_stay_apart_where_the_end_has_changed() -> None:
    parts = [(part.kind, part.text) for part in changed_words("We close at five.", "We close at noon.")]
    assert parts == [("same", "We close at "), ("gone", "five. "), ("new", "noon.")]
