"""Silence, wrong keys and words that mean nothing end no call, except at a closed desk that has said when it opens."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest

from ivr.navigation import CHECKS, WISHES, Input, MenuPlace, PlaceKind, asks_first, entrance, follow
from ivr.twiml import Answers
from prompts.files.menu_models import PersonNode
from prompts.rendering.open_status import OpenStatus
from prompts.revision import Revision, load_revision
from settings import DESKS
from tests.prompts.doors import ALL, OPEN

CAIR = load_revision(DESKS / "cair")
NOTICE = ((("en", "CAIR2 is down."), ("es", "CAIR2 no funciona.")),)
DOORS = [
    *ALL,
    replace(OPEN, asking=NOTICE),
    replace(OPEN, is_attacked=True),
    replace(OPEN, asking=NOTICE, is_attacked=True),
]
NOTHING = [Input(), Input("8"), Input("?"), Input("A")]
"""What leads nowhere: no input, a wrong key, words that mean nothing, a key that few phones have."""
OPENS_AGAIN = {"en": "It opens again", "es": "Abriremos"}
ENOUGH = 30


@pytest.fixture(scope="module")
def answers() -> Answers:
    return Answers("https://line.example.org")


def leading_elsewhere() -> Revision:
    """Return the desk with silent callers led to a guidance, not to a person."""
    return replace(CAIR, menu=CAIR.menu.model_copy(update={"after_attempts": "hours"}))


REVISIONS = {"to a person": CAIR, "to a guidance": leading_elsewhere()}


def places(revision: Revision) -> Iterator[MenuPlace]:
    """Every state of a call in the menu and before the line."""
    for language in revision.desk.languages:
        yield entrance(revision, language)
        for node, attempt in product(revision.menu.nodes, range(1, revision.menu.attempts + 1)):
            yield MenuPlace(PlaceKind.NODE, language, node, attempt)
        for part, most in ((PlaceKind.WISH, WISHES), (PlaceKind.CHECK, CHECKS)):
            yield from (MenuPlace(part, language, "person", attempt) for attempt in range(1, most + 1))


def led(revision: Revision, here: MenuPlace, given: Input, opening: OpenStatus) -> MenuPlace:
    return asks_first(revision, here, given, follow(revision, here, given, opening), opening)


def joins(revision: Revision, place: MenuPlace) -> bool:
    """Return True where the line is asked for a place in it."""
    return (
        place.part is PlaceKind.NODE
        and place.attempt == 1
        and isinstance(revision.menu.nodes[place.node], PersonNode)
    )


@pytest.mark.parametrize("leads", REVISIONS)
@pytest.mark.parametrize("opening", DOORS)
def test_no_call_ends_after_nothing_but_at_a_closed_desk_that_says_when_it_opens(
    answers: Answers, leads: str, opening: OpenStatus
) -> None:
    revision = REVISIONS[leads]
    for here, given in product(places(revision), NOTHING):
        place = led(revision, here, given, opening)
        answer = answers.at(revision, place, opening)
        if b"<Hangup" in answer.body:
            said = " ".join(part.speech.text for part in answer.turn.said)
            assert not opening.is_open, (here, given)
            assert OPENS_AGAIN[here.language] in said, (here, given)


@pytest.mark.parametrize("leads", REVISIONS)
@pytest.mark.parametrize("opening", [door for door in DOORS if door.is_open])
@pytest.mark.parametrize("given", NOTHING)
def test_whoever_does_nothing_useful_asks_for_a_place_in_line_from_everywhere(
    leads: str, opening: OpenStatus, given: Input
) -> None:
    revision = REVISIONS[leads]
    for begins in places(revision):
        here = begins
        for _ in range(ENOUGH):
            here = led(revision, here, given, opening)
            if joins(revision, here):
                break
        assert joins(revision, here), begins
