"""`python -m tests.oracles.recount`: plays calls on the real scripts and counts every figure again.

Nothing of `reports` is used for the second count but the names of figures. Ends with 1 if any figure differs.
"""

from __future__ import annotations

import argparse
import json
import sys
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from math import isclose
from zoneinfo import ZoneInfo

from redis import Redis

from commands.figures.simulate import database
from prompts.revision import Revision, load_desks
from reports.export.files import report_parts
from reports.figures import values
from reports.folding import Folding
from reports.span import DaySpan, span_of
from settings import DESKS
from store import keys
from tests.oracles.replay import Log, LoggedCall, Replay, Talk, Wait

START = datetime(2026, 10, 30, 16, tzinfo=UTC)
"""Two days before the clocks are changed, so that one of the days has 25 hours."""
PAUSE = 24.0
"""Seconds between calls on average: more than four reps can take, so that waits are of every length."""
BUSY = ("offered", "connecting", "talking", "wrap_up")
LEVEL, SHORT, LISTENED = 20_000, 5_000, 10_000
HOUR = 3_600_000
RECORDS = frozenset({"record", "note", "records", "numbered", "numbers", "taken", "missed"})
COUNTS = frozenset({"count", "lengths", "work", "visits", "paths", "topics", "duty", "heard"})
KEPT = RECORDS | COUNTS
"""Kinds of keys that are there for reports."""
EDGES = (5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 300, 450, 600, 900, 1200, 1800, 2700, 3600)
"""Between them waits are known by their number only, so that a quantile is a straight line's."""


@dataclass
class Part:
    """The calls and waits of one day, line or topic, or of all."""

    calls: list[LoggedCall] = field(default_factory=list)
    over: list[LoggedCall] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    waits: list[tuple[Wait, LoggedCall]] = field(default_factory=list)
    rings: int = 0
    missed: int = 0
    spent: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    heard: int = 0
    zeros: int = 0


class Recount:
    """All parts of a log, by the clock of one zone."""

    def __init__(self, log: Log, zone: str) -> None:
        self._zone = ZoneInfo(zone)
        self._log = log
        self._by_number: dict[str, list[LoggedCall]] = defaultdict(list)
        for call in log.calls:
            if call.number:
                self._by_number[call.number].append(call)
        self.parts: dict[tuple[str, str], Part] = defaultdict(Part)
        for call in log.calls:
            self._sort_in(call)
        for made, over, rep, outcome in log.offers:
            for part in (("total", ""), ("day", self._day(made)), ("rep", rep)):
                self.parts[part].rings += 1
            for part in (("total", ""), ("day", self._day(over)), ("rep", rep)):
                self.parts[part].missed += outcome in ("missed", "busy", "unreachable")
        for rep, statuses in log.statuses.items():
            for (since, status), (until, _) in pairwise(statuses):
                self._spend(rep, status, since, until)

    def figures(self, part: str, name: str) -> dict[str, float | None]:
        """Every figure of one part, whether it is shown there or not."""
        one = self.parts[part, name]
        return {**_of_calls(one), **_of_waits(one), **_of_reps(one), **self._of_ends(one)}

    def share(self, language: str) -> float:
        return sum(call.language == language for call in self._log.calls) / len(self._log.calls)

    def _sort_in(self, call: LoggedCall) -> None:
        day, topic = self._day(call.entered), topic_of(call)
        for part in (
            ("total", ""),
            ("day", day),
            ("language", call.language),
            ("hour", self._hour(call.entered)),
        ):
            self.parts[part].calls.append(call)
        for part in (("total", ""), ("day", day), ("language", call.language), ("topic", topic)):
            self.parts[part].over.append(call)
        told = set[str]()
        for at, reason, line in call.refusals:
            if reason not in told:
                told.add(reason)
                for part in self._parts_at(at, line):
                    self.parts[part].refusals.append(reason)
        for wait in call.waits:
            for part in self._parts_at(wait.joined, wait.line):
                self.parts[part].waits.append((wait, call))
        for at, _, node in call.heard:
            for part in (("total", ""), ("day", self._day(at)), ("topic", node)):
                self.parts[part].heard += 1
        for at, node, key in call.keys:
            for part in (("total", ""), ("day", self._day(at)), ("topic", node)):
                self.parts[part].zeros += key == "0"

    def _parts_at(self, at: int, line: tuple[str, str]) -> tuple[tuple[str, str], ...]:
        here = ("total", ""), ("day", self._day(at)), ("hour", self._hour(at))
        return *here, ("line", ":".join(line)), ("language", line[1])

    def _spend(self, rep: str, status: str, since: int, until: int) -> None:
        while since < until:
            day = self._here(since).date()
            midnight = datetime.combine(day + timedelta(days=1), datetime.min.time(), self._zone)
            end = min(until, int(midnight.timestamp() * 1000))
            for part in (("total", ""), ("day", day.isoformat()), ("rep", rep)):
                self.parts[part].spent[status] += end - since
            since = end

    def _of_ends(self, one: Part) -> dict[str, float | None]:
        results = [result_of(call) for call in one.over]
        known = [call for call in one.over if call.number]
        vain = [call for call in one.over if call.asked is not None and not call.talk]
        known_vain = [call for call in vain if call.number]
        number = {name: results.count(name) for name in ("resolved", "transferred", "abandoned", "failed")}
        return {
            "containment": _over(number["resolved"], len(results) - number["failed"]),
            "resolved": number["resolved"],
            "transferred": number["transferred"],
            "left_menu": number["abandoned"],
            "failed": number["failed"],
            "zero_outs": _over(one.zeros, one.heard),
            "again_24": _over(sum(self._calls_again(call, 24) for call in known), len(known)),
            "again_72": _over(sum(self._calls_again(call, 72) for call in known), len(known)),
            "unmet": len(vain),
            "unmet_again": _over(sum(self._calls_again(call, 72) for call in known_vain), len(known_vain)),
            "unmet_served": _over(sum(self._is_served(call) for call in known_vain), len(known_vain)),
        }

    def _calls_again(self, call: LoggedCall, hours: int) -> bool:
        return any(0 < one.entered - call.entered <= hours * HOUR for one in self._by_number[call.number])

    def _is_served(self, call: LoggedCall) -> bool:
        later = (one for one in self._by_number[call.number] if 0 < one.entered - call.entered <= 72 * HOUR)
        return any(one.talk for one in later)

    def _here(self, at: int) -> datetime:
        return datetime.fromtimestamp(at / 1000, self._zone)

    def _day(self, at: int) -> str:
        return self._here(at).date().isoformat()

    def _hour(self, at: int) -> str:
        return f"{self._here(at):%A} {self._here(at).hour}"


