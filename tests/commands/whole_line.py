"""The whole line as a newcomer starts it: `helpdesk run` in a process of its own, on a data directory of its own."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from commands.calling.line_process import ReachableLine
from store.data_dir import local_account
from tests.conftest import CAIR_NUMBER
from tests.newcomer import newcomers_environment, two_free_ports
from tests.processes import children, command_line
from tests.published import health_at
from tests.waiting import LONG, wait_until


class WholeLine:
    """A running `helpdesk run`."""

    def __init__(self, data_dir: Path, port: int) -> None:
        self.data_dir, self.port = data_dir, port
        self.output = (data_dir.parent / f"output-{port}.txt").open("w+")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "app", "run"],
            env=newcomers_environment(DATA_DIR=str(data_dir), PORT=str(port)),
            stdout=self.output,
            stderr=self.output,
        )

    def told(self) -> str:
        """Return what it has printed so far."""
        return Path(self.output.name).read_text()

    def wait_until_ready(self) -> None:
        wait_until(
            lambda: "Ctrl-C ends it" in self.told() or self.process.poll() is not None,
            "the line is ready",
        )
        assert self.process.poll() is None, self.told()

    def health(self) -> dict[str, Any]:
        """Return a web worker's health report. A request that ends with its worker is repeated."""
        told: list[dict[str, Any]] = []

        def tells() -> bool:
            with suppress(OSError):
                told.append(health_at(self.port))
            return bool(told)

        wait_until(tells, "a web worker says how it is")
        return told[0]

    def is_well(self) -> bool:
        with suppress(OSError):
            return bool(health_at(self.port)["status"] == "ok")
        return False

    def family(self) -> list[int]:
        """Every process below this one, and itself."""
        found = [self.process.pid]
        for parent in found:
            found += children(parent)
        return found

    def pid_of(self, words: str) -> int:
        """The one process of the family whose command line has these words; the oldest of several."""
        for pid in self.family():
            if words in command_line(pid):
                return pid
        raise AssertionError(f"no process {words!r} in the family")

    def reachable(self) -> ReachableLine:
        account = local_account(self.data_dir)
        return ReachableLine(f"http://127.0.0.1:{self.port}", account.sid, account.token, CAIR_NUMBER, "cair")

    def end(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(LONG)
        self.output.close()


@contextmanager
def whole_line(folder: Path) -> Iterator[WholeLine]:
    """A line that is ready; ended at the end, if the test has not ended it."""
    line = WholeLine(folder / "var", two_free_ports())
    try:
        line.wait_until_ready()
        yield line
    finally:
        line.end()
