"""What `helpdesk call` understands on its command line."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from commands.calling.call_options import (
    FromNumber,
    Instant,
    KeySequence,
    Press,
    SayWords,
    StaySilent,
    Step,
    in_zone,
)

DESK_ZONE = ZoneInfo("America/Los_Angeles")


@pytest.mark.parametrize(
    ("written", "steps"),
    [
        ("1,2", (Press("1"), Press("2"))),
        ("*, #,0", (Press("*"), Press("#"), Press("0"))),
        ("12", (Press("12"),)),
        ("-,1", (StaySilent(), Press("1"))),
        ("say:signing in,9", (SayWords("signing in"), Press("9"))),
        ("", ()),
    ],
)
def test_it_reads_keys_silence_and_words(written: str, steps: tuple[Step, ...]) -> None:
    assert KeySequence()(written) == steps
    assert ",".join(str(step) for step in steps) == written.replace(" ", "" if "say" not in written else " ")


@pytest.mark.parametrize("written", ["x", "1,,2", "say:", "say: ", "1;2", "--", "A"])
def test_it_refuses_what_no_phone_has(written: str) -> None:
    with pytest.raises(Exception, match="write digits"):
        KeySequence()(written)


@pytest.mark.parametrize("written", ["+15105550100", "510 555 0100", "(510) 555-0100", "+1 510 555 0100"])
def test_it_reads_a_number_as_people_write_it(written: str) -> None:
    assert FromNumber()(written) == "+15105550100"


@pytest.mark.parametrize("written", ["0100", "somebody", "+0123456789", "+1510555010012345"])
def test_it_refuses_what_is_no_number(written: str) -> None:
    with pytest.raises(Exception, match="no phone number"):
        FromNumber()(written)


def test_it_reads_a_time_without_offset_as_the_desks() -> None:
    at = in_zone(Instant()("2026-12-24T16:05"), DESK_ZONE)
    assert at.isoformat() == "2026-12-24T16:05:00-08:00"


def test_it_turns_a_time_with_offset_to_the_desks_clock() -> None:
    at = in_zone(Instant()("2026-12-25T00:05+00:00"), DESK_ZONE)
    assert at == datetime(2026, 12, 24, 16, 5, tzinfo=DESK_ZONE)
    assert at.hour == 16


def test_it_refuses_what_is_no_time() -> None:
    with pytest.raises(Exception, match="write 2026-12-24T16:05"):
        Instant()("tomorrow")
