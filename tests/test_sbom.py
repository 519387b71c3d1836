"""What the product is made of, as `make sbom` lists it."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MADE = ROOT / "build" / "dxcheck-sbom.json"


@pytest.mark.skipif(not MADE.exists(), reason="`make sbom` was not run (.ci/run does)")
def test_every_package_the_product_needs_is_listed_with_its_version() -> None:
    """CycloneDX; each dependency of pyproject.toml is there with a version and a package URL, and it is the pinned one; no test tool is."""
    made = json.loads(MADE.read_text(encoding="utf-8"))
    assert (made["bomFormat"], made["specVersion"]) == ("CycloneDX", "1.6")
    there = {re.sub("[-_.]+", "-", one["name"]).lower(): one for one in made["components"]}
    pins = dict(line.split("==") for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines() if "==" in line)
    pinned = {re.sub("[-_.]+", "-", name).lower(): version for name, version in pins.items()}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {re.sub("[-_.]+", "-", re.split(r"[<>=!~\[; ]", one)[0]).lower() for one in project["dependencies"]}
    assert wanted <= set(there)
    itself = made["metadata"]["component"]
    assert (itself["name"], itself["version"]) == ("dxcheck", project["version"])
    for name in wanted:
        assert there[name]["version"] == pinned[name]
        assert there[name]["purl"].startswith(f"pkg:pypi/{name}@"), there[name]["purl"]
    assert not {"pytest", "mypy", "hypothesis", "playwright"} & set(there)
