"""Runs tests as if it were another moment, in every process: Python, Valkey, and whatever else a test starts.

`python -m tests.at 2028-02-29T12:00 tests/calls` runs `pytest tests/calls` from that moment on, by the clock on the
CAIR desk's wall unless an offset is named. Without a moment it runs the modules that look at the clock, once at every
moment of `MOMENTS`.

Needs a C compiler. Browsers and the times of files are not moved.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from store import clock
from tests.calls.moments import ZONE

MOMENTS = {
    "2027-01-04T12:00": "noon on a working day of next year",
    "2028-02-29T12:00": "noon on February 29",
    "2027-03-14T01:59:50": "the clock goes from 2 to 3 AM",
    "2027-11-07T01:59:50": "the clock goes from 2 back to 1 AM",
    "2026-12-31T23:59:50": "the year ends",
    "2027-11-25T12:00": "noon on a closed day",
    "2027-06-15T23:59:50+00:00": "the day ends by UTC while the desk is open",
}
"""When tests run without a moment named, and what is special about it."""

SELECTION = (
    "--quiet",
    "tests/calls/test_closing_by_phone.py",
    "tests/calls/test_when_it_is_open.py",
    "tests/calls/test_when_to_try_again.py",
    "tests/commands/test_calendar.py",
    "tests/console/test_day.py",
    "tests/ivr/test_attack_alone.py",
    "tests/reports/test_calls.py",
)
"""Modules that look at the clock, for some seconds at each moment."""

MOVED_CLOCK = Path(__file__).with_name("moved_clock.c")


def main(arguments: Sequence[str]) -> int:
    """Run pytest at the moment that comes first among the arguments, with the others; return its status.

    Without arguments two moments are run at a time; what pytest prints of each is shown when it is through.
    """
    if arguments:
        return run_tests(arguments[0], arguments[1:]).returncode
    with ThreadPoolExecutor(max_workers=2) as pool:
        runs = pool.map(lambda moment: run_tests(moment, SELECTION, stdout=subprocess.PIPE), MOMENTS)
        return max(_show(moment, run) for moment, run in zip(MOMENTS, runs, strict=True))


def run_tests(
    moment: str, arguments: Sequence[str], stdout: int | None = None
) -> subprocess.CompletedProcess[str]:
    """Run pytest from this moment on."""
    with TemporaryDirectory() as folder:
        environment = moved_environment(moment, Path(folder))
        command = [sys.executable, "-m", "pytest", *arguments]
        return subprocess.run(command, env=environment, stdout=stdout, text=True, check=False)


def _show(moment: str, run: subprocess.CompletedProcess[str]) -> int:
    print(f"At {moment}, {MOMENTS[moment]}:", run.stdout, sep="\n", flush=True)
    return run.returncode


def moved_environment(moment: str, folder: Path) -> dict[str, str]:
    """Return this process's environment with a library, made in `folder`, that moves the clock to `moment`.

    Exits with what to do instead if `moment` is not a date and a time.
    """
    try:
        target = datetime.fromisoformat(moment)
    except ValueError:
        print(f"{moment} is not a moment: write it like 2028-02-29T12:00", file=sys.stderr)
        sys.exit(2)
    target = target if target.tzinfo else target.replace(tzinfo=ZONE)
    library = folder / "moved_clock.so"
    offset = f"-DSECONDS={round((target - clock.now()).total_seconds())}"
    command = ["cc", "-shared", "-fPIC", "-O2", offset, "-o", str(library), str(MOVED_CLOCK), "-ldl"]
    subprocess.run(command, check=True)
    others = os.environ.get("LD_PRELOAD", "")
    return {**os.environ, "LD_PRELOAD": f"{library}:{others}".removesuffix(":")}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
