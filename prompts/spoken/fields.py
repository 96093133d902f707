"""The spoken values of `{email}`, `{next_opening}` and other fields in one language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from prompts.files.models import MIDNIGHT, Desk, OpenSpan
from prompts.files.texts import Texts
from prompts.rendering.open_status import OpenStatus
from prompts.rendering.speech import Speech, SsmlMark
from prompts.rendering.template import parse_template
from prompts.spoken.addresses import (
    email_in_words,
    spoken_email,
    spoken_phone,
    spoken_postal_address,
)
from prompts.spoken.grammar import Grammar
from prompts.spoken.hours import spoken_day, spoken_hours
from prompts.spoken.languages import grammar_of

DAY = timedelta(days=1)
INSTANT = timedelta(microseconds=1)
ENGLISH = (("xml:lang", "en-US"),)


def spoken_fields(desk: Desk, texts: Texts, language: str) -> Mapping[str, Speech]:
    """Return the values that stay the same for a whole revision."""
    grammar = grammar_of(desk, language)
    locale = desk.languages[language].locale
    fields = {
        "desk": texts.desk.spoken({}),
        "email": spoken_email(desk.email, grammar),
        "email_words": email_in_words(desk.email, grammar, locale, desk.address_locale),
        "number": spoken_phone(desk.number),
        "postal_address": spoken_postal_address(desk.postal_address, grammar, locale, desk.address_locale),
        "hours": Speech((spoken_hours(desk.hours, grammar),)),
    }
    return fields | ({"fax": spoken_phone(desk.fax)} if desk.fax else {})


def door_fields(desk: Desk, texts: Texts, language: str, opening: OpenStatus) -> Mapping[str, Speech]:
    """Return the values that depend on the moment, without those that have none; see `voice.MAY_LACK`.

    In a season `hours` are the season's; in one without hours, those that hold once the desk opens again.
    """
    grammar = grammar_of(desk, language)
    fields = {}
    if opens := opening.next_opening:
        fields["next_opening"] = Speech((grammar.opens(opens.date(), opens.time(), opening.today),))
    if desk.closed_days:
        fields["closed_days"] = _listed(desk, texts, grammar, opening.today)
    if opening.closes_at:
        fields["closes_at"] = Speech((_closing_time(opening, opening.closes_at, grammar),))
    if (name := _name_of_day(desk, texts, language, opening)) is not None:
        fields["closed_day"] = name
    if opening.special_day and (spans := _spans_of(desk, opening.today)):
        fields["today_hours"] = Speech((spoken_day(spans, grammar),))
    day = opening.today
    if opening.closed_season and opening.next_opening:
        day = opening.next_opening.date()
    if desk.week_of(day) is not desk.hours and (hours := hours_on(desk, grammar, day)):
        fields["hours"] = Speech((hours,))
    return fields


def hours_on(desk: Desk, grammar: Grammar, day: date) -> str:
    """Return the hours of the week that hold on a date, in words; empty in a season in which the desk is closed."""
    week = desk.week_of(day)
    return spoken_hours(week, grammar) if any(week.values()) else ""


def _closing_time(opening: OpenStatus, closes: datetime, grammar: Grammar) -> str:
    """Return the time of day; for an opening of a day or longer, with the weekday."""
    if opening.opened_at is None or closes - opening.opened_at < DAY:
        return grammar.clock(closes.time())
    # The midnight that ends a day belongs to that day.
    return grammar.until((closes - INSTANT).date(), closes.time(), opening.today)


def _name_of_day(desk: Desk, texts: Texts, language: str, opening: OpenStatus) -> Speech | None:
    """Return the reason why the desk is closed, or why its hours differ."""
    if opening.closed_season and (season := desk.season_on(opening.today)):
        said = season.said.get(language)
        # The name for people who read is English.
        return (
            parse_template(said).spoken({})
            if said
            else Speech((SsmlMark("lang", ENGLISH, Speech((season.name,))),))
        )
    name, special = opening.closed_day_name or opening.special_day, desk.single_date(opening.today)
    if opening.closed_day is None and special and special.name == name and language in special.said:
        return parse_template(special.said[language]).spoken({})
    return texts.closed_days[name].spoken({}) if name in texts.closed_days else None


def _spans_of(desk: Desk, day: date) -> tuple[OpenSpan, ...]:
    """Return the hours of a date, less its early closing."""
    special, spans = desk.single_date(day), desk.spans_on(day)
    early = special.closes if special else None
    if early is None:
        return spans
    return tuple(
        span if MIDNIGHT != span.closes <= early else OpenSpan(opens=span.opens, closes=early)
        for span in spans
        if span.opens < early
    )


def _listed(desk: Desk, texts: Texts, grammar: Grammar, today: date) -> Speech:
    return grammar.together([texts.closed_days[day.name_on(today)].spoken({}) for day in desk.closed_days])
