"""A report as a file: a table for spreadsheets, or an object for machines. Values are exact and never rounded."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from prompts.files.models import Desk
from reports.figures import BY_NAME, values
from reports.span import Counted, DaySpan

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for the beginning of a formula."""
HEADER = ("part", "of", "name", "figure", "words", "unit", "value")
PARTS_OF_REPS = ("rep",)
"""What is not for everybody's eyes."""
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True)
class FigureRow:
    """A figure of a part: `of` is the day, the hour (`Monday 9`), the line (`general:en`), the topic, or the rep."""

    part: str
    of: str
    figure: str
    value: float


def report_rows(span: DaySpan) -> Iterator[FigureRow]:
    """Yield every figure of every part that has a value."""
    for part, names in report_parts(span).items():
        for name, counted in names.items():
            for figure, value in values(part, counted).items():
                if value is not None:
                    yield FigureRow(part, name, figure, value)
            if part == "language":
                yield FigureRow(part, name, "share", span.language_shares.get(name, 0.0))


def report_parts(span: DaySpan) -> Mapping[str, Mapping[str, Counted]]:
    """Return all parts of a report with their content, by name."""
    return {
        "total": {"": span.total},
        "day": {day.isoformat(): one for day, one in span.days.items()},
        "hour": {f"{WEEKDAYS[weekday]} {hour}": one for (weekday, hour), one in span.hours.items()},
        "line": {":".join(name): one for name, one in span.lines.items()},
        "language": dict(sorted(span.languages.items())),
        "topic": span.topics,
        "rep": span.reps,
    }


def report_csv(span: DaySpan, rep_names: Mapping[str, str], hidden: Collection[str] = ()) -> str:
    """Return the report as CSV with a header, without the hidden parts. Reps have their id and their name."""
    page = io.StringIO()
    writer = csv.writer(page, lineterminator="\r\n")
    writer.writerow(HEADER)
    for row in report_rows(span):
        if row.part not in hidden:
            words, unit = _about(row.figure)
            name = rep_names.get(row.of, "") if row.part == "rep" else ""
            cells = (row.part, row.of, name, row.figure, words, unit, f"{row.value:.10g}")
            writer.writerow([*map(safe, cells[:-1]), cells[-1]])
    return page.getvalue()


def safe(cell: str) -> str:
    """Return text that no spreadsheet computes."""
    return f"'{cell}" if cell.startswith(DANGEROUS) else cell


def report_json(desk: Desk, span: DaySpan, rep_names: Mapping[str, str], hidden: Collection[str] = ()) -> str:
    """Return the report as a JSON object, without the hidden parts."""
    return json.dumps(as_object(desk, span, rep_names, hidden), indent=2, ensure_ascii=False)


def as_object(
    desk: Desk, span: DaySpan, rep_names: Mapping[str, str], hidden: Collection[str] = ()
) -> dict[str, object]:
    """Return the report for JSON: figures by name, null where there was nothing to divide by; seconds, and shares
    from 0 to 1."""
    found = {
        part: {name: values(part, counted) for name, counted in names.items()}
        for part, names in report_parts(span).items()
        if part not in hidden
    }
    return {
        "desk": desk.id,
        "zone": desk.zone,
        "from": span.first.isoformat(),
        "to": span.last.isoformat(),
        "days": (span.last - span.first) // timedelta(days=1) + 1,
        "total": found.pop("total")[""],
        "by": found,
        "rep_names": {} if "rep" in hidden else {rep: rep_names.get(rep, "") for rep in span.reps},
        "language_shares": span.language_shares,
        "menu": _menu(span),
    }


def _menu(span: DaySpan) -> list[dict[str, object]]:
    return [
        {
            "language": place.language,
            "node": place.node,
            "heard": visits.heard,
            "seconds": visits.listened,
            "silent": visits.silent,
            "wrong": visits.wrong,
            "ended": visits.ended,
            "led": [
                {"key": one.key, "to": one.to, "number": one.number}
                for one in span.walked.funnel(place.node, place.language)
            ],
        }
        for place, visits in span.walked.visits.items()
    ]


def _about(figure: str) -> tuple[str, str]:
    if figure == "share":
        return "Share of calls", "share"
    return BY_NAME[figure].words, BY_NAME[figure].unit.value
