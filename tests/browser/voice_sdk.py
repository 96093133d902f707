"""The carrier's voice SDK as npm publishes it, installed for these tests and never part of the repository."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

PACKAGE = "@twilio/voice-sdk@^2.18.5"
"""2.18.5 stopped the SDK from sending `register` before its token was accepted."""
PATIENCE = 300
"""Seconds for npm to download it."""


def install_voice_sdk(folder: Path) -> Path:
    """Install the SDK below `folder` and return its script. Skips the test without npm; in CI that is a failure."""
    npm = shutil.which("npm")
    if npm is None:
        _miss("there is no npm to install the carrier's voice SDK with")
    flags = ["--no-package-lock", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(
        [str(npm), "install", *flags, "--prefix", str(folder), PACKAGE],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    if done.returncode:
        _miss(f"npm could not install the carrier's voice SDK: {done.stderr.strip()[-300:]}")
    return folder / "node_modules" / "@twilio" / "voice-sdk" / "dist" / "twilio.min.js"


def _miss(reason: str) -> None:
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)
