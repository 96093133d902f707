"""Rules about the door: every state is said, with when it changes, in the time of a real place (C)."""

from __future__ import annotations

from collections.abc import Iterator

from prompts.lint.reading import where
from prompts.lint.rules import Fault, Severity, rule
from prompts.models import Menu, PersonNode
from prompts.revision import Revision


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
        for prompt, field in (("open", "closes_at"), ("closed_day", "closed_day")):
            if field not in getattr(texts.prompts, prompt).fields:
                yield Fault(where(language, "prompts", prompt), f"{{{field}}} is not said")


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
                yield Fault(where(language, "prompts", prompt), "{next_opening} is not said")
        if not any(said.text and "hours" in said.text.fields for said in texts.nodes.values()):
            yield Fault(where(language, "nodes"), "no guidance says {hours}")


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


def _persons(menu: Menu) -> Iterator[PersonNode]:
    for place in menu.nodes.values():
        if isinstance(place, PersonNode):
            yield place
