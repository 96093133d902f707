"""Mean calls an hour on a Monday of two call centers whose records were published; shapes to try things out with.

*Anonymous Bank*: February 1999, Technion (Mandelbaum, Sakov, Zeltyn). *North American bank*: 2003 (Weinberg, Brown,
Stroud, JASA 2007), a twentieth of its calls.
"""

from __future__ import annotations

from routing.staffing.demand import HOUR, DayProfile

_ANONYMOUS = (
    *(3.2, 2.0, 0.2, 0.2, 0.0, 1.0, 6.5, 43.5, 98.5, 117.8, 115.8, 113.0),
    *(93.0, 100.2, 118.8, 103.2, 83.2, 65.8, 90.8, 64.5, 62.8, 52.0, 47.5, 48.0),
)
_NORTH_AMERICAN = (43, 100, 182, 192, 188, 179, 170, 165, 158, 138, 102, 80, 65, 54, 4)
DAYS = {
    "Anonymous Bank": DayProfile("Anonymous Bank", HOUR, _ANONYMOUS),
    "North American bank": DayProfile("North American bank", HOUR, _NORTH_AMERICAN, 7 * HOUR),
}
FLASH = (13, 494.0)
"""An hour of the day in which so many call instead."""
