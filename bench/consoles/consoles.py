"""Measures what open consoles cost and how soon they show a change: 200 of them on a desk with 50 changes a second.

The same load of webhooks meets the line with and without consoles, in turns; callers join and leave all the time.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from redis import Redis

from accounts.people import People, Role
from accounts.people_scripts import PeopleScripts
from accounts.sessions import SessionLimits, Sessions
from bench.cycles import NO_LIMIT
from bench.load import Load, LoadFailed
from bench.measure import WARM_UP, Targets, refuse_losses, serving
from bench.signed_requests import call_sid
from console.auth.cookies import session_cookie
from routing.queue.desk_state import DeskState
from routing.queue.script_answers import JoinRequest
from store import clock
from store.address import socket_url
from store.connection import connect
from store.desk.states import EndOfWait, RepStatus
from store.parent import dying_with_me

CHANGES_A_SECOND = 50
PATIENCE = 5.0
"""Seconds after which a change that was not shown counts as shown then."""
LAST_LOOK = 2.0
"""Seconds that consoles get to show the last changes."""
THREADS_LIMIT = 60.0
"""Seconds within which the threads of vanished consoles must be gone."""
FIRST_CALL, FIRST_SPANISH_CALL = 1_000_000, 2_000_000
LINE = "general"
AN_HOUR = SessionLimits(3600, 3600)


@dataclass(frozen=True)
class ConsolePlan:
    """The number of consoles, the length of each load, and the number of rounds."""

    consoles: int = 200
    rounds: int = 5
    seconds: int = 3

    @property
    def most_changes(self) -> int:
        """Return more changes than there can be, even if each load takes twice as long to begin."""
        return self.rounds * 2 * 2 * (self.seconds + 1) * CHANGES_A_SECOND


@dataclass(frozen=True)
class QueueChange:
    """A script that has returned: when, and how many wait in English and Spanish from then on."""

    at: float
    waiting: tuple[int, int]


@dataclass(frozen=True)
class Sighting:
    """A fragment that has arrived at a console: when, and how many wait in it."""

    at: float
    waiting: tuple[int, int]

    def shows(self, change: QueueChange) -> bool:
        """Return whether a change is shown; English callers only join and Spanish ones only leave, so that the
        numbers tell."""
        return self.waiting[0] >= change.waiting[0] and self.waiting[1] <= change.waiting[1]


@dataclass(frozen=True)
class ConsoleRound:
    """The load without and with consoles, and seconds until each console showed each change."""

    without: Load
    with_consoles: Load
    shown: list[float]


@dataclass(frozen=True)
class Consoles:
    """All rounds; threads that the web processes have more than before, after the consoles vanished."""

    rounds: list[ConsoleRound]
    threads_left: int


class MovingLine:
    """Callers who join the line in English and leave the one in Spanish, in turns."""

    def __init__(self, state: DeskState, most: int) -> None:
        self._state = state
        self._joined = self._left = 0
        state.save_rep("spanish", {"phone": "+14155550101", "lines": LINE, "languages": "es"})
        state.set_status("spanish", RepStatus.AVAILABLE)
        for number in range(most + 2):  # the first of them is offered to the rep
            state.join(_wish(FIRST_SPANISH_CALL + number, "es"))
        self._before = tuple(state.look(LINE, language).waiting for language in ("en", "es"))

    def change(self) -> QueueChange:
        """Add a caller or remove one, and return the change."""
        if self._joined <= self._left:
            self._joined += 1
            self._state.join(_wish(FIRST_CALL + self._joined, "en"))
        else:
            self._left += 1
            self._state.caller_ends(call_sid(FIRST_SPANISH_CALL + self._left), EndOfWait.HUNG_UP)
        return QueueChange(clock.seconds(), (self._before[0] + self._joined, self._before[1] - self._left))

    @contextmanager
    def moving(self) -> Iterator[list[QueueChange]]:
        """Make fifty changes a second while the block runs."""
        changes: list[QueueChange] = []
        over = threading.Event()
        mover = threading.Thread(target=self._move, args=(changes, over))
        mover.start()
        try:
            yield changes
        finally:
            over.set()
            mover.join()

    def _move(self, changes: list[QueueChange], over: threading.Event) -> None:
        start = clock.seconds()
        while not over.wait(max(0.0, start + len(changes) / CHANGES_A_SECOND - clock.seconds())):
            changes.append(self.change())


def measure_consoles(plan: ConsolePlan, tell: Callable[[str], None]) -> Consoles:
    """Measure all rounds on one server. Raises LoadFailed, OSError. `tell` is called with the progress."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="helpdesk-bench-")))
        targets = stack.enter_context(serving(folder))
        client = stack.enter_context(connect(socket_url(folder), timeout=PATIENCE))
        threads = count_threads(targets.web_pid)
        line = MovingLine(DeskState(client, targets.desk), plan.most_changes)
        cookies = sign_in_people(client, targets.desk, plan.consoles)
        targets.menu.under_load(WARM_UP)
        rounds = []
        for number in range(1, plan.rounds + 1):
            tell(f"{plan.consoles} consoles, round {number} of {plan.rounds}")
            rounds.append(_round(targets, line, cookies, plan))
        refuse_losses(targets.health_url)
        tell("the consoles have vanished")
        return Consoles(rounds, threads_left(targets.web_pid, threads))


