"""What sessions share is imported once, before they are forked."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from pathlib import Path

import pytest

from dxcheck.demo import create_demo
from dxcheck.web.processes import can_fork

pytestmark = pytest.mark.skipif(not can_fork(), reason="sessions are forked")

SESSION = """
import asyncio, gc, json, os, sys
from dxcheck.pages.pipe import PageAsked, framed
from dxcheck.web import child
from dxcheck.web.identity import Start

data, role, face = sys.argv[1:4]
start = Start(
    account="somebody", address="", role=role, municipality="382027" if role in ("staff", "section") else "",
    municipalities=("382027", "382019") if role == "specialist" else (), fields=(), data=data, roster="", questionnaire="", language="ja",
    theme="light", width=120, height=40, post="総務課" if role == "section" else "", asks=(),
)
child.warm_up()
before = set(sys.modules)
workspace = child._workspace(start, None)
if face == "pages":
    source, sink = os.pipe()
    os.write(sink, framed(PageAsked(path="")))
    os.close(sink)
    os.dup2(source, 0)
    said = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    child._make_pages(start, workspace)
    os.dup2(said, 1)
else:
    async def leave(pilot):
        for _ in range(3):
            await pilot.pause()
        assert gc.isenabled(), "nobody looks for garbage any more"
        pilot.app.exit(0)
    gc.disable()  # as `child.run` does
    asyncio.run(child._app(start, workspace).run_async(headless=True, size=(120, 40), auto_pilot=leave))
print(json.dumps(sorted(set(sys.modules) - before)))
"""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Everybody has something to look at."""
    folder = tmp_path_factory.mktemp("warm") / "demo"
    create_demo(folder, today=dt.date(2026, 11, 23))
    return folder


@pytest.mark.parametrize(
    ("role", "face"),
    [("staff", "screen"), ("section", "screen"), ("specialist", "screen"), ("centre", "screen"), ("staff", "pages"), ("section", "pages")],
)
def test_a_session_imports_nothing_of_its_own_up_to_its_first_screen(data: Path, role: str, face: str) -> None:
    """Whatever is put off until it is used, for a terminal, is there in a process of sessions; and once its screen is there, garbage is looked for."""
    made = subprocess.run([sys.executable, "-c", SESSION, str(data), role, face], capture_output=True, text=True, check=False, timeout=120)
    assert made.returncode == 0, made.stderr
    assert json.loads(made.stdout.splitlines()[-1]) == [], "belongs into WARM of dxcheck/web/child.py"
