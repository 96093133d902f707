"""“Hear it” says, word for word, what a caller hears at the same place and moment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

import pytest
from redis import Redis

from console.flow.preview import SILENCE, Moment, Stop, stop_at
from console.flow.preview_audio import bits
from editing.edits.menu_tree import in_call_order, keys_to
from ivr.navigation import entrance
from prompts.revision import load_revision
from routing.notices.notices import DeskNotices
from settings import DESKS
from simulator.phones.scripted import LocalNetwork, ScriptedPhone
from tests.calls.desk_at_work import wait_until_heard
from tests.calls.moments import THANKSGIVING, TUESDAY_MORNING, TUESDAY_NIGHT, at_the_desk
from tests.calls.test_what_hangs_at_the_door import DOWN, DRILL, MORNING, hang, posted

NOTHING = DeskNotices()
CAIR = load_revision(DESKS / "cair")
MOMENTS = {
    "open": TUESDAY_MORNING,
    "at night": TUESDAY_NIGHT,
    "on Thanksgiving": THANKSGIVING,
    "on a Saturday": at_the_desk(2027, 7, 3),
    "early on New Year's Day": at_the_desk(2027, 1, 1, 0, 1),
    "in the repeated hour": at_the_desk(2026, 11, 1, 1, 30),
}
NODES = [node for node in in_call_order(CAIR.menu) if keys_to(CAIR.menu, node)]
PERSON_AND_AGAIN = "0#0"


def whole_menu() -> Iterator[str]:
    """To every node from the main menu and back, to a person, and silence until the call ends."""
    for node in NODES:
        keys = "".join(map(str, keys_to(CAIR.menu, node) or ()))
        yield from (*keys, *"*" * len(keys))
    yield from (*PERSON_AND_AGAIN, SILENCE, SILENCE, SILENCE)


def folded(text: str) -> str:
    """Without white space and commas: letters that are spelled stand apart on one side only."""
    return "".join(text.replace(",", "").split()).casefold()


def shown(stop: Stop) -> str:
    return folded(
        "".join(bit.text for one in stop.heard for said in one.said for bit in bits(CAIR.desk, said))
    )


def walks(caller: ScriptedPhone, at: datetime, keys: Iterator[str], hanging: DeskNotices = NOTHING) -> int:
    """Call, press the same keys on the phone and on the page, and compare what both say; how many stops that were."""
    moment, place, stops = Moment(at, bulletin=hanging), entrance(CAIR), 1
    caller.dials(at=at)
    assert shown(stop_at(CAIR, place, moment)) == folded(caller.heard)
    for key in keys:
        place = stop_at(CAIR, place, moment).keys[key]
        if key == SILENCE:
            caller.stays_silent()
        else:
            caller.presses(key)
        stop, stops = stop_at(CAIR, place, moment), stops + 1
        assert shown(stop) == folded(caller.heard), (place, caller.transcript[-1])
        assert stop.is_over == caller.is_ended
        if stop.is_over:
            break
    return stops


@pytest.mark.parametrize("language", [[], ["9"]], ids=["in English", "in Spanish"])
@pytest.mark.parametrize("at", MOMENTS.values(), ids=MOMENTS)
def test_the_page_says_at_every_node_what_a_call_says(
    network: LocalNetwork, at: datetime, language: list[str]
) -> None:
    assert walks(network.caller(), at, iter([*language, *whole_menu()])) > 2 * len(NODES)


def test_shortly_before_closing_the_next_opening_is_named_on_both(caller: ScriptedPhone) -> None:
    walks(caller, at_the_desk(2026, 11, 24, 16, 50), iter("0"))
    caller.hears("and then again tomorrow, Wednesday, at eight in the morning")


@pytest.mark.parametrize("keys", ["0", "90#*", ["0", "1"], ["0", SILENCE, SILENCE]])
def test_what_hangs_at_the_door_is_heard_on_both(
    network: LocalNetwork, redis: Redis, keys: Sequence[str]
) -> None:
    notices = (posted(MORNING, 4, DOWN, asks=True),)
    hang(redis, notices=notices)
    wait_until_heard(network, "CAIR2 is down", MORNING)
    walks(network.caller(), MORNING, iter(keys), DeskNotices(notices=notices))


def test_a_closure_is_heard_on_both(network: LocalNetwork, redis: Redis) -> None:
    closure = posted(MORNING, 2, DRILL)
    hang(redis, closure)
    wait_until_heard(network, "fire drill", MORNING)
    walks(network.caller(), MORNING, iter("90"), DeskNotices(closures=(closure,)))
