"""The database under test: the operations of chaos on it, and the single Valkey of a small desk."""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path
from typing import Protocol

from store.valkey import EmbeddedValkey


class DatabaseUnderTest(Protocol):
    """Whatever `REDIS_URL` may name. `kill` and `stop` leave it unreachable until `start` and `cont`."""

    @property
    def url(self) -> str:
        """Return the address that the line is given."""

    def start(self) -> None:
        """Start it, or start it again on what it has on disk; returns when it was started, not when it answers."""

    def kill(self) -> None:
        """Kill it with SIGKILL."""

    def stop(self) -> None:
        """Freeze it with SIGSTOP: connections stay, answers don't come."""

    def cont(self) -> None:
        """Continue it with SIGCONT."""

    def wipe(self) -> None:
        """Delete what it has on disk; only while it is killed."""

    def end(self) -> None:
        """Stop it for good."""


class OneValkey:
    """A single server. For a main thread: the kernel ends the server with the thread that started it."""

    def __init__(self, folder: Path) -> None:
        self._server = EmbeddedValkey(folder)
        self.url = self._server.url

    def start(self) -> None:
        if self._server.is_owner:
            self._server.revive()
        else:
            self._server.start()

    def kill(self) -> None:
        process = self._server.process
        assert process is not None
        process.kill()
        process.wait()

    def stop(self) -> None:
        self._signal(signal.SIGSTOP)

    def cont(self) -> None:
        self._signal(signal.SIGCONT)

    def wipe(self) -> None:
        shutil.rmtree(self._server.folder / "appendonlydir")

    def end(self) -> None:
        self._signal(signal.SIGCONT)
        self._server.stop()

    def _signal(self, number: signal.Signals) -> None:
        process = self._server.process
        if process is not None and process.poll() is None:
            os.kill(process.pid, number)
