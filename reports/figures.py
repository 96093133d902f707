"""All figures with their formulas, in one table, from which documentation, pages, files and messages are made.

No figure is kept: each follows from counts, so that any of the field's other formulas can be derived from the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from reports.span import Counted


class Unit(StrEnum):
    """The unit of a value."""

    NUMBER = "number"
    SHARE = "share"
    """0 to 1."""
    SECONDS = "seconds"


class Group(StrEnum):
    """The subject of a figure."""

    CALLS = "calls"
    LINE = "line"
    WAITS = "waits"
    REPS = "reps"
    MENU = "menu"
    AGAIN = "again"


@dataclass(frozen=True)
class ReportFigure:
    """`name` for machines, `words` for people; `of` gives None where there is nothing to divide by."""

    name: str
    words: str
    formula: str
    unit: Unit
    group: Group
    of: Callable[[Counted], float | None]


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole > 0 else None


def _refused(reason: str) -> Callable[[Counted], float | None]:
    return lambda one: one.tally.refused.get(reason, 0)


def _in_line(one: Counted) -> int:
    return one.tally.offered - one.tally.abandoned_short - one.tally.redialled


N, S, T = Unit.NUMBER, Unit.SHARE, Unit.SECONDS
FIGURES = (
    ReportFigure("calls", "Calls", "calls that began", N, Group.CALLS, lambda one: one.tally.entered),
    ReportFigure(
        "blocked",
        "Refused: number blocked",
        "calls of numbers on the block list, refused before they began",
        N,
        Group.CALLS,
        lambda one: one.tally.blocked,
    ),
    ReportFigure(
        "asked",
        "Asked for a person",
        "calls that asked for a person",
        N,
        Group.CALLS,
        lambda one: one.tally.asked,
    ),
    ReportFigure(
        "refused_closed",
        "Told to try again: closed",
        "calls that asked while the desk was closed; a call counts once for each reason",
        N,
        Group.CALLS,
        _refused("closed"),
    ),
    ReportFigure(
        "refused_line_closed",
        "Told to try again: line closed",
        "calls that asked while the desk was open and nobody answered on this line",
        N,
        Group.CALLS,
        _refused("line_closed"),
    ),
    ReportFigure(
        "refused_nobody_signed_in",
        "Told to try again: nobody there",
        "calls that asked while no rep was signed in",
        N,
        Group.CALLS,
        _refused("nobody_signed_in"),
    ),
    ReportFigure(
        "refused_full",
        "Told to try again: line full",
        "calls that asked while the line was full",
        N,
        Group.CALLS,
        _refused("full"),
    ),
    ReportFigure(
        "refused_past_closing",
        "Told to try again: too late in the day",
        "calls whose wait would have passed closing time",
        N,
        Group.CALLS,
        _refused("past_closing"),
    ),
    ReportFigure(
        "refused_called_too_often",
        "Told to try again: called too often",
        "calls of numbers that had got in line as often as one may in an hour",
        N,
        Group.CALLS,
        _refused("called_too_often"),
    ),
    ReportFigure(
        "offered",
        "Waited for a person",
        "waits that began − gave up within 5 seconds − places taken over by the caller's next call",
        N,
        Group.LINE,
        _in_line,
    ),
    ReportFigure(
        "offered_again",
        "Waited again in the same call",
        "waits of callers passed on to a line, or in line again after a dropped conversation; among those above",
        N,
        Group.LINE,
        lambda one: one.tally.offered_again,
    ),
    ReportFigure(
        "answered",
        "Answered",
        "waits that ended in a conversation; a rep who only picked up does not count",
        N,
        Group.LINE,
        lambda one: one.tally.answered,
    ),
    ReportFigure(
        "abandoned",
        "Gave up",
        "waits that callers gave up after 5 seconds or more",
        N,
        Group.LINE,
        lambda one: one.tally.abandoned,
    ),
    ReportFigure(
        "abandoned_short",
        "Gave up within 5 seconds",
        "waits given up sooner: a wrong number, a change of mind",
        N,
        Group.LINE,
        lambda one: one.tally.abandoned_short,
    ),
    ReportFigure(
        "sent_away",
        "Sent away while waiting",
        "waits that the line ended: closed, or too long",
        N,
        Group.LINE,
        lambda one: one.tally.sent_away,
    ),
    ReportFigure(
        "service_level",
        "Service level",
        "answered in time ÷ (answered + gave up + sent away)",
        S,
        Group.LINE,
        lambda one: one.tally.service_level,
    ),
    ReportFigure(
        "abandonment",
        "Gave up, share",
        "gave up ÷ (answered + gave up + sent away)",
        S,
        Group.LINE,
        lambda one: one.tally.abandonment,
    ),
    ReportFigure(
        "speed_of_answer",
        "Mean wait (ASA)",
        "waits of those answered together ÷ answered",
        T,
        Group.WAITS,
        lambda one: one.tally.speed_of_answer,
    ),
    ReportFigure(
        "wait_p50",
        "Half waited at most",
        "the wait that half of those answered did not pass",
        T,
        Group.WAITS,
        lambda one: one.tally.wait_quantile(0.5, one.lengths),
    ),
    ReportFigure(
        "wait_p90",
        "Nine in ten waited at most",
        "the wait that nine in ten of those answered did not pass",
        T,
        Group.WAITS,
        lambda one: one.tally.wait_quantile(0.9, one.lengths),
    ),
    ReportFigure(
        "longest_wait",
        "Longest wait",
        "of all, answered or not",
        T,
        Group.WAITS,
        lambda one: one.tally.longest_wait / 1000,
    ),
    ReportFigure(
        "honesty",
        "Waits within the time announced",
        "waits within the range announced ÷ waits announced; callers who gave up count as far as they waited",
        S,
        Group.WAITS,
        lambda one: one.tally.honesty,
    ),
    ReportFigure(
        "announced_width",
        "Width of the time announced",
        "from the shorter to the longer end of the range announced, on average",
        T,
        Group.WAITS,
        lambda one: one.tally.announced_width,
    ),
    ReportFigure(
        "handling",
        "Mean handling time (AHT)",
        "(talk, with hold, + wrap-up) ÷ conversations",
        T,
        Group.REPS,
        lambda one: one.tally.handling,
    ),
    ReportFigure(
        "connect_time",
        "Mean connect time",
        "time from a rep's phone ringing until rep and caller talk ÷ calls answered; not part of AHT",
        T,
        Group.REPS,
        lambda one: one.tally.connect_time,
    ),
    ReportFigure(
        "hold", "On hold per call", "time on hold ÷ conversations", T, Group.REPS, lambda one: _hold(one)
    ),
    ReportFigure(
        "transfers",
        "Passed on or handed over",
        "conversations passed on to a line or handed over to a colleague",
        N,
        Group.REPS,
        lambda one: one.tally.transfers,
    ),
    ReportFigure(
        "occupancy",
        "Reps' time spent on calls",
        "(ringing + connecting + talking + wrap-up) ÷ time signed in and not away",
        S,
        Group.REPS,
        lambda one: one.duty.occupancy,
    ),
    ReportFigure(
        "missed_offers",
        "Calls that rang at a rep in vain",
        "calls that a rep did not answer, or could not ÷ calls that rang at reps",
        S,
        Group.REPS,
        lambda one: _share(one.missed, one.offers),
    ),
    ReportFigure(
        "containment",
        "Answered by the menu alone",
        "heard guidance, asked for nobody ÷ (calls that are over − the line gave up)",
        S,
        Group.MENU,
        lambda one: _share(one.ends.resolved, one.ends.calls - one.ends.failed),
    ),
    ReportFigure(
        "resolved",
        "Heard guidance, asked for nobody",
        "calls that heard guidance for 10 seconds or more and asked for nobody",
        N,
        Group.MENU,
        lambda one: one.ends.resolved,
    ),
    ReportFigure(
        "transferred",
        "Went on to a person",
        "calls that asked for a person, whatever came of it",
        N,
        Group.MENU,
        lambda one: one.ends.transferred,
    ),
    ReportFigure(
        "left_menu",
        "Hung up before any guidance",
        "calls that ended before guidance had been heard that long",
        N,
        Group.MENU,
        lambda one: one.ends.abandoned,
    ),
    ReportFigure(
        "failed",
        "The line gave up",
        "calls that the line said goodbye to as nothing useful came, or that broke off",
        N,
        Group.MENU,
        lambda one: one.ends.failed,
    ),
    ReportFigure(
        "zero_outs",
        "Pressed 0, share",
        "times that 0 was pressed ÷ times that a place of the menu was read out",
        S,
        Group.MENU,
        lambda one: _share(one.zero_outs, one.heard),
    ),
    ReportFigure(
        "again_24",
        "Called again within 24 hours",
        "calls followed by another of the same number ÷ calls whose number is known",
        S,
        Group.AGAIN,
        lambda one: _share(one.ends.again_24, one.ends.numbered),
    ),
    ReportFigure(
        "again_72",
        "Called again within 72 hours",
        "the same within 72 hours",
        S,
        Group.AGAIN,
        lambda one: _share(one.ends.again_72, one.ends.numbered),
    ),
    ReportFigure(
        "unmet",
        "Asked for a person in vain",
        "calls that asked for a person and talked to none",
        N,
        Group.AGAIN,
        lambda one: one.ends.unmet,
    ),
    ReportFigure(
        "unmet_again",
        "… and called again within 72 hours",
        "of them, those whose number called again ÷ those whose number is known",
        S,
        Group.AGAIN,
        lambda one: _share(one.ends.unmet_again, one.ends.unmet_numbered),
    ),
    ReportFigure(
        "unmet_served",
        "… and talked to a rep then",
        "of them, those whose number talked to a rep within 72 hours ÷ those whose number is known",
        S,
        Group.AGAIN,
        lambda one: _share(one.ends.unmet_served, one.ends.unmet_numbered),
    ),
)
BY_NAME = {figure.name: figure for figure in FIGURES}
PARTS: Mapping[str, tuple[Group, ...]] = {
    "total": tuple(Group),
    "day": tuple(Group),
    "hour": (Group.CALLS, Group.LINE, Group.WAITS),
    "line": (Group.LINE, Group.WAITS),
    "language": (Group.CALLS, Group.LINE, Group.WAITS, Group.MENU, Group.AGAIN),
    "topic": (Group.MENU, Group.AGAIN),
    "rep": (Group.REPS,),
}
"""What each part of a report has figures of."""
OF_THE_DESK = frozenset({"handling", "connect_time", "hold", "transfers"})
"""Figures about reps that are counted for lines, not for each rep."""


def _hold(one: Counted) -> float | None:
    return one.tally.hold / one.tally.handled / 1000 if one.tally.handled else None


def figures_of(part: str) -> list[ReportFigure]:
    """Return the figures in a part of a report: `total`, `day`, `hour`, `line`, `language`, `topic` or `rep`."""
    left_out = (
        OF_THE_DESK if part == "rep" else {"zero_outs"} if part in ("language", "line", "hour") else set()
    )
    return [figure for figure in FIGURES if figure.group in PARTS[part] and figure.name not in left_out]


def values(part: str, counted: Counted) -> dict[str, float | None]:
    """Return each figure of a part by name."""
    return {figure.name: figure.of(counted) for figure in figures_of(part)}
