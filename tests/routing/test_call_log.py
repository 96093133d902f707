"""A call log as a profile: what is counted, in which shapes dates and times come, and what is said of the others."""

from __future__ import annotations

import pytest

from routing.staffing.profile import parse_profile

LOG = [
    "2026-11-30 08:15",
    "2026-11-30 08:40",
    "2026-12-01 09:00",
    "2026-12-07 08:05",
]
"""Two Mondays and a Tuesday."""


def table(rows: list[str], head: str = "call start,caller", tail: str = ",x") -> str:
    return "\n".join([head, *(row + tail for row in rows)])


@pytest.mark.parametrize(
    "text",
    [
        table(LOG),
        table([row.replace(" ", "T") + ":00Z" for row in LOG], "timestamp,caller"),
        "id;date;time\n1;30.11.2026;08:15\n2;30.11.2026;08:40\n3;01.12.2026;09:00\n4;07.12.2026;08:05\n",
        "Date\tTime\n11/30/2026\t8:15 AM\n11/30/2026\t8:40 AM\n12/1/2026\t9:00 AM\n12/7/2026\t8:05 AM\n",
        "Date,Time\n30/11/2026,08:15:10\n30/11/2026,08:40:00\n01/12/2026,09:00:00\n07/12/2026,08:05:59\n",
        'When,Who\n"Nov",x\n'.replace('"Nov",x\n', "") + "\n".join(f"{row}:59,x" for row in LOG),
    ],
)
def test_a_log_becomes_usual_weekdays(text: str) -> None:
    monday, tuesday = parse_profile(text)
    assert (monday.name, monday.interval, monday.begins) == ("Monday", 1800.0, 8 * 3600.0)
    assert list(monday.calls) == [1.0, 0.5, 0.0], "two Mondays share three calls"
    assert (tuesday.name, list(tuesday.calls)) == ("Tuesday", [0.0, 0.0, 1.0])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (table([*LOG, "soon"]), "line 6, column 'call start': 'soon' is no date"),
        (table([*LOG, "2026-13-01 08:00"]), "line 6, column 'call start'"),
        (table([*LOG, "2026-12-01 late"]), "has no time of day"),
        (
            "Date,Time\n2026-12-01,8:00\n2026-12-01,noonish\n",
            "line 3, column 'Time': 'noonish' has no time of day",
        ),
        ("who,what\nme,that\n", "neither dow nor slot, and line 2 has no date"),
    ],
)
def test_what_can_not_be_read_is_named_by_line_and_column(text: str, told: str) -> None:
    with pytest.raises(ValueError, match=r".") as refused:
        parse_profile(text)
    assert told in str(refused.value)
