"""The values of `{email}`, `{next_opening}` and the like, as they are said in one language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from prompts.models import Desk
from prompts.opening import Opening
from prompts.speech import Speech
from prompts.spoken.addresses import (
    email_in_words,
    spoken_email,
    spoken_phone,
    spoken_postal_address,
)
from prompts.spoken.grammar import Grammar
from prompts.spoken.hours import spoken_hours
from prompts.spoken.languages import GRAMMARS
from prompts.texts import Texts


def spoken_fields(desk: Desk, texts: Texts, language: str) -> Mapping[str, Speech]:
    """What stays the same all through a revision."""
    grammar = GRAMMARS[language]
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


def door_fields(desk: Desk, texts: Texts, language: str, opening: Opening) -> Mapping[str, Speech]:
    """What depends on the moment: `closes_at` only while open, `closed_day` on a listed or special day.

    In a season `hours` are the season's.
    """
    grammar = GRAMMARS[language]
    next_opening = opening.next_opening
    fields = {
        "next_opening": Speech((grammar.opens(next_opening.date(), next_opening.time(), opening.today),)),
        "closed_days": _listed(desk, texts, grammar, opening.today),
    }
    if opening.closes_at:
        fields["closes_at"] = Speech((grammar.clock(opening.closes_at.time()),))
    name = opening.closed_day_name or opening.special_day
    if name in texts.closed_days:
        fields["closed_day"] = texts.closed_days[name].spoken({})
    if (week := desk.week_of(opening.today)) is not desk.hours:
        fields["hours"] = Speech((spoken_hours(week, grammar),))
    return fields


def _listed(desk: Desk, texts: Texts, grammar: Grammar, today: date) -> Speech:
    return grammar.together([texts.closed_days[day.name_on(today)].spoken({}) for day in desk.closed_days])
