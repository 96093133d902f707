"""Runs the scripts that fold and read events; their first lines say what they do."""

from __future__ import annotations

from redis import Redis

from store.desk.desk_scripts import DeskScripts


class ReportScripts(DeskScripts):
    """The report scripts of one desk. `now` is ms since 1970 UTC, for tests; without it scripts read the database's
    own clock."""

    def __init__(self, client: Redis, desk: str, now: int | None = None) -> None:
        super().__init__(client, desk, now, package="reports")
