"""A failure is a failure; only what passes when run alone is let through, and not in silence."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
STEADY = "def test_steady(): pass\n"
BROKEN = "def test_broken(): assert False, 'it is broken'\n"
UNSTEADY = """
from pathlib import Path

def test_unsteady():
    was_here = Path("was-here").exists()
    Path("was-here").touch()
    assert was_here
"""
DEADLY = "def test_deadly():\n    import os\n    os._exit(1)\n"
UNREADABLE = "import nothing_of_the_kind\n"
AGAIN, CHANCE = "looked at again alone", "unsteady: passed only when run alone, and has to be mended"


def looked_at(folder: Path, *options: str, **modules: str) -> subprocess.CompletedProcess[str]:
    """A run of these test modules."""
    for name, text in modules.items():
        (folder / f"test_{name}.py").write_text(text)
    return subprocess.run(
        [sys.executable, "-m", "tests.second_look", "-p", "xdist", *options],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_what_passes_is_looked_at_once(tmp_path: Path) -> None:
    run = looked_at(tmp_path, steady=STEADY)
    assert run.returncode == 0
    assert AGAIN not in run.stdout


def test_what_fails_only_the_first_time_is_let_through_and_called_unsteady(tmp_path: Path) -> None:
    run = looked_at(tmp_path, steady=STEADY, shaky=UNSTEADY)
    assert run.returncode == 0
    assert f"{CHANCE}: test_shaky.py::test_unsteady" in run.stdout


def test_what_fails_twice_is_a_failure(tmp_path: Path) -> None:
    run = looked_at(tmp_path, broken=BROKEN, shaky=UNSTEADY)
    assert run.returncode == pytest.ExitCode.TESTS_FAILED
    assert AGAIN in run.stdout
    assert CHANCE not in run.stdout


def test_more_failures_than_a_few_are_not_looked_at_again(tmp_path: Path) -> None:
    run = looked_at(tmp_path, shaky=UNSTEADY, **dict.fromkeys(("one", "two", "three"), BROKEN))
    assert run.returncode == pytest.ExitCode.TESTS_FAILED
    assert AGAIN not in run.stdout


@pytest.mark.parametrize("fault", [DEADLY, UNREADABLE])
def test_a_process_that_dies_and_a_module_that_can_not_be_read_are_failures(
    tmp_path: Path, fault: str
) -> None:
    run = looked_at(tmp_path, "--numprocesses", "1", fault=fault, shaky=UNSTEADY)
    assert run.returncode == pytest.ExitCode.TESTS_FAILED
    assert AGAIN not in run.stdout
