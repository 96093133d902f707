"""Two sentences in one, with the words marked that are new and those that are gone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from editing.changed_words import changed_words

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


@given(SENTENCES)
def test_equal_sentences_have_nothing_marked(sentence: str) -> None:
    assert {part.kind for part in changed_words(sentence, sentence)} <= {"same"}


def test_words_stay_apart_where_the_end_has_changed() -> None:
    parts = [(part.kind, part.text) for part in changed_words("We close at five.", "We close at noon.")]
    assert parts == [("same", "We close at "), ("gone", "five. "), ("new", "noon.")]
