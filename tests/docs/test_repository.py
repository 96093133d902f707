"""What contributors start from: the guide names files that exist, and CI runs each linter."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from store.lua_scripts import all_scripts
from tests import lua_and_javascript
from tests.docs.pages import ROOT, read, rows


def test_every_file_that_the_guide_sends_a_contributor_to_exists() -> None:
    table = rows(read("CONTRIBUTING.md"))
    named = re.findall(r"`([\w./-]+(?:/|\.(?:py|yaml|toml)))`", "\n".join(cells[1] for cells in table))
    found = {name: list(ROOT.glob(name)) or list(ROOT.glob(f"prompts/cair/{name}")) for name in named}
    assert len(table) >= 12
    assert all(found.values()), [name for name, paths in found.items() if not paths]


@pytest.mark.parametrize("path", sorted((ROOT / ".github").rglob("*.yml")), ids=lambda path: path.name)
def test_every_file_of_the_forge_is_yaml(path: Path) -> None:
    assert YAML(typ="safe").load(path)


def test_the_forge_and_the_pre_commit_hooks_run_what_a_contributor_runs() -> None:
    workflow = YAML(typ="safe").load(read(".github/workflows/test.yml"))
    assert {"run": ".ci/run"} in workflow["jobs"]["test"]["steps"]
    hooks = YAML(typ="safe").load(read(".pre-commit-config.yaml"))["repos"][0]["hooks"]
    linters = set(
        re.findall(r"\$\(BIN\)/([\w -]+)", read("Makefile").partition("\nlint:")[2].partition("\n\n")[0])
    )
    assert {re.split(r" -|\.venv/bin/", hook["entry"])[1].split()[0] for hook in hooks} == {
        linter.split()[0] for linter in linters
    }


def test_ci_installs_the_javascript_linter_in_one_exact_version() -> None:
    wanted = json.loads(read(".ci/package.json"))["devDependencies"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())
    assert "npm install --prefix .ci --no-package-lock" in read(".ci/run")


def test_every_script_of_the_database_is_linted_as_the_database_receives_it() -> None:
    names = {f"{name}.lua" for name, _ in all_scripts()}
    files = {path.relative_to(ROOT).as_posix().replace("/lua/", "/") for path in ROOT.glob("*/lua/**/*.lua")}
    parts = re.compile(r".*/prelude(/\w+)?\.lua|reports/fold/\w+\.lua|store/opening\.lua")
    assert names == {file for file in files if not parts.fullmatch(file)}


def test_an_undefined_name_in_a_script_is_an_error(tmp_path: Path) -> None:
    if shutil.which("luacheck") is None:
        pytest.skip("luacheck is not installed")
    (tmp_path / "typo.lua").write_text("return redis.cal('GET', KEY[1])\n")
    done = subprocess.run(
        ["luacheck", *lua_and_javascript.WHOLE_SCRIPT, "--", tmp_path],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "KEY" in done.stdout


def test_ci_fails_where_a_linter_is_missing(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-c",
        "from tests.lua_and_javascript import check_lua; raise SystemExit(check_lua())",
    ]
    for ci, status in (("", 0), ("true", 1)):
        environment = {"PATH": str(tmp_path), "CI": ci, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (status, "luacheck is not installed\n")
