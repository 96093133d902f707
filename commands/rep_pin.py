"""Where a rep's PIN comes from. Never from the command line, which the shell writes down and every process can read."""

from __future__ import annotations

import re
import sys

import click

from routing.pins import hash_pin, new_pin

PIN = re.compile(r"\d{4,10}")


def pin_field(*, from_stdin: bool) -> dict[str, str]:
    """The field that keeps a PIN: typed unseen on a terminal, the first line of a pipe, or a new one, shown once.

    Raises ClickException for what can be no PIN.
    """
    if from_stdin:
        return {"pin": _hashed(sys.stdin.readline().strip())}
    typed = _typed() if sys.stdin.isatty() else ""
    if typed:
        return {"pin": _hashed(typed)}
    made = new_pin()
    click.echo(f"The PIN is {made}. It is shown only now.")
    return {"pin": hash_pin(made)}


def _typed() -> str:
    """Twice, as nobody sees it; empty when one is to be made."""
    ask = "PIN, 4 to 10 digits (Enter makes a new one)"
    pin: str = click.prompt(ask, default="", show_default=False, hide_input=True)
    if pin and click.prompt("Once more", default="", show_default=False, hide_input=True) != pin:
        raise click.ClickException("the two PINs differ; nothing was changed")
    return pin


def _hashed(pin: str) -> str:
    if not PIN.fullmatch(pin) or len(set(pin)) == 1:
        raise click.ClickException("a PIN has 4 to 10 digits, not all the same")
    return hash_pin(pin)
