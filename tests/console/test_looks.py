"""What many pages show alike is made once, and no page is shown less than it was told of."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest
from redis import Redis

from console import fragment_cache
from console.fragment_cache import FragmentCache
from routing.queue.desk_state import DeskState
from routing.queue.script_answers import JoinRequest
from store.errors import DatabaseDown
from tests.console.visits import Visit


@pytest.fixture
def numbers() -> Iterator[int]:
    """A look that is never the same."""
    return count(1)


def test_all_who_were_told_of_the_same_event_share_a_look(numbers: Iterator[int]) -> None:
    kept: FragmentCache[int] = FragmentCache()
    assert [kept.at("cair", (5, 0), lambda: next(numbers)) for _ in range(3)] == [1, 1, 1]
    assert kept.at("cair", (4, 9), lambda: next(numbers)) == 1


def test_who_was_told_of_a_later_event_is_shown_it(numbers: Iterator[int]) -> None:
    kept: FragmentCache[int] = FragmentCache()
    versions = [(5, 0), (5, 1), (10, 0), (10, 0)]
    assert [kept.at("cair", version, lambda: next(numbers)) for version in versions] == [1, 2, 3, 3]


def test_who_was_told_of_nothing_looks_now(numbers: Iterator[int]) -> None:
    kept: FragmentCache[int] = FragmentCache()
    assert [kept.at("cair", None, lambda: next(numbers)) for _ in range(2)] == [1, 2]


def test_each_desk_has_a_look_of_its_own(numbers: Iterator[int]) -> None:
    kept: FragmentCache[int] = FragmentCache()
    assert [kept.at(desk, (5, 0), lambda: next(numbers)) for desk in ("cair", "dmv", "cair")] == [1, 2, 1]


def test_a_look_grows_old_without_an_event(numbers: Iterator[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fragment_cache, "FRESH", -1.0)
    kept: FragmentCache[int] = FragmentCache()
    assert [kept.at("cair", (5, 0), lambda: next(numbers)) for _ in range(2)] == [1, 2]


def test_a_look_that_failed_is_taken_again(numbers: Iterator[int]) -> None:
    kept: FragmentCache[int] = FragmentCache()

    def fails() -> int:
        raise DatabaseDown("it is away")

    with pytest.raises(DatabaseDown):
        kept.at("cair", (5, 0), fails)
    assert kept.at("cair", (5, 0), lambda: next(numbers)) == 1


def test_an_open_page_is_shown_a_line_as_of_its_event_or_later(
    supervisor: Visit, rep: Visit, redis: Redis
) -> None:
    state = DeskState(redis, "cair")
    state.set_status("12", "available")

    def waiting(version: str) -> int:
        page = supervisor.opens("/cair/lines/now", **{"X-Refresh": "1", "X-Version": version}).text
        return int(page.partition('class="first">')[2].partition("<")[0])

    later = f"{state.moment() + 60_000}-0"
    before = waiting(later)
    for number in range(2):  # the first is offered to the rep
        state.join(JoinRequest(f"CA{number}", "general", "en", "enrollment"))
    assert before == waiting(later) == 0
    assert waiting(f"{state.moment() + 120_000}-0") == waiting("") == waiting("no event") == 1


def test_what_is_shared_is_not_about_the_visitor(supervisor: Visit, rep: Visit) -> None:
    version = {"X-Refresh": "1", "X-Version": "1-0"}
    assert supervisor.opens("/cair/lines/now", **version).text == rep.opens("/cair/lines/now", **version).text
