"""Counts a day again from what the phones experienced, and compares it with what the line reports.

Counts must agree exactly. The phones know moments by the network's clock and the line by its own webhooks, up to
`SLACK` later: where that decides how something counts (a wait of 5 or 20 seconds, the quarter of an hour), both are
right. A line learns late that two people talk if every callback that says so is lost, and never if they hang up before;
nor does it learn how long guidance was heard in a call whose last callback is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

from reports.menu.topics import Ends
from reports.tally import CallTally
from tests.oracles.phones import ASKED_WITHIN, Experience, Phones, Talk, Wait

SLACK = 1.0
"""Seconds."""
QUARTER = 900
LEVEL, SHORT, LISTENED = 20.0, 5.0, 10.0


@dataclass(frozen=True)
class Range:
    """The numbers that are right; only one unless something happened on a border."""

    least: float = 0
    most: float = 0

    def __contains__(self, number: float) -> bool:
        return self.least <= number <= self.most

    def __add__(self, other: Range) -> Range:
        return Range(self.least + other.least, self.most + other.most)

    def __str__(self) -> str:
        return f"{self.least:g}" if self.least == self.most else f"{self.least:g} to {self.most:g}"


ONE, NONE, EITHER = Range(1, 1), Range(), Range(0, 1)


@dataclass(frozen=True)
class Part:
    """A part of a report: what lies in it, surely (`ONE`), on its border (`EITHER`), or not at all (`NONE`)."""

    name: str
    has_call: Callable[[Experience], Range]
    has_wait: Callable[[Wait], Range]


def total() -> Part:
    return Part("total", lambda _: ONE, lambda _: ONE)


def language(name: str) -> Part:
    return Part(
        name,
        lambda call: ONE if call.language == name else NONE,
        lambda wait: ONE if wait.line[1] == name else NONE,
    )


def line(queue: str, language: str) -> Part:
    return Part(
        f"{queue}:{language}",
        lambda _: NONE,
        lambda wait: ONE if wait.line == (queue, language) else NONE,
    )


def quarter(start: float) -> Part:
    """Return the quarter of an hour that begins at `start`, seconds since 1970 UTC."""

    def holds(moment: float) -> Range:
        ends = {(moment - SLACK) // QUARTER * QUARTER, (moment + SLACK) // QUARTER * QUARTER}
        return NONE if start not in ends else ONE if len(ends) == 1 else EITHER

    return Part(f"{start:.0f}", lambda call: holds(call.began), lambda wait: holds(wait.began))


def differences(part: Part, phones: Phones, tally: CallTally) -> Iterator[str]:
    """Yield a sentence for each number of a part's tally that is not what the phones experienced."""
    calls = list(phones.calls.values())
    expected = {
        "entered": _sum(part.has_call(call) for call in calls),
        "asked": _sum(part.has_call(call) for call in calls if call.asked_at),
        **_of_waits(part, calls),
        **_of_talks(part, calls),
    }
    if part.name.count(":") == 0:
        expected["refused"] = _sum(part.has_call(call) for call in calls if call.is_refused)
    else:
        del expected["entered"], expected["asked"]
    for name, right in expected.items():
        number = sum(tally.refused.values()) if name == "refused" else getattr(tally, name)
        if number not in right:
            yield f"{part.name} {name}: {number}, and the phones know {right}"


def differing_ends(
    name: str, calls: Collection[Experience], ends: Ends, guidance: Collection[str]
) -> Iterator[str]:
    """Yield a sentence for each number of calls' results that is not what the phones experienced."""
    results = [_results(call, guidance) for call in calls]
    expected = {
        result: _sum(ONE if some == {result} else EITHER for some in results if result in some)
        for result in ("resolved", "transferred", "abandoned", "failed")
    }
    expected["unmet"] = _sum(_is_in_vain(call) for call in calls if call.asked_at)
    expected["calls"] = Range(len(calls), len(calls))
    for result, right in expected.items():
        if getattr(ends, result) not in right:
            yield f"{name} {result}: {getattr(ends, result)}, and the phones know {right}"


def topic_of(call: Experience, guidance: Collection[str]) -> str:
    """Return the guidance heard last before a person was asked for, else the place where that was or the call ended."""
    until = call.asked_at or call.ended
    heard = [stay.node for stay in call.stays if stay.node in guidance and stay.began < until]
    return heard[-1] if heard else call.asked_from or call.stays[-1].node


