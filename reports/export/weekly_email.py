"""The weekly summary: last week's figures next to those of the week before, as plain text and as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from html import escape

from prompts.files.models import Desk
from reports.export.files import WEEKDAYS
from reports.export.values import write_value
from reports.figures import ReportFigure, figures_of, values
from reports.span import DaySpan

DAY, WEEK = timedelta(days=1), timedelta(days=7)
LONGEST_NAME = 40
CELL = "padding:4px 16px 4px 0;text-align:{};border-top:1px solid #ccd6d3"


@dataclass(frozen=True)
class Letter:
    """The message in two equivalent forms."""

    subject: str
    text: str
    html: str


def last_week(now: datetime) -> tuple[date, date]:
    """Return Monday and Sunday of the week before a moment of the desk's clock."""
    monday = now.date() - DAY * now.weekday() - WEEK
    return monday, monday + DAY * 6


def letter_of(desk: Desk, week: DaySpan, before: DaySpan) -> Letter:
    """Return the summary of a week beside another one."""
    days = f"{week.first:%B %-d} to {week.last:%B %-d, %Y}"
    subject = f"{desk.name}: the week of {days}"
    found, was = values("total", week.total), values("total", before.total)
    rows = [
        (figure, write_value(found[figure.name], figure.unit), write_value(was[figure.name], figure.unit))
        for figure in figures_of("total")
    ]
    return Letter(subject, _text(subject, rows, week), _html(subject, rows, week))


def _text(subject: str, rows: list[tuple[ReportFigure, str, str]], week: DaySpan) -> str:
    lines = [subject, "", f"{'':<{LONGEST_NAME}}{'this week':>16}{'week before':>16}"]
    lines += [f"{figure.words:<{LONGEST_NAME}}{now:>16}{was:>16}" for figure, now, was in rows]
    lines += ["", "Day by day: calls, answered, gave up, told to try again"]
    lines += [
        f"{name:<{LONGEST_NAME}}{' '.join(f'{number:>9}' for number in numbers)}"
        for name, numbers in _days(week)
    ]
    return "\n".join([*lines, ""])


def _html(subject: str, rows: list[tuple[ReportFigure, str, str]], week: DaySpan) -> str:
    figures = [(figure.words, now, was) for figure, now, was in rows]
    days = [(name, *map(str, numbers)) for name, numbers in _days(week)]
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f"<title>{escape(subject)}</title></head>"
        '<body style="font-family:sans-serif;color:#14211e;background:#ffffff">'
        f'<h1 style="font-size:20px">{escape(subject)}</h1>'
        f"{_table(('Figure', 'This week', 'Week before'), figures)}"
        '<h2 style="font-size:16px">Day by day</h2>'
        f"{_table(('Day', 'Calls', 'Answered', 'Gave up', 'Told to try again'), days)}</body></html>\n"
    )


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    first, right = CELL.format("left"), CELL.format("right")
    styles = [first, *[right] * (len(head) - 1)]
    top = "".join(
        f'<th scope="col" style="{style}">{escape(cell)}</th>'
        for style, cell in zip(styles, head, strict=True)
    )
    body = "".join(
        "<tr>"
        + f'<th scope="row" style="{first};font-weight:normal">{escape(row[0])}</th>'
        + "".join(f'<td style="{right}">{escape(cell)}</td>' for cell in row[1:])
        + "</tr>"
        for row in rows
    )
    return (
        f'<table style="border-collapse:collapse"><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>'
    )


def _days(week: DaySpan) -> list[tuple[str, tuple[int, ...]]]:
    return [
        (
            f"{WEEKDAYS[day.weekday()]}, {day:%B %-d}",
            (one.tally.entered, one.tally.answered, one.tally.abandoned, sum(one.tally.refused.values())),
        )
        for day, one in week.days.items()
    ]
