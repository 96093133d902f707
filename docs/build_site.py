"""Build the documentation site in strict mode: python -m docs.build_site OUTPUT.

The pages in `docs/` link to pages at the top of the repository, and the README is the start page. So all pages are
copied into one folder, with these links changed, before Zensical builds them. A broken link ends with status 1.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

ROOT = Path(__file__).parents[1]
TOP = {
    "README.md": "index.md",
    "CONTRIBUTING.md": "contributing.md",
    "CODE_OF_CONDUCT.md": "code-of-conduct.md",
    "CHANGELOG.md": "changelog.md",
    "SECURITY.md": "security.md",
    "LICENSE": "LICENSE",
    "NOTICE": "NOTICE",
}
"""Files at the top of the repository, and their names on the site."""
LINK = re.compile(r"(?<=\]\()((?:\.\./)*)([\w.-]+)(?=[)#])")


def gather_pages(folder: Path) -> None:
    """Copy all pages and pictures into `folder`, with links that hold there."""
    shutil.copytree(ROOT / "docs", folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    for page in folder.rglob("*.md"):
        depth = len(page.relative_to(folder).parts)
        page.write_text(LINK.sub(partial(_moved, depth=depth), page.read_text("utf-8")), "utf-8")
    for name, page_name in TOP.items():
        text = (ROOT / name).read_text("utf-8")
        text = LINK.sub(partial(_moved, depth=0), text).replace("](docs/", "](")
        (folder / page_name).write_text(text, "utf-8")


def _moved(link: re.Match[str], depth: int) -> str:
    """Return a link's path on the site, where files at the top of the repository lie among the pages."""
    up, name = link.groups()
    if up.count("../") == depth and name in TOP:
        return "../" * max(0, depth - 1) + TOP[name]
    return link[0]


def build_site(output: Path) -> int:
    """Write the site to `output` and return Zensical's status."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        gather_pages(folder / "docs")
        shutil.copy(ROOT / "zensical.toml", folder)
        zensical = [str(Path(sys.executable).with_name("zensical")), "build", "--strict"]
        status = subprocess.run(zensical, cwd=folder, check=False).returncode
        if status == 0:
            shutil.copytree(folder / "site", output, dirs_exist_ok=True)
    return status


if __name__ == "__main__":
    sys.exit(build_site(Path(sys.argv[1])))
