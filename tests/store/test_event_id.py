"""Which of two events came later, and what is no event's id."""

from __future__ import annotations

import pytest

from store.event_id import version_of


def test_ids_of_events_are_compared_as_numbers() -> None:
    earlier, later = version_of("999-10"), version_of("1000-2")
    assert earlier
    assert later
    assert earlier < later
    assert version_of("1000-2") == (1000, 2)


@pytest.mark.parametrize("text", ["", "5", "5-", "-5", "a-b", "1-2-3", "١-٢", "5-" + "9" * 21, " 5-1"])
def test_what_is_no_event_is_none(text: str) -> None:
    assert version_of(text) is None
