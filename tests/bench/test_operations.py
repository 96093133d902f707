"""What one call costs the database is counted script by script, without what a line does anyway."""

from __future__ import annotations

from collections import Counter

import pytest

from bench.figure_table import BenchFigure, call_figures
from bench.operations import CallCost, RequestTally, UsualCall, VerbCost, cost, measure_call, table


def tally(requests: dict[str, int], commands: dict[str, int], seconds: float) -> RequestTally:
    return RequestTally(Counter(requests), Counter(commands), Counter(requests), seconds)


def test_what_a_line_at_rest_does_in_the_same_time_is_taken_off() -> None:
    rest = tally({"beat": 10}, {"beat": 20}, seconds=10)
    busy = tally({"beat": 20, "join": 4}, {"beat": 40, "join": 40}, seconds=20)
    assert cost(rest, busy, calls=4) == CallCost(1, 10, 1, [VerbCost("join", 1, 10)])


@pytest.mark.long
def test_a_call_asks_for_each_of_its_steps() -> None:
    found = measure_call(UsualCall(calls=2, rest=3.0), lambda _: None)
    verbs = {verb.name: verb for verb in found.verbs}
    for once in ("join", "accept"):
        assert verbs[once].requests == 1
    assert verbs["record_turn"].requests == 4
    assert verbs["hold"].requests >= 3
    assert verbs["side_joins"].requests == 2
    assert found.commands > found.requests > 10
    assert "join" in table(found)


def test_a_call_is_told_against_round_figures() -> None:
    assert call_figures(CallCost(50.04, 400, 5120, [])) == [
        BenchFigure("requests_per_call", 50.0, "requests", 0.5),
        BenchFigure("commands_per_call", 400.0, "commands", 4.0),
        BenchFigure("bytes_sent_per_call", 5120, "bytes", 0.5),
    ]
