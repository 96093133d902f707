"""Days with lost, doubled and reordered callbacks: the reports say what the phones experienced."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from reports.tally import CallTally
from tests.oracles.faulty_day import PlayedDay, plan_of, play_day
from tests.oracles.phone_recount import differences, differing_ends, language, line, quarter, topic_of, total


def all_differences(day: PlayedDay) -> Iterator[str]:
    """Yield what the report of a day says otherwise than the phones, in every part of it."""
    phones, span = day.phones, day.span
    calls = list(phones.calls.values())
    yield from differences(total(), phones, span.total.tally)
    for name in {call.language for call in calls} | set(span.languages):
        yield from differences(language(name), phones, span.languages[name].tally)
        spoken = [call for call in calls if call.language == name]
        yield from differing_ends(name, spoken, span.languages[name].ends, day.guidance)
    for queue in {wait.line for call in calls for wait in call.waits} | set(span.lines):
        yield from differences(line(*queue), phones, span.lines[queue].tally)
    starts = {row.start.timestamp() for one in day.days for row in one.rows}
    for start in starts:
        rows = (row.tally for one in day.days for row in one.rows if row.start.timestamp() == start)
        yield from differences(quarter(start), phones, CallTally.total(rows))
    yield from differing_ends("total", calls, span.total.ends, day.guidance)
    topics = {call.sid: topic_of(call, day.guidance) for call in calls}
    for topic in set(topics.values()) | set(span.topics):
        about = [call for call in calls if topics[call.sid] == topic]
        yield from differing_ends(topic, about, span.topics[topic].ends, day.guidance)


def test_a_short_day_is_reported_as_the_phones_experienced_it(tmp_path: Path) -> None:
    day = play_day(plan_of(calls=30, seed=7), tmp_path)
    assert all(
        day.astray.get(kind) for kind in ("lost_callbacks", "doubled_callbacks", "overtaken_callbacks")
    )
    assert list(all_differences(day)) == []
    assert day.faults == []


@pytest.mark.long
@pytest.mark.parametrize("seed", [1, 2])
def test_a_long_day_is_reported_as_the_phones_experienced_it(tmp_path: Path, seed: int) -> None:
    day = play_day(plan_of(calls=300, seed=seed, reps=12), tmp_path)
    tally = day.span.total.tally
    assert all(
        day.astray[kind] > 20 for kind in ("lost_callbacks", "doubled_callbacks", "overtaken_callbacks")
    )
    assert min(tally.transfers, tally.offered_again, tally.abandoned, day.span.total.ends.resolved) > 0
    assert list(all_differences(day)) == []
    assert day.faults == []
