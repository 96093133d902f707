"""The kinds of spoken text, told apart by the fields that each may use.

A text said whatever the door does cannot ask when it opens; one said in line knows the place, a rep's the caller.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, WithJsonSchema

from prompts.rendering.template import Template, parse_template

DESK_FIELDS = frozenset({"desk", "email", "email_words", "number", "fax", "postal_address", "hours"})
"""Fields with the same value all through a revision."""
DOOR_FIELDS = DESK_FIELDS | {"next_opening", "closed_days"}
WAIT_FIELDS = frozenset({"position", "minutes", "low", "high"})
TALK_FIELDS = frozenset({"rep", "line"})
REP_FIELDS = frozenset({"line", "language", "topic", "waited", "minutes", "count", "name", "until"})


def _parsed(value: object) -> object:
    return parse_template(value) if isinstance(value, str) else value


def _using(allowed: frozenset[str]) -> Callable[[Template], Template]:
    def check(template: Template) -> Template:
        for name in sorted(template.fields - allowed):
            known = ", ".join(f"{{{field}}}" for field in sorted(allowed))
            raise ValueError(f"{{{name}}} is not known here; this text may use {known}")
        return template

    return check


_Parsed = Annotated[
    Template,
    BeforeValidator(_parsed),
    WithJsonSchema({"type": "string", "minLength": 1, "maxLength": 4000}),
]
DeskText = Annotated[_Parsed, AfterValidator(_using(DESK_FIELDS))]
DoorText = Annotated[_Parsed, AfterValidator(_using(DOOR_FIELDS))]
GuidanceText = Annotated[_Parsed, AfterValidator(_using(DOOR_FIELDS | {"door"}))]
OpenText = Annotated[_Parsed, AfterValidator(_using(DOOR_FIELDS | {"closes_at"}))]
ClosedDayText = Annotated[_Parsed, AfterValidator(_using(DOOR_FIELDS | {"closed_day", "today_hours"}))]
OptionText = Annotated[_Parsed, AfterValidator(_using(frozenset({"desk", "key"})))]
Name = Annotated[_Parsed, AfterValidator(_using(frozenset()))]
LineClosedText = Annotated[_Parsed, AfterValidator(_using(DOOR_FIELDS | {"line_opens"}))]
WaitText = Annotated[_Parsed, AfterValidator(_using(DESK_FIELDS | WAIT_FIELDS))]
TalkText = Annotated[_Parsed, AfterValidator(_using(DESK_FIELDS | TALK_FIELDS))]
RepText = Annotated[_Parsed, AfterValidator(_using(frozenset({"desk"}) | REP_FIELDS))]
DigitText = Annotated[_Parsed, AfterValidator(_using(DESK_FIELDS | {"digit"}))]
CalmerText = Annotated[_Parsed, AfterValidator(_using(DESK_FIELDS | {"calmer"}))]
