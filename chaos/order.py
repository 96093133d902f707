"""Finds callers who were served before somebody with an earlier place, from the network's own log.

The number of an offer is the moment it was made. Whom an offer was made for already is not overtaken: the offer that
led to a talk tells it, one that led nowhere (missed, passed) excuses one caller, whoever that was, until its end was
told to a line with its database there, or until its deadline. A caller is in line
for the line when it has answered the call while its database was there, since the last loss of data.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from chaos.story import AnsweredWebhook, Story
from chaos.switchboard import RepLeg
from chaos.tested_line import RING

OFFER = re.compile(r"-(\d+)$")
JOINED = re.compile(r"/hold/[^/]+/(\d+)$")
REDIAL = 600.0
ANSWERED = 25.0
"""Seconds a rep has from answering the phone to taking the call."""
PROBE = 1.5
"""Seconds after an outage in which a web process may not know that the database is back."""


@dataclass(frozen=True)
class PlaceInLine:
    """A caller's time in line, in seconds since 1970 UTC."""

    story: Story
    since: float
    """When the call asked for a person."""
    asked: float
    """The earliest moment from which its place may count: a redial may have an earlier call's."""
    answered: float
    """The moment from which it surely counts."""
    known: tuple[float, ...]
    """When the line has heard of the call with its database there."""
    offered: float
    """When the offer was made that led to the first talk; without a talk the end of waiting."""
    talked: bool

    def in_line_at(self, moment: float, losses: Sequence[float]) -> bool:
        """Return whether the database knew at a moment that this caller waits."""
        lost = bisect_right(losses, moment)
        since = losses[lost - 1] if lost else 0.0
        return any(since < heard <= moment for heard in self.known) and moment < self.offered


def overtaken(
    stories: Iterable[Story],
    legs: Iterable[RepLeg],
    losses: Sequence[float],
    outages: Sequence[tuple[float, float]],
) -> list[tuple[Story, Story]]:
    """Return the callers whom somebody with a later place passed without a rule that allows it, each with the one who
    did."""
    places = _places(stories, losses, outages)
    idle_offers = _offers_that_led_nowhere(places, legs, outages)
    passed: dict[str, tuple[Story, Story]] = {}
    for later in places:
        if not later.talked:
            continue
        before = [
            one
            for one in places
            if one.story.queue == later.story.queue
            and one.answered < later.asked
            and one.in_line_at(later.offered, losses)
        ]
        excused = sum(1 for made, over in idle_offers if made <= later.offered <= over)
        for one in sorted(before, key=lambda one: one.asked)[excused:]:
            passed.setdefault(one.story.sid, (one.story, later.story))
    return list(passed.values())


def _places(
    stories: Iterable[Story], losses: Sequence[float], outages: Sequence[tuple[float, float]]
) -> list[PlaceInLine]:
    places: list[PlaceInLine] = []
    last: dict[str, PlaceInLine] = {}
    for story in sorted(stories, key=lambda one: one.began):
        joining = next((one for one in story.requests.values() if _leads_into_line(story, one)), None)
        if story.enqueued is None or story.ended is None or joining is None:
            continue
        place = _place(story, joining, outages)
        former = last.get(story.number)
        if former and _is_again(place, former):
            place = replace(place, asked=former.asked)
            if _was_known(former, place.since, losses):
                place = replace(place, answered=former.answered)
        last[story.number] = place
        places.append(place)
    return places


def _is_again(place: PlaceInLine, former: PlaceInLine) -> bool:
    """Return whether a number's call asks for the place of the one before, in any language of the line."""
    is_same_line = _line(former) == _line(place)
    return is_same_line and not former.talked and place.since - former.offered < REDIAL


def _line(place: PlaceInLine) -> str:
    """Return the desk and line of a queue's name, which ends with the language."""
    return place.story.queue.rpartition("-")[0]


def _was_known(former: PlaceInLine, moment: float, losses: Sequence[float]) -> bool:
    """Return whether the database certainly knew a call at a moment; if that is uncertain, its place counts against
    nobody."""
    return any(not any(heard < loss < moment for loss in losses) for heard in former.known)


def _leads_into_line(story: Story, request: AnsweredWebhook) -> bool:
    """Return whether a webhook's answer made the caller wait: it is the last one before that."""
    return request.answered is not None and request.answered == _joining_moment(story)


def _joining_moment(story: Story) -> object:
    moments = [
        one.answered
        for one in story.requests.values()
        if one.answered and story.enqueued and one.answered <= story.enqueued and one.purpose != "status"
    ]
    return max(moments, default=None)


def _place(story: Story, joining: AnsweredWebhook, outages: Sequence[tuple[float, float]]) -> PlaceInLine:
    assert joining.answered is not None
    assert story.ended is not None
    heard = [joining, *(one for one in story.requests.values() if JOINED.search(one.url))]
    known = tuple(
        one.answered.timestamp()
        for one in heard
        if one.answered and not _is_out(outages, one.asked.timestamp(), one.answered.timestamp())
    )
    talk = story.talks[0] if story.talks else None
    number = OFFER.search(talk.conference) if talk else None
    ended = min(filter(None, (story.left_line, story.ended.at)))
    offered = int(number[1]) / 1000 if number else ended.timestamp()
    asked, answered = joining.asked.timestamp(), joining.answered.timestamp()
    return PlaceInLine(story, asked, asked, answered, known, offered, talk is not None)


def _is_out(outages: Sequence[tuple[float, float]], asked: float, answered: float) -> bool:
    return any(began <= answered and asked <= ended + PROBE for began, ended in outages)


def _offers_that_led_nowhere(
    places: Sequence[PlaceInLine], legs: Iterable[RepLeg], outages: Sequence[tuple[float, float]]
) -> list[tuple[float, float]]:
    """Return the times in which each of these offers kept a caller from being offered to another rep."""
    led = {place.offered for place in places if place.talked}
    return [
        (leg.offer / 1000, _closed(leg, outages)) for leg in legs if leg.offer and leg.offer / 1000 not in led
    ]


def _closed(leg: RepLeg, outages: Sequence[tuple[float, float]]) -> float:
    """Return when the line knew that the offer led nowhere: at the end of its leg, or by its deadline if that
    callback was lost."""
    deadline = max(leg.offer / 1000 + RING + 10, leg.answered_at + ANSWERED)
    is_known = leg.over_at and not _is_out(outages, leg.over_at, leg.over_at)
    return leg.over_at if is_known else deadline + PROBE
