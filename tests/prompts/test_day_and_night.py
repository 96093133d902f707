"""What callers hear of desks that open for longer than a day, and of a season in which a desk is closed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from editing.edits.hours_edits import Edit, in_turn, with_entry, with_value, with_week
from ivr.fallback_document import fallback_document, last_apology
from prompts.loader import Files, read_files
from prompts.rendering.call_prompts import PromptTurn, goodbye, node_turn, welcome_turn
from prompts.rendering.outage import outage, unreachable
from prompts.rendering.refusal import QueueRefusal, Retry
from prompts.revision import Revision, revision_of
from routing.hours.schedule import Calendar
from settings import DESKS
from simulator.twiml.validation import findings
from tests.calls.moments import at_the_desk

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAY_AND_NIGHT = with_week(("hours",), {day: ["0:00-24:00"] for day in DAYS})
FIVE_DAYS = with_week(("hours",), {day: ["0:00-24:00"] for day in DAYS[:5]})
WEEKEND = with_week(
    ("hours",),
    {
        "friday": ["18:00-24:00"],
        "saturday": ["0:00-24:00"],
        "sunday": ["0:00-24:00"],
        "monday": ["0:00-8:00"],
    },
)
WINTER = {"name": "Winter shutdown", "first": "2026-12-21", "last": "2027-01-05", "hours": {}}
SAID = WINTER | {"said": {"en": "our winter break", "es": "las vacaciones de invierno"}}
NO_CLOSED_DAYS = in_turn(
    with_value(("closed_days",), []),
    lambda files: {
        name: _without_day_names(text) if name in ("en.yaml", "es.yaml") else text
        for name, text in files.items()
    },
)


def _without_day_names(file: str) -> str:
    before, _, after = file.partition("\nclosed_days:\n")
    return f"{before}\nclosed_days: {{}}\nlines:{after.partition('lines:')[2]}"


def desk_with(*edits: Edit) -> Revision:
    return revision_of("cair", in_turn(*edits)(read_files(DESKS / "cair")))


def heard(turn: PromptTurn, language: str = "en") -> str:
    return " ".join(one.speech.text for one in turn.said if one.language == language)


def greeted(revision: Revision, at: datetime, language: str = "en") -> str:
    return heard(welcome_turn(revision, language, Calendar(revision.desk).opening(at)), language)


def told(revision: Revision, at: datetime, place: str, language: str = "en", **why: Any) -> str:
    return heard(
        node_turn(revision, language, place, 1, Calendar(revision.desk).opening(at), **why), language
    )


@pytest.mark.parametrize("hour", [0, 12, 23])
def test_a_desk_open_round_the_clock_has_no_closing_time(hour: int) -> None:
    revision, at = desk_with(DAY_AND_NIGHT, NO_CLOSED_DAYS), at_the_desk(2026, 12, 1, hour, 50)
    assert "We are open day and night." in greeted(revision, at)
    assert "Atendemos día y noche." in greeted(revision, at, "es")
    hours = told(revision, at, "hours")
    assert "Our hours are day and night, every day of the week." in hours
    nobody = told(revision, at, "person", retry=Retry(minutes=15))
    assert "Nobody can take your call right now" in nobody
    ended = heard(goodbye(revision, "en", Calendar(revision.desk).opening(at)))
    assert ended.endswith("please try again. Goodbye.")
    for said in (greeted(revision, at), hours, nobody, ended):
        assert "midnight" not in said
        assert "until" not in said
        assert "tomorrow" not in said


def test_a_desk_without_closed_days_says_nothing_about_them() -> None:
    at = at_the_desk(2026, 12, 1, 10)
    for language, word in (("en", "holidays"), ("es", "Cerramos estos días")):
        with_days = told(desk_with(), at, "hours", language)
        without = told(desk_with(NO_CLOSED_DAYS), at, "hours", language)
        assert word in with_days
        assert word not in without
        assert ": ." not in without


@pytest.mark.parametrize(
    ("day", "hour", "english", "spanish"),
    [
        (27, 19, "Monday at eight in the morning", "el lunes a las ocho de la mañana"),
        (28, 12, "Monday at eight in the morning", "el lunes a las ocho de la mañana"),
        (
            29,
            7,
            "tomorrow, Monday, at eight in the morning",
            "mañana, lunes, a las ocho de la mañana",
        ),
        (30, 7, "eight in the morning", "las ocho de la mañana"),
    ],
)
def test_an_opening_over_a_weekend_says_the_day_on_which_it_ends(
    day: int, hour: int, english: str, spanish: str
) -> None:
    revision, at = desk_with(WEEKEND, NO_CLOSED_DAYS), at_the_desk(2026, 11, day, hour)
    assert f"The help desk is open until {english}." in greeted(revision, at)
    assert f"La mesa de ayuda está abierta hasta {spanish}." in greeted(revision, at, "es")
    assert "from Friday at six in the evening to Monday at eight in the morning" in told(
        revision, at, "hours"
    )
    assert "del viernes a las seis de la tarde al lunes a las ocho de la mañana" in told(
        revision, at, "hours", "es"
    )


def test_five_days_and_nights_end_on_friday_at_midnight() -> None:
    revision = desk_with(FIVE_DAYS, NO_CLOSED_DAYS)
    assert "open until Friday at midnight." in greeted(revision, at_the_desk(2026, 12, 1, 10))
    assert "open until midnight." in greeted(revision, at_the_desk(2026, 12, 4, 10))
    assert "Our hours are Monday to Friday, day and night." in told(
        revision, at_the_desk(2026, 12, 1, 10), "hours"
    )
    refused = told(revision, at_the_desk(2026, 12, 4, 23, 50), "person", refusal=QueueRefusal.PAST_CLOSING)
    assert "We close at midnight, and" in refused


def test_a_season_without_hours_says_its_name_and_when_the_desk_opens_again() -> None:
    at = at_the_desk(2026, 12, 22, 10)
    unnamed, named = desk_with(with_entry("seasons", WINTER)), desk_with(with_entry("seasons", SAID))
    again = "It opens again on Wednesday, January sixth, at eight in the morning."
    assert f"closed today for Winter shutdown. {again}" in greeted(unnamed, at)
    assert "cerrada hoy por Winter shutdown." in greeted(unnamed, at, "es")
    assert f"closed today for our winter break. {again}" in greeted(named, at)
    assert "cerrada hoy por las vacaciones de invierno." in greeted(named, at, "es")
    for language, said in (
        ("en", "Our hours are Monday to Friday, from eight"),
        ("es", "de lunes a viernes"),
    ):
        assert said in told(named, at, "hours", language)


def test_a_listed_day_in_a_closed_season_keeps_the_name_of_the_season() -> None:
    revision = desk_with(with_entry("seasons", SAID))
    assert "closed today for our winter break" in greeted(revision, at_the_desk(2026, 12, 25, 10))


SUMMER = {
    "name": "Summer",
    "first": "2027-06-01",
    "last": "2027-08-31",
    "hours": {"monday": ["9:00-11:00"]},
}


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        (date(2027, 5, 31), {"en": "Monday to Friday, from eight", "es": "de lunes a viernes, de ocho"}),
        (date(2027, 6, 1), {"en": "Monday, from nine", "es": "los lunes, de nueve"}),
        (date(2026, 12, 22), {}),
    ],
    ids=["usual", "season", "closed season"],
)
def test_a_line_that_fails_names_the_hours_of_the_day(day: date, hours: dict[str, str]) -> None:
    revision = desk_with(with_entry("seasons", SUMMER), with_entry("seasons", SAID))
    for language, words in (("en", "Our hours are"), ("es", "Atendemos")):
        said = heard(outage(revision, language, day), language)
        assert f"{words} {hours[language]}" in said if hours else words not in said
        assert revision.fields[language]["email_words"].text in said


@pytest.mark.parametrize(
    ("hour", "words"), [(23, b"Monday to Friday"), (24, b"Our hours are Monday, from nine")]
)
def test_the_last_apology_takes_the_date_of_the_desk(hour: int, words: bytes) -> None:
    at = at_the_desk(2027, 5, 31) + timedelta(hours=hour - 10)
    revision = desk_with(with_entry("seasons", SUMMER))
    assert words in last_apology(revision, "en", at.astimezone(UTC))


def test_the_fallback_file_names_no_hours_where_a_season_changes_them() -> None:
    usual, seasonal = desk_with(), desk_with(with_entry("seasons", SUMMER))
    for language, words in (("en", "Our hours are"), ("es", "Atendemos")):
        said, said_with_season = (
            " ".join(one.speech.text for one in unreachable(revision) if one.language == language)
            for revision in (usual, seasonal)
        )
        assert words in said
        assert words not in said_with_season
        assert usual.fields[language]["email_words"].text in said_with_season


def test_a_text_of_hours_alone_is_left_out_where_they_are_not_known() -> None:
    def of_hours_alone(files: Files) -> Files:
        file = files["en.yaml"].replace(
            "Our hours are {hours}. Our e-mail is {email_words}.", "Open {hours}."
        )
        assert file != files["en.yaml"]
        return {**files, "en.yaml": file}

    revision = desk_with(with_entry("seasons", SUMMER), of_hours_alone)
    document = fallback_document(revision, "https://line.example.org")
    assert b"Open" not in document
    assert findings(document) == ()


def test_each_single_date_is_called_by_its_own_words() -> None:
    meeting = {"date": "2026-12-16", "name": "Staff day", "said": {"en": "our meeting", "es": "una reunión"}}
    party = {"date": "2026-12-17", "name": "Staff day", "said": {"en": "our party", "es": "una fiesta"}}
    eve = {
        "date": "2026-12-24",
        "name": "Christmas Day",
        "said": {"en": "the day before", "es": "la víspera"},
    }
    revision = desk_with(*(with_entry("dates", one) for one in (meeting, party, eve)))
    for day, english, spanish in (
        (16, "our meeting", "una reunión"),
        (17, "our party", "una fiesta"),
        (24, "the day before", "la víspera"),
        (25, "Christmas Day", "Navidad"),
    ):
        assert f"closed today for {english}." in greeted(revision, at_the_desk(2026, 12, day, 10))
        assert f"cerrada hoy por {spanish}." in greeted(revision, at_the_desk(2026, 12, day, 10), "es")


def test_after_an_early_closing_the_hours_of_the_day_come_before_the_next_opening() -> None:
    eve = {
        "date": "2026-12-24",
        "name": "Christmas Eve",
        "closes": "12:00",
        "said": {"en": "Christmas Eve", "es": "la Nochebuena"},
    }
    revision = desk_with(with_entry("dates", eve))
    different = "Our hours are different today, for Christmas Eve: from eight in the morning to noon."
    assert f"open until noon. {different}" in greeted(revision, at_the_desk(2026, 12, 24, 10))
    assert (
        f"{different} The help desk is closed right now. It opens again on Monday, December twenty-eighth, "
        "at eight in the morning. Nobody can take your call before then."
    ) in told(revision, at_the_desk(2026, 12, 24, 13), "person")


def test_a_day_that_would_close_before_it_opens_is_a_closed_day() -> None:
    storm = {
        "date": "2026-12-15",
        "name": "Storm",
        "closes": "07:00",
        "said": {"en": "a storm", "es": "una tormenta"},
    }
    said = greeted(desk_with(with_entry("dates", storm)), at_the_desk(2026, 12, 15, 10))
    assert "closed today for a storm. It opens again tomorrow" in said
    assert "different" not in said


def test_near_closing_the_next_opening_is_said_once() -> None:
    said = told(desk_with(), at_the_desk(2026, 12, 1, 16, 55), "person", retry=Retry(at_opening=True))
    assert said.count("tomorrow, Wednesday, at eight in the morning") == 1
