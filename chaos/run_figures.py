"""The figures of a run, and the stories of the calls that miss a goal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chaos.cuts import sort_alerts
from chaos.order import overtaken
from chaos.outages import Outages
from chaos.story import Story
from chaos.switchboard import Switchboard
from chaos.verdict import CallOutcome, longest_queue_wait, outcome, talked_twice
from simulator.events import Alert


@dataclass(frozen=True)
class RunFigures:
    """The goals are zero `lost`, `talked_twice`, `cut_off`, `reps_stuck`, `webhook_errors`, and no `faults`."""

    calls: int
    talked: int
    guided: int
    told: int
    hung_up: int
    lost: int
    talked_twice: int
    cut_off: int
    reps_stuck: int
    webhook_errors: int
    cut_webhooks: int
    cut_callbacks: int
    overtaken: int
    kills: int
    stops: int
    data_losses: int
    longest_wait_s: float
    slowest_webhook_s: float
    reps_waited_in_vain: int
    seconds: float
    faults: list[str]

    @property
    def is_good(self) -> bool:
        """Return whether every goal is met."""
        talks = self.talked_twice + self.cut_off
        return not (self.lost + talks + self.reps_stuck + self.webhook_errors + len(self.faults))


@dataclass(frozen=True)
class Aftermath:
    """Observations beside the calls."""

    stuck: Sequence[str]
    """Reps and deadlines that were."""
    faults: Sequence[str]
    in_vain: int
    seconds: float


@dataclass(frozen=True)
class RunResult:
    """The figures, and in words what misses a goal."""

    figures: RunFigures
    offences: list[str]


def result(board: Switchboard, breaks: Outages, after: Aftermath) -> RunResult:
    """Judge a run."""
    stories = list(board.stories.values())
    became = Counter(outcome(story) for story in stories)
    twice = [story for story in stories if talked_twice(story)]
    cut = [story for story in stories if any(talk.is_cut_off for talk in story.talks)]
    alerts = sort_alerts(board, breaks.web_kills)
    passed = overtaken(stories, board.legs.values(), breaks.losses, breaks.outages)
    figures = RunFigures(
        calls=len(stories),
        **{str(one): became[one] for one in CallOutcome},
        talked_twice=len(twice),
        cut_off=len(cut),
        reps_stuck=len(after.stuck),
        webhook_errors=len(alerts.errors),
        cut_webhooks=len(alerts.served),
        cut_callbacks=len(alerts.unsaid),
        overtaken=len(passed),
        kills=breaks.kills,
        stops=breaks.stops,
        data_losses=breaks.data_losses,
        longest_wait_s=round(longest_queue_wait(stories), 1),
        slowest_webhook_s=round(board.slowest, 2),
        reps_waited_in_vain=after.in_vain,
        seconds=round(after.seconds, 1),
        faults=list(after.faults),
    )
    lost = [story for story in stories if outcome(story) is CallOutcome.LOST]
    return RunResult(figures, _offences(lost, twice, cut, passed, alerts.errors, breaks, after))


def _offences(
    lost: Iterable[Story],
    twice: Iterable[Story],
    cut: Iterable[Story],
    passed: Iterable[tuple[Story, Story]],
    errors: Iterable[Alert],
    breaks: Outages,
    after: Aftermath,
) -> list[str]:
    kinds = {"lost": lost, "talked twice": twice, "cut off": cut}
    told = [f"--- {kind}: {story.told()}" for kind, stories in kinds.items() for story in stories]
    told += [f"--- overtaken: {one.told()}\n... by {other.told()}" for one, other in passed]
    told += [f"--- webhook error: {alert.at:%H:%M:%S.%f} {alert}" for alert in errors]
    told += [f"--- stuck: {one}" for one in after.stuck]
    if told:
        told.append("--- what was broken:\n" + "\n".join(breaks.told))
    return told
