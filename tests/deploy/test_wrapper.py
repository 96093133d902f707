"""`helpdesk` on Debian reads the settings as systemd does, and becomes the line's user; no shell is anywhere near."""

from __future__ import annotations

import getpass
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.debian.wrapper import read_settings
from settings import load_settings
from tests.docs.pages import ROOT

WRAPPER = ROOT / "deploy/debian/wrapper.py"
STARTER = """
import runpy, sys
from pathlib import Path
run = runpy.run_path(sys.argv[1])["run_as_line"]
run.__globals__.update(SETTINGS=Path(sys.argv[2]), USER=sys.argv[3])
{before}
run(sys.argv[4], sys.argv[5:])
"""
"""Python itself may be where only root can read: whoever the test becomes has to have it all by then."""
SHOW = "import json, os, sys; print(json.dumps([sys.argv[1:], os.umask(0), dict(os.environ)]))"


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("NAME=plain", "plain"),
        ("NAME=Help Desk <desk@example.org>", "Help Desk <desk@example.org>"),
        ("NAME=$(touch /tmp/pwned) `id` ${HOME} $HOME", "$(touch /tmp/pwned) `id` ${HOME} $HOME"),
        ("NAME=a; rm -rf / & b | c > d", "a; rm -rf / & b | c > d"),
        ("NAME=a#b ;c", "a#b ;c"),
        ('NAME=it\'s a "test"', 'it\'s a "test"'),
        ("NAME=a=b==", "a=b=="),
        ("  NAME =\t between  \t", "between"),
        ("NAME=", ""),
        ("NAME=*?[a-z]~/!!", "*?[a-z]~/!!"),
        ("NAME=back\\\\slash\\n", "back\\slashn"),
        ("NAME=two\\\nlines", "twolines"),
        ("NAME=blank\\ ", "blank "),
        ('NAME="  quoted  "', "  quoted  "),
        ('NAME="a\\"b\\\\c\\$d\\`e\\nf"', 'a"b\\c$d`e\\nf'),
        ('NAME="two\\\nlines"', "twolines"),
        ('NAME="two\nlines"', "two\nlines"),
        ("NAME='$a \\ \"b\"'", '$a \\ "b"'),
        ("NAME='one' \"two\" three", "onetwothree"),
        ("NAME=ñandú ☎", "ñandú ☎"),
        ("NAME=\x1b[31m\x7f", "\x1b[31m\x7f"),
        ('NAME="without end', "without end"),
        ("NAME='without end\nOTHER=x", "without end\nOTHER=x"),
        ("NAME=first\r\nNAME=second\r", "second"),
        ("# NAME=no\n; NAME=no\nNAME=yes", "yes"),
        ("# a comment \\\nNAME=swallowed\nNAME=told", "told"),
    ],
)
def test_a_value_is_read_as_systemd_reads_it(line: str, value: str) -> None:
    """Held against systemd 252 itself, by hand: 1,200 random files were read alike."""
    assert read_settings(line) == {"NAME": value}


@pytest.mark.parametrize(
    "line",
    [
        "NAME",
        "export NAME=x",
        "1NAME=x",
        "NA-ME=x",
        "=x",
        "NAMÉ=x",
        "",
        "#NAME=x",
        "NA ME=x",
    ],
)
def test_what_systemd_leaves_out_is_left_out(line: str) -> None:
    assert read_settings(line) == {}


def started(
    settings: Path, program: str, *arguments: str, user: str = "", before: str = "", **environment: str
) -> subprocess.CompletedProcess[str]:
    """Start a program as the wrapper starts the line."""
    starter = STARTER.replace("{before}", before)
    command = [sys.executable, "-c", starter, str(WRAPPER), str(settings), user or getpass.getuser(), program]
    return subprocess.run(
        [*command, *arguments], env=environment, capture_output=True, text=True, check=False, cwd="/"
    )


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    """A settings file with what a shell would stumble over."""
    file = tmp_path / "settings.env"
    evil = f"`touch {tmp_path}/pwned`$(touch {tmp_path}/pwned)"
    file.write_text(f"PORT=8000\nSMTP_PASSWORD={evil}\nSMTP_FROM=Help Desk <a@example.org>\n")
    return file


@pytest.fixture
def show(tmp_path: Path) -> str:
    """A program that shows what it got."""
    program = tmp_path / "show"
    program.write_text(f"#!{sys.executable}\n{SHOW}\n")
    program.chmod(0o755)
    return str(program)


def test_the_line_gets_these_settings_and_of_the_callers_environment_only_the_terminal(
    settings: Path, show: str, tmp_path: Path
) -> None:
    callers = {"PORT": "1", "PYTHONPATH": "/evil", "LD_PRELOAD": "", "TERM": "xterm"}
    arguments, mask, environment = json.loads(started(settings, show, "check", "$(id)", **callers).stdout)
    assert arguments == ["check", "$(id)"]
    assert mask == 0o077
    assert environment["SMTP_PASSWORD"] == f"`touch {tmp_path}/pwned`$(touch {tmp_path}/pwned)"
    assert environment["SMTP_FROM"] == "Help Desk <a@example.org>"
    assert (environment["PORT"], environment["TERM"]) == ("8000", "xterm")
    assert not environment.keys() & {"PYTHONPATH", "LD_PRELOAD"}
    assert not (tmp_path / "pwned").exists()


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become somebody else")
def test_root_becomes_the_lines_user_for_good(settings: Path) -> None:
    done = started(settings, "/bin/sh", "-c", "id -u; id -G; env", user="nobody")
    user, groups, *environment = done.stdout.splitlines()
    assert (user, groups) == ("65534", "65534")
    assert {"PORT=8000", "USER=nobody"} <= set(environment)


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become somebody else")
def test_anybody_else_is_told_to_be_root(settings: Path) -> None:
    refused = started(settings, "/bin/true", user="root", before="import os; os.setuid(65534)")
    assert refused.returncode == 1
    assert "run this as root" in refused.stderr


def test_a_settings_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    refused = started(tmp_path / "none", "/bin/true")
    assert refused.returncode == 1
    assert f"{tmp_path / 'none'}" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_the_shipped_settings_are_settings() -> None:
    """The file also holds once a deployer removes the marks of comments."""
    shipped = (ROOT / "deploy/debian/settings.env").read_text("utf-8")
    assert load_settings(read_settings(shipped)).host == "127.0.0.1"
    production = (
        shipped.replace("#TWILIO", "TWILIO").replace("#PUBLIC", "PUBLIC").replace("#METRICS", "METRICS")
    )
    settings = load_settings({**read_settings(production.replace("…", "7a" * 16)), "SECRET_KEY": "k" * 32})
    assert not settings.is_local
    assert (settings.host, settings.trusted_proxies) == ("127.0.0.1", 1)


def test_no_shell_reads_the_settings() -> None:
    files = [path for path in (ROOT / "deploy/debian").iterdir() if path.is_file()]
    scripts = [text for path in files if (text := path.read_text("utf-8")).startswith("#!/bin/sh")]
    assert scripts
    for script in scripts:
        assert ". /etc/helpdesk" not in script
        assert "source " not in script
