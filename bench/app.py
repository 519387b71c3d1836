"""How fast the screens open, seen from outside in a pseudo-terminal, in turn with an empty Textual app with as many widgets and with Textual's own import."""

from __future__ import annotations

import asyncio
import datetime as dt
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bench.rows import Row, ms, paired
from bench.terminal import terminal
from dxcheck.demo.casework import SPECIALIST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.app import App

RUNS = 9
SENTINEL = "the very last line"

EMPTY_APP = """
import sys
from textual.app import App
from textual.widgets import Static

class Empty(App):
    def compose(self):
        for n in range(int(sys.argv[1]) - 1):
            yield Static(f"line {n}")
        yield Static("the very last line")
    CSS = "Static { height: 1; } Screen { layout: grid; grid-size: 3; }"

Empty().run()
"""


class Opened(NamedTuple):
    """A screen that is opened by a command."""

    what: str
    arguments: tuple[str, ...]
    last_line: str
    """Stands at its end, or is drawn last."""
    bar: float


SCREENS = (
    Opened("staff's home", ("check",), "これまで", 1.15),
    Opened("the centre's overview", ("centre",), "提出がありません", 1.3),
    Opened("the specialist's list", ("specialist", "--as", SPECIALIST), "松山市", 1.3),
)


def rows() -> Iterator[Row]:
    """First frames, and the way from the typed command to one."""
    from dxcheck.demo import create_demo

    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "demo"
        create_demo(data, today=dt.date(2026, 11, 23))
        for number, screen in enumerate(SCREENS):
            yield from _first_frame(data, screen, beside_import=number == 0)


def _first_frame(data: Path, screen: Opened, *, beside_import: bool) -> Iterator[Row]:
    count = asyncio.run(widgets(data, screen.arguments[0]))
    ours, empty, imported = [], [], []
    for _run in range(RUNS):
        with terminal([sys.executable, "-m", "dxcheck", "--data", str(data), "--lang", "ja", *screen.arguments], {}) as opened:
            ours.append(opened.wait_for(screen.last_line) - opened.started)
        with terminal([sys.executable, "-c", EMPTY_APP, str(count)], {}) as opened:
            empty.append(opened.wait_for(SENTINEL) - opened.started)
        if beside_import:
            began = time.perf_counter()
            subprocess.run([sys.executable, "-c", "import textual.app"], check=True)
            imported.append(time.perf_counter() - began)
    median = ms(statistics.median(ours))
    beside = f"an empty Textual app with {count} widgets {ms(statistics.median(empty))}"
    yield Row(f"first full frame, {screen.what}", median, beside, paired(ours, empty), screen.bar)
    if beside_import:
        beside = f"python -c 'import textual.app' {ms(statistics.median(imported))}"
        yield Row("from `dxcheck check` typed to the first full frame", median, beside, paired(ours, imported), 1.6)


async def widgets(data: Path, command: str) -> int:
    """How many the first screen of a command has."""
    app = _app(data, command)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause(0.5)
        return len(app.screen.query("*"))


def _app(data: Path, command: str) -> App[int]:
    from dxcheck.workspace import Workspace

    workspace = Workspace.open(data)
    if command == "check":
        from dxcheck.app.staff.app import DxcheckApp

        assert workspace.home is not None
        return DxcheckApp(workspace.staff_desk(workspace.home))
    if command == "centre":
        from dxcheck.app.centre.app import CentreApp

        return CentreApp(workspace.centre_desk())
    from dxcheck.app.specialist.app import SpecialistApp
    from dxcheck.cli.desks import specialist_desk

    return SpecialistApp(specialist_desk(workspace, SPECIALIST))
