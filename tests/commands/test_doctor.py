"""`helpdesk doctor` and what it says about calls."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from redis import Redis

from chaos.servers.sentinels import WatchedMaster
from chaos.servers.three_nodes import ThreeNodes
from commands.checkup.finding import CheckFinding
from commands.checkup.server_checks import server_findings
from commands.operate.doctor import run_checks
from editing.drafts import workbench
from editing.edits.fixed_dates import with_pinned_dates
from editing.plan_rules import today_at
from editing.publishing import publish_files, roll_back
from prompts.loader import CLOSED_DATES
from prompts.revision import load_revision
from reports.folding import Folding
from routing.queue.desk_state import DeskState
from settings import DESKS
from store import keys
from store.connection import connect
from store.valkey import EmbeddedValkey
from tests.commands.test_settings import BROWSER, PRODUCTION
from tests.databases import several
from tests.routing.desks import cair


@pytest.fixture
def state(
    database: EmbeddedValkey, redis: Redis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> DeskState:
    """A line with one rep, who is available."""
    monkeypatch.setenv("REDIS_URL", database.url)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("TWILIO_API_URL", "http://127.0.0.1:1")
    state = DeskState(redis, "cair")
    state.save_rep("1", {"name": "Ann", "phone": "+19165550111", "lines": "general", "languages": "en"})
    state.set_status("1", "available")
    return state


def about_calls() -> list[CheckFinding]:
    return [finding for finding in run_checks() if finding.subject == "calls"]


def test_it_finds_nothing_where_callers_reps_and_offers_agree(state: DeskState) -> None:
    assert [finding.is_well for finding in about_calls()] == [True]


def test_it_names_a_rep_whose_state_is_impossible(redis: Redis, state: DeskState) -> None:
    redis.hset(keys.rep_record("cair", "1"), "status", "talking")
    findings = about_calls()
    assert findings
    assert not any(finding.is_well for finding in findings)
    assert "talking" in findings[0].message


def test_it_counts_the_commands_put_aside(redis: Redis, state: DeskState) -> None:
    redis.xadd(keys.quarantine("cair"), {"command": "sing", "why": "nobody can"})
    assert "1 commands could not be done" in about_calls()[-1].message


@pytest.mark.parametrize(
    ("script", "is_well", "told"),
    [
        ("var Twilio={Device:1}", True, "voice SDK, 0 kB"),
        ("<html>not found</html>", False, "is not the carrier's voice SDK"),
        (None, False, "can't be read: No such file"),
    ],
)
def test_it_looks_at_the_carriers_script(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: str | None, is_well: bool, told: str
) -> None:
    path = tmp_path / "twilio.min.js"
    if script is not None:
        path.write_text(script)
    more = {"VOICE_SDK_FILE": str(path), "DATA_DIR": str(tmp_path), "REDIS_URL": "redis://127.0.0.1:1"}
    more |= {"PUBLIC_URL": "https://localhost:1", "TWILIO_API_URL": "http://127.0.0.1:1"}
    for name, value in (PRODUCTION | BROWSER | more).items():
        monkeypatch.setenv(name, value)
    (finding,) = (one for one in run_checks() if one.subject == "phones in browsers")
    assert finding.is_well == is_well
    assert told in finding.message


def test_a_database_that_is_away_is_said_once(state: DeskState, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:1")
    assert about_calls() == []
    assert [finding.subject for finding in run_checks() if not finding.is_well] == ["database"]


def test_one_server_needs_no_replica(database: EmbeddedValkey, redis: Redis) -> None:
    assert all(finding.is_well for finding in server_findings(redis, database.url))


def test_it_looks_at_the_memory_that_is_left(tmp_path: Path) -> None:
    with EmbeddedValkey(tmp_path) as server, connect(server.url, timeout=2.0) as client:
        assert unwell(server.url) == []
        client.config_set("maxmemory", "0")
        assert unwell(server.url) == ["maxmemory is not set"]
        used = client.info("memory")["used_memory"]
        client.config_set("maxmemory", str(used))
        [told] = unwell(server.url)
        assert "MB of memory are used, of " in told
        client.config_set("maxmemory", str(2 * used))
        assert unwell(server.url) == []


def unwell(url: str) -> list[str]:
    with connect(url, timeout=2.0) as client:
        return [finding.message for finding in server_findings(client, url) if not finding.is_well]


def test_it_looks_at_the_master_and_its_sentinels(tmp_path: Path) -> None:
    with several(WatchedMaster(tmp_path / "servers")) as trio:
        assert unwell(trio.url) == []
        with connect(trio.url, timeout=2.0) as client:
            client.config_set("min-replicas-to-write", "0")
        one_sentinel = trio.url.replace(
            trio.url.rpartition("/")[0], f"redis+sentinel://127.0.0.1:{trio.sentinels[0].port}"
        )
        assert unwell(one_sentinel) == ["REDIS_URL names 1 sentinels", "min-replicas-to-write is 0"]


def test_it_looks_at_every_node_of_a_cluster(nodes: ThreeNodes) -> None:
    with nodes.nodes[2].client() as client:
        client.config_set("cluster-require-full-coverage", "yes")
        told = unwell(nodes.url)
        client.config_set("cluster-require-full-coverage", "no")
    for node in nodes.nodes:
        assert f"127.0.0.1:{node.port}: 0 replicas follow" in told
        assert f"127.0.0.1:{node.port}: min-replicas-to-write is 0" in told
    assert f"127.0.0.1:{nodes.nodes[2].port}: cluster-require-full-coverage is yes" in told
    assert len(told) == 7


@pytest.mark.parametrize("is_installed", [True, False], ids=["installed", "missing"])
def test_it_says_when_single_sign_on_is_set_up_but_not_installed(
    state: DeskState, monkeypatch: pytest.MonkeyPatch, is_installed: bool
) -> None:
    for name, value in (("ISSUER", "https://id.example.org"), ("CLIENT_ID", "line"), ("CLIENT_SECRET", "s")):
        monkeypatch.setenv(f"OIDC_{name}", value)
    if not is_installed:
        monkeypatch.setitem(sys.modules, "authlib", None)
    (finding,) = (finding for finding in run_checks() if finding.subject == "single sign-on")
    assert finding.is_well == is_installed
    assert ("helpdesk-line[oidc]" in finding.advice) != is_installed


def test_it_says_how_far_behind_the_figures_are(redis: Redis, state: DeskState) -> None:
    def about_records() -> CheckFinding:
        return next(finding for finding in run_checks() if finding.subject == "records")

    assert about_records().message == "cair: up to date"
    redis.delete(keys.events("cair"))
    redis.xadd(keys.events("cair"), {"moment": "1", "event": "act"}, id="1-0")
    assert "s behind" in about_records().message
    assert not about_records().is_well
    Folding(redis, cair()).fold()
    assert about_records().is_well


def test_it_says_whether_the_dates_of_closed_days_are_written_down_and_agree(
    redis: Redis, state: DeskState
) -> None:
    def told() -> list[tuple[bool, str]]:
        return [(one.is_well, one.message) for one in run_checks() if one.subject == "closed days"]

    assert told() == []  # nothing is published yet
    bench = workbench(redis, "cair", DESKS / "cair")
    year = today_at(load_revision(DESKS / "cair").desk).year
    right = with_pinned_dates("cair", bench.published(), year)
    publish_files(bench, right, "", "ada")
    assert told() == [(True, f"cair: written down for {year} to {year + 2}")]
    moved = right[CLOSED_DATES].replace("date: 2027-12-25", "date: 2027-12-27")
    publish_files(bench, {**right, CLOSED_DATES: moved}, "", "ada")
    ((is_well, message),) = told()
    assert not is_well
    assert "Christmas Day is kept on Monday, December 27, 2027" in message
    roll_back(bench, 0, "the test is over", "ada")
