"""The keyboard of a terminal as the keypad of a phone."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import sys
import termios
import tty
from collections.abc import Callable, Iterator

import click

from simulator.phones.phone import KEYS, NoCall, Phone

HANG_UP = "\x03\x04"
"""Ctrl-C and Ctrl-D, as a terminal in raw mode hands them over."""


class Keyboard:
    """Turns what is typed into what the phone does: keys at once, `s` and words up to Enter as speech."""

    def __init__(self, phone: Phone) -> None:
        self._phone = phone
        self._words: str | None = None

    @contextlib.contextmanager
    def listening(self) -> Iterator[None]:
        """Read the terminal key by key; its former state comes back in any case."""
        loop, terminal = asyncio.get_running_loop(), sys.stdin.fileno()
        before = termios.tcgetattr(terminal)
        tty.setraw(terminal)
        loop.add_reader(terminal, lambda: self._read(os.read(terminal, 64)))
        for number in (signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self._phone.hang_up)
        try:
            yield
        finally:
            loop.remove_reader(terminal)
            termios.tcsetattr(terminal, termios.TCSADRAIN, before)

    def _read(self, typed: bytes) -> None:
        """Read from the terminal. One that is gone reads as nothing forever, which counts as hanging up."""
        for character in typed.decode(errors="ignore") or HANG_UP[-1]:
            self.type(character)

    def type(self, character: str) -> None:
        """Act on one typed character; meaningless ones are ignored."""
        if character in HANG_UP:
            self._phone.hang_up()
        elif self._words is not None:
            self._spell(character)
        elif character == "s":
            self._words = ""
            click.echo("        say: ", nl=False)
        elif character in KEYS:
            self._act(lambda: self._phone.press(character))

    def _spell(self, character: str) -> None:
        words = self._words or ""
        if character in "\r\n":
            self._words = None
            click.echo("\r")
            if words.strip():
                self._act(lambda: self._phone.say(words.strip()))
        elif character in "\x7f\b":
            self._words = words[:-1]
            click.echo("\b \b" if words else "", nl=False)
        elif character.isprintable() and len(words) < shutil.get_terminal_size().columns:
            self._words = words + character
            click.echo(character, nl=False)

    def _act(self, act: Callable[[], None]) -> None:
        """Press a key; one typed in the moment in which the call ends is ignored."""
        with contextlib.suppress(NoCall):
            act()
