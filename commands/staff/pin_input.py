"""Where a rep's PIN comes from. Never from the command line, which the shell writes down and every process can read."""

from __future__ import annotations

import sys

import click

from routing.pins import RULE, hash_pin, new_pin, pin_weakness


def ask_for_pin(pepper: bytes, phone: str, *, from_stdin: bool) -> str:
    """Return a PIN as it is stored: typed unseen on a terminal, read from a pipe, or a new one, shown once.

    Raises ClickException for a PIN that is too easy to guess. `phone` is the rep's.
    """
    if from_stdin:
        return _hashed(sys.stdin.readline().strip(), pepper, phone)
    typed = _typed() if sys.stdin.isatty() else ""
    if typed:
        return _hashed(typed, pepper, phone)
    made = new_pin()
    click.echo(f"The PIN is {made}. It is shown only now.")
    return hash_pin(made, pepper)


def _typed() -> str:
    """Read a PIN typed twice without echo; empty when one is to be made."""
    ask = "PIN, 6 to 10 digits (Enter makes a new one)"
    pin: str = click.prompt(ask, default="", show_default=False, hide_input=True)
    if pin and click.prompt("Once more", default="", show_default=False, hide_input=True) != pin:
        raise click.ClickException("the two PINs differ; nothing was changed")
    return pin


def _hashed(pin: str, pepper: bytes, phone: str) -> str:
    if why := pin_weakness(pin, phone):
        told = RULE if why == RULE else f"this PIN is too easy to guess: {why}"
        raise click.ClickException(f"{told}; `--pin` off a terminal makes a good one")
    return hash_pin(pin, pepper)
