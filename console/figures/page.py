"""The pages of figures, read from the counts at each request, as nobody on the phone waits for them."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from accounts.people import Role
from console.access import for_roles, signed_in
from console.context import console, visitor
from console.figures.days import DayRange, asked_days, presets
from console.figures.figures_view import (
    MEASURES,
    bins_of,
    demand_chart,
    first_of,
    grouped,
    heat_of,
    nodes_of,
    titles,
    topic_chart,
    topics_of,
    why_missed,
)
from prompts.files.models import Desk
from prompts.revision import Revision
from reports.duty import Duty
from reports.export.files import PARTS_OF_REPS, report_csv, report_json
from reports.export.values import write_value
from reports.menu.nodes import Nodes
from reports.missed import missed_callers
from reports.rep_names import names_of_reps
from reports.span import DaySpan, span_of
from store import clock

figures = Blueprint("figures", __name__)
LEADERS = (Role.SUPERVISOR, Role.ADMIN)


@dataclass(frozen=True)
class Asked:
    """A desk and the days that a page is about."""

    revision: Revision
    days: DayRange

    @property
    def desk(self) -> Desk:
        return self.revision.desk

    def span(self) -> DaySpan:
        return _span(self.desk, self.days)

    def frame(self) -> dict[str, object]:
        """Return the values that every page of figures has."""
        return {"desk": self.desk, "days": self.days, "presets": presets(self.desk), "written": write_value}


def _asked(desk: str, usual: str) -> Asked:
    revision = console().line.desks[desk]
    return Asked(revision, asked_days(request.args, presets(revision.desk)[usual]))


def _span(desk: Desk, days: DayRange) -> DaySpan:
    return span_of(console().database, desk, days.first, days.last, until=clock.now())


@figures.get("/<desk>/figures")
@signed_in
def show(desk: str) -> ResponseReturnValue:
    """Show every figure of some days, by default today's."""
    asked = _asked(desk, "Today")
    span = asked.span()
    groups, bins = grouped(span), bins_of(span)
    return render_template(
        "figures/range.html",
        groups=groups,
        first=first_of(groups),
        bins=bins,
        chart=demand_chart(bins),
        languages=span.language_shares,
        **asked.frame(),
    )


@figures.get("/<desk>/figures/compare")
@signed_in
def compare(desk: str) -> ResponseReturnValue:
    """Show two spans of days side by side, the second one by default as many weeks before."""
    asked = _asked(desk, "Last week")
    with_ = asked_days(request.args, asked.days.before, "with_")
    groups = grouped(asked.span(), _span(asked.desk, with_))
    return render_template("figures/compare.html", groups=groups, with_days=with_, **asked.frame())


@figures.get("/<desk>/figures/topics")
@signed_in
def topics(desk: str) -> ResponseReturnValue:
    """Show the results of calls, topic by topic."""
    asked = _asked(desk, "Last 30 days")
    found = topics_of(asked.span(), titles(asked.revision))
    return render_template("figures/topics.html", topics=found, chart=topic_chart(found), **asked.frame())


@figures.get("/<desk>/figures/menu")
@signed_in
def menu(desk: str) -> ResponseReturnValue:
    """Show what callers heard, for how long, and which way they went from there."""
    asked = _asked(desk, "Last 30 days")
    language = request.args.get("in", "")
    if language not in ("", *asked.desk.languages):
        abort(404)
    last = Nodes(console().database, asked.desk).last_heard()
    found = nodes_of(asked.span(), last, titles(asked.revision), language)
    return render_template("figures/menu.html", nodes=found, language=language, **asked.frame())


@figures.get("/<desk>/figures/hours")
@signed_in
def hours(desk: str) -> ResponseReturnValue:
    """Show when callers call: weekdays and hours."""
    asked = _asked(desk, "Last 30 days")
    measure = request.args.get("of", "calls")
    if measure not in MEASURES:
        abort(404)
    found = heat_of(asked.span(), measure)
    return render_template(
        "figures/hours.html", heat=found, measures=MEASURES, measure=measure, **asked.frame()
    )


@figures.get("/<desk>/figures/reps")
@for_roles(*LEADERS)
def reps(desk: str) -> ResponseReturnValue:
    """Show what each rep took and missed, and the time in each status."""
    asked = _asked(desk, "Last week")
    span = asked.span()
    names = names_of_reps(console().database, asked.desk.id, span.reps)
    rows = [(names[rep] or rep, span.work.get(rep), one) for rep, one in span.reps.items()]
    total = sum((one.duty for one in span.reps.values()), Duty())
    return render_template(
        "figures/reps.html", rows=sorted(rows, key=lambda row: row[0]), total=total, **asked.frame()
    )


@figures.get("/<desk>/figures/missed")
@signed_in
def missed(desk: str) -> ResponseReturnValue:
    """Show callers who asked for a person and have talked to none since. Reps see four digits of the number."""
    asked = _asked(desk, "Last 30 days")
    found = missed_callers(console().database, asked.desk, asked.days.first, asked.days.last)
    return render_template(
        "figures/missed.html",
        missed=found,
        title=titles(asked.revision),
        why_missed=why_missed,
        shows_numbers=visitor().person.role in LEADERS,
        **asked.frame(),
    )


@figures.get("/<desk>/figures/file/<kind>")
@signed_in
def file(desk: str, kind: str) -> ResponseReturnValue:
    """Send the figures of some days as a file, CSV or JSON; those of single reps are for supervisors and admins."""
    asked = _asked(desk, "Today")
    hidden = () if visitor().person.role in LEADERS else PARTS_OF_REPS
    name = f"{desk}-{asked.days.first}-{asked.days.last}"
    if kind not in ("csv", "json"):
        abort(404)
    span = asked.span()
    names = names_of_reps(console().database, asked.desk.id, span.reps)
    if kind == "csv":
        return download(report_csv(span, names, hidden), f"{name}.csv", "text/csv; charset=utf-8")
    return download(report_json(asked.desk, span, names, hidden), f"{name}.json", "application/json")


def download(text: str, name: str, kind: str) -> Response:
    """Return a file that the browser saves."""
    return Response(
        text, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
