"""What every command needs first: the settings and the desks, or a clear refusal on stderr."""

from __future__ import annotations

import click

from prompts.errors import BrokenDesk
from prompts.revision import Revision, load_desks
from settings import BadSettings, Settings, load_settings


def settings_or_exit() -> Settings:
    """The settings; a bad environment ends the command with every problem named."""
    try:
        return load_settings()
    except BadSettings as error:
        raise click.ClickException(str(error)) from error


def desks_or_exit(settings: Settings) -> dict[str, Revision]:
    """Every desk; a broken one ends the command with file, line and every problem."""
    try:
        return load_desks(settings.desks_dir)
    except BrokenDesk as error:
        raise click.ClickException(f"the desk can't be used:\n{error}") from error


def desk_or_exit(settings: Settings, name: str | None) -> Revision:
    """One desk by its id, or the only or first one there is."""
    desks = desks_or_exit(settings)
    if name is None:
        return next(iter(desks.values()))
    if name not in desks:
        raise click.ClickException(f"there is no desk {name!r}; there is {', '.join(sorted(desks))}")
    return desks[name]
