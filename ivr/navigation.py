"""Where a caller is and where the next key leads: a pure function, no session, no database, no clock.

A place is in the URL that the carrier calls next. `/…/<node>` is arriving there; `/…/<node>/<attempt>` is what came
back from the caller who heard that attempt: a key, a word, or nothing. `/<topic>` follows
where a person was asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from prompts.files.menu_models import MenuNode, Node, PersonNode
from prompts.menu_keys import AGAIN, BACK, OTHER_LANGUAGE, PERSON, YES, next_language
from prompts.rendering.call_prompts import PromptTurn, follows_silence, person_node
from prompts.rendering.open_status import OpenStatus
from prompts.revision import Revision
from prompts.understanding import understood

WISH = "wish"
"""Stands before the attempt in a URL that asks whether to wait."""
WISHES = 2
"""How often a caller is asked; who says nothing after that waits."""
CHECK = "check"
"""Stands before the attempt in a URL that asks for a digit."""
CHECKS = 2
"""How often a caller is asked for it."""
EXAMPLE = "7"
UNKNOWN = "?"
"""Stands for words that mean nothing here: no key of any phone."""
EVERYWHERE = frozenset({PERSON, BACK, AGAIN, OTHER_LANGUAGE})
"""Keys that mean the same on every node."""


class PlaceKind(StrEnum):
    """The kind of text that is read out at a place."""

    WELCOME = "welcome"
    NODE = "node"
    WISH = "wish"
    """At a person's node, with a notice that asks: is it still worth the wait?"""
    CHECK = "check"
    """At a person's node, in attack mode: to wait, press this digit."""
    GOODBYE = "goodbye"


@dataclass(frozen=True, slots=True)
class MenuPlace:
    """A point of a call: enough, with the revision and the door, to know every word said there."""

    part: PlaceKind
    language: str
    node: str
    attempt: int = 1
    topic: str = ""
    """At a person's node the node that the caller came from: what a person will be asked about."""
    digit: str = EXAMPLE
    """At a check the digit that is asked for."""


@dataclass(frozen=True, slots=True)
class Input:
    """The caller's input at a place. `key` is one DTMF key, or what the spoken words stand for: a key or a node."""

    key: str | None = None


def entrance(revision: Revision, language: str | None = None) -> MenuPlace:
    """Return the place at which a call begins."""
    return MenuPlace(PlaceKind.WELCOME, language or next(iter(revision.desk.languages)), revision.menu.start)


def arrive(revision: Revision, language: str, node: str) -> MenuPlace:
    """Return the place on arriving at a node; an unknown node is the main menu, an unknown language the desk's
    first."""
    languages = revision.desk.languages
    language = language if language in languages else next(iter(languages))
    node = node if node in revision.menu.nodes else revision.menu.start
    return MenuPlace(PlaceKind.NODE, language, node)


def heard_key(fields: Mapping[str, str], turn: PromptTurn, language: str) -> Input:
    """Return the first key that the carrier reports, or the key or node that the spoken words stand for."""
    digits = fields.get("Digits", "")
    if digits:
        return Input(digits[0])
    words = fields.get("SpeechResult", "").strip()
    if not words:
        return Input()
    return Input(understood(words, language, turn.commands, turn.words) or UNKNOWN)


def follow(revision: Revision, here: MenuPlace, given: Input, opening: OpenStatus) -> MenuPlace:
    """Return the place to which a caller's input leads: after useless input the next attempt, after the last one
    onwards."""
    place = _led_to(revision, here, given, opening)
    nodes = revision.menu.nodes
    if not isinstance(nodes[place.node], PersonNode):
        return place
    return replace(place, topic=here.topic if isinstance(nodes[here.node], PersonNode) else here.node)


