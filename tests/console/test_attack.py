"""Attack mode from a supervisor's browser: on, seen on the wallboard, off, undone, written down; and by command."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from redis import Redis

from commands.__main__ import main
from console.context import Console
from routing.notices.notices import read_bulletin
from store.clock import milliseconds
from store.valkey import EmbeddedValkey
from tests.console.test_wall import noted, undoes
from tests.console.visits import Visit

FORM: dict[str, object] = {"hours": "4", "reason": "A flood since nine"}


@pytest.fixture(autouse=True)
def _as_in_a_process_that_has_looked(redis: Redis, console: Console) -> None:
    console.wall.snapshots.forget("cair")
    console.line.learn(redis, "cair")


def is_on(redis: Redis, console: Console) -> bool:
    kept = read_bulletin(redis, "cair").attack_at(milliseconds()) is not None
    revision = console.line.desks["cair"]
    assert console.line.opening(revision, milliseconds()).is_attacked == kept
    return kept


def test_it_is_switched_on_with_a_reason_shown_and_switched_off(
    supervisor: Visit, redis: Redis, console: Console
) -> None:
    assert not is_on(redis, console)
    assert supervisor.sends("/cair/wall/attack", FORM).status_code == 302
    assert is_on(redis, console)
    assert noted(console)[0] == ("sam", "switched attack mode on for 4 hours", "", "A flood since nine")
    assert "A flood since nine" in supervisor.opens("/cair/wall").text
    assert "Switch it off now" in supervisor.opens("/cair/wall/attack").text
    supervisor.sends("/cair/wall/attack/down", of="/cair/wall/attack")
    assert not is_on(redis, console)
    assert noted(console)[0] == ("sam", "switched attack mode off", "A flood since nine", "")


def test_both_are_undone(supervisor: Visit, redis: Redis, console: Console) -> None:
    supervisor.sends("/cair/wall/attack", FORM)
    undoes(supervisor)
    assert not is_on(redis, console)
    supervisor.sends("/cair/wall/attack", FORM)
    supervisor.sends("/cair/wall/attack/down", of="/cair/wall/attack")
    undoes(supervisor)
    assert is_on(redis, console)


@pytest.mark.parametrize("changed", [{"reason": ""}, {"hours": "99"}])
def test_it_needs_a_reason_and_an_end(
    supervisor: Visit, redis: Redis, console: Console, changed: dict[str, object]
) -> None:
    assert supervisor.sends("/cair/wall/attack", FORM | changed).status_code == 422
    assert not is_on(redis, console)


def test_the_command_does_the_same(
    database: EmbeddedValkey, redis: Redis, console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDIS_URL", database.url)
    typed = CliRunner().invoke
    assert typed(main, ["block", "attack", "--reason", "a flood", "--for", "25h"]).exit_code == 1
    assert "say why" in typed(main, ["block", "attack"]).stderr
    assert typed(main, ["block", "attack", "--reason", "a flood"]).exit_code == 0
    console.line.learn(redis, "cair")
    assert is_on(redis, console)
    assert typed(main, ["block", "attack", "--off"]).exit_code == 0
    console.line.learn(redis, "cair")
    assert not is_on(redis, console)
    assert [one[1] for one in noted(console)] == ["attack mode off", "attack mode on for 4h"]
