"""Turns spans of days into the rows of tables and the charts beside them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from console.column_chart import Column, ColumnChart, draw_columns
from console.figures.charts import Heat, heat, shares
from prompts.rendering.refusal import QueueRefusal
from prompts.revision import Revision
from reports.export.values import write_value
from reports.figures import Group, ReportFigure, Unit, figures_of, values
from reports.menu.nodes import Choice, NodeInLanguage, Visits
from reports.menu.topics import Ends
from reports.records import Record
from reports.span import Counted, DaySpan
from reports.tally import CallTally
from store.desk.states import EndOfWait

RESULTS = ("resolved", "transferred", "abandoned", "failed")
GROUPS = {
    Group.CALLS: "Calls",
    Group.LINE: "Callers in line",
    Group.WAITS: "How long they waited",
    Group.REPS: "Reps",
    Group.MENU: "The menu",
    Group.AGAIN: "Calling again",
}
FIRST = ("calls", "answered", "abandoned", "service_level", "speed_of_answer", "containment", "unmet")
"""Figures that stand at the top of the page."""


@dataclass(frozen=True)
class ComparedFigure:
    """A figure of one range or of two."""

    figure: ReportFigure
    value: str
    before: str = ""
    change: str = ""


@dataclass(frozen=True)
class Bin:
    """An hour or a day: what became of those who asked for a person."""

    name: str
    tally: CallTally

    @property
    def told(self) -> int:
        return sum(self.tally.refused.values())

    @property
    def service_level(self) -> str:
        return write_value(self.tally.service_level, Unit.SHARE)

    @property
    def speed_of_answer(self) -> str:
        return write_value(self.tally.speed_of_answer, Unit.SECONDS)


@dataclass(frozen=True)
class Topic:
    """A topic with its results."""

    name: str
    ends: Ends
    figures: Mapping[str, str]


def grouped(span: DaySpan, other: DaySpan | None = None) -> list[tuple[str, list[ComparedFigure]]]:
    """Return every figure under its group's heading; with another span, beside its value there."""
    now = values("total", span.total)
    before = values("total", other.total) if other else {}
    found: dict[str, list[ComparedFigure]] = {}
    for figure in figures_of("total"):
        value, was = now[figure.name], before.get(figure.name)
        shown = ComparedFigure(
            figure,
            write_value(value, figure.unit),
            write_value(was, figure.unit),
            _change(value, was, figure.unit),
        )
        found.setdefault(GROUPS[figure.group], []).append(shown)
    return list(found.items())


def first_of(groups: Sequence[tuple[str, list[ComparedFigure]]]) -> list[ComparedFigure]:
    """Return the figures that readers look for first."""
    by_name = {one.figure.name: one for _, some in groups for one in some}
    return [by_name[name] for name in FIRST]


def _change(value: float | None, was: float | None, unit: Unit) -> str:
    """Return the difference, with its sign."""
    if value is None or was is None:
        return ""
    difference = value - was
    sign = "+" if difference > 0 else "−" if difference < 0 else "±"
    if unit is Unit.SHARE:
        return f"{sign}{abs(difference) * 100:.1f} points"
    return f"{sign}{write_value(abs(difference), unit)}"


def bins_of(span: DaySpan) -> list[Bin]:
    """Return the hours of a single day, otherwise days."""
    if span.first != span.last:
        return [Bin(_day(day), one.tally) for day, one in span.days.items()]
    hours = {hour: one.tally for (_, hour), one in span.hours.items()}
    if not hours:
        return []
    return [Bin(_hour(hour), hours.get(hour, CallTally())) for hour in range(min(hours), max(hours) + 1)]


def demand_chart(bins: Sequence[Bin]) -> ColumnChart:
    """Return a chart of the results for callers who asked for a person."""
    return draw_columns(
        [
            Column(
                one.name, {"answered": one.tally.answered, "abandoned": one.tally.abandoned, "told": one.told}
            )
            for one in bins
        ]
    )


def topics_of(span: DaySpan, name: Callable[[str], str]) -> list[Topic]:
    """Return the topics, the most frequent first."""
    by_name = {figure.name: figure for figure in figures_of("topic")}
    found = [
        Topic(
            name(node),
            one.ends,
            {key: write_value(value, by_name[key].unit) for key, value in values("topic", one).items()},
        )
        for node, one in span.topics.items()
        if one.ends.calls
    ]
    return sorted(found, key=lambda one: (-one.ends.calls, one.name))