def _of_waits(part: Part, calls: Collection[Experience]) -> dict[str, Range]:
    waits = [(wait, part.has_wait(wait)) for call in calls for wait in call.waits]
    again = [
        part.has_wait(wait)
        for call in calls
        for wait in call.waits
        if any(
            talk.ended and talk.ended <= wait.began + SLACK and talk.wait is not wait for talk in call.talks
        )
    ]
    answered = [(wait, _known(wait, has)) for wait, has in waits if wait.how == "answered"]
    given_up = [(wait, has) for wait, has in waits if wait.how == "given up"]
    given_up += [(wait, _both(has, EITHER)) for wait, has in waits if not wait.is_known]
    return {
        "offered": _sum(has for _, has in waits),
        "offered_again": _sum(again),
        "answered": _sum(has for _, has in answered),
        "answered_in": _sum(_both(has, _at_most(wait, LEVEL)) for wait, has in answered),
        "abandoned": _sum(_both(has, _at_least(wait, SHORT)) for wait, has in given_up),
        "abandoned_short": _sum(_both(has, _at_most(wait, SHORT)) for wait, has in given_up),
        "sent_away": NONE,
        "redialled": NONE,
        "wait": _milliseconds(_times(has, wait.seconds, _delay(wait)) for wait, has in answered),
    }


def _of_talks(part: Part, calls: Collection[Experience]) -> dict[str, Range]:
    talks = [(talk, _known(talk.wait, part.has_wait(talk.wait))) for call in calls for talk in call.talks]
    return {
        "handled": _sum(has for _, has in talks),
        "connections": _sum(has for _, has in talks),
        "talk": _milliseconds(_talk_time(talk, has) for talk, has in talks),
        "transfers": _sum(part.has_wait(talk.wait) for call in calls for talk in _passed_on(call)),
    }


def _known(wait: Wait, has: Range) -> Range:
    return has if wait.is_known else _both(has, EITHER)


def _is_in_vain(call: Experience) -> Range:
    if not call.talks:
        return ONE
    return NONE if any(talk.wait.is_known for talk in call.talks) else EITHER


def _passed_on(call: Experience) -> list[Talk]:
    """Return the conversations after which the caller waited in another queue."""
    later = zip(call.waits, call.waits[1:], strict=False)
    moved = {id(one) for one, next_one in later if one.how == "answered" and next_one.line[0] != one.line[0]}
    return [talk for talk in call.talks if id(talk.wait) in moved]


def _results(call: Experience, guidance: Collection[str]) -> set[str]:
    """Return what the call's result may be."""
    if call.asked_at:
        return {"transferred"}
    failed = "failed" if call.status != "completed" or call.place == "last" else "abandoned"
    found = set[str]()
    for stay in call.stays:
        if stay.node not in guidance:
            continue
        heard = stay.ended - stay.began
        if heard >= LISTENED - SLACK:
            is_unknown = stay is call.stays[-1] and not call.is_end_told
            found |= {"resolved", failed} if is_unknown or heard < LISTENED + SLACK else {"resolved"}
            if found == {"resolved"}:
                return found
    return found or {failed}


def _delay(wait: Wait) -> float:
    """Return by how much the line may have learned later that the wait is over."""
    return max(wait.learned - wait.ended, 0) + SLACK if wait.learned else ASKED_WITHIN


def _at_most(wait: Wait, seconds: float) -> Range:
    if wait.seconds > seconds + SLACK:
        return NONE
    late = _delay(wait) if wait.how == "answered" else SLACK
    return ONE if wait.seconds + late <= seconds else EITHER


def _at_least(wait: Wait, seconds: float) -> Range:
    sure = _at_most(wait, seconds)
    return Range(1 - sure.most, 1 - sure.least)


def _talk_time(talk: Talk, has: Range) -> Range:
    shorter = min(_delay(talk.wait), talk.seconds)
    return Range((talk.seconds - shorter) * has.least, (talk.seconds + SLACK) * has.most)


def _times(has: Range, seconds: float, late: float) -> Range:
    return Range(max(seconds - SLACK, 0) * has.least, (seconds + late) * has.most)


def _milliseconds(ranges: Iterable[Range]) -> Range:
    found = _sum(ranges)
    return Range(found.least * 1000, found.most * 1000)


def _both(one: Range, other: Range) -> Range:
    return Range(one.least * other.least, one.most * other.most)


def _sum(ranges: Iterable[Range]) -> Range:
    return sum(ranges, NONE)
