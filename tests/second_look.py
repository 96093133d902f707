"""Runs the tests; if a few fail, has a second look at those alone, and says aloud which of them are unsteady.

A machine that others use too may be so busy for a moment that a test of several processes fails through no fault of the
line's. It passes when run alone; it is a defect all the same, of the test, and so it is named. What fails twice, more
failures than a few, a process of tests that dies and a module that can't be read are failures, and not looked at again.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Sequence

import pytest

FEW = 3
"""More failures than this are no chance."""


class Failures:
    """The failures of a run."""

    def __init__(self) -> None:
        self.tests: dict[str, None] = {}
        self.is_broken = False
        """A process has died, or a module can't be read."""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.tests[report.nodeid] = None

    @pytest.hookimpl(optionalhook=True)
    def pytest_handlecrashitem(self) -> None:
        self.is_broken = True

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        self.is_broken |= report.failed

    @property
    def may_be_chance(self) -> bool:
        return 0 < len(self.tests) <= FEW and not self.is_broken


def main(arguments: Sequence[str]) -> int:
    """The status to end with, of `pytest` with these arguments and of the second look."""
    failures = Failures()
    status = int(pytest.main([*arguments], plugins=[failures]))
    if status != pytest.ExitCode.TESTS_FAILED or not failures.may_be_chance:
        return status
    _say("failed, and looked at again alone", failures.tests)
    status = subprocess.call([sys.executable, "-m", "pytest", *failures.tests])
    if status == pytest.ExitCode.OK:
        _say("unsteady: passed only when run alone, and has to be mended", failures.tests)
    return status


def _say(what: str, tests: Iterable[str]) -> None:
    print("", *(f"{what}: {test}" for test in tests), "", sep="\n", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
