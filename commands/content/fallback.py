"""`helpdesk fallback`: the static file for the carrier's fallback URL, to be hosted elsewhere than the line."""

from __future__ import annotations

from pathlib import Path

import click

from commands.environment import desk_or_exit, settings_or_exit
from ivr.fallback_document import fallback_document


@click.command()
@click.option("--desk", help="Which desk; by default the only or first one.")
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write to a file, not to stdout."
)
def fallback(desk: str | None, output: Path | None) -> None:
    """Write the TwiML for the carrier's fallback URL.

    It is what callers hear when the line can't be reached: an apology, hours, e-mail; then the line at PUBLIC_URL is
    tried again, until it is back. Host it on another machine than the line and set it as the number's fallback URL.
    The file of a desk with seasons names no hours, since it does not know the date.

    Example: helpdesk fallback --output fallback.xml
    """
    settings = settings_or_exit()
    document = fallback_document(desk_or_exit(settings, desk), settings.base_url)
    if output is None:
        click.echo(document, nl=False)
        return
    output.write_bytes(document)
    click.echo(f"Wrote {output} ({len(document)} bytes).", err=True)