def asks_first(
    revision: Revision, here: MenuPlace, given: Input, place: MenuPlace, opening: OpenStatus
) -> MenuPlace:
    """Return the question to which a caller who asks for a person comes first, because of a notice or attack mode;
    otherwise `place`.

    Callers who never pressed or said anything can't press a digit either, and are not asked for one. Callers who do not
    answer the question of a notice wait: silence never costs the place.
    """
    arrives = place.part is PlaceKind.NODE and place.attempt == 1
    if not (arrives and opening.is_open and isinstance(revision.menu.nodes[place.node], PersonNode)):
        return place
    was_asked = _was_asked_enough(here, given)
    still_waits = here.part is PlaceKind.CHECK or (
        here.part is PlaceKind.WISH and (was_asked or given.key in {YES, PERSON})
    )
    if opening.asking and not still_waits:
        return replace(place, part=PlaceKind.WISH)
    is_through = _passes(here, given) or was_asked or is_silent(here, given)
    return replace(place, part=PlaceKind.CHECK) if opening.is_attacked and not is_through else place


def is_silent(here: MenuPlace, given: Input) -> bool:
    """Return True if silence led the caller here: no key and no word came back from the place before."""
    return here.attempt > 0 and given.key is None


def is_unproven(here: MenuPlace, given: Input, opening: OpenStatus) -> bool:
    """Return whether a caller joins the queue in attack mode without the digit. `0` is for callers who cannot hear
    it: relay calls."""
    return opening.is_attacked and not _passes(here, given)


def _passes(here: MenuPlace, given: Input) -> bool:
    return here.part is PlaceKind.CHECK and given.key in (here.digit, PERSON)


def _was_asked_enough(here: MenuPlace, given: Input) -> bool:
    asked = {PlaceKind.WISH: WISHES, PlaceKind.CHECK: CHECKS}.get(here.part)
    return asked is not None and here.attempt >= asked and given.key not in EVERYWHERE


def means_something(revision: Revision, here: MenuPlace, given: Input) -> bool:
    """Return whether an input leads anywhere from here; silence, wrong keys and unknown words do not."""
    node, key = revision.menu.nodes[here.node], given.key
    still_waits = here.part is PlaceKind.WISH and key == YES
    is_topic = key in revision.menu.nodes
    return still_waits or _passes(here, given) or key in EVERYWHERE or is_topic or _is_of_menu(node, key)


def _is_of_menu(node: Node, key: str | None) -> bool:
    return isinstance(node, MenuNode) and key is not None and key.isdecimal() and int(key) in node.keys


def _led_to(revision: Revision, here: MenuPlace, given: Input, opening: OpenStatus) -> MenuPlace:
    menu, key = revision.menu, given.key
    node = menu.nodes[here.node]
    if _passes(here, given):
        return arrive(revision, here.language, here.node)
    if key == PERSON:
        return arrive(revision, here.language, person_node(revision))
    if key == BACK:
        return arrive(revision, here.language, menu.parent(here.node))
    if key == AGAIN:
        return arrive(revision, here.language, here.node)
    if key == OTHER_LANGUAGE:
        return _in_next_language(revision, here)
    if here.part is PlaceKind.WISH and key == YES:
        return arrive(revision, here.language, here.node)
    if isinstance(node, MenuNode) and key is not None and _is_of_menu(node, key):
        return arrive(revision, here.language, node.keys[int(key)])
    if key in menu.nodes:
        return arrive(revision, here.language, key)
    return _onwards(revision, here, opening)


def _onwards(revision: Revision, here: MenuPlace, opening: OpenStatus) -> MenuPlace:
    """Return the place after useless input: another attempt, then `after_attempts`, then a person, repeatedly while
    the desk is open.

    Only a closed desk ends the call, with its next opening.
    """
    menu = revision.menu
    asked = {PlaceKind.WISH: WISHES, PlaceKind.CHECK: CHECKS}.get(here.part)
    if asked is not None:
        again = here.attempt < asked
        return replace(here, attempt=2) if again else arrive(revision, here.language, here.node)
    if here.attempt < menu.attempts:
        return MenuPlace(PlaceKind.NODE, here.language, here.node, here.attempt + 1)
    onward = follows_silence(revision, here.node)
    if isinstance(menu.nodes[onward], PersonNode) and not opening.is_open:
        return MenuPlace(PlaceKind.GOODBYE, here.language, here.node)
    return arrive(revision, here.language, onward)


def _in_next_language(revision: Revision, here: MenuPlace) -> MenuPlace:
    following = next_language(revision, here.language)
    if here.node == revision.menu.start:
        return entrance(revision, following)
    return arrive(revision, following, here.node)
