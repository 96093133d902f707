"""Puts load on a URL with `wrk` and reads the result."""

from __future__ import annotations

import json
import secrets
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from bench.signed_requests import SignedForm

SCRIPT = Path(__file__).with_name("turn.lua")
CONNECTIONS = 8
"""Requests under way at once; a single process with one interpreter lock is busy with fewer."""


class LoadFailed(Exception):
    """The load could not be put on, or requests failed under it."""


@dataclass(frozen=True)
class Load:
    """The result of a run: answers a second, the time in ms within which 99 of 100 came, and the number of answers."""

    rate: float
    p99: float
    answers: int = 0


def find_wrk() -> str:
    """Return the path of wrk. Raises LoadFailed with instructions when it is missing."""
    wrk = shutil.which("wrk")
    if wrk is None:
        raise LoadFailed("wrk is missing: the measurements need it; on Debian: apt-get install wrk")
    return wrk


def write_forms(path: Path, webhooks: list[SignedForm]) -> Path:
    """Write the file that the script reads, and return its path."""
    path.write_text("".join(f"{one.path}\n{one.signature}\n{one.body}\n" for one in webhooks))
    return path


def put_load(url: str, forms: Path, seconds: int, at: str = "") -> Load:
    """Post the forms to the host of `url` for some seconds, as calls made at a moment of their own if `at` names one.

    Raises LoadFailed if any answer is an error or missing.
    """
    command = [find_wrk(), "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", str(SCRIPT), url, "--"]
    ended = subprocess.run(
        [*command, secrets.token_hex(8), str(forms), *([at] if at else [])],
        capture_output=True,
        text=True,
        check=False,
    )
    if ended.returncode != 0:
        raise LoadFailed(f"wrk ended with {ended.returncode}: {ended.stderr.strip() or ended.stdout.strip()}")
    result = json.loads(ended.stdout.splitlines()[-1])
    if result["failed"] or not result["requests"]:
        raise LoadFailed(f"{result['failed']} of {result['requests']} requests to {url} failed")
    rate = result["requests"] / result["microseconds"] * 1e6
    return Load(rate, result["p99"] / 1000, result["requests"])
