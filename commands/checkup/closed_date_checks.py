"""The doctor's checks of closed days: their dates are pinned, and no package disagrees."""

from __future__ import annotations

from pathlib import Path

from redis import Redis

from commands.checkup.finding import CheckFinding
from editing.drafts import workbench
from editing.plan_rules import PIN_RULES
from prompts.errors import BrokenDesk
from prompts.revision import Revision, revision_of


def closed_date_findings(client: Redis, desk: str, folder: Path) -> list[CheckFinding]:
    """Return findings about the published closed days. Raises DatabaseDown; a broken folder is reported elsewhere."""
    try:
        revision = revision_of(desk, workbench(client, desk, folder).published())
    except BrokenDesk:
        return []
    faults = [
        CheckFinding("closed days", False, f"{desk}: {found.message}", found.advice)
        for rule in PIN_RULES
        for found in rule.findings(revision)
    ]
    return faults or _well(revision)


def _well(revision: Revision) -> list[CheckFinding]:
    years = [str(year) for year in sorted(revision.desk.pinned.years)]
    told = f"{revision.desk.id}: written down for {years[0]} to {years[-1]}" if years else ""
    return [CheckFinding("closed days", True, told)] if told else []
