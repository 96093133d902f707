"""Entries of the block list as people, or attackers, type them."""

from __future__ import annotations

from time import thread_time

import pytest

from prompts.files.typed_hours import split_spans
from routing.errors import NotDialable
from routing.notices.blocked_numbers import read_pattern


@pytest.mark.parametrize("typed", ["1" + " " * 40_000 + "1", " " * 40_000 + "*", "1" + " - " * 20_000])
def test_an_entry_with_thousands_of_blanks_is_refused_at_once(typed: str) -> None:
    began = thread_time()
    with pytest.raises(NotDialable):
        read_pattern(typed, "US")
    assert thread_time() - began < 0.5


def test_hours_with_thousands_of_blanks_are_split_at_once() -> None:
    began = thread_time()
    assert split_spans("8-12" + " " * 40_000 + "13-17") == ["8-12 13-17"]
    assert thread_time() - began < 0.5
