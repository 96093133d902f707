"""The pages name everything there is, and nothing else: settings, commands, routes, keys, events, rooms, the cast."""

from __future__ import annotations

import inspect
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import click
import pytest
from flask import Flask
from redis import Redis
from ruamel.yaml import YAML

from app import create_app
from bench.measurements import NAMES
from commands.__main__ import VERBS, main
from docs.reference_pages import first_sentence, render_keys, render_routes
from settings import PRODUCTION_NEEDS, Settings, load_settings
from simulator.http.retry_policy import Patience
from simulator.phones.scripted import ScriptedPhone
from store import key_table, keys
from store.valkey import EmbeddedValkey
from tests import conftest
from tests.calls.block_list import blocks, is_refused_soon
from tests.calls.desk_at_work import DeskAtWork
from tests.calls.moments import TUESDAY_MORNING
from tests.docs.pages import ROOT, code, quoted, read, rows, section
from tests.waiting import wait_until

SETTINGS = {quoted(row[0]): row[1] for row in rows(section("docs/settings.md", "Every setting"))}
COMMANDS = {
    quoted(name).removeprefix("helpdesk "): options
    for name, _, options in rows(section("docs/commands.md", "Every command"))
}


WRITES = re.compile(r"\bevent\('(\w+)'(.*?)\)(?:\n| end)", re.DOTALL)
"""An event in a script, with its fields and values."""


def options_of(verb: str) -> set[str]:
    """The long options of a command that people may use."""
    command = main.get_command(click.Context(main), verb)
    assert command is not None
    verbs = command.commands.values() if isinstance(command, click.Group) else [command]
    return {
        name
        for one in verbs
        for option in one.params
        if isinstance(option, click.Option) and not option.hidden
        for name in option.opts
        if name.startswith("--")
    }


def test_every_setting_is_documented_and_no_other() -> None:
    assert set(SETTINGS) == {name.upper() for name in Settings.model_fields}


@pytest.mark.parametrize(
    "name",
    [
        "port",
        "host",
        "local_mode",
        "data_dir",
        "log_level",
        "web_concurrency",
        "calls_per_second",
        "redis_timeout_ms",
    ],
)
def test_the_default_of_a_setting_is_the_documented_one(name: str) -> None:
    assert quoted(SETTINGS[name.upper()]) == str(getattr(load_settings({}), name))


@pytest.mark.parametrize(
    "name", [name for name, field in Settings.model_fields.items() if field.default in (None, ())]
)
def test_a_setting_without_a_default_is_documented_as_such(name: str) -> None:
    assert SETTINGS[name.upper()] == "none"


@pytest.mark.parametrize("name", PRODUCTION_NEEDS)
def test_what_production_needs_is_said(name: str) -> None:
    required = next(line for line in read("docs/settings.md").splitlines() if "all required" in line)
    assert f"`{name}`" in required


def test_every_command_is_documented_and_no_other() -> None:
    assert list(COMMANDS) == list(VERBS)


@pytest.mark.parametrize("verb", VERBS)
def test_every_option_is_documented_and_no_other(verb: str) -> None:
    assert options_of(verb) == set(re.findall(r"`(--[\w-]+)`", COMMANDS[verb]))


@pytest.fixture
def app(database: EmbeddedValkey, tmp_path: Path) -> Iterator[Flask]:
    app = create_app(load_settings({"DATA_DIR": str(tmp_path), "REDIS_URL": database.url}))
    yield app
    app.extensions["line"].journal.close()


def test_the_page_of_routes_is_what_the_script_writes(app: Flask) -> None:
    assert read("docs/reference/routes.md") == render_routes(app), "run: python -m docs.reference_pages"
    listed = {quoted(row[0]) for row in rows(render_routes(app))}
    assert {"/health", "/console/sign-in", "/console/<desk>/wall"} <= listed


def test_every_webhook_on_the_page_is_served(app: Flask) -> None:
    table = rows(section("docs/reference/webhooks.md", "Every webhook"))
    served = app.url_map.bind("localhost")
    assert len(table) > 10
    assert all(
        served.test(quoted(row[0]).split("`")[0].replace("<", "").replace(">", ""), method=None)
        for row in table
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Show a page. More about it.", "Show a page."),
        ("Show a file, such as `en.yaml`. It is old.", "Show a file, such as `en.yaml`."),
        ("Show a | b", "Show a \\| b."),
        ("Show what\n    follows.\n\n    Not this.", "Show what follows."),
    ],
)
def test_the_first_sentence_of_a_view_is_shown(text: str, sentence: str) -> None:
    assert first_sentence(text) == sentence


def test_the_page_of_keys_is_what_the_script_writes() -> None:
    assert read("docs/reference/keys.md") == render_keys(), "run: python -m docs.reference_pages"
    assert rows(render_keys()) == rows(key_table.__doc__ or "")


