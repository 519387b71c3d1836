"""One public name, one meaning: a reader who has learnt a name in one room meets nothing else under it in another."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

import dxcheck

ROOT = Path(dxcheck.__file__).parent
ENTRIES = {"command", "main", "run"}
"""Every module of `cli/` has a `command`; programs begin at `main` or `run`."""


def public_names(module: Path) -> set[str]:
    """What a module defines at its top and does not keep to itself."""
    found: set[str] = set()
    for node in ast.parse(module.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.Assign):
            found |= {one.id for one in node.targets if isinstance(one, ast.Name)}
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            found.add(node.target.id)
    return {one for one in found if not one.startswith("_")}


def test_no_public_name_means_two_things() -> None:
    """Subcommands are named by what people type, so `cli/` may have two `list`s."""
    where: dict[str, list[str]] = defaultdict(list)
    for module in sorted(ROOT.rglob("*.py")):
        name = module.relative_to(ROOT).as_posix()
        for one in public_names(module) - ENTRIES:
            if not (name.startswith("cli/") and one.islower()):
                where[one].append(name)
    assert {name: modules for name, modules in where.items() if len(modules) > 1} == {}


def test_four_modules_are_at_the_root() -> None:
    """Everything else has a room."""
    assert {one.name for one in ROOT.glob("*.py")} == {"__init__.py", "__main__.py", "i18n.py", "workspace.py"}
