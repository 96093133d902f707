"""An interactive call: what is said is printed, and on request spoken, as it is said."""

from __future__ import annotations

import asyncio
import contextlib

import click

from commands.calling.call_keyboard import Keyboard
from commands.calling.call_recordings import PlayedFile, PlayedNames
from commands.calling.call_report import AlertRaised, SpokenText, ending, wrap_text, write_moment
from commands.calling.call_script import ScriptedCall, network_settings, played_text
from commands.calling.line_process import ReachableLine
from simulator.events import (
    Alert,
    Ended,
    Event,
    Listening,
    Played,
    Pressed,
    Requested,
    Responded,
    Said,
    Spoke,
)
from simulator.network import Network
from simulator.network_clock import RealClock
from simulator.phones import espeak

LAST_WORDS = 2.0
"""Seconds given to the carrier's last callbacks after the call."""


def call_by_hand(
    line: ReachableLine, plan: ScriptedCall, names: PlayedNames, *, aloud: bool
) -> tuple[AlertRaised, ...]:
    """Hold a call until somebody hangs up; the alerts that the carrier raised."""
    if aloud and espeak.program() is None:
        raise click.ClickException("--voice needs espeak-ng; install it, or call without --voice")
    clock = RealClock()
    with asyncio.Runner(loop_factory=clock.new_event_loop) as runner:
        return runner.run(_call(line, plan, clock, Printer(names), aloud))


async def _call(
    line: ReachableLine, plan: ScriptedCall, clock: RealClock, printer: Printer, aloud: bool
) -> tuple[AlertRaised, ...]:
    async with Network(network_settings(line), clock) as network:
        phone = network.phone(plan.number)
        phone.attestation = plan.stir
        phone.subscribe(printer.show)
        if aloud:
            phone.pacer = speak
        exchanges = OpenRequests(network)
        when = f" on {write_moment(plan.at)}" if plan.travels else ""
        click.echo(
            f"{plan.number} calls {line.number}{when}. Keys are pressed as you type them; Ctrl-C hangs up.\n"
        )
        with Keyboard(phone).listening():
            call = await phone.dial(line.number, at=plan.claimed_time)
            await call.until(lambda: False)
        await exchanges.over(LAST_WORDS)
        return tuple(AlertRaised(alert.code, alert.message, alert.url) for alert in network.alerts)


class Printer:
    """Prints what a caller would notice. A piece of music comes in parts, and is named once until something else is
    heard."""

    def __init__(self, names: PlayedNames) -> None:
        self._names = names
        self._playing: PlayedFile | None = None

    def show(self, event: Event) -> None:
        """Print an event of the call, if a caller would notice it."""
        match event:
            case Said():
                _print(wrap_text(SpokenText(event.language, event.text)))
            case Played():
                self._show_played(self._names.find(event.url))
            case Listening():
                _print("        …")
            case Pressed():
                _print(f"        > pressed {event.keys}")
            case Spoke():
                _print(f"        > said “{event.words}”")
            case Alert():
                _print(f"ALERT {event.code}: {event.message} ({event.url})")
            case Ended():
                _print(f"\n{ending(event.seconds, event.reason)}")
        if isinstance(event, Said | Pressed | Spoke):
            self._playing = None

    def _show_played(self, file: PlayedFile) -> None:
        if file != self._playing:
            _print(wrap_text(played_text(file)))
        self._playing = file


def _print(text: str) -> None:
    # The terminal is in raw mode while the call lasts: it does not add the carriage return.
    click.echo(text.replace("\n", "\r\n") + "\r")


async def speak(said: Said) -> None:
    """Say it aloud on this machine; a key press cancels this and silences the voice.

    Where no sound can be made the text stands for as long as it would have taken to say.
    """
    process = await asyncio.create_subprocess_exec(
        *espeak.arguments(said.language), stdin=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        await process.communicate(said.text.encode())
        if process.returncode:
            await asyncio.sleep(said.seconds)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


class OpenRequests:
    """Knows which requests of the carrier are still unanswered: the last status callback comes after the call."""

    def __init__(self, network: Network) -> None:
        self._open: set[int] = set()
        self._changed = asyncio.Event()
        network.subscribe(self._note)

    async def over(self, seconds: float) -> None:
        """Return when none is under way, or after so many seconds."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await asyncio.sleep(0)
                while self._open:
                    self._changed.clear()
                    await self._changed.wait()

    def _note(self, event: Event) -> None:
        if isinstance(event, Requested):
            self._open.add(event.exchange)
        elif isinstance(event, Responded):
            self._open.discard(event.exchange)
            self._changed.set()
