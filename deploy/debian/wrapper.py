#!/usr/bin/python3 -I
"""`helpdesk` on Debian: the command of the installed line, with the settings and as the user of its services.

Installed as /usr/local/bin/helpdesk. The settings are read as systemd reads an EnvironmentFile, never by a shell: what
looks like a command in a value stays text. Nothing else of the caller's environment reaches the line.
"""

from __future__ import annotations

import os
import pwd
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

SETTINGS = Path("/etc/helpdesk/settings.env")
PROGRAM = "/opt/helpdesk/current/bin/helpdesk"
USER = "helpdesk"
KEPT = ("TERM", "LANG", "LC_ALL", "LC_CTYPE", "COLUMNS", "LINES", "NO_COLOR")
"""Of the caller's environment: how the terminal is written to."""
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
BLANK = " \t\n\r"
NEWLINE = "\n\r"
UNESCAPED = '"\\`$'
"""Characters before which a backslash goes away within double quotes; before others it stays."""


def main() -> NoReturn:
    run_as_line(PROGRAM, sys.argv[1:])


def run_as_line(program: str, arguments: list[str]) -> NoReturn:
    """Become `program` with these arguments, as the line's user and with its settings."""
    try:
        settings = read_settings(SETTINGS.read_bytes().decode())
        account = pwd.getpwnam(USER)
        become(account)
    except PermissionError:
        sys.exit(f"helpdesk: run this as root or as the user {USER}")
    except (OSError, ValueError, KeyError) as error:
        sys.exit(f"helpdesk: {SETTINGS} or the user {USER} can't be used: {error}")
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    own = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": account.pw_dir, "USER": USER, "LOGNAME": USER}
    os.execve(program, [program, *arguments], {**kept, **own, **settings})


def become(account: pwd.struct_passwd) -> None:
    """Take on the account's user and groups. Raises PermissionError for anybody but root and that user."""
    if os.getuid() != account.pw_uid:
        os.initgroups(account.pw_name, account.pw_gid)
        os.setgid(account.pw_gid)
        os.setuid(account.pw_uid)
    os.umask(0o077)


def read_settings(text: str) -> dict[str, str]:
    """Return name → value of an environment file; a name that can't be one is left out, the last of two counts."""
    return {name: value for name, value in assignments(text) if NAME.fullmatch(name)}


def assignments(text: str) -> Iterator[tuple[str, str]]:
    """Yield each name and value. The states and their order are those of systemd's own parser (env-file.c)."""
    state, name, value, blanks = "before name", "", "", 0
    for one in text:
        if state == "before name":
            if one in "#;":
                state = "comment"
            elif one not in BLANK:
                state, name, value, blanks = "name", one, "", 0
        elif state == "name":
            if one in NEWLINE:
                state = "before name"
            elif one == "=":
                state = "before value"
            else:
                name += one
        elif state == "before value":
            if one in NEWLINE:
                yield name.rstrip(BLANK), value
                state = "before name"
            elif one in "'\"\\":
                state = {"'": "single quotes", '"': "double quotes", "\\": "escape"}[one]
            elif one not in BLANK:
                state, value, blanks = "value", value + one, 0
        elif state == "value":
            if one in NEWLINE:
                yield name.rstrip(BLANK), value[: len(value) - blanks]
                state = "before name"
            elif one == "\\":
                state = "escape"
            else:
                value, blanks = value + one, blanks + 1 if one in BLANK else 0
        elif state == "escape":
            state, blanks = "value", 0
            value += "" if one in NEWLINE else one
        elif state == "single quotes":
            state, value = ("before value", value) if one == "'" else (state, value + one)
        elif state == "double quotes":
            if one in '"\\':
                state = "before value" if one == '"' else "escape in quotes"
            else:
                value += one
        elif state == "escape in quotes":
            state = "double quotes"
            value += one if one in UNESCAPED else "" if one == "\n" else "\\" + one
        elif state == "comment":
            state = "escape in comment" if one == "\\" else "before name" if one in NEWLINE else state
        elif state == "escape in comment":
            state = "comment"
    if state not in ("before name", "name", "comment", "escape in comment"):
        yield name.rstrip(BLANK), value[: len(value) - blanks] if state == "value" else value


if __name__ == "__main__":
    main()
