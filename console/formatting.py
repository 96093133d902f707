"""Formats moments, durations and names for pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from flask import g, request
from markupsafe import Markup

from console.context import Visitor, console
from editing.year import spans_text
from store.clock import instant

BROWSERS = {"Edg": "Edge", "OPR/": "Opera", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
"""By the word that only they use; the later ones are also said by the earlier ones."""
LANGUAGES = {"en": "English", "es": "Spanish"}


def zone() -> ZoneInfo:
    """Return the zone of the desk that the page is about, otherwise that of the visitor's first desk."""
    found: Visitor | None = g.get("visitor")
    desks = console().desks
    here: str = (request.view_args or {}).get("desk", "")
    if here in desks:
        return ZoneInfo(desks[here].zone)
    ids = [id_ for id_ in desks if found is None or found.person.may_enter(id_)]
    return ZoneInfo(desks[(ids or list(desks))[0]].zone)


def format_moment(milliseconds: int) -> Markup:
    """Return date and time of ms since 1970 UTC, on the desk's clock."""
    return _time(instant(milliseconds).astimezone(zone()), "%b %-d, %Y, %-I:%M %p")


def time_of_day(milliseconds: int) -> Markup:
    """Return the time of day of ms since 1970 UTC, on the desk's clock."""
    return clock_time(instant(milliseconds).astimezone(zone()))


def clock_time(at: datetime) -> Markup:
    """Return the time of day."""
    return _time(at, "%-I:%M %p")


def day_and_time(at: datetime) -> Markup:
    """Return the weekday and time."""
    return _time(at, "%A, %B %-d, %-I:%M %p")


def plain_day(day: date) -> str:
    """Return a date with its weekday."""
    return f"{day:%A, %B} {day.day}, {day.year}"


def format_duration(seconds: float) -> str:
    """Return minutes and seconds."""
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes} min {rest:02} s" if minutes else f"{rest} s"


def running(seconds: float) -> str:
    """Return a duration as a running clock shows it: 2:05, or 1:02:05."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def browser(agent: str) -> str:
    """Return a person's name for a browser, as far as its own words tell."""
    name = next((name for mark, name in BROWSERS.items() if mark in agent), "A browser")
    systems = ("Android", "iPhone", "iPad", "Windows", "Mac", "Linux")
    system = next((one for one in systems if one in agent), None)
    return f"{name} on {system}" if system else name


def language(code: str) -> str:
    return LANGUAGES.get(code, code)


def _time(at: datetime, pattern: str) -> Markup:
    machine = at.astimezone(UTC).isoformat(timespec="seconds")
    return Markup('<time datetime="{}">{}</time>').format(machine, at.strftime(pattern))


FILTERS: dict[str, Callable[..., object]] = {
    "moment": format_moment,
    "clock_time": clock_time,
    "time_of_day": time_of_day,
    "day_and_time": day_and_time,
    "plain_day": plain_day,
    "spans": spans_text,
    "duration": format_duration,
    "running": running,
    "browser": browser,
    "language": language,
}
