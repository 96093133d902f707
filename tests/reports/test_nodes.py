"""What callers heard and where they went from there: node by node, and held against a walk counted a second time."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from redis import Redis

from ivr.navigation import Input, MenuPlace, PlaceKind, entrance, follow, means_something
from prompts.revision import Revision, load_desks
from reports.menu.nodes import Choice, Nodes, Walked
from reports.menu.nodes import NodeInLanguage as Heard
from reports.times import clock_changes
from routing.hours.schedule import Calendar
from settings import DESKS
from store.clock import milliseconds
from tests.reports.story import TUESDAY, Story


def walked(story: Story, first: date = TUESDAY, last: date = TUESDAY) -> Walked:
    story.folds()
    return Nodes(story.redis, story.desk).walked(first, last)


def silence(story: Story, attempt: int, node: str = "main", call: str = "CA1") -> None:
    story.presses("", node, call, attempt=str(attempt), useless="1")


def test_how_often_a_node_was_heard_and_for_how_long(story: Story) -> None:
    for call, seconds in (("CA1", 10), ("CA2", 20)):
        story.enters(call)
        story.passes(5)
        story.presses("1", "hours", call)
        story.passes(seconds)
        story.ends(call)
    found = walked(story)
    assert (found.of("hours").heard, found.of("hours").listened, found.of("hours").ended) == (2, 15.0, 2)
    assert (found.of("main").heard, found.of("main").listened, found.of("main").ended) == (2, 5.0, 0)
    assert found.nodes == ["hours", "main"]


def test_a_node_is_told_apart_by_language_and_counted_in_all(story: Story) -> None:
    story.enters("CA1")
    story.enters("CA2", language="es")
    story.passes(1)
    story.presses("1", "hours", "CA1")
    story.presses("1", "hours", "CA2", language="es")
    found = walked(story)
    assert [found.of("hours", language).heard for language in ("en", "es", "")] == [1, 1, 2]
    assert found.visits.keys() >= {Heard("en", "hours"), Heard("es", "hours")}


def test_where_callers_went_from_a_node(story: Story) -> None:
    for number, (key, node) in enumerate([("1", "hours")] * 3 + [("2", "records")]):
        story.enters(f"CA{number}")
        story.passes(1)
        story.presses(key, node, f"CA{number}")
    story.ends("CA0")
    story.presses("0", "person", "CA1", refused="closed")
    found = walked(story)
    assert found.funnel("main") == [Choice("1", "hours", 3, 0.75), Choice("2", "records", 1, 0.25)]
    assert found.funnel("hours") == [Choice("0", "person", 1, 1 / 3)]
    assert (found.zero_outs("hours"), found.zero_outs("main"), found.of("hours").ended) == (1, 0, 1)


def test_silence_and_wrong_keys_count_where_they_happened(story: Story) -> None:
    story.enters()
    story.passes(1)
    silence(story, 2)
    story.passes(1)
    story.presses("8", "main", attempt="3", useless="1")
    story.passes(1)
    story.presses("", "main", part="goodbye", attempt="3", useless="1")
    story.ends()
    main = walked(story).of("main")
    assert (main.heard, main.silent, main.wrong, main.stays, main.ended) == (1, 2, 1, 4, 1)
    assert Choice("", "", 1, 1.0) in walked(story).funnel("main")


def test_a_menu_that_the_line_begins_again_by_itself_is_heard_but_led_nowhere(story: Story) -> None:
    story.enters()
    story.passes(1)
    story.presses("", "main")
    found = walked(story)
    assert (found.of("main").heard, found.of("main").silent, found.funnel("main")) == (2, 0, [])


def test_the_way_into_another_language_starts_where_it_was_pressed(story: Story) -> None:
    story.enters()
    story.passes(1)
    story.presses("9", "main", language="es")
    found = walked(story)
    assert found.funnel("main", "en") == [Choice("9", "main", 1, 1.0)]
    assert found.funnel("main", "es") == []
    assert found.of("main", "es").heard == 1


def test_it_says_when_guidance_was_last_read_out(story: Story) -> None:
    story.enters()
    for node in ("hours", "mail", "hours"):
        story.passes(60)
        story.presses("1", node)
    story.folds()
    last = {place.node: milliseconds(at) for place, at in Nodes(story.redis, story.desk).last_heard().items()}
    assert last == {"hours": story.now, "mail": story.now - 60_000}


def test_a_call_after_midnight_by_the_desks_clock_counts_on_the_next_day(redis: Redis) -> None:
    story = Story(redis, datetime(2026, 11, 25, 7, 59, tzinfo=UTC))  # one minute to midnight in Sacramento
    story.enters("CA1")
    story.passes(120)
    story.enters("CA2")
    story.folds()
    days = Nodes(redis, story.desk).by_day(TUESDAY, TUESDAY + timedelta(days=2))
    assert [one.of("main").heard for one in days.values()] == [1, 1, 0]


@pytest.mark.parametrize(
    ("zone", "changes"),
    [("America/Los_Angeles", 10), ("Asia/Kathmandu", 0), ("Australia/Lord_Howe", 10), ("UTC", 0)],
)
def test_scripts_are_told_the_zones_clock_to_the_second(zone: str, changes: int) -> None:
    (_, first), *told = (
        [int(part) for part in one.split(":")] for one in clock_changes(zone, 2026).split(",")
    )
    before = first
    for since, offset in told:
        at = [datetime.fromtimestamp(since // 1000 - early, ZoneInfo(zone)).utcoffset() for early in (1, 0)]
        assert at == [timedelta(milliseconds=one) for one in (before, offset)]
        before = offset
    assert len(told) == changes


# --- held against a second count


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_count_of_random_walks_through_the_menu_is_the_bookkeepers(story: Story, seed: int) -> None:
    revision, chance = load_desks(DESKS)["cair"], random.Random(seed)
    heard, paths, ended = Counter[tuple[str, str]](), Counter[tuple[str, ...]](), Counter[tuple[str, str]]()
    stayed, useless = Counter[tuple[str, str]](), Counter[tuple[str, str, bool]]()
    for number in range(60):
        call, here = f"CA{number}", entrance(revision)
        story.enters(call, "", here.language)
        heard[here.language, here.node] += 1
        for _ in range(chance.randint(0, 9)):
            given = Input(chance.choice([*"0123456789*#?", None, None]))
            there = follow(revision, here, given, Calendar(revision.desk).opening(TUESDAY_NOON))
            stay = chance.randint(1, 30)
            story.passes(stay)
            turns(story, revision, call, here, given, there)
            place = (here.language, here.node)
            if revision.menu.nodes[here.node].kind != "person":
                stayed[place] += stay * 1000
            if not means_something(revision, here, given):
                useless[*place, given.key is None] += 1
            target = "" if there.part is PlaceKind.GOODBYE else there.node
            paths[*place, given.key or "", target] += 1
            heard[there.language, there.node] += there.part is not PlaceKind.GOODBYE and there.attempt == 1
            here = there
            if there.part is PlaceKind.GOODBYE:
                break
        story.passes(1)
        if revision.menu.nodes[here.node].kind != "person":
            stayed[here.language, here.node] += 1000
        ended[here.language, here.node] += 1
        story.ends(call)
    found = walked(story)
    assert {tuple(path): count for path, count in found.paths.items()} == paths
    assert {place: one.heard for place, one in found.visits.items() if one.heard} == +heard
    assert {place: one.stayed for place, one in found.visits.items() if one.stayed} == +stayed
    assert {place: one.ended for place, one in found.visits.items() if one.ended} == +ended
    for (language, node, is_silent), times in useless.items():
        visits = found.of(node, language)
        assert (visits.silent if is_silent else visits.wrong) == times
    assert story.folding.progress().skipped == 0


TUESDAY_NOON = datetime(2026, 11, 24, 20, tzinfo=UTC)


def turns(
    story: Story, revision: Revision, call: str, here: MenuPlace, given: Input, there: MenuPlace
) -> None:
    """Write a turn's event as the line does."""
    fields = {"language": there.language, "part": there.part.value, "attempt": str(there.attempt)}
    if not means_something(revision, here, given):
        fields["useless"] = "1"
    kind = revision.menu.nodes[there.node].kind
    story.presses(given.key or "", there.node, call, kind=kind, **fields)
