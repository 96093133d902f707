"""The shape of a desk's texts in one language (`en.yaml`): every prompt, every node, every day's name.

Which fields a text may use is part of its type: a text said whatever the door does cannot ask when it opens.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, WithJsonSchema

from prompts.models import Id, Model, PlainText
from prompts.template import Template, parse_template

DESK_FIELDS = frozenset({"desk", "email", "email_words", "number", "fax", "postal_address", "hours"})
"""Fields with the same value all through a revision."""
DOOR_FIELDS = DESK_FIELDS | {"next_opening", "closed_days"}


def _parsed(value: object) -> object:
    return parse_template(value) if isinstance(value, str) else value


def _using(allowed: frozenset[str]) -> Callable[[Template], Template]:
    def check(template: Template) -> Template:
        for name in sorted(template.fields - allowed):
            known = ", ".join(f"{{{field}}}" for field in sorted(allowed))
            raise ValueError(f"{{{name}}} is not known here; this text may use {known}")
        return template

    return check


def _spoken_word(word: str) -> str:
    return " ".join(word.casefold().split())


_Parsed = Annotated[
    Template,
    BeforeValidator(_parsed),
    WithJsonSchema({"type": "string", "minLength": 1, "maxLength": 4000}),
]
DeskText = Annotated[_Parsed, AfterValidator(_using(DESK_FIELDS))]
DoorText = Annotated[_Parsed, AfterValidator(_using(DOOR_FIELDS))]
GuidanceText = Annotated[_Parsed, AfterValidator(_using(DOOR_FIELDS | {"door"}))]
OpenText = Annotated[_Parsed, AfterValidator(_using(DOOR_FIELDS | {"closes_at"}))]
ClosedDayText = Annotated[_Parsed, AfterValidator(_using(DOOR_FIELDS | {"closed_day"}))]
OptionText = Annotated[_Parsed, AfterValidator(_using(frozenset({"desk", "key"})))]
Name = Annotated[_Parsed, AfterValidator(_using(frozenset()))]
SpokenWord = Annotated[
    str,
    StringConstraints(min_length=1, max_length=60, pattern=r"^[^\W_]+([ '’\-][^\W_]+)*$"),
    AfterValidator(_spoken_word),
]
SpokenWords = tuple[SpokenWord, ...]


class LanguageNames(Model):
    """What this language calls itself."""

    name: PlainText
    """In this language: `English`, `español`."""
    words: SpokenWords
    """What a caller may say to ask for this language."""


class CommonWords(Model):
    """What a caller may say instead of `0`, `*` and `#`."""

    person: SpokenWords
    back: SpokenWords
    again: SpokenWords


class WriteDown(Model):
    """What is said around something to write down; each item is said twice."""

    ready: DeskText
    """Before it: have something to write with."""
    email: DeskText
    number: DeskText
    fax: DeskText
    postal_address: DeskText
    once_more: DeskText
    """Between the first and the second time; the address or number itself follows."""


class Prompts(Model):
    """Everything that is said at fixed points of a call."""

    greeting: DeskText
    """The very first words, with the reason why there is no voicemail."""
    language_offer: DeskText
    """How to get this language; said during calls in the other languages, by this language's voice."""
    open: OpenText
    """The door is open."""
    closed_hours: DoorText
    """Closed: outside the hours."""
    closed_day: ClosedDayText
    """Closed: a listed day."""
    closed_closure: DoorText
    """Closed: an unplanned closing."""
    start_keys: DeskText
    """After the options of the main menu: the keys that mean the same everywhere."""
    menu_keys: DeskText
    """After the options of any other menu."""
    guidance_keys: DeskText
    """After guidance: again, back, a person, or hang up."""
    person_keys: DeskText
    """After `0` led to nobody: try again for a person, again, back, or hang up."""
    write_down: WriteDown
    retry_menu: Annotated[tuple[DeskText, ...], Field(min_length=1)]
    """In a menu, from the second try on, before the choices; each helps more than the one before."""
    retry_guidance: Annotated[tuple[DeskText, ...], Field(min_length=1)]
    """The same after guidance and after `0`."""
    last_try_person: OpenText
    """On the last try: time is running out, and then a person is looked for."""
    last_try_goodbye: DoorText
    """On the last try: time is running out, and then the call ends."""
    person_open: OpenText
    """After `0` with the door open: nobody can take the call, and when to try again."""
    person_closed: DoorText
    """After `0` with the door closed, following the sentence on the door."""
    other_way: DeskText
    """How to reach the desk without a call; the e-mail address follows."""
    goodbye_open: OpenText
    """The end of a call without an answer, with the door open."""
    goodbye_closed: DoorText
    """The same with the door closed, following the sentence on the door."""
    outage: DeskText
    """The line can't be reached or fails for good: greeting, hours, try again. The e-mail address follows."""
    trouble: DeskText
    """Something failed on our side; the main menu follows."""


class NodeTexts(Model):
    """What is said for one node of the menu."""

    title: PlainText
    """A few words for people who read: what the caller was at. Never spoken."""
    option: OptionText | None = None
    """How the node is offered in the menu above it: “For …, press {key}.”"""
    words: SpokenWords = ()
    """What a caller may say instead of that key."""
    text: GuidanceText | None = None
    """Guidance: what is read out. A menu: words before its options, if any."""
    variants: dict[Id, GuidanceText] = Field(default_factory=dict)
    """Guidance that hangs on a switch of the desk: a text for each position."""


class Texts(Model):
    """Everything said in one language."""

    desk: Name
    """The desk's name as it is said in this language; `{desk}` in the texts."""
    language: LanguageNames
    words: CommonWords
    closed_days: dict[str, Name] = Field(default_factory=dict)
    """By the name in `desk.yaml` (and every later name): the day as callers hear it, after “closed for”."""
    prompts: Prompts
    nodes: dict[Id, NodeTexts]
