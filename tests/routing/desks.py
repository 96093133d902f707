"""Desks for calendar tests: the CAIR Help Desk as its seed describes it, and variations on it."""

from __future__ import annotations

from typing import Any

from prompts.files.models import ClosedDay, Desk, Weekday, WeekendRule

WORKING_DAYS = tuple(Weekday)[:5]
LISTED = {
    "new_year": "New Year's Day",
    "king": "Martin Luther King Jr. Day",
    "presidents": "Presidents' Day",
    "farmworkers": "Cesar Chavez Day",
    "memorial": "Memorial Day",
    "independence": "Independence Day",
    "labor": "Labor Day",
    "veterans": "Veterans Day",
    "thanksgiving": "Thanksgiving Day",
    "after_thanksgiving": "Day After Thanksgiving",
    "christmas": "Christmas Day",
}
SPECIAL: dict[str, dict[str, Any]] = {
    "farmworkers": {"renamed": {"2026-03-26": "Farmworkers Day"}},
    "veterans": {"weekend": WeekendRule(saturday="friday", sunday="monday")},
}


def closed_day(id: str, holiday: str, **changes: Any) -> ClosedDay:
    return ClosedDay.model_validate({"id": id, "holiday": holiday, "name": holiday, **changes})


def cair(**changes: Any) -> Desk:
    """The first desk: Monday to Friday 8 to 5 in California, closed on the seed's eleven days."""
    values: dict[str, Any] = {
        "id": "cair",
        "name": "CAIR Help Desk",
        "number": "+18005787889",
        "email": "help@example.org",
        "postal_address": ("850 Marina Bay Parkway",),
        "zone": "America/Los_Angeles",
        "subdivision": "CA",
        "hours": dict.fromkeys(WORKING_DAYS, ("8:00-17:00",)),
        "closed_days": [closed_day(id, name, **SPECIAL.get(id, {})) for id, name in LISTED.items()],
        "weekend_rule": {"sunday": "monday"},
        "languages": {"en": {"locale": "en-US", "voice": "Polly.Joanna-Neural"}},
        "lines": [],
    }
    return Desk.model_validate({**values, **changes})


def desk(*spans: str, **changes: Any) -> Desk:
    """A desk open in these spans every day of the week, without any listed day."""
    return cair(**{"hours": dict.fromkeys(Weekday, spans), "closed_days": (), **changes})
