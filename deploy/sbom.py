"""Writes what production is made of as CycloneDX 1.6 JSON, from the hashed requirements: python deploy/sbom.py OUTPUT.

The same requirements give the same bytes, so that two people can compare what they hold.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PINNED = re.compile(
    r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;\\]+)[^\n]*\n(?P<hashes>(?:    --hash=.*\n)*)", re.M
)


def bill_of_materials(requirements: str, project: dict[str, Any]) -> dict[str, Any]:
    """The project and every package that is pinned, each with the digests it may be installed by."""
    name, version = project["name"], project["version"]
    parts = [_component(found) for found in PINNED.finditer(requirements)]
    line = {"type": "application", "bom-ref": "line", "name": name, "version": version}
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": line},
        "components": parts,
        "dependencies": [{"ref": "line", "dependsOn": [part["bom-ref"] for part in parts]}],
    }


def _component(found: re.Match[str]) -> dict[str, Any]:
    name = re.sub(r"[-_.]+", "-", found["name"]).lower()
    address = f"pkg:pypi/{name}@{found['version']}"
    digests = re.findall(r"--hash=sha256:([0-9a-f]{64})", found["hashes"])
    files = [
        {"type": "distribution", "url": address, "hashes": [{"alg": "SHA-256", "content": digest}]}
        for digest in digests
    ]
    return {
        "type": "library",
        "bom-ref": address,
        "name": name,
        "version": found["version"],
        "purl": address,
        "externalReferences": files,
    }


def main(output: Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    bill = bill_of_materials((ROOT / "requirements.txt").read_text("utf-8"), project)
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(json.dumps(bill, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
