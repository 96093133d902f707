"""Checks Lua scripts with luacheck and the scripts of pages with Biome; a part of `make lint`.

    python -m tests.lua_and_javascript

A linter that is not installed is named and passed over; in CI, where `CI` is set, it is a failure. Debian's `lua-check`
has luacheck; `npm install --prefix .ci --no-package-lock` installs Biome.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from store.lua_scripts import PACKAGES, all_scripts

ROOT = Path(__file__).parents[1]
WHOLE_SCRIPT = ("--no-config", "--std", "lua51", "--only", "1", "--globals", "redis", "KEYS", "ARGV", "cjson")
"""Options of luacheck that report undefined and accidental global names, and nothing else."""


def main() -> int:
    """Run both linters and return the status to exit with."""
    return max(check_lua(), check_javascript())


def check_lua() -> int:
    """Return 0 if no Lua file has a defect and no script, put together as it runs, uses an undefined name."""
    luacheck = shutil.which("luacheck")
    if luacheck is None:
        return _missing("luacheck")
    files = subprocess.run(
        [luacheck, "--quiet", "--codes", *(f"{package}/lua" for package in PACKAGES), "store/lua", "bench"],
        cwd=ROOT,
        check=False,
    )
    with tempfile.TemporaryDirectory() as folder:
        for name, source in all_scripts():
            path = Path(folder) / f"{name}.lua"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(source, "utf-8")
        scripts = subprocess.run([luacheck, "--quiet", "--codes", *WHOLE_SCRIPT, "--", folder], check=False)
    return max(files.returncode, scripts.returncode)


def check_javascript() -> int:
    """Return 0 if Biome finds no defect in a script of a page."""
    biome = shutil.which("biome", path=f"{ROOT / '.ci/node_modules/.bin'}{os.pathsep}{os.environ['PATH']}")
    if biome is None:
        return _missing("biome")
    return subprocess.run([biome, "lint", "--error-on-warnings"], cwd=ROOT, check=False).returncode


def _missing(linter: str) -> int:
    print(f"{linter} is not installed", file=sys.stderr)
    return 1 if os.environ.get("CI") else 0


if __name__ == "__main__":
    sys.exit(main())
