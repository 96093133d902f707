"""The embedded server's life: one per data directory, dying with its owner, forgetting nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from store.connection import connect
from store.errors import ServerNotStarted
from store.valkey import EmbeddedValkey
from tests.outage import answers
from tests.processes import is_running
from tests.waiting import wait_until

PATIENCE = 5.0
"""Seconds that a busy machine may need for an answer."""
OWNER = """
import sys, time
from pathlib import Path
from store.valkey import EmbeddedValkey
with EmbeddedValkey(Path(sys.argv[1])) as server:
    print(server.process.pid, flush=True)
    time.sleep(60)
"""


@pytest.mark.parametrize("death", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_it_dies_with_its_owner_however_the_owner_dies(tmp_path: Path, death: signal.Signals) -> None:
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER, str(tmp_path)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert owner.stdout is not None
    server = int(owner.stdout.readline())
    assert is_running(server)
    owner.send_signal(death)
    owner.wait()
    owner.stdout.close()
    wait_until(lambda: not is_running(server), "the server is gone")


def test_a_second_process_joins_the_first_ones_server(tmp_path: Path) -> None:
    with EmbeddedValkey(tmp_path) as owner, EmbeddedValkey(tmp_path) as guest:
        assert (owner.is_owner, guest.is_owner) == (True, False)
        with connect(owner.url, timeout=PATIENCE) as first, connect(guest.url, timeout=PATIENCE) as second:
            first.set("a", "1")
            assert second.get("a") == "1"


def test_the_next_server_remembers_what_the_last_one_held(tmp_path: Path) -> None:
    with EmbeddedValkey(tmp_path) as server, connect(server.url, timeout=PATIENCE) as client:
        client.set("kept", "yes")
    with EmbeddedValkey(tmp_path) as server, connect(server.url, timeout=PATIENCE) as client:
        assert client.get("kept") == "yes"


def test_it_is_started_again_when_it_was_killed(tmp_path: Path) -> None:
    with EmbeddedValkey(tmp_path) as server, connect(server.url, timeout=PATIENCE) as client:
        assert server.process is not None
        assert not server.revive()
        server.process.kill()
        server.process.wait()
        assert server.revive()
        wait_until(lambda: answers(client), "the new server answers")


def test_a_data_directory_with_a_very_long_name_gets_a_short_socket(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 90) / ("e" * 90)
    with EmbeddedValkey(deep) as server, connect(server.url, timeout=PATIENCE) as client:
        assert len(server.url) < 107
        assert client.ping()


def test_only_its_owner_may_reach_the_server(tmp_path: Path) -> None:
    with EmbeddedValkey(tmp_path) as server:
        socket = Path(server.url.removeprefix("unix://"))
        assert socket.stat().st_mode & 0o077 == 0
        assert server.folder.stat().st_mode & 0o077 == 0


def test_a_server_that_does_not_come_up_is_said_so_with_its_log(tmp_path: Path) -> None:
    folder = tmp_path / "valkey"
    (folder / "appendonlydir").mkdir(parents=True)
    (folder / "appendonlydir" / "appendonly.aof.manifest").write_text("nonsense\n")
    with pytest.raises(ServerNotStarted, match=r"valkey\.log"):
        EmbeddedValkey(tmp_path).start()
    assert os.listdir(folder)