def test_every_key_that_can_be_spelled_is_in_the_list() -> None:
    patterns = [
        re.sub(r"<\w+>", r"\\w+", re.escape(quoted(row[0])).replace("desk", "cair", 1))
        for row in rows(key_table.__doc__ or "")
        if row[0].startswith("`{")
    ]
    spelled = [
        spell("cair", *["x"] * (len(inspect.signature(spell).parameters) - 1))
        for name, spell in inspect.getmembers(keys, inspect.isfunction)
        if spell.__module__ == keys.__name__
        and not name.startswith(("_", "is_", "prefix", "digest", "kind", "owner"))
    ]
    assert all(any(re.fullmatch(pattern, key) for pattern in patterns) for key in spelled)


def scripted_events() -> dict[str, set[str]]:
    """Return the events that scripts write, with their fields."""
    found: dict[str, set[str]] = {}
    for path in ROOT.glob("*/lua/**/*.lua"):
        for name, rest in WRITES.findall(path.read_text("utf-8")):
            found.setdefault(name, set()).update(re.findall(r",\s+'(\w+)',\s", rest))
    return found


def test_every_event_and_every_field_of_it_is_documented_and_no_other(
    redis: Redis, desk: DeskAtWork, caller: ScriptedPhone, data_dir: Path
) -> None:
    blocks(redis, data_dir, "+15105550669")
    is_refused_soon(desk.network, "+15105550669")
    rep = desk.rep()
    rep.dials()
    rep.presses("4711#")
    rep.presses("4")
    rep.hangs_up()
    caller.dials(at=TUESDAY_MORNING)
    caller.presses("1")
    caller.presses("8")
    caller.presses("0")
    caller.waits(21)
    caller.hangs_up()

    def written() -> list[dict[str, str]]:
        entries = cast(list[tuple[str, dict[str, str]]], redis.xrange(keys.events("cair")))
        return [fields for _, fields in entries]

    wait_until(lambda: "completed" in {entry.get("status") for entry in written()}, "the call's end is told")
    scripted = scripted_events()
    names = {entry["event"] for entry in written()} | scripted.keys()
    fields = {field for entry in written() for field in entry}.union(*scripted.values())
    events, listed = (
        {name for row in table for name in re.findall(r"`(\w+)`", row[0])} for table in events_tables()
    )
    assert {"turn", "hold", "door", "joined", "offered"} <= {entry["event"] for entry in written()}
    assert (events, listed) == (names, fields)


def events_tables() -> tuple[list[list[str]], list[list[str]]]:
    """The rows of the table of events, and of the table of fields."""
    found = rows(section("docs/reference/events.md", "Every event"))
    second = next(number for number, row in enumerate(found) if row[0] == "`moment`")
    return found[:second], found[second:]


def test_every_room_is_documented() -> None:
    project = tomllib.loads(read("pyproject.toml"))
    rooms = {quoted(row[0]).removesuffix(".py") for row in rows(section("docs/develop.md", "Rooms"))}
    built = project["tool"]["setuptools"]["py-modules"]
    assert rooms == {*project["tool"]["importlinter"]["root_packages"], *built}


def test_ci_runs_every_python_that_the_package_names() -> None:
    project = tomllib.loads(read("pyproject.toml"))["project"]
    named = re.findall(r"Programming Language :: Python :: ([\d.]+)", "\n".join(project["classifiers"]))
    workflow = YAML(typ="safe").load(read(".github/workflows/test.yml"))
    assert workflow["jobs"]["test"]["strategy"]["matrix"]["python"] == named
    assert project["requires-python"] == f">={named[0]}"


def test_every_member_of_the_cast_is_documented() -> None:
    cast = {
        name for name, value in vars(conftest).items() if type(value).__name__ == "FixtureFunctionDefinition"
    }
    assert "caller" in cast
    listed = {quoted(row[0]) for row in rows(section("docs/testing.md", "Tests"))}
    folders = {f"tests/{path.parent.name}" for path in (ROOT / "tests").glob("*/__init__.py")}
    assert listed == cast | folders


def test_every_figure_of_the_bench_is_documented() -> None:
    listed = [quoted(row[0]) for row in rows(section("docs/testing.md", "What the bench measures"))]
    assert sorted(listed) == sorted(NAMES)


def test_the_recommended_patience_fits_into_the_carriers_limit() -> None:
    address = next(line for line in code("docs/deploy.md") if "#ct=" in line)
    patience = Patience.of(address)
    assert patience == Patience(2.0, 4.0, 14.0, 2, frozenset({"ct", "rt", "4xx", "5xx"}))
    assert patience.total < Patience().total
    table = rows(section("docs/deploy.md", "The carrier's patience"))
    assert dict(re.findall(r"(\w+)=(\w+)", address)) == {quoted(row[0]): quoted(row[-1]) for row in table}
