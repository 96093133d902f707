"""`helpdesk provision`: sets the desk's number at the carrier, so that calls and texts reach this line."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict

import click

from commands.carriers import account_for
from commands.content.hosted_file import fallback_trouble
from commands.environment import desk_or_exit, settings_or_exit
from ivr.fallback_document import fallback_document
from ivr.twilio.carrier_account import AccountNumber, CarrierAccount
from ivr.twilio.number_settings import SettingChange, changes, on_one_machine, wanted_settings
from prompts.files.models import Desk
from prompts.revision import Revision
from routing.errors import CarrierError
from settings import Settings


@click.command()
@click.option("--desk", "desk_id", help="Which desk; by default the only or first one.")
@click.option(
    "--fallback-url", help="Where the file of `helpdesk fallback` is hosted; without it that setting stays."
)
@click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
@click.option("--yes", is_flag=True, help="Change it without asking.")
@click.option("--json", "as_json", is_flag=True, help="For a machine; needs --dry-run or --yes.")
def provision(desk_id: str | None, fallback_url: str | None, dry_run: bool, yes: bool, as_json: bool) -> None:
    """Set the desk's number at the carrier, so that it asks this line.

    That is who is asked when it is called, texted, or when the line is away. Shows what differs and asks before it
    changes anything. A second time there is nothing to change. The fallback file is fetched and compared with what
    `helpdesk fallback` writes.

    Example: helpdesk provision --fallback-url https://files.example.org/cair.xml --dry-run
    """
    if as_json and not (dry_run or yes):
        raise click.UsageError("--json can't ask; say --dry-run or --yes as well")
    settings = settings_or_exit()
    if settings.is_local:
        raise click.ClickException(
            "there is no carrier account: set TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, PUBLIC_URL and SECRET_KEY"
        )
    revision = desk_or_exit(settings, desk_id)
    with _account(settings) as account:
        number = _number_of(revision, account)
        wanted = wanted_settings(settings.base_url, revision.desk.id, fallback_url)
        different = changes(number.settings, wanted)
        hosted = fallback_url or number.settings["voice_fallback_url"]
        troubles = list(fallback_troubles(hosted, settings, revision))
        if as_json:
            click.echo(json.dumps(_in_words(number, different, troubles, done=not dry_run), indent=2))
        else:
            _show(number, different, troubles, settings)
        if different and not dry_run and (yes or _is_sure()):
            account.change(number, {change.setting: change.after for change in different})
            click.echo(f"{number.number} is set.", err=True)
    sys.exit(1 if troubles or (dry_run and different) else 0)


@contextmanager
def _account(settings: Settings) -> Iterator[CarrierAccount]:
    """Yield the account; an error of the carrier ends the command with a sentence."""
    try:
        with account_for(settings) as account:
            yield account
    except CarrierError as error:
        raise click.ClickException(
            f"the carrier did not do it ({error}); nothing or all of it was changed. With HTTP 401 the account SID "
            "or the token is wrong"
        ) from error


def _number_of(revision: Revision, account: CarrierAccount) -> AccountNumber:
    """Return the desk's number among the account's."""
    numbers = account.numbers()
    if (found := number_among(numbers, revision.desk)) is None:
        raise click.ClickException(f"{missing_number(numbers, revision.desk)}. {BUY_OR_CORRECT}")
    return found


BUY_OR_CORRECT = "Buy or move the number, or correct `number:`."


def number_among(numbers: list[AccountNumber], desk: Desk) -> AccountNumber | None:
    """Return the number that callers of this desk dial; None if the account lacks it."""
    return next((one for one in numbers if one.number == desk.number), None)


def missing_number(numbers: list[AccountNumber], desk: Desk) -> str:
    """Return the sentence about a desk whose number is not among the account's."""
    have = ", ".join(one.number for one in numbers) or "none"
    return f"the account has no number {desk.number}, which desk.yaml of {desk.id} names; it has {have}"


def fallback_troubles(fallback_url: str, settings: Settings, revision: Revision) -> Iterator[str]:
    """Yield what is wrong with the file that callers hear when the line is down."""
    if not fallback_url:
        yield (
            "There is no fallback: with the line away, callers hear the carrier's own apology and the call ends. "
            "Host the file of `helpdesk fallback` and name it with --fallback-url."
        )
        return
    if on_one_machine(fallback_url, settings.base_url):
        yield f"{fallback_url} is on the line's own host, and away together with it. Host the file elsewhere."
    trouble = fallback_trouble(fallback_url, fallback_document(revision, settings.base_url))
    if trouble:
        yield trouble


def _show(
    number: AccountNumber, different: list[SettingChange], troubles: list[str], settings: Settings
) -> None:
    click.echo(f"{number.number} at the carrier:")
    for change in different:
        click.echo(f"  {change.words} ({change.setting})")
        click.echo(f"    - {change.before or 'nothing'}")
        click.echo(f"    + {change.after or 'nothing'}")
    if not different:
        click.echo("  all is set; there is nothing to change.")
    for trouble in troubles:
        click.echo(f"! {trouble}", err=True)
    if settings.twilio_api_key is None:
        click.echo(
            "Reps who want to answer in the browser need an API key: see docs/deploy.md, Answering in the browser."
        )


def _in_words(
    number: AccountNumber, different: list[SettingChange], troubles: list[str], *, done: bool
) -> dict[str, object]:
    return {
        "number": number.number,
        "changes": [asdict(change) for change in different],
        "changed": done and bool(different),
        "troubles": troubles,
    }


def _is_sure() -> bool:
    if not sys.stdin.isatty():
        raise click.ClickException("nothing was changed: say --yes to change it without being asked")
    return click.confirm("Change it?")
