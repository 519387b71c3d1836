"""What stands in more than one file of the project, and must not come apart."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from long import LONG, MANY

ROOT = Path(__file__).parent.parent
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
HOOKS = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")


def test_make_asks_for_the_pythons_that_the_package_takes() -> None:
    """The first and the last one; what it says when it refuses, too."""
    lowest, above = re.fullmatch(r">=3\.(\d+),<3\.(\d+)", PROJECT["requires-python"]).groups()  # type: ignore[union-attr]
    first, last = int(lowest), int(above) - 1
    assert f"(3, {first}) <= v <= (3, {last})" in MAKEFILE
    assert MAKEFILE.count(f"3.{first} to 3.{last}") == 2


def test_a_commit_is_looked_at_by_what_make_lint_runs() -> None:
    """The same programs of the same folder, so that nothing is fetched and no version differs."""
    [lint] = re.findall(r"^lint:.*\n((?:\t.*\n)+)", MAKEFILE, re.MULTILINE)
    made = {" ".join(line.split()[:2]).rstrip(" .") for line in lint.replace("$(BIN)", ".venv/bin").splitlines()}
    hooked = {" ".join(line.split()[:2]) for line in re.findall(r"entry: (.*)", HOOKS)}
    assert hooked == made == {".venv/bin/ruff check", ".venv/bin/ruff format", ".venv/bin/codespell"}
    assert re.findall(r"repo: (.*)", HOOKS) == ["local"]
    assert re.findall(r"language: (.*)", HOOKS) == ["system"] * len(hooked)


def test_every_pinned_tool_is_the_one_that_pyproject_names() -> None:
    """A pin in pyproject.toml (`==`) and one in constraints.txt would otherwise make an environment that cannot be solved."""
    pins = dict(line.split("==") for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines() if "==" in line)
    named = [one.split("==") for one in PROJECT["optional-dependencies"]["dev"] if "==" in one]
    assert named
    assert all(pins[name] == version for name, version in named)


def test_what_takes_long_is_there() -> None:
    """A test that was given another name would be in `make check` again, and nobody would know why that takes longer."""
    for where in {*LONG, *MANY}:
        there = set(re.findall(r"^(?:async )?def (test_\w+)", (ROOT / "tests" / where).read_text(encoding="utf-8"), re.MULTILINE))
        assert LONG.get(where, set()) | MANY.get(where, set()) <= there, where
        assert not LONG.get(where, set()) & MANY.get(where, set()), where


def test_what_make_check_leaves_out_is_what_there_are_marks_for() -> None:
    """`make test` runs all that there is but the whole of the attack."""
    marks = {
        one.partition(":")[0]
        for one in tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["pytest"]["ini_options"]["markers"]
    }
    [quick] = re.findall(r"^QUICK := (.*)", MAKEFILE, re.MULTILINE)
    assert {one.removeprefix("not ") for one in quick.split(" and ")} == marks
    [whole] = re.findall(r"^whole:.*\n\t(.*)", MAKEFILE, re.MULTILINE)
    assert whole == "$(PYTEST)"


def test_no_database_was_taken_for_a_folder_here() -> None:
    """Seen: a test's writer made `postgresql:/…` beside the sources, and it was committed with them."""
    assert [one.name for one in ROOT.iterdir() if ":" in one.name] == []
