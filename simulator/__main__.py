"""`python -m simulator`: a separate network, for a line that runs elsewhere on this machine."""

from __future__ import annotations

import asyncio
import ctypes
import os
import signal
import sys

import click

from simulator.network import Network
from simulator.network_clock import Clock, FastClock, RealClock
from simulator.server import serve
from simulator.settings import NetworkSettings, Number

TOKEN_VARIABLE = "LOCAL_AUTH_TOKEN"
KEY_VARIABLES = ("LOCAL_API_KEY", "LOCAL_API_SECRET")
PR_SET_PDEATHSIG = 1


@click.command(
    epilog="Example: LOCAL_AUTH_TOKEN=secret python -m simulator --number +18005787889 "
    "--voice-url http://127.0.0.1:8000/voice/cair"
)
@click.option(
    "--port", default=8081, show_default=True, help="Port of the pages and the REST API; 0 takes any."
)
@click.option(
    "--number", "numbers", multiple=True, required=True, help="A number to be called, E.164; repeatable."
)
@click.option(
    "--voice-url", "voice_urls", multiple=True, required=True, help="What that number asks when called."
)
@click.option("--status-url", "status_urls", multiple=True, help="Where that number tells how calls end.")
@click.option("--fallback-url", "fallback_urls", multiple=True, help="What it asks when the voice URL fails.")
@click.option("--sms-url", "sms_urls", multiple=True, help="What it asks when a text message comes.")
@click.option(
    "--country",
    "countries",
    multiple=True,
    default=("US", "CA"),
    show_default=True,
    help="A country that may be called, as its ISO code; repeatable.",
)
@click.option("--account-sid", default="AC" + "0" * 32, show_default=True)
@click.option("--clock", type=click.Choice(["real", "fast"]), default="real", show_default=True)
@click.option("--zone", default="", help="Time zone of the desk, for phones that travel in time.")
@click.option("--die-with-parent", type=int, metavar="PID", help="End when the parent, process PID, is gone.")
def main(
    port: int,
    numbers: tuple[str, ...],
    voice_urls: tuple[str, ...],
    status_urls: tuple[str, ...],
    fallback_urls: tuple[str, ...],
    sms_urls: tuple[str, ...],
    countries: tuple[str, ...],
    account_sid: str,
    clock: str,
    zone: str,
    die_with_parent: int | None,
) -> None:
    """Run a local phone network: phones at /phone, every exchange at /debugger, the carrier's REST API beside them.

    The URLs belong to the numbers in the order given. The account's auth token comes from the environment variable
    LOCAL_AUTH_TOKEN, and the API key whose tokens let browsers be phones from LOCAL_API_KEY and LOCAL_API_SECRET.
    """
    token = os.environ.get(TOKEN_VARIABLE)
    if not token:
        raise click.ClickException(f"set {TOKEN_VARIABLE} to the auth token the line checks signatures with")
    if die_with_parent is not None:
        _die_with(die_with_parent)
    _one_each(numbers, voice_urls, "--voice-url")
    desks = tuple(
        Number(number, voice_url, fallback_url, status_url, sms_url)
        for number, voice_url, fallback_url, status_url, sms_url in zip(
            numbers,
            voice_urls,
            _one_each(numbers, fallback_urls, "--fallback-url"),
            _one_each(numbers, status_urls, "--status-url"),
            _one_each(numbers, sms_urls, "--sms-url"),
            strict=True,
        )
    )
    key, secret = (os.environ.get(name, "") for name in KEY_VARIABLES)
    settings = NetworkSettings(
        account_sid,
        token,
        desks,
        api_keys={key: secret} if key and secret else {},
        may_dial=frozenset(countries),
    )
    chosen: Clock = RealClock() if clock == "real" else FastClock()
    with asyncio.Runner(loop_factory=chosen.new_event_loop) as runner:
        # A parent has told where the phones are, or will.
        runner.run(_run(settings, chosen, port, zone, tells=die_with_parent is None))


def _one_each(
    numbers: tuple[str, ...], urls: tuple[str, ...], option: str
) -> tuple[str, ...] | tuple[None, ...]:
    if urls and len(urls) != len(numbers):
        raise click.UsageError(f"as many {option} as --number are needed: {len(numbers)}, not {len(urls)}")
    return urls or (None,) * len(numbers)


async def _run(settings: NetworkSettings, clock: Clock, port: int, zone: str, *, tells: bool) -> None:
    """Serve until the process is told to end."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    try:
        async with Network(settings, clock) as network, serve(network, port, pages=True, zone=zone) as url:
            if tells:
                print(f"phones at {url}/phone, exchanges at {url}/debugger", flush=True)
            with clock.running():
                await stop.wait()
    except OSError as error:
        raise click.ClickException(f"can't listen on port {port}: {error.strerror}") from error


def _die_with(parent: int) -> None:
    """Let the kernel end this process with its parent, also when that is killed; Linux only."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it was gone before the kernel knew
            raise SystemExit(1)


if __name__ == "__main__":
    main(prog_name="python -m simulator")
