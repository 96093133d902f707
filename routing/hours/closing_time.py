"""Computes until when an unplanned closing lasts, and puts it into words as people use them. Pure."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from prompts.files.models import Desk
from routing.hours.local_time import first_instant
from routing.hours.planned_hours import PlannedHours, utc
from routing.hours.schedule import Calendar


def first_missed(desk: Desk, starts: datetime, ends: datetime) -> datetime | None:
    """Return the first moment between the two at which the desk would be open; None when closing then changes
    nothing."""
    plan = Calendar(desk)
    moment = starts if plan.is_open(starts) else plan.next_opening(starts)
    return moment if moment < ends else None


def until_next_opening(desk: Desk, starts: datetime) -> datetime:
    """Return when the desk would open again after closing at `starts`: the opening under way, or the next one, is
    missed.

    A desk that is open day and night opens again at the end of the day.
    """
    plan = Calendar(desk)
    missed = starts if plan.is_open(starts) else plan.next_opening(starts)
    # A desk that is open day and night has no next opening: it opens again when the day ends.
    return plan.opening(missed).next_opening or rest_of_day(desk, missed)


def rest_of_day(desk: Desk, starts: datetime) -> datetime:
    """Return the end of the day at the desk, so that all of its further openings are missed."""
    plan = PlannedHours(desk)
    return plan.whole_day(starts.astimezone(plan.zone).date()).end.astimezone(plan.zone)


def clock_today(desk: Desk, now: datetime, digits: str) -> datetime | None:
    """Return the time of today that four typed digits mean (`1330`); None if it is no time, or past."""
    if len(digits) != 4 or not digits.isdecimal() or int(digits[:2]) > 23 or int(digits[2:]) > 59:
        return None
    zone = PlannedHours(desk).zone
    at = first_instant(now.astimezone(zone).date(), time(int(digits[:2]), int(digits[2:])), zone)
    return at.astimezone(zone) if at > utc(now) + timedelta(minutes=1) else None