def topic_chart(topics: Sequence[Topic]) -> ColumnChart:
    """Return the results as shares of each topic's calls."""
    return shares([Column(one.name, {kind: getattr(one.ends, kind) for kind in RESULTS}) for one in topics])


@dataclass(frozen=True)
class NodeWay:
    """A way from a node: `words` name the key and the place."""

    words: str
    number: int
    share: str


@dataclass(frozen=True)
class Node:
    """A place of the menu: how often and how long it was heard, and where callers went from there."""

    name: str
    visits: Visits
    zero_outs: int
    last: datetime | None
    """When guidance was last read out, whenever that was."""
    ways: Sequence[NodeWay]


def nodes_of(
    span: DaySpan, last: Mapping[NodeInLanguage, datetime], name: Callable[[str], str], language: str = ""
) -> list[Node]:
    """Return the nodes, the most heard first, in one language or in all."""
    found = []
    for node in span.walked.nodes:
        visits = span.walked.of(node, language)
        moments = [
            at for place, at in last.items() if place.node == node and language in ("", place.language)
        ]
        ways = [
            NodeWay(_way(one, name), one.number, write_value(one.share, Unit.SHARE))
            for one in span.walked.funnel(node, language)
        ]
        zeros = span.walked.zero_outs(node, language)
        found.append(Node(name(node), visits, zeros, max(moments, default=None), ways))
    return [one for one in found if one.visits.heard]


def _way(one: Choice, name: Callable[[str], str]) -> str:
    key = {"": "nothing pressed", "?": "unknown words"}.get(one.key, f"key {one.key}")
    return f"{key}: {name(one.to) if one.to else 'the line said goodbye'}"


MEASURES: Mapping[str, tuple[str, Callable[[Counted], float]]] = {
    "calls": ("Calls", lambda one: one.tally.entered),
    "asked": ("Asked for a person", lambda one: one.tally.asked),
    "abandoned": ("Gave up in line", lambda one: one.tally.abandoned),
    "told": ("Told to try again", lambda one: sum(one.tally.refused.values())),
}
"""What the heat map can show."""


def heat_of(span: DaySpan, measure: str) -> Heat:
    """Return an average for each hour of each weekday: a weekday's sum by the number of such weekdays in the span."""
    count = MEASURES[measure][1]
    mondays = [0] * 7
    for day in span.days:
        mondays[day.weekday()] += 1
    return heat(
        {(weekday, hour): count(one) / mondays[weekday] for (weekday, hour), one in span.hours.items()}
    )


def titles(revision: Revision) -> Callable[[str], str]:
    """Return a function that names nodes in the desk's first language; a node that is gone keeps its id."""
    nodes = revision.texts[next(iter(revision.desk.languages))].nodes
    return lambda node: nodes[node].title if node in nodes else node.replace("_", " ")


def _day(day: date) -> str:
    return f"{day:%a %b %-d}"


def _hour(hour: int) -> str:
    return f"{hour % 12 or 12} {'AM' if hour < 12 else 'PM'}"


ENDED: Mapping[str, str] = {
    EndOfWait.LOST: "connection lost",
    EndOfWait.CLOSED: "the desk closed",
    EndOfWait.TOO_LONG: "waited too long",
    EndOfWait.REDIALLED: "called again",
}
REFUSED: Mapping[str, str] = {
    QueueRefusal.CLOSED: "closed",
    QueueRefusal.NOBODY_SIGNED_IN: "nobody there",
    QueueRefusal.FULL: "line full",
    QueueRefusal.PAST_CLOSING: "too late in the day",
    QueueRefusal.LINE_CLOSED: "line closed",
    QueueRefusal.CALLED_TOO_OFTEN: "called too often",
}


def why_missed(call: Record) -> str:
    """Return why a caller who asked for a person has not talked to one, in a few words."""
    if call.joined:
        return ENDED.get(call.how, "gave up")
    return REFUSED.get(call.refused[-1], call.refused[-1]) if call.refused else "hung up"
