"""`helpdesk revisions`: what was published and taken back, when, by whom and why."""

from __future__ import annotations

import json
from dataclasses import asdict
from zoneinfo import ZoneInfo

import click

from commands.content.desk_content import bench_or_exit, desk_option, json_option
from commands.environment import desk_or_exit, settings_or_exit
from editing.database.content import ContentDraft, Move, RevisionEntry
from store.clock import instant


@click.command()
@click.option(
    "--most", type=click.IntRange(1, 1000), default=20, show_default=True, help="How many are listed."
)
@desk_option
@json_option
def revisions(most: int, desk_id: str | None, as_json: bool) -> None:
    """List what was published and taken back, the latest first.

    Times are UTC. A star marks the revision that callers hear.

    Example: helpdesk revisions --most 5
    """
    zone = ZoneInfo(desk_or_exit(settings_or_exit(), desk_id).desk.zone)
    with bench_or_exit(desk_id) as bench:
        current = bench.current()
        entries, moves = bench.content.entries(most), bench.content.moves(most)
        draft = bench.content.draft()
    if as_json:
        click.echo(_for_a_machine(current, entries, moves, draft))
        return
    for move in moves:
        star = "*" if move.number == current and move.what == "published" else " "
        click.echo(
            f"{star} {_when(move.at, zone)}  {move.what:11}  {move.number:>4}  {move.who}  {move.why}".rstrip()
        )
    heard = f"revision {current}" if current else "the desk's folder; nothing else is published"
    click.echo(f"Callers hear {heard}.")
    if draft:
        click.echo(
            f"There is a draft, last changed by {draft.author} on {_when(draft.at, zone)}: helpdesk diff"
        )


def _for_a_machine(
    current: int, entries: list[RevisionEntry], moves: list[Move], draft: ContentDraft | None
) -> str:
    told = {
        "published": current,
        "revisions": [asdict(entry) for entry in entries],
        "moves": [asdict(move) for move in moves],
        "draft": {"base": draft.base, "author": draft.author, "at": draft.at} if draft else None,
    }
    return json.dumps(told, indent=2, ensure_ascii=False)


def _when(at: int, zone: ZoneInfo) -> str:
    return instant(at).astimezone(zone).strftime("%Y-%m-%d %H:%M")
