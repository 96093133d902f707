"""Everything is lost while callers wait, and a backup is put back: case 14, they are served in their order."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from redis import Redis

from commands.__main__ import main
from tests.databases import empty
from tests.nobody_lost.desk import TroubledDesk


def test_case_14_after_a_restore_callers_are_served_in_their_order(
    desk: TroubledDesk, redis: Redis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their own phones bring them back; the reps come from the backup, and sign in again."""
    monkeypatch.setenv("REDIS_URL", desk.database_url)
    rep = desk.busy_rep()
    first, second = desk.caller(), desk.caller("+15105550111")
    desk.backdates_wait(first, 60)
    assert CliRunner().invoke(main, ["backup", str(tmp_path / "copy.gz")]).exit_code == 0
    empty(redis)
    restored = CliRunner().invoke(main, ["restore", str(tmp_path / "copy.gz")])
    assert restored.exit_code == 0, restored.output
    desk.state.set_status("ana", "available")
    desk.state.set_status("ana", "away", "lunch")
    first.waits(21)
    assert desk.waiting() == [first.call.sid, second.call.sid]
    with desk.worker():
        desk.state.set_status("ana", "available")
        desk.connects(first, rep)
    desk.stays_well()
