"""Keeps a set of processes running as one: started together, restarted when one dies, ended together."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

from store import clock
from store.parent import dying_with_me

log = logging.getLogger(__name__)
LOOK_EVERY = 0.25
"""Seconds between two looks at the children."""
GRACE = 10.0
"""Seconds a child gets to end by itself before it is killed."""
QUICK_DEATH = 2.0
"""Seconds: a child that dies younger than this is restarted only after as long a pause."""


@dataclass
class Child:
    """A process to keep running."""

    name: str
    command: list[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    log: Path | None = None
    """Where its words go; to our own stderr without one."""
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0

    def start(self) -> None:
        with self.log.open("ab") if self.log else nullcontext() as log:
            # A session of its own: Ctrl-C reaches the supervisor alone, which then ends its children in order.
            self.process = subprocess.Popen(
                self.command,
                env={**os.environ, **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=dying_with_me(),
            )
        self.started = clock.seconds()

    @property
    def is_dead(self) -> bool:
        return self.process is None or self.process.poll() is not None


class Supervisor:
    """Runs children until told to end. For a main thread only: children die with the thread that started them."""

    def __init__(self, children: list[Child]) -> None:
        self._children = children

    def start(self) -> None:
        for child in self._children:
            child.start()

    def watch(self, also: Callable[[], object]) -> NoReturn:
        """Restart every process that ends, without end; `also` is called at every check."""
        while True:
            clock.pause(LOOK_EVERY)
            also()
            for child in self._children:
                if child.is_dead and clock.seconds() - child.started > QUICK_DEATH:
                    log.error("a part of the line ended; it is started again", extra={"part": child.name})
                    child.start()

    def any_dead(self) -> str | None:
        """Return the name of a child that is not running; None if all run."""
        return next((child.name for child in self._children if child.is_dead), None)

    def end(self) -> None:
        """End all children, last started first; one that takes too long is killed."""
        for child in reversed(self._children):
            if child.process is not None and child.process.poll() is None:
                child.process.send_signal(signal.SIGTERM)
        limit = clock.seconds() + GRACE
        for child in reversed(self._children):
            if child.process is None:
                continue
            try:
                child.process.wait(timeout=max(0.1, limit - clock.seconds()))
            except subprocess.TimeoutExpired:
                child.process.kill()
                child.process.wait()
