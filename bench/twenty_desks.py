"""Calls on twenty desks at once, on one line: checks that no caller is lost or hears another desk's words.

The callers, reps and judgement are those of chaos, with nothing broken; each desk is also published anew meanwhile.
"""

from __future__ import annotations

import asyncio
import json
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bench.publish_speed import edition
from chaos.chaos_run import Stage, run_chaos
from chaos.many_desks import NAMES, make_desks
from chaos.run_figures import RunFigures
from chaos.run_plan import RunPlan
from chaos.tested_line import WEB_PROCESSES
from editing.database.content import DeskContent
from prompts.loader import read_files
from prompts.revision import content_id
from simulator.events import Event, Requested, Said
from store import clock

PLAN = RunPlan(calls=300, reps=40, faults=False, arrivals_per_second=5.0, workers=1)
PATIENCE = 5.0
"""Seconds for one answer of a web process."""


@dataclass(frozen=True)
class TwentyDesks:
    """The result of the run. `published` are the seconds until every web process served a publication, for each
    desk."""

    figures: RunFigures
    offences: list[str]
    mixed_up: list[str]
    named: int
    """How often a desk's own name was heard."""
    published: list[float]


@dataclass
class Ears:
    """Hears what is said on every call, and knows by its name whose words it is."""

    desks: dict[str, str] = field(default_factory=dict)
    """Call → the desk that its first webhook was for."""
    mixed_up: list[str] = field(default_factory=list)
    named: int = 0

    def notice(self, event: Event) -> None:
        """Receive the network's events."""
        match event:
            case Requested() if "/voice/" in event.url:
                desk = event.url.split("/voice/")[1].partition("/")[0].partition("#")[0]
                if self.desks.setdefault(event.call_sid, desk) != desk:
                    self.mixed_up.append(
                        f"a call to {self.desks[event.call_sid]} is asked about at {event.url}"
                    )
            case Said():
                self._hears(self.desks.get(event.call_sid, ""), event.text)
            case _:
                pass

    def _hears(self, desk: str, text: str) -> None:
        for name in NAMES:
            if name in text and name.lower() == desk:
                self.named += 1
            elif name in text:
                self.mixed_up.append(f"a call to {desk or 'no desk'} hears of {name}: {text}")


def twenty_desks(tell: Callable[[str], None], plan: RunPlan = PLAN, count: int = len(NAMES)) -> TwentyDesks:
    """Let everybody call, and publish each desk once. Raises OSError. For a main thread."""
    ears, published = Ears(), list[float]()
    folders = list[Path]()

    def desks(folder: Path) -> Path:
        folders.append(make_desks(folder, count))
        return folders[0]

    async def beside(on: Stage) -> None:
        on.network.subscribe(ears.notice)
        for desk in on.desks:
            published.append(await asyncio.to_thread(_publish, on, folders[0], desk.id))

    found = run_chaos(plan, tell, desks=desks, beside=beside)
    return TwentyDesks(found.figures, found.offences, ears.mixed_up, ears.named, published)


def _publish(on: Stage, folder: Path, desk: str) -> float:
    """Publish, and return the seconds until all processes follow."""
    files = edition(read_files(folder / desk), 1)
    id_, began, served = content_id(files), clock.seconds(), dict[int, str]()
    DeskContent(on.line.client, desk).publish(files, id_, note="", who="bench", seen=0)
    while len(served) < WEB_PROCESSES or set(served.values()) != {id_}:
        pid, revisions = served_by(on.line.base_url)
        served[pid] = revisions[desk]
    return clock.seconds() - began


def served_by(base_url: str) -> tuple[int, Mapping[str, str]]:
    """Return which process answered, and the revision of each desk that it serves, whether all is well or not."""
    try:
        answer = urllib.request.urlopen(f"{base_url}/health", timeout=PATIENCE)
    except urllib.error.HTTPError as unwell:
        answer = unwell
    with answer:
        report = json.load(answer)
    return report["process"]["pid"], report["revision"]