def topic_of(call: LoggedCall) -> str:
    """The guidance heard last before a person was asked for, else the place where that was, or the call ended."""
    until = call.asked if call.asked is not None else call.ended
    guidance = [stay.node for stay in call.stays if stay.kind == "guidance" and stay.began < until]
    if guidance:
        return guidance[-1]
    return call.asked_at or call.stays[-1].node


def result_of(call: LoggedCall) -> str:
    if call.asked is not None:
        return "transferred"
    if any(stay.kind == "guidance" and stay.until - stay.began >= LISTENED for stay in call.stays):
        return "resolved"
    return "failed" if call.said_goodbye or call.status != "completed" else "abandoned"


def _of_calls(one: Part) -> dict[str, float | None]:
    reasons = ("closed", "nobody_signed_in", "full", "past_closing", "line_closed", "called_too_often")
    return {
        "calls": len(one.calls),
        "asked": sum(call.asked is not None for call in one.calls),
        **{f"refused_{reason}": one.refusals.count(reason) for reason in reasons},
        "blocked": 0,  # on the list of the days that are counted twice there is nobody
    }


def _of_waits(one: Part) -> dict[str, float | None]:
    answered = [wait.until - wait.joined for wait, _ in one.waits if wait.ended == "answered"]
    given_up = [wait.until - wait.joined for wait, _ in one.waits if wait.ended == "hung up"]
    late = [length for length in given_up if length >= SHORT]
    waited = len([wait for wait, _ in one.waits if wait.ended != "redialled"]) - (len(given_up) - len(late))
    every = [wait.until - wait.joined for wait, _ in one.waits]
    talks = [
        talk for _, call in one.waits if (talk := call.talk) and call.waits[-1] in [w for w, _ in one.waits]
    ]
    return {
        "offered": waited,
        "offered_again": 0,
        "answered": len(answered),
        "abandoned": len(late),
        "abandoned_short": len(given_up) - len(late),
        "sent_away": 0,
        "service_level": _over(sum(length <= LEVEL for length in answered), len(answered) + len(late)),
        "abandonment": _over(len(late), len(answered) + len(late)),
        "speed_of_answer": _over(sum(answered) / 1000, len(answered)),
        "wait_p50": _quantile(answered, 0.5),
        "wait_p90": _quantile(answered, 0.9),
        "longest_wait": max(every, default=0) / 1000,
        **_honesty([wait for wait, _ in one.waits if wait.told]),
        **_of_talks(talks),
    }


def _of_talks(talks: Sequence[Talk]) -> dict[str, float | None]:
    long = sum(talk.until - talk.began + talk.ready - talk.until for talk in talks) / 1000
    connect = sum(talk.began - talk.rung for talk in talks) / 1000
    shares = {"handling": _over(long, len(talks)), "connect_time": _over(connect, len(talks))}
    return {**shares, "hold": _over(0, len(talks)), "transfers": 0}


def _of_reps(one: Part) -> dict[str, float | None]:
    there = sum(length for status, length in one.spent.items() if status not in ("away", "offline"))
    return {
        "occupancy": _over(sum(one.spent[status] for status in BUSY), there),
        "missed_offers": _over(one.missed, one.rings),
    }


