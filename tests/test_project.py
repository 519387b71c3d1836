"""What stands in more than one file of the project, and must not come apart."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_make_asks_for_the_pythons_that_the_package_takes() -> None:
    """The first and the last one; what it says when it refuses, too."""
    lowest, above = re.fullmatch(r">=3\.(\d+),<3\.(\d+)", PROJECT["requires-python"]).groups()  # type: ignore[union-attr]
    first, last = int(lowest), int(above) - 1
    assert f"(3, {first}) <= v <= (3, {last})" in MAKEFILE
    assert MAKEFILE.count(f"3.{first} to 3.{last}") == 2
