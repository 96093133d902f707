"""How a figure's value is written for people."""

from __future__ import annotations

from reports.figures import Unit

NOTHING = "–"
"""Where there was nothing to divide by."""


def write_value(value: float | None, unit: Unit) -> str:
    """Return a value in words: `1,204`, `83.4 %`, `2 min 05 s`."""
    if value is None:
        return NOTHING
    match unit:
        case Unit.NUMBER:
            return f"{value:,.0f}"
        case Unit.SHARE:
            return f"{value:.1%}".replace("%", " %")
        case Unit.SECONDS:
            return write_duration(value)


def write_duration(seconds: float) -> str:
    """Return a duration with tenths below ten seconds, then whole seconds, minutes, hours."""
    if 0 < seconds < 10:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes:02} min"
    return f"{minutes} min {rest:02} s" if minutes else f"{rest} s"
