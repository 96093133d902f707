"""Rules about the door: every state is said, with when it changes, in the time of a real place (C)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import time
from itertools import pairwise

from prompts.files.menu_models import Menu, PersonNode
from prompts.files.models import MIDNIGHT, Desk, Hours, OpenSpan
from prompts.lint.reading_time import text_place
from prompts.lint.rules import Fault, Severity, rule
from prompts.revision import Revision

LAST_MINUTE = time(23, 59)


@rule(
    "C01",
    Severity.ERROR,
    "Every state of the door leads somewhere: the desk opens at some time, and a closed day is named.",
    advice="Give the desk hours; say {closed_day} in closed_day and {closes_at} in open.",
    source="checklist",
)
def states_without_target(revision: Revision) -> Iterator[Fault]:
    if not any(revision.desk.hours.values()):
        yield Fault("desk.yaml hours", "the desk never opens")
    for language, texts in revision.texts.items():
        for prompt, field in (
            ("open", "closes_at"),
            ("closed_day", "closed_day"),
            ("special_hours", "closed_day"),
        ):
            if field not in getattr(texts.prompts, prompt).fields:
                yield Fault(text_place(language, "prompts", prompt), f"{{{field}}} is not said")


@rule(
    "C02",
    Severity.ERROR,
    "A closed desk says when it opens again, and somewhere the hours of the week are told.",
    advice="Say {next_opening} in this text; say {hours} in some guidance.",
    source="GetHuman 4",
)
def closed_without_hours(revision: Revision) -> Iterator[Fault]:
    for language, texts in revision.texts.items():
        for prompt in ("closed_hours", "closed_day", "closed_closure"):
            if "next_opening" not in getattr(texts.prompts, prompt).fields:
                yield Fault(text_place(language, "prompts", prompt), "{next_opening} is not said")
        if not any(said.text and "hours" in said.text.fields for said in texts.nodes.values()):
            yield Fault(text_place(language, "nodes"), "no guidance says {hours}")


@rule(
    "C03",
    Severity.ERROR,
    "Hours are kept in the time of a place, not at an offset: offsets know no daylight saving time.",
    advice="Name the place: America/Los_Angeles.",
    source="checklist",
)
def offset_zone(revision: Revision) -> Iterator[Fault]:
    zone = revision.desk.zone
    if "/" not in zone or zone.startswith("Etc/"):
        yield Fault("desk.yaml zone", f"{zone!r} is an offset")


@rule(
    "C04",
    Severity.ERROR,
    "Every language of the desk has a line on which a person answers in it.",
    advice="Add the language to a line in desk.yaml.",
    source="this project",
)
def languages_without_line(revision: Revision) -> Iterator[Fault]:
    used = {place.line for place in _persons(revision.menu)}
    served = {language for line in revision.desk.lines if line.id in used for language in line.languages}
    for language in revision.desk.languages:
        if language not in served:
            yield Fault("desk.yaml lines", f"nobody answers in {language!r}")


@rule(
    "C06",
    Severity.ERROR,
    "The plan of hours says each thing once: spans of a day, seasons and single dates don't overlap.",
    advice="Let one end where the next begins, or take one of them out.",
    source="this project",
)
def plan_twice(revision: Revision) -> Iterator[Fault]:
    desk = revision.desk
    for place, week in _weeks(desk):
        for day, spans in week.items():
            if _overlap(spans):
                yield Fault(f"desk.yaml {place}.{day}", f"two spans on {day} overlap")
    for special in desk.dates:
        if _overlap(special.hours):
            yield Fault("desk.yaml dates", f"two spans on {special.date} overlap")
    for when, times in Counter(special.date for special in desk.dates).items():
        if times > 1:
            yield Fault("desk.yaml dates", f"{when} stands there {times} times")
    for earlier, later in pairwise(sorted(desk.seasons, key=lambda season: season.first)):
        if later.first <= earlier.last:
            yield Fault("desk.yaml seasons", f"{earlier.name} and {later.name} overlap")


@rule(
    "C07",
    Severity.WARNING,
    "A line's own hours lie within the desk's.",
    advice="Shorten the line's hours, or open the desk for longer.",
    source="this project",
)
def line_outlasts_desk(revision: Revision) -> Iterator[Fault]:
    for number, line in enumerate(revision.desk.lines):
        for day, spans in (line.hours or {}).items():
            for span in spans:
                if not any(_holds(other, span) for other in revision.desk.hours.get(day, ())):
                    told = f"the line {line.id} has hours on {day} in which the desk is closed"
                    yield Fault(f"desk.yaml lines[{number}].hours.{day}", told)
                    break


@rule(
    "C13",
    Severity.WARNING,
    "Hours that last until midnight end at 24:00: at 23:59 the desk closes for a minute.",
    advice="Write 24:00 as the end, or 24 hours for day and night.",
    source="this project",
)
def closed_for_a_minute(revision: Revision) -> Iterator[Fault]:
    for place, week in _weeks(revision.desk):
        for day, spans in week.items():
            if any(span.closes >= LAST_MINUTE for span in spans):
                yield Fault(f"desk.yaml {place}.{day}", f"{day} ends at 23:59, a minute before midnight")
    for special in revision.desk.dates:
        if any(span.closes >= LAST_MINUTE for span in special.hours):
            yield Fault("desk.yaml dates", f"{special.date} ends at 23:59, a minute before midnight")


def _weeks(desk: Desk) -> Iterator[tuple[str, Hours]]:
    """Yield every week of hours with its place in `desk.yaml`."""
    yield "hours", desk.hours
    for number, season in enumerate(desk.seasons):
        yield f"seasons[{number}].hours", season.hours
    for number, line in enumerate(desk.lines):
        yield f"lines[{number}].hours", line.hours or {}


def _overlap(spans: tuple[OpenSpan, ...]) -> bool:
    return any(
        later.opens < _end(earlier) for earlier, later in pairwise(sorted(spans, key=lambda one: one.opens))
    )


def _holds(outer: OpenSpan, inner: OpenSpan) -> bool:
    return outer.opens <= inner.opens and _end(inner) <= _end(outer)


def _end(span: OpenSpan) -> time:
    """Return the end of a span; the midnight at the end of a day is later than any of its times."""
    return time.max if span.closes == MIDNIGHT else span.closes


def _persons(menu: Menu) -> Iterator[PersonNode]:
    for place in menu.nodes.values():
        if isinstance(place, PersonNode):
            yield place