def _round(targets: Targets, line: MovingLine, cookies: Sequence[str], plan: ConsolePlan) -> ConsoleRound:
    with line.moving():
        without = targets.menu.under_load(plan.seconds)
    with open_consoles(targets, cookies) as sightings:
        with line.moving() as changes:
            with_consoles = targets.menu.under_load(plan.seconds)
        clock.pause(LAST_LOOK)
    return ConsoleRound(without, with_consoles, [took for one in sightings for took in delays(changes, one)])


def delays(changes: Sequence[QueueChange], sightings: Sequence[Sighting]) -> list[float]:
    """Return the seconds until a console showed each change; both in order."""
    taken, left = [], iter(sightings)
    sighting = next(left, None)
    for change in changes:
        while sighting and not sighting.shows(change):
            sighting = next(left, None)
        taken.append(max(0.0, sighting.at - change.at) if sighting else PATIENCE)
    return taken


@contextmanager
def open_consoles(targets: Targets, cookies: Sequence[str]) -> Iterator[list[list[Sighting]]]:
    """Open consoles that have been shown the line; what each was shown is known when they have closed."""
    url = f"{targets.base_url}/console/{targets.desk}"
    command = [
        sys.executable,
        "-m",
        "bench.consoles.console_pages",
        f"{url}/live",
        f"{url}/lines/now",
    ]
    with subprocess.Popen(
        command, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, preexec_fn=dying_with_me()
    ) as pages:
        assert pages.stdin is not None
        assert pages.stdout is not None
        pages.stdin.write(json.dumps(list(cookies)) + "\n")
        pages.stdin.flush()
        sightings: list[list[Sighting]] = [[] for _ in cookies]
        while (word := pages.stdout.readline()) and word != "open\n":
            _note(sightings, word)
        yield sightings
        said, _ = pages.communicate()
        for word in said.splitlines():
            _note(sightings, word)
    if pages.returncode != 0:
        raise LoadFailed("the consoles did not stay open; what went wrong is above")


def _note(sightings: list[list[Sighting]], word: str) -> None:
    number, at, english, spanish = word.split()[:4]
    sightings[int(number)].append(Sighting(float(at), (int(english), int(spanish))))


def sign_in_people(client: Redis, desk: str, number: int) -> list[str]:
    """Return cookies of so many people of a desk who are signed in, each a different person."""
    scripts = PeopleScripts(client)
    people, sessions = People(scripts), Sessions(scripts)
    cookies = []
    for one in range(number):
        _, id_ = people.add("bench", f"console{one}", f"Console {one}", Role.SUPERVISOR, {"desks": desk})
        people.set_password(id_, "no password fits this")
        cookies.append(f"{session_cookie(False)}={sessions.start(id_, AN_HOUR, 'bench')}")
    return cookies


def count_threads(pid: int) -> int:
    """Return the number of threads of a process and of all that its main thread started."""
    tasks = Path(f"/proc/{pid}/task")
    children = (tasks / str(pid) / "children").read_text().split()
    return len(list(tasks.iterdir())) + sum(count_threads(int(child)) for child in children)


def threads_left(pid: int, before: int) -> int:
    """Return how many threads more than `before` are left after a minute; 0 as soon as there are none."""
    limit = clock.seconds() + THREADS_LIMIT
    while (left := count_threads(pid) - before) > 0 and clock.seconds() < limit:
        clock.pause(0.5)
    return max(0, left)


def _wish(number: int, language: str) -> JoinRequest:
    return replace(JoinRequest(call_sid(number), LINE, language, "enrollment"), longest_line=NO_LIMIT)
