"""The threat model names tests that there are; the bill of materials names every package that is pinned."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.docs.pages import ROOT, read, rows


def every_test() -> set[str]:
    modules = (ROOT / "tests").rglob("test_*.py")
    return {
        name for path in modules for name in re.findall(r"^def (test_\w+)", path.read_text("utf-8"), re.M)
    }


def test_whatever_the_threat_model_says_is_done_has_its_tests() -> None:
    listed = rows(read("docs/threat-model.md"))
    assert listed
    assert all(re.findall(r"`(test_\w+)`", row[-1]) for row in listed)
    named = set(re.findall(r"`(test_\w+)`", read("docs/threat-model.md")))
    assert named <= every_test(), named - every_test()


def test_the_bill_of_materials_has_every_package_with_its_digests(tmp_path: Path) -> None:
    written = tmp_path / "dist/sbom.json"
    subprocess.run([sys.executable, "deploy/sbom.py", written], cwd=ROOT, check=True)
    bill = json.loads(written.read_text("utf-8"))
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    lines = re.findall(r"^[\w.-]+==[^\\\n]*", read("requirements.txt"), re.M)
    pinned = {(canonicalize_name(one.name), str(one.specifier)[2:]) for one in map(Requirement, lines)}
    assert {(one["name"], one["version"]) for one in bill["components"]} == pinned
    digests = [
        digest["content"]
        for one in bill["components"]
        for file in one["externalReferences"]
        for digest in file["hashes"]
    ]
    assert digests == re.findall(r"sha256:([0-9a-f]{64})", read("requirements.txt"))
    references = [one["bom-ref"] for one in bill["components"]]
    assert len(set(references)) == len(references)
    assert bill["dependencies"] == [{"ref": "line", "dependsOn": references}]


def test_the_same_requirements_give_the_same_bytes(tmp_path: Path) -> None:
    one, other = tmp_path / "one.json", tmp_path / "other.json"
    for path in (one, other):
        subprocess.run([sys.executable, "deploy/sbom.py", path], cwd=ROOT, check=True)
    assert one.read_bytes() == other.read_bytes()
