"""The hours of a week as one sentence part: neighbouring days with the same hours are said together.

Hours that pass midnight are said as people say them, with one beginning and one end.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import time

from prompts.files.models import MIDNIGHT, OpenSpan, Weekday
from prompts.rendering.speech import Speech
from prompts.spoken.grammar import Grammar

DAY = 24 * 60
WEEK = 7 * DAY
ALL_DAY = (0, DAY)
_Stretch = tuple[int, int]
"""Minutes since Monday at midnight; the end may lie in the week after."""
_Run = tuple[int, int, tuple[_Stretch, ...]]


def spoken_hours(hours: Mapping[Weekday, tuple[OpenSpan, ...]], grammar: Grammar) -> str:
    """Return hours such as `Monday to Friday, from eight in the morning to five in the afternoon`, without closed
    days."""
    stretches = _stretches(hours)
    if stretches == [(0, WEEK)]:
        return grammar.always()
    parts = [(day, _long(day, end, grammar)) for day, end in _over_days(stretches)]
    parts += [(first * DAY, _spoken(first, last, spans, grammar)) for first, last, spans in _runs(stretches)]
    return "; ".join(text for _, text in sorted(parts, key=lambda part: part[0]))


def spoken_day(spans: tuple[OpenSpan, ...], grammar: Grammar) -> str:
    """Return the hours of one date, without naming it."""
    return _times(tuple(_minutes(span) for span in sorted(spans, key=lambda one: one.opens)), grammar)


def _stretches(hours: Mapping[Weekday, tuple[OpenSpan, ...]]) -> list[_Stretch]:
    """Return the openings of a week in order; adjacent ones are joined, also from Sunday to Monday."""
    spans = sorted(
        (day * DAY + opens, day * DAY + closes)
        for day, name in enumerate(Weekday)
        for opens, closes in map(_minutes, hours.get(name, ()))
    )
    joined: list[_Stretch] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            start, end = joined[-1][0], max(joined.pop()[1], end)
        joined.append((start, end))
    if len(joined) > 1 and joined[0][0] == 0 and joined[-1][1] == WEEK:
        _, end = joined.pop(0)
        joined[-1] = (joined[-1][0], WEEK + end)
    return joined


def _over_days(stretches: list[_Stretch]) -> Iterator[_Stretch]:
    """Yield openings of a day and longer, except those that begin with a day, which are said day by day."""
    return ((start, end) for start, end in stretches if end - start >= DAY and start % DAY)


def _runs(stretches: list[_Stretch]) -> list[_Run]:
    """Return neighboring days with the same hours: the first day, the last, the hours."""
    days: dict[int, list[_Stretch]] = {}
    for start, end in stretches:
        if end - start >= DAY and start % DAY:
            continue
        while end - start >= DAY:
            days.setdefault(start // DAY % 7, []).append(ALL_DAY)
            start += DAY
        if start < end:
            days.setdefault(start // DAY % 7, []).append((start % DAY, end - start + start % DAY))
    runs: list[_Run] = []
    for number in sorted(days):
        spans = tuple(sorted(days[number]))
        if runs and runs[-1][1] == number - 1 and runs[-1][2] == spans:
            runs[-1] = (runs[-1][0], number, spans)
        else:
            runs.append((number, number, spans))
    return runs


def _spoken(first: int, last: int, spans: tuple[_Stretch, ...], grammar: Grammar) -> str:
    return f"{grammar.days(first, last)}, {_times(spans, grammar)}"


def _times(spans: tuple[_Stretch, ...], grammar: Grammar) -> str:
    times = [
        grammar.day_and_night if one == ALL_DAY else grammar.span(_clock(one[0]), _clock(one[1]))
        for one in spans
    ]
    return grammar.together([Speech((one,)) for one in times]).text


def _long(start: int, end: int, grammar: Grammar) -> str:
    # The midnight that ends a day belongs to that day: "to Sunday at midnight".
    last = (end - 1) // DAY % 7
    return grammar.over_days(start // DAY, _clock(start), last, _clock(end))


def _minutes(span: OpenSpan) -> _Stretch:
    closes = DAY if span.closes == MIDNIGHT else span.closes.hour * 60 + span.closes.minute
    return span.opens.hour * 60 + span.opens.minute, closes


def _clock(minutes: int) -> time:
    return time(minutes // 60 % 24, minutes % 60)
