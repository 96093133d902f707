"""`helpdesk check`: applies the checklist for phone menus to one desk or to all."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, replace
from pathlib import Path

import click

from commands.environment import settings_or_exit
from editing.audio.stored_recordings import absent
from editing.calendar_rule import ALL_RULES
from editing.checks import Verdict, check_files
from prompts.errors import BrokenDesk
from prompts.loader import read_files


@click.command()
@click.argument("desk_folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="For a machine: a list of desks with what was found.")
@click.option("--rules", "list_rules", is_flag=True, help="List the rules instead.")
def check(desk_folder: Path | None, as_json: bool, list_rules: bool) -> None:
    """Check the texts and menus of one desk or of all.

    Without DESK_FOLDER every desk is checked. Ends with 1 if a folder can't be read or a rule finds an error;
    warnings alone end with 0.

    Example: helpdesk check prompts/cair
    """
    if list_rules:
        _print_rules(as_json)
        return
    verdicts = [_examined(folder) for folder in _folders(desk_folder)]
    if as_json:
        click.echo(json.dumps([asdict(verdict) for verdict in verdicts], indent=2, ensure_ascii=False))
    else:
        for verdict in verdicts:
            print_verdict(verdict)
    sys.exit(0 if all(verdict.passes for verdict in verdicts) else 1)


def _folders(chosen: Path | None) -> list[Path]:
    if chosen:
        return [chosen]
    desks = settings_or_exit().desks_dir
    folders = sorted(path.parent for path in desks.glob("[!.]*/desk.yaml"))
    if not folders:
        raise click.ClickException(f"No desk in {desks}. A desk is a folder with a desk.yaml; name one.")
    return folders


def _examined(folder: Path) -> Verdict:
    folder = folder.resolve()
    try:
        files = read_files(folder)
    except BrokenDesk as broken:
        return Verdict(folder.name, problems=broken.problems)
    verdict = check_files(folder.name, files)
    return replace(verdict, problems=(*verdict.problems, *absent(folder, files)))


def print_verdict(verdict: Verdict) -> None:
    """Print problems and findings on stderr, and their number as the last line."""
    for problem in verdict.problems:
        click.echo(f"error   {problem}", err=True)
    for found in verdict.findings:
        click.echo(
            f"{found.severity:<7} {found.rule}  {verdict.desk}/{found.where}: {found.message}", err=True
        )
        click.echo(f"             → {found.advice}", err=True)
    if verdict.problems:
        click.echo(f"{verdict.desk}: {len(verdict.problems)} to mend before it can be used", err=True)
    else:
        errors = len(verdict.errors)
        warnings = len(verdict.findings) - errors
        counts = f"{_counted(errors, 'error')}, {_counted(warnings, 'warning')}"
        click.echo(f"{verdict.desk}: {len(ALL_RULES)} rules, {counts}")


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _print_rules(as_json: bool) -> None:
    rules = sorted(ALL_RULES.values(), key=lambda rule: rule.id)
    if as_json:
        fields = ("id", "severity", "sentence", "advice", "source")
        listed = [{field: getattr(rule, field) for field in fields} for rule in rules]
        click.echo(json.dumps(listed, indent=2, ensure_ascii=False))
        return
    for rule in rules:
        click.echo(f"{rule.id}  {rule.severity:<7}  {rule.sentence}  ({rule.source})")
