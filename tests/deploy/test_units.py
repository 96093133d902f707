"""The systemd units: what they are allowed, judged by systemd itself."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.docs.pages import ROOT

UNITS = sorted((ROOT / "deploy/debian").glob("*.service"))
MOST_EXPOSED = 3.0
"""Of 10, by `systemd-analyze security`."""


@pytest.fixture
def analyze() -> str:
    found = shutil.which("systemd-analyze")
    if found is None:
        pytest.skip("systemd is not installed")
    return found


@pytest.mark.parametrize("unit", UNITS, ids=lambda one: one.name)
def test_a_unit_is_hardly_exposed(analyze: str, unit: Path) -> None:
    judged = subprocess.run(
        [analyze, "security", "--offline=true", "--no-pager", str(unit)],
        capture_output=True,
        text=True,
        check=False,
    )
    level = re.search(r"Overall exposure level for \S+: ([\d.]+)", judged.stdout + judged.stderr)
    assert level, judged.stderr
    assert float(level[1]) < MOST_EXPOSED, judged.stdout


def test_recordings_can_be_converted_in_a_web_unit() -> None:
    """cffi's callbacks need memory that is written and run: under this restriction every upload counted as damaged."""
    (web,) = (unit for unit in UNITS if "web" in unit.name)
    assert not re.search(r"^MemoryDenyWriteExecute=", web.read_text(), re.MULTILINE)


def test_there_are_units() -> None:
    assert {unit.name for unit in UNITS} >= {"helpdesk-web@.service", "helpdesk-worker@.service"}


@pytest.mark.parametrize("unit", UNITS, ids=lambda one: one.name)
def test_a_unit_has_no_line_that_systemd_does_not_know(analyze: str, unit: Path, tmp_path: Path) -> None:
    """Programs that are not installed here are not its business."""
    text = re.sub(r"^Exec(Start\w*)=\S+", r"Exec\1=/bin/true", unit.read_text(), flags=re.MULTILINE)
    name = unit.name.replace("@.", "@1.")
    (tmp_path / name).write_text(text)
    verified = subprocess.run(
        [analyze, "verify", "--recursive-errors=no", str(tmp_path / name)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert name not in verified.stderr, verified.stderr
