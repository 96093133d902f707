"""The eleven days by arithmetic on the statute's own words, apart from the program and its package."""

from __future__ import annotations

from datetime import date, timedelta


def nth(year: int, month: int, weekday: int, n: int) -> date:
    """The n-th Monday (0) … Sunday (6) of a month; n = -1 is the last."""
    days = [date(year, month, 1) + timedelta(days=each) for each in range(31)]
    return [day for day in days if day.month == month and day.weekday() == weekday][n]


def kept_by_law(year: int) -> set[date]:
    """Gov. Code 6701: Sundays move to Monday; 19853: so does November 11, and its Saturdays to Friday."""
    thanksgiving = nth(year, 11, 3, 3)
    kept = {nth(year, 1, 0, 2), nth(year, 2, 0, 2), nth(year, 5, 0, -1), nth(year, 9, 0, 0)}
    kept |= {thanksgiving, thanksgiving + timedelta(days=1)}
    for month, day in ((1, 1), (3, 31), (7, 4), (11, 11), (12, 25)):
        fixed = date(year, month, day)
        if fixed.weekday() == 6:
            kept.add(fixed + timedelta(days=1))
        elif fixed.weekday() == 5 and (month, day) == (11, 11):
            kept.add(fixed - timedelta(days=1))
        elif fixed.weekday() < 5:
            kept.add(fixed)
    return kept