def _honesty(waits: Sequence[Wait]) -> dict[str, float | None]:
    """The share answered within the range if nobody gave up.

    In each of the two stretches, those who leave it by an answer and those who give up do so in proportion.
    """
    lasts = {"before": 1.0, "within": 1.0}
    reached, answers = list(waits), 0
    for stretch, end in (("before", 0), ("within", 1)):
        left = [wait for wait in reached if not _outlasts(wait, end)]
        answered = [wait for wait in left if wait.ended == "answered"]
        answers += len(answered)
        if answered:
            lasts[stretch] = (1 - len(left) / len(reached)) ** (len(answered) / len(left))
        reached = [wait for wait in reached if _outlasts(wait, end)]
    widths = [wait.told[1] - wait.told[0] for wait in waits if wait.told]
    return {
        "honesty": lasts["before"] * (1 - lasts["within"]) if answers or reached else None,
        "announced_width": _over(sum(widths), len(widths)),
    }


def _outlasts(wait: Wait, end: int) -> bool:
    """Whether it has reached the range (0), or gone beyond it (1)."""
    assert wait.told
    seconds = (wait.until - wait.joined) / 1000
    return seconds > wait.told[1] if end else seconds >= wait.told[0]


def _quantile(waits: Sequence[int], share: float) -> float | None:
    """Of less than a thousand the wait that this share does not pass; else a straight line between the edges."""
    if not waits:
        return None
    if len(waits) < 1_000:
        return next(wait for n, wait in enumerate(sorted(waits), 1) if n >= share * len(waits)) / 1000
    longest = max(waits)
    cells = [0] * (len(EDGES) + 1)
    for wait in waits:
        cells[bisect_left(EDGES, wait / 1000)] += 1
    wanted = share * len(waits)
    for place, number in enumerate(cells):
        below = sum(cells[:place])
        if number and below + number >= wanted:
            low = EDGES[place - 1] if place else 0
            high = min(EDGES[place] if place < len(EDGES) else 10**9, max(longest / 1000, low))
            return low + (high - low) * (wanted - below) / number
    return longest / 1000


def _over(part: float, whole: float) -> float | None:
    return part / whole if whole > 0 else None


def play(
    client: Redis, revision: Revision, calls: int, seed: int, *, is_told: bool = False
) -> tuple[Log, DaySpan]:
    """Calls on an empty database, folded, and the report on their days."""
    start = int(START.timestamp() * 1000)
    replay = Replay(client, revision, start, seed)
    folding = Folding(client, revision.desk, start)

    def tell(begun: int) -> None:
        if is_told and begun % 500 == 0:
            print(f"\r{begun} calls", end="", file=sys.stderr)

    log = replay.play(calls, PAUSE, tell)
    while folding.fold(500):
        pass
    zone = ZoneInfo(revision.desk.zone)
    days = [datetime.fromtimestamp(at / 1000, zone).date() for at in (start, replay.now)]
    return log, span_of(client, revision.desk, *days)


def bytes_kept(client: Redis, desk: str) -> int:
    """Return the bytes of the database's memory that records, their indexes and counts take."""
    names = (name for name in client.scan_iter(match=f"{keys.prefix(desk)}*", count=1000))
    kept = (name for name in names if name.removeprefix(keys.prefix(desk)).partition(":")[0] in KEPT)
    return sum(int(client.memory_usage(name, samples=0) or 0) for name in kept)


def differences(log: Log, span: DaySpan, zone: str) -> tuple[int, list[str]]:
    """Return how many figures were compared, and a sentence for each that differs."""
    recount, compared, found = Recount(log, zone), 0, list[str]()
    for part, names in report_parts(span).items():
        for name, counted in names.items():
            second = recount.figures(part, name)
            for figure, value in values(part, counted).items():
                compared += 1
                if not _same(value, second[figure]):
                    found.append(
                        f"{part} {name} {figure}: {value}, and counted a second time {second[figure]}"
                    )
    for language, share in span.language_shares.items():
        compared += 1
        if not _same(share, recount.share(language)):
            found.append(f"share of {language}: {share}")
    return compared, found


def _same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)


def main() -> int:
    """Prints one JSON object; differences go to stderr."""
    parser = argparse.ArgumentParser(prog="python -m tests.oracles.recount", description=main.__doc__)
    parser.add_argument("--calls", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    revision = next(iter(load_desks(DESKS).values()))
    with database() as client:
        log, span = play(client, revision, given.calls, given.seed, is_told=sys.stderr.isatty())
        kept = bytes_kept(client, revision.desk.id)
    compared, found = differences(log, span, revision.desk.zone)
    print("\n".join(found), file=sys.stderr)
    days = (span.last - span.first).days + 1
    told = {"calls": len(log.calls), "days": days, "figures": compared, "differences": len(found)}
    print(json.dumps({**told, "bytes_per_call": round(kept / len(log.calls))}))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
