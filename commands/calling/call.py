"""`helpdesk call`: a phone in the terminal. The phone network is loaded only here: other commands start faster."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from zoneinfo import ZoneInfo

import click

from commands.calling.call_options import FromNumber, Instant, KeySequence, Step, in_zone
from commands.calling.call_recordings import PlayedNames
from commands.calling.line_process import running_line
from commands.environment import desk_or_exit, settings_or_exit
from prompts.revision import Revision
from routing.errors import CalendarError
from routing.hours.schedule import Calendar
from simulator.http.caller_verification import ATTESTATIONS, Attestation
from store import clock


@click.command()
@click.option(
    "--keys", type=KeySequence(), metavar="1,2,…", help="What to do each time the line listens (see above)."
)
@click.option(
    "--from", "number", type=FromNumber(), default="+15105550100", show_default=True, help="Who calls."
)
@click.option("--lang", metavar="es", help="Change to this language first, by pressing 9.")
@click.option("--at", type=Instant(), metavar="TIME", help="Call at another time, e.g. 2026-12-24T16:05.")
@click.option(
    "--stir",
    type=click.Choice(ATTESTATIONS),
    help="What the carrier says of the number; by default A in America.",
)
@click.option("--desk", help="Which desk to call; by default the only or first one.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of a transcript.")
@click.option("--voice", is_flag=True, help="Speak with espeak-ng; in an interactive call only.")
def call(
    keys: tuple[Step, ...] | None,
    number: str,
    lang: str | None,
    at: datetime | None,
    stir: Attestation | None,
    desk: str | None,
    as_json: bool,
    voice: bool,
) -> None:
    """Call the help desk from the terminal.

    In a terminal and without --keys the call is yours: digits, * and # are pressed as you type them, s says
    something, Ctrl-C hangs up. Otherwise the call follows --keys in no time at all, then hangs up.

    \b
    --keys takes, with commas between them:
      1 2 * # …      keys, pressed when the line listens
      -              say and press nothing until the line asks again
      say:signing in say words

    \b
    --at without an offset is the desk's own time.

    \b
    --json prints:
      {"from", "to", "at", "language", "ended", "seconds",
       "turns": [{"said": [{"language", "text", "played": "welcome.mp3" or null}],
                  "pressed": "1" or null, "spoke": "signing in" or null}],
       "alerts": [{"code", "message", "url"}]}
    "played" names a recording, whose words are the text, or a piece of music.

    The exit code is 1 if the call could not be made as asked or if the carrier raised an alert.

    \b
    Examples: helpdesk call
              helpdesk call --keys 1,2 --from +15105550100 --lang es --at 2026-12-24T16:05 --json
    """
    from commands.calling.call_script import CannotCall, ScriptedCall, call_by_plan
    from commands.calling.call_session import call_by_hand

    settings = settings_or_exit()
    revision = desk_or_exit(settings, desk)
    zone, names = ZoneInfo(revision.desk.zone), PlayedNames.of(revision)
    moment = in_zone(at, zone) if at else clock.now().astimezone(zone)
    _refuse_unknown_year(revision, moment)
    is_interactive = keys is None and not as_json and sys.stdin.isatty() and sys.stdout.isatty()
    plan = ScriptedCall(number, lang, moment, travels=at is not None, steps=keys or (), stir=stir)
    try:
        with running_line(settings, desk) as line:
            if is_interactive:
                alerts = call_by_hand(line, plan, names, aloud=voice)
            else:
                report = call_by_plan(line, plan, names)
                alerts = report.alerts
                click.echo(json.dumps(report.to_json(), ensure_ascii=False) if as_json else report.as_text())
    except CannotCall as error:
        raise click.ClickException(str(error)) from error
    if alerts:
        click.echo(f"The carrier raised {len(alerts)} alert(s).", err=True)
        sys.exit(1)


def _refuse_unknown_year(revision: Revision, moment: datetime) -> None:
    """Refuse a year whose closed days are not known, as the line cannot answer in it."""
    try:
        Calendar(revision.desk).opening(moment)
    except (CalendarError, OverflowError, ValueError) as error:
        raise click.BadParameter(
            f"the desk has no calendar for that time: {error}", param_hint="--at"
        ) from error
