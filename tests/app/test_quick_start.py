"""What the first screen waits for."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

NOT_NEEDED = (
    "matplotlib",
    "dxcheck.charts",
    "dxcheck.reports",
    "dxcheck.prefecture",
    "dxcheck.demo",
    "dxcheck.app.picker",
    "dxcheck.store.camps",
    "dxcheck.answering.review",
    "dxcheck.app.staff.putting_aside",
    "dxcheck.app.widgets.rows",
    "dxcheck.assessment.answer_sheet",
    "dxcheck.assessment.copying",
    "dxcheck.assessment.merging",
    "dxcheck.assessment.taking_in",
    "dxcheck.assessment.typed_choice",
    "dxcheck.assessment.why_level",
    "dxcheck.casework.letters",
    "dxcheck.casework.typed_work",
    "dxcheck.casework.work_sheet",
    "dxcheck.desk.arrival",
    "dxcheck.formats",
)
HOME = """
import asyncio, sys
from pathlib import Path
from dxcheck.cli.root import root
from dxcheck.workspace import Workspace
import dxcheck.app

async def look(app):
    async with app.run_test() as pilot:
        await pilot.pause()
        print(type(app.screen).__name__)
        print(sorted(one for one in sys.modules if one.startswith({not_needed!r})))

def run(self):
    asyncio.run(look(self))

from dxcheck.app.staff.app import DxcheckApp
DxcheckApp.run = run
workspace = Workspace.open(Path(sys.argv[1]))
dxcheck.app.run(workspace, workspace.roster.find("今治"))
"""


def test_home_imports_nothing_that_it_does_not_show(tmp_path: Path) -> None:
    """A municipality that is given is not chosen, and papers, pictures and the prefecture's lists come with their screens."""
    done = subprocess.run(
        [sys.executable, "-c", HOME.format(not_needed=NOT_NEEDED), str(tmp_path / "data")],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        check=True,
    )
    assert done.stdout.splitlines()[-2:] == ["HomeScreen", "[]"]
