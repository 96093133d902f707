"""The content of the wallboard, from one reading of the desk, the day's figures, and closures and notices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from console.column_chart import ColumnChart
from console.context import Console
from console.wall.day_figures import DayFigures, half_hour_chart
from ivr.twilio.refusal_advice import advise, name_refusal
from prompts.files.models import Desk
from prompts.rendering.open_status import OpenStatus
from prompts.revision import Revision
from reports.tally import CallTally
from routing.notices.notices import DeskNotices, TimedNotice, read_bulletin
from routing.queue.call_limits import read_spent
from routing.queue.carrier_refusal import CarrierRefusal, read_refusal
from routing.queue.desk_snapshot import CallerNow, DeskNow, LineNow, RepNow, UndoableAction
from routing.queue.queue_position import wait_behind
from routing.queue.rep_access import WrongPins, read_wrong_pins
from routing.waits.estimate import WaitRange, spoken_range
from routing.worker.after_hours import is_leaving
from store.clock import instant, milliseconds
from store.desk.states import RepStatus, StatusSource

STATES = (
    RepStatus.AVAILABLE,
    RepStatus.OFFERED,
    RepStatus.CONNECTING,
    RepStatus.TALKING,
    RepStatus.WRAP_UP,
    RepStatus.AWAY,
    RepStatus.OFFLINE,
)
"""As they stand one below the other on the page."""
CALLED = {
    RepStatus.AVAILABLE: "free",
    RepStatus.OFFERED: "ringing",
    RepStatus.CONNECTING: "connecting",
    RepStatus.TALKING: "talking",
    RepStatus.WRAP_UP: "wrapping up",
    RepStatus.AWAY: "away",
    RepStatus.OFFLINE: "signed out",
}
SET_BY = {
    StatusSource.PHONE: "by phone",
    StatusSource.TEXT: "by text",
    StatusSource.PAGE: "on the own page",
    StatusSource.COMMAND: "by command",
    StatusSource.SUPERVISOR: "by a supervisor",
}
"""Who or what set a rep's state; of a rule nothing is said."""


@dataclass(frozen=True)
class BoardLine:
    """A line in one language: as it stands, and its figures of today."""

    now: LineNow
    expected: str
    tally: CallTally
    states: Sequence[tuple[str, int]]
    """How many of its reps are in which state."""


@dataclass(frozen=True)
class ShownBoard:
    """Everything on the wallboard."""

    desk: Desk
    moment: int
    opening: OpenStatus
    bulletin: DeskNotices
    lines: Sequence[BoardLine]
    reps: Sequence[RepNow]
    waiting: Sequence[CallerNow]
    figures: DayFigures
    chart: ColumnChart
    acts: Sequence[UndoableAction]
    topics: dict[str, str]
    """Titles of topics."""
    stopped: str
    """Until the end of which, `day` or `hour`, nobody is rung, as the limit of calls is reached; empty if it is not."""
    refusal: CarrierRefusal | None
    """The carrier's refusal to ring reps."""

    @property
    def refusal_name(self) -> str:
        return name_refusal(self.refusal.status, self.refusal.code) if self.refusal else ""

    @property
    def refusal_advice(self) -> str:
        return advise(self.refusal.status, self.refusal.code) if self.refusal else ""

    wrong_pins: WrongPins
    """Wrong PINs of the last day or more; `total` is 0 when there were none for a day."""

    @property
    def closures(self) -> Sequence[TimedNotice]:
        """Return the closures in force or to come, the next one first."""
        left = [one for one in self.bulletin.closures if one.ends > self.moment]
        return sorted(left, key=lambda one: one.starts)

    def since(self, rep: RepNow) -> int:
        """Return when a rep's state began, ms since 1970 UTC."""
        return self.moment - round(rep.seconds * 1000)

    def is_leaving(self, rep: RepNow) -> bool:
        """Return whether a rep is signed out after the call in hand."""
        return is_leaving(self.desk, rep, instant(self.moment))

    def name_of_rep(self, id_: str) -> str:
        return next((rep.name for rep in self.reps if rep.id == id_), id_)


def board_of(console: Console, desk: str, seen: DeskNow | None = None) -> ShownBoard:
    """Return the state of a desk at this moment, or as it was `seen`. Raises DatabaseDown."""
    line, wall = console.line, console.wall
    revision = line.desks[desk]
    seen = seen or wall.snapshots.look(desk)
    # Another process may have put something up this very moment; the page must not show less than it was told of.
    line.hang(desk, read_bulletin(console.database, desk))
    figures = wall.days.figures(desk, instant(seen.moment))
    return ShownBoard(
        desk=revision.desk,
        moment=seen.moment,
        opening=line.opening(revision, milliseconds()),
        bulletin=line.bulletins.get(desk, DeskNotices()),
        lines=[_line(one, seen.reps, figures) for one in seen.lines],
        reps=sorted(seen.reps, key=lambda rep: (STATES.index(rep.status), -rep.seconds)),
        waiting=sorted(seen.callers, key=lambda caller: not caller.is_waiting),
        figures=figures,
        chart=half_hour_chart(figures.half_hours),
        acts=wall.snapshots.boards[desk].acts(seen.moment),
        topics=_titles(revision),
        wrong_pins=read_wrong_pins(console.database, desk),
        stopped=read_spent(console.database, desk, seen.moment).desk_limit(line.allowance),
        refusal=read_refusal(console.database, desk),
    )


def _line(now: LineNow, reps: Sequence[RepNow], figures: DayFigures) -> BoardLine:
    serving = Counter(rep.status for rep in reps if now.line in rep.lines and now.language in rep.languages)
    states = [(CALLED[state], serving[state]) for state in STATES[:-1] if serving[state]]
    return BoardLine(now, _expected(now), figures.today.of_line(now.line, now.language), states)


def _expected(now: LineNow) -> str:
    """Return the announced wait of the next caller."""
    state = now.state
    if state.free > state.waiting:
        return "none"
    wait = wait_behind(now.name, state.waiting, state.outlook)
    if wait is None:
        return "nobody there"
    return write_range(spoken_range(wait))


def write_range(told: WaitRange) -> str:
    """Write a range as pages do: `< 45 s`, `30–90 s`, `45 s – 2 min`, `2–5 min`."""
    low, high = told.at_least, told.at_most
    end = f"{high} s" if high < 120 and high % 60 else f"{high / 60:g} min"
    if low is None:
        return f"< {end}"
    if low % 60 == 0:
        return f"{low / 60:g}–{end}" if end.endswith("min") else f"{low}–{end}"
    return f"{low} s – {end}" if end.endswith("min") else f"{low}–{end}"


def _titles(revision: Revision) -> dict[str, str]:
    texts = next(iter(revision.texts.values()))
    return {name: node.title for name, node in texts.nodes.items()}
