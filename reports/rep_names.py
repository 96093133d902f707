"""The names of reps, as the pages and files of figures show them."""

from __future__ import annotations

from collections.abc import Iterable

from redis import Redis

from reports.scripts import ReportScripts
from store import keys


def names_of_reps(client: Redis, desk: str, reps: Iterable[str]) -> dict[str, str]:
    """Return the name of each rep by id; empty for one who has none or was removed. Raises DatabaseDown."""
    scripts = ReportScripts(client, desk)
    return {rep: scripts.record(keys.rep_record(desk, rep)).get("name", "") for rep in reps}
