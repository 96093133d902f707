"""The scripts about what happened; they say what they do in their first lines."""

from __future__ import annotations

from redis import Redis

from store.desk_scripts import DeskScripts


class ReportScripts(DeskScripts):
    """One desk's. `now` is ms since 1970 UTC, for tests; without it scripts read the database's own clock."""

    def __init__(self, client: Redis, desk: str, now: int | None = None) -> None:
        super().__init__(client, desk, now, folder="reports")
