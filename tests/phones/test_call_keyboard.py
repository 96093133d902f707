"""An interactive call, in a terminal of its own."""

from __future__ import annotations

import asyncio
import contextlib
import os
import pty
import re
import select
import subprocess
import sys
import termios
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from commands.calling.call_recordings import PlayedNames
from commands.calling.call_session import Printer, speak
from ivr.media.hold_music import PIECES
from simulator.events import Played, Said
from store.data_dir import RunningLine, announced_as
from tests.newcomer import newcomers_environment
from tests.phones.canned import canned_line

ROOT = Path(__file__).parents[2]
PATIENCE = 60
MENU = (
    '<Response><Gather input="dtmf speech" numDigits="1" timeout="60">'
    '<Say voice="Polly.Joanna-Neural">Welcome. Press 1. This is a long text that nobody waits for.</Say>'
    "</Gather></Response>"
)


class Terminal:
    """A terminal in which `helpdesk call` runs."""

    def __init__(self, descriptor: int, process: subprocess.Popen[bytes]) -> None:
        self._descriptor = descriptor
        self.process = process
        self.screen = ""

    @property
    def echoes(self) -> bool:
        """Return whether the terminal shows what is typed, as terminals do outside a call."""
        return bool(termios.tcgetattr(self._descriptor)[3] & termios.ECHO)

    def types(self, keys: str) -> None:
        os.write(self._descriptor, keys.encode())

    def shows(self, pattern: str) -> None:
        """Wait until the screen shows something new that matches."""
        while not (found := re.search(pattern, self.screen)):
            readable, _, _ = select.select([self._descriptor], [], [], PATIENCE)
            assert readable, f"no {pattern!r} but:\n{self.screen}"
            self.screen += os.read(self._descriptor, 4096).decode()
        self.screen = self.screen[found.end() :]


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    """A call in a terminal to a line that says a menu for ever."""
    environment = newcomers_environment(DATA_DIR=str(tmp_path))
    command = [sys.executable, "-m", "commands", "call", "--at", "2026-11-24T10:00"]
    with (
        canned_line(MENU) as base_url,
        announced_as(tmp_path, RunningLine(base_url, None)),
        _pseudo_terminal() as (ours, theirs),
    ):
        streams = {"stdin": theirs, "stdout": theirs, "stderr": theirs}
        with subprocess.Popen(
            command, cwd=ROOT, env=environment, start_new_session=True, **streams
        ) as process:
            yield Terminal(ours, process)
            process.kill()


@contextlib.contextmanager
def _pseudo_terminal() -> Iterator[tuple[int, int]]:
    ours, theirs = pty.openpty()
    try:
        yield ours, theirs
    finally:
        os.close(ours)
        os.close(theirs)


def test_a_caller_presses_keys_while_the_line_speaks_and_hangs_up_with_ctrl_c(terminal: Terminal) -> None:
    terminal.shows(r"calls \+\d+ on Tuesday, November 24, 2026, 10:00 PST")
    terminal.shows(r"Welcome\. Press 1")
    terminal.types("1")
    terminal.shows("pressed 1")
    terminal.shows(r"Welcome\. Press 1")
    assert not terminal.echoes
    terminal.types("x\x03")
    terminal.shows("The call ended after .* seconds: hung up")
    assert terminal.process.wait(PATIENCE) == 0
    assert terminal.echoes


def test_a_caller_types_what_they_say_and_corrects_it(terminal: Terminal) -> None:
    terminal.shows("Welcome")
    terminal.types("ssigning out\x7f\x7f\x7fin\r")
    terminal.shows("said “signing in”")
    terminal.types("\x04")
    terminal.shows("hung up")
    assert terminal.process.wait(PATIENCE) == 0


WHEN: dict[str, Any] = {"call_sid": "CA1", "leg": 0, "at": datetime(2026, 11, 24, tzinfo=UTC)}


def _said(seconds: float) -> Said:
    words = {"text": "Oprima el uno.", "language": "es-US", "voice": "Polly.Lupe", "markup": ""}
    return Said(seconds=seconds, **words, **WHEN)


def test_a_piece_of_music_is_named_once_until_something_else_is_heard(
    capsys: pytest.CaptureFixture[str],
) -> None:
    printer = Printer(PlayedNames({}))
    parts = [Played(url=f"http://line{path}", seconds=17.0, **WHEN) for path in PIECES.paths[:3]]
    for event in (parts[0], parts[1], _said(1), parts[2]):
        printer.show(event)
    shown = [line.strip() for line in capsys.readouterr().out.splitlines() if line.strip()]
    music = "♪ Erik Satie: Gymnopédie No. 1"
    assert shown == [music, "es-US   Oprima el uno.", music]


def _install_voice(folder: Path, script: str) -> None:
    (folder / "espeak-ng").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "espeak-ng").chmod(0o755)


def test_it_speaks_in_the_language_of_the_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _install_voice(tmp_path, f'(echo "$@"; cat) > {tmp_path}/spoken')
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    asyncio.run(speak(_said(60)))
    assert (tmp_path / "spoken").read_text() == "-v es-419 -s 165 --stdin\nOprima el uno."


def test_it_lets_the_text_stand_where_there_is_no_sound(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _install_voice(tmp_path, "exit 1")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)

    async def takes_longer_than(seconds: float) -> None:
        async with asyncio.timeout(seconds):
            await speak(_said(60))

    with pytest.raises(TimeoutError):
        asyncio.run(takes_longer_than(0.3))


def test_a_call_that_is_ended_from_outside_hangs_up_properly(terminal: Terminal) -> None:
    terminal.shows("Welcome")
    terminal.process.terminate()
    terminal.shows("hung up")
    assert terminal.process.wait(PATIENCE) == 0
