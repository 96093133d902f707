"""The hours of a week as one sentence part: neighbouring days with the same hours are said together."""

from __future__ import annotations

from collections.abc import Mapping

from prompts.models import Span, Weekday
from prompts.speech import Speech
from prompts.spoken.grammar import Grammar

_Run = tuple[int, int, tuple[Span, ...]]


def spoken_hours(hours: Mapping[Weekday, tuple[Span, ...]], grammar: Grammar) -> str:
    """`Monday to Friday, from eight in the morning to five in the afternoon`; closed days are left out."""
    parts = []
    for first, last, spans in _runs(hours):
        times = grammar.together([Speech((grammar.span(one.opens, one.closes),)) for one in spans]).text
        parts.append(f"{grammar.days(first, last)}, {times}")
    return "; ".join(parts)


def _runs(hours: Mapping[Weekday, tuple[Span, ...]]) -> list[_Run]:
    runs: list[_Run] = []
    for number, day in enumerate(Weekday):
        spans = tuple(hours.get(day, ()))
        if not spans:
            continue
        if runs and runs[-1][1] == number - 1 and runs[-1][2] == spans:
            runs[-1] = (runs[-1][0], number, spans)
        else:
            runs.append((number, number, spans))
    return runs
