"""Addresses, dates and hours in their spoken form."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts.files.models import MIDNIGHT, OpenSpan, Weekday
from prompts.rendering.speech import Speech, SsmlMark
from prompts.spoken.addresses import email_in_words, spoken_email, spoken_phone, spoken_postal_address
from prompts.spoken.hours import spoken_hours
from prompts.spoken.languages import GRAMMARS

ENGLISH, SPANISH = GRAMMARS["en"], GRAMMARS["es"]
THURSDAY = date(2026, 11, 26)


def spelled(speech: Speech) -> list[str]:
    """Return the texts in say-as, and the words between."""
    return [piece.inside.text if isinstance(piece, SsmlMark) else piece.strip() for piece in speech.pieces]


def groups(speech: Speech) -> list[str]:
    return [piece for piece in spelled(speech) if piece.strip(" ,")]


def test_an_email_address_is_spelled_in_groups_one_can_write_down() -> None:
    speech = spoken_email("CAIRHelpDesk@cdph.ca.gov", ENGLISH)
    assert groups(speech) == ["CAIR", "Help", "Desk", "at", "cdph", "dot", "ca", "dot", "gov"]
    assert SsmlMark("say-as", (("interpret-as", "characters"),), Speech(("CAIR",))) in speech.pieces
    assert speech.pieces.count(SsmlMark("break", (("time", "300ms"),))) == 8


def test_an_email_address_is_spelled_in_the_calls_language() -> None:
    speech = spoken_email("maria.lopez-2_b+x@salud.com.mx", SPANISH)
    expected = "mari a punto lope z guion 2 guion bajo b más x arroba salu d punto com punto mx"
    assert " ".join(groups(speech)) == expected


@pytest.mark.parametrize(
    ("address", "english", "spanish"),
    [
        (
            "CAIRHelpDesk@cdph.ca.gov",
            "CAIR Help Desk, all one word, at cdph dot ca dot gov",
            "CAIR Help Desk, todo junto, arroba cdph punto ca punto gov",
        ),
        ("help@example.org", "help at example dot org", "help arroba example punto org"),
        (
            "maria.lopez-2_b+x@salud-pr.com.mx",
            "maria dot lopez dash 2 underscore b plus x at salud dash pr dot com dot mx",
            "maria punto lopez guion 2 guion bajo b más x arroba salud guion pr punto com punto mx",
        ),
    ],
)
def test_an_email_address_is_said_in_words_first(address: str, english: str, spanish: str) -> None:
    assert email_in_words(address, ENGLISH, "en-US", "en-US").text == english
    assert email_in_words(address, SPANISH, "es-US", "en-US").text == spanish


def test_the_words_of_an_email_address_stay_in_their_language_and_what_is_no_word_is_spelled() -> None:
    name = Speech(("CAIR Help Desk",))
    initials = SsmlMark("say-as", (("interpret-as", "characters"),), Speech(("cdph",)))
    english = email_in_words("CAIRHelpDesk@cdph.ca.gov", ENGLISH, "en-US", "en-US")
    spanish = email_in_words("CAIRHelpDesk@cdph.ca.gov", SPANISH, "es-US", "en-US")
    assert english.pieces[0] == name.pieces[0]
    assert spanish.pieces[0] == SsmlMark("lang", (("xml:lang", "en-US"),), name)
    assert initials in english.pieces
    assert initials in spanish.pieces


@given(st.from_regex(r"[A-Za-z0-9._+-]{1,20}@[A-Za-z0-9-]{1,12}\.[a-z]{2,6}", fullmatch=True))
def test_no_letter_of_an_email_address_is_lost(address: str) -> None:
    signs = {word: sign for sign, word in ENGLISH.signs.items()}
    pieces = spoken_email(address, ENGLISH).pieces
    said = [p.inside.text if isinstance(p, SsmlMark) else signs.get(p, p.strip()) for p in pieces]
    host = address.partition("@")[2]
    assert "".join(said).casefold() == address.casefold()
    assert any(isinstance(piece, SsmlMark) for piece in pieces), host


def test_a_phone_number_is_said_digit_by_digit_in_groups() -> None:
    speech = spoken_phone("+18005787889")
    assert groups(speech) == ["800", "578", "7889"]
    assert SsmlMark("say-as", (("interpret-as", "digits"),), Speech(("578",))) in speech.pieces


def test_a_postal_address_has_readable_numbers_and_stays_in_its_own_language() -> None:
    lines = ("850 Marina Bay Parkway", "Building P, 2nd Floor", "Richmond, CA 94804-6403")
    english = spoken_postal_address(lines, ENGLISH, "en-US", "en-US")
    spanish = spoken_postal_address(lines, SPANISH, "es-US", "en-US")
    expected = "850 Marina Bay Parkway, Building P, 2nd Floor, Richmond, CA 94804"
    assert english.text == f"{expected} dash 6403"
    assert spanish.text == f"{expected} guion 6403"
    digits = SsmlMark("say-as", (("interpret-as", "digits"),), Speech(("850",)))
    street = Speech((" Marina Bay Parkway",))
    assert english.pieces[:2] == (digits, *street.pieces)
    assert spanish.pieces[:2] == (digits, SsmlMark("lang", (("xml:lang", "en-US"),), street))


@pytest.mark.parametrize(
    ("at", "english", "spanish"),
    [
        (time(0, 0), "midnight", "las doce de la noche"),
        (time(0, 20), "twelve twenty in the morning", "las doce y veinte de la noche"),
        (time(1, 0), "one in the morning", "la una de la mañana"),
        (time(8, 0), "eight in the morning", "las ocho de la mañana"),
        (time(8, 5), "eight oh five in the morning", "las ocho y cinco de la mañana"),
        (time(9, 15), "nine fifteen in the morning", "las nueve y cuarto de la mañana"),
        (time(12, 0), "noon", "las doce del día"),
        (time(13, 30), "one thirty in the afternoon", "la una y media de la tarde"),
        (time(16, 45), "four forty-five in the afternoon", "las cuatro y cuarenta y cinco de la tarde"),
        (time(17, 0), "five in the afternoon", "las cinco de la tarde"),
        (time(19, 12), "seven twelve in the evening", "las siete y doce de la noche"),
        (time(22, 40), "ten forty at night", "las diez y cuarenta de la noche"),
    ],
)
def test_times_of_day(at: time, english: str, spanish: str) -> None:
    assert (ENGLISH.clock(at), SPANISH.clock(at)) == (english, spanish)


@pytest.mark.parametrize(
    ("day", "english", "spanish"),
    [
        (date(2026, 11, 26), "later today, at eight in the morning", "hoy a las ocho de la mañana"),
        (date(2026, 11, 27), "tomorrow, Friday, at eight", "mañana, viernes, a las ocho"),
        (
            date(2026, 11, 30),
            "on Monday, November thirtieth, at eight",
            "el lunes 30 de noviembre, a las ocho",
        ),
        (
            date(2026, 12, 1),
            "on Tuesday, December first, at eight",
            "el martes primero de diciembre, a las ocho",
        ),
        (date(2026, 12, 21), "on Monday, December twenty-first, at", "el lunes 21 de diciembre, a"),
        (date(2026, 12, 31), "on Thursday, December thirty-first, at", "el jueves 31 de diciembre, a"),
        (date(2027, 1, 12), "on Tuesday, January twelfth, at", "el martes 12 de enero, a"),
        (date(2027, 8, 2), "on Monday, August second, 2027, at", "el lunes 2 de agosto de 2027, a"),
    ],
)
def test_when_the_desk_opens(day: date, english: str, spanish: str) -> None:
    assert ENGLISH.opens(day, time(8), THURSDAY).startswith(english)
    assert SPANISH.opens(day, time(8), THURSDAY).startswith(spanish)


def test_days_with_the_same_hours_are_said_together() -> None:
    office = (OpenSpan(opens=time(8), closes=time(17)),)
    hours = dict.fromkeys(list(Weekday)[:5], office)
    assert (
        spoken_hours(hours, ENGLISH) == "Monday to Friday, from eight in the morning to five in the afternoon"
    )
    assert spoken_hours(hours, SPANISH) == "de lunes a viernes, de ocho de la mañana a cinco de la tarde"


def test_split_days_and_lone_days_are_said_apart() -> None:
    office = (OpenSpan(opens=time(8), closes=time(12)), OpenSpan(opens=time(13), closes=time(17)))
    short = (OpenSpan(opens=time(9), closes=time(12)),)
    hours = {
        Weekday.MONDAY: office,
        Weekday.TUESDAY: office,
        Weekday.THURSDAY: short,
        Weekday.SATURDAY: short,
        Weekday.SUNDAY: (),
    }
    assert spoken_hours(hours, ENGLISH) == (
        "Monday and Tuesday, from eight in the morning to noon and from one in the afternoon to five in the "
        "afternoon; Thursday, from nine in the morning to noon; Saturday, from nine in the morning to noon"
    )
    assert spoken_hours(hours, SPANISH) == (
        "lunes y martes, de ocho de la mañana a doce del día y de una de la tarde a cinco de la tarde; "
        "los jueves, de nueve de la mañana a doce del día; los sábados, de nueve de la mañana a doce del día"
    )


def test_hours_that_end_at_midnight_are_said_so() -> None:
    hours = {Weekday.SATURDAY: (OpenSpan(opens=time(18), closes=MIDNIGHT),)}
    assert spoken_hours(hours, ENGLISH) == "Saturday, from six in the evening to midnight"
    assert spoken_hours(hours, SPANISH) == "los sábados, de seis de la tarde a doce de la noche"


@given(st.times())
def test_every_minute_of_the_day_can_be_said(at: time) -> None:
    assert ENGLISH.clock(at).isprintable()
    assert SPANISH.clock(at).startswith(("la ", "las "))


@given(st.times(), st.times())
def test_two_minutes_of_a_day_never_sound_the_same(one: time, other: time) -> None:
    if (one.hour, one.minute) != (other.hour, other.minute):
        assert ENGLISH.clock(one) != ENGLISH.clock(other)
        assert SPANISH.clock(one) != SPANISH.clock(other)


@pytest.mark.parametrize(
    ("day", "english", "spanish"),
    [
        (THURSDAY, "today after two thirty", "hoy después de las dos y media de la tarde"),
        (THURSDAY + timedelta(days=1), "tomorrow, Friday, after two", "mañana, viernes, después de las dos"),
        (THURSDAY + timedelta(days=5), "on Tuesday after two thirty", "el martes después de las dos y media"),
        (THURSDAY + timedelta(days=7), "on Thursday, ", "el jueves "),
    ],
)
def test_from_when_on_a_line_is_calmer(day: date, english: str, spanish: str) -> None:
    assert ENGLISH.after(day, time(14, 30), THURSDAY).startswith(english)
    assert SPANISH.after(day, time(14, 30), THURSDAY).startswith(spanish)


def test_a_day_a_week_ahead_has_its_date() -> None:
    week_ahead = date(2026, 12, 1)
    assert ENGLISH.after(week_ahead, time(8), date(2026, 11, 24)) == (
        "on Tuesday, December first, after eight in the morning"
    )
    assert SPANISH.after(week_ahead, time(8), date(2026, 11, 24)) == (
        "el martes primero de diciembre, después de las ocho de la mañana"
    )


def test_gov_is_a_word_in_english_and_spelled_in_spanish_where_it_sounds_like_gob() -> None:
    english, spanish = (spoken_email("a@ca.gov", GRAMMARS[language]) for language in ("en", "es"))
    assert english.pieces[-1] == "gov"
    assert spanish.pieces[-1] == SsmlMark("say-as", (("interpret-as", "characters"),), Speech(("gov",)))
