"""Metrics of each desk, read from the database at each scrape. A desk whose database is down has no figures rather
than zeros."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from zoneinfo import ZoneInfo

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from redis import Redis

from ivr.services import VoiceServices
from prompts.files.models import Desk
from reports.counts import Counts, QuarterCounts
from reports.folding import Folding
from reports.tally import CallTally
from routing.queue.call_limits import read_spent
from routing.queue.carrier_refusal import read_refusal
from routing.queue.desk_snapshot import DeskSnapshots
from routing.queue.outbox import quarantined
from routing.queue.rep_access import read_wrong_pins
from store.clock import instant, milliseconds
from store.desk.states import RepStatus
from store.errors import DatabaseDown

COUNTED = frozenset(
    {
        *(
            "entered",
            "blocked",
            "asked",
            "guided",
            "offered",
            "answered",
            "answered_in",
            "abandoned",
            "abandoned_in",
        ),
        *("abandoned_short", "sent_away", "redialled", "handled"),
    }
)
"""Of what `reports.tally.CallTally` counts; reasons for refusals come with it."""
A_DESK, A_LINE = ("desk",), ("desk", "line", "language")
FIGURES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "helpdesk_desk_open": ("1 while the desk is open.", A_DESK),
    "helpdesk_callers_waiting": ("Callers in line.", A_LINE),
    "helpdesk_longest_wait_seconds": ("Since when the first in line waits.", A_LINE),
    "helpdesk_reps": ("Reps in each status.", ("desk", "status")),
    "helpdesk_events_behind_seconds": ("How old the oldest event is that was not folded.", A_DESK),
    "helpdesk_events_skipped": ("Events that made no sense, ever.", A_DESK),
    "helpdesk_commands_set_aside": ("Commands that no worker could do.", A_DESK),
    "helpdesk_sent_today": ("Calls that went out since midnight, UTC.", A_DESK),
    "helpdesk_sending_stopped": ("1 while no more may go out, by a limit of the settings.", A_DESK),
    "helpdesk_carrier_refuses": ("1 while the carrier refuses this line's calls.", A_DESK),
    "helpdesk_wrong_pins_total": ("Wrong PINs typed by phone, until there was none for a day.", A_DESK),
    "helpdesk_phones_at_limit": ("Phones that are rung no more today.", A_DESK),
    "helpdesk_calls_total": ("Calls since the desk's midnight, by what came of them.", (*A_LINE, "outcome")),
    "helpdesk_answered_wait_seconds_total": ("Waits of those answered since the desk's midnight.", A_LINE),
}
"""Of each desk: what it says, and by what it is told apart."""


class Families:
    """The figures of all desks."""

    def __init__(self) -> None:
        self._families: dict[str, CounterMetricFamily | GaugeMetricFamily] = {
            name: (CounterMetricFamily if name.endswith("_total") else GaugeMetricFamily)(
                name, told, labels=labels
            )
            for name, (told, labels) in FIGURES.items()
        }

    def add(self, name: str, where: Sequence[str], value: float) -> None:
        self._families[name].add_metric(where, value)

    def all(self) -> Iterable[Metric]:
        return self._families.values()


class DeskCollector(Collector):
    """Everything but the webhooks' times, read at each scrape."""

    def __init__(self, line: VoiceServices, client: Redis) -> None:
        self._line, self._client = line, client

    def collect(self) -> Iterator[Metric]:
        condition = self._line.journal.condition()
        up = "1 if the database answers, for every desk and for the workers."
        yield GaugeMetricFamily("helpdesk_database_up", up, int(condition.is_up))
        if condition.worker_silence is not None:
            silence = "Seconds since any worker's last sign of life."
            yield GaugeMetricFamily("helpdesk_worker_silence_seconds", silence, condition.worker_silence)
        found = Families()
        for revision in self._line.desks.values():
            is_open = self._line.opening(revision, milliseconds()).is_open
            found.add("helpdesk_desk_open", (revision.desk.id,), int(is_open))
            with suppress(DatabaseDown):
                self._add(revision.desk, found)
        yield from found.all()

    def _add(self, desk: Desk, found: Families) -> None:
        """Add a desk's figures. All is read before anything is added, so that a desk has all its figures or none."""
        now = DeskSnapshots(self._client, desk.id).look(
            [f"{line.id}:{language}" for line in desk.lines for language in line.languages]
        )
        progress = Folding(self._client, desk).progress()
        aside = quarantined(self._client, desk.id)
        wrong_pins = read_wrong_pins(self._client, desk.id).total
        spent, allowance = read_spent(self._client, desk.id, now.moment), self._line.allowance
        refusal = read_refusal(self._client, desk.id)
        today = instant(now.moment).astimezone(ZoneInfo(desk.zone)).date()
        counted = Counts(self._client, desk).day(today).rows
        for one in now.lines:
            found.add("helpdesk_callers_waiting", (desk.id, one.line, one.language), one.state.waiting)
            found.add("helpdesk_longest_wait_seconds", (desk.id, one.line, one.language), one.state.longest)
        statuses = Counter(rep.status for rep in now.reps)
        for status in RepStatus:
            found.add("helpdesk_reps", (desk.id, status), statuses[status])
        found.add("helpdesk_events_behind_seconds", (desk.id,), progress.behind)
        found.add("helpdesk_events_skipped", (desk.id,), progress.skipped)
        found.add("helpdesk_commands_set_aside", (desk.id,), aside)
        found.add("helpdesk_sent_today", (desk.id,), spent.today)
        found.add("helpdesk_sending_stopped", (desk.id,), int(bool(spent.desk_limit(allowance))))
        found.add("helpdesk_carrier_refuses", (desk.id,), int(refusal is not None))
        found.add("helpdesk_wrong_pins_total", (desk.id,), wrong_pins)
        found.add("helpdesk_phones_at_limit", (desk.id,), len(spent.numbers_at_limit(allowance)))
        for (line, language), tally in _by_line(counted).items():
            for outcome, number in _outcomes(tally).items():
                found.add("helpdesk_calls_total", (desk.id, line, language, outcome), number)
            found.add("helpdesk_answered_wait_seconds_total", (desk.id, line, language), tally.wait / 1000)


def _by_line(rows: Iterable[QuarterCounts]) -> Mapping[tuple[str, str], CallTally]:
    found: dict[tuple[str, str], list[CallTally]] = defaultdict(list)
    for row in rows:
        found[row.line, row.language].append(row.tally)
    return {where: CallTally.total(tallies) for where, tallies in found.items()}


def _outcomes(tally: CallTally) -> dict[str, int]:
    """Return the counts that are not zero; a line that nobody joined has none for calls as a whole."""
    return {
        name: number
        for name, number in tally.metrics().items()
        if number and (name in COUNTED or name.startswith("refused_"))
    }
