"""The models of a desk's texts in one language (`en.yaml`): every prompt, every node, every day's name."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from prompts.files.models import Id, Model, PlainText
from prompts.files.spoken_texts import (
    ClosedDayText,
    DeskText,
    DoorText,
    GuidanceText,
    Name,
    OpenText,
    OptionText,
)
from prompts.files.waiting_texts import RepPrompts, WaitingPrompts


def _spoken_word(word: str) -> str:
    return " ".join(word.casefold().split())


SpokenWord = Annotated[
    str,
    StringConstraints(min_length=1, max_length=60, pattern=r"^[^\W_]+([ '’\-][^\W_]+)*$"),
    AfterValidator(_spoken_word),
]
SpokenWords = tuple[SpokenWord, ...]


class LanguageNames(Model):
    """The name of this language, and the words that ask for it."""

    name: PlainText
    """In this language: `English`, `español`."""
    words: SpokenWords
    """What a caller may say to ask for this language."""


class CommonWords(Model):
    """Words that a caller may say instead of `0`, `*` and `#`."""

    person: SpokenWords
    back: SpokenWords
    again: SpokenWords


class WriteDown(Model):
    """Texts around something to write down; each item is said twice."""

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
    open_always: DoorText
    """The door is open, and does not close within a week."""
    closed_hours: DoorText
    """Closed: outside the hours."""
    closed_day: ClosedDayText
    """Closed: a listed day, a single date, or a season without hours."""
    special_hours: ClosedDayText
    """After `open` or before `closed_hours`, on a date with hours of its own."""
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
    """The line fails for good: greeting, hours, try again. The e-mail address follows, and the call ends."""
    fallback: DeskText
    """The line can't be reached: who this is, an apology, and that any key leads on at once."""
    fallback_ways: DeskText
    """After it: hours and e-mail address, the latter once, since all of it is said again until the line is back."""
    fallback_again: DeskText
    """The last words before the line is tried again."""
    trouble: DeskText
    """Something failed on our side; the main menu follows."""
    waiting: WaitingPrompts
    reps: RepPrompts


class NodeTexts(Model):
    """The texts of one node of the menu."""

    title: PlainText
    """A few words for reps and for people who read: what the caller was at. Callers never hear it."""
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
    lines: dict[Id, Name] = Field(default_factory=dict)
    """What reps hear a waiting line called; its id unless given."""
    prompts: Prompts
    nodes: dict[Id, NodeTexts]
