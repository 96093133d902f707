"""Tests at another moment: every process agrees on it, and pauses last as long as ever."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from store import clock
from tests.at import moved_environment
from tests.waiting import LONG

pytestmark = pytest.mark.skipif(shutil.which("cc") is None, reason="needs a C compiler")

CLOCKS = """
import json, subprocess, tempfile, time
from pathlib import Path
from store import clock
from store.connection import connect
from store.valkey import EmbeddedValkey

began = clock.seconds()
clock.pause(0.05)
with (
    tempfile.TemporaryDirectory() as folder,
    EmbeddedValkey(Path(folder)) as server,
    connect(server.url, timeout=10.0) as client,
):
    shown = {"Python": time.time(), "the database": client.time()[0]}
shown["another program"] = int(subprocess.check_output(["date", "+%s"]))
print(json.dumps({**shown, "measured from": began, "measured to": clock.seconds()}))
"""


def clocks_at(moment: str, folder: Path) -> dict[str, float]:
    """Return the clocks of three programs that are started at this moment."""
    environment = moved_environment(moment, folder)
    done = subprocess.run([sys.executable, "-c", CLOCKS], env=environment, stdout=subprocess.PIPE, check=True)
    shown: dict[str, float] = json.loads(done.stdout)
    return shown


@pytest.mark.parametrize(
    ("moment", "instant"),
    [
        ("2028-02-29T12:00", "2028-02-29T20:00:00+00:00"),
        ("2027-06-15T23:59:50+00:00", "2027-06-15T23:59:50+00:00"),
        ("2020-11-01T01:59", "2020-11-01T08:59:00+00:00"),
    ],
)
def test_every_process_is_at_that_moment(moment: str, instant: str, tmp_path: Path) -> None:
    since = datetime.fromisoformat(instant).timestamp()
    shown = clocks_at(moment, tmp_path)
    assert all(since <= shown[name] < since + LONG for name in ("Python", "the database", "another program"))


def test_clocks_that_only_measure_are_not_moved(tmp_path: Path) -> None:
    began = clock.seconds()
    shown = clocks_at("2028-02-29T12:00", tmp_path)
    assert began < shown["measured from"] < shown["measured to"] < clock.seconds()


def test_the_status_is_that_of_the_tests(tmp_path: Path) -> None:
    (tmp_path / "test_year.py").write_text(
        "import time\n\ndef test_year():\n    assert time.gmtime().tm_year == 2028\n"
    )
    command = [sys.executable, "-m", "tests.at"]
    for moment, status in (("2028-02-29T12:00", 0), ("2027-03-14T01:59", pytest.ExitCode.TESTS_FAILED)):
        assert subprocess.call([*command, moment, "-q", str(tmp_path)], stdout=subprocess.DEVNULL) == status


@pytest.mark.parametrize("moment", ["tests/calls", "2027-02-29T12:00"])
def test_a_word_that_is_no_moment_is_refused(moment: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.at", moment], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert f"{moment} is not a moment: write it like 2028-02-29T12:00" in done.stderr
