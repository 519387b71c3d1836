"""How fast the app opens, and how fast it answers a key, seen from outside in a pseudo-terminal.

The first frame is compared with an empty Textual app with as many widgets, started in turn with ours. Bars: first frame at most 1.3 times the empty app's;
key to repaint p95 under 50 ms.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
from pathlib import Path

from bench.terminal import terminal

RUNS = 9
LAST_LINE = "データの保存先"
"""Stands at the end of our home screen."""
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


def main() -> None:
    """Print both measurements."""
    from dxcheck.demo import create_demo

    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "demo"
        create_demo(data)
        widgets = asyncio.run(_widgets_on_home(data))
        _first_frame(data, widgets)
        _key_to_repaint(data)


async def _widgets_on_home(data: Path) -> int:
    from dxcheck.app.staff.app import DxcheckApp
    from dxcheck.workspace import Workspace

    workspace = Workspace.open(data)
    assert workspace.home is not None
    app = DxcheckApp(workspace.staff_desk(workspace.home))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause(0.5)
        return len(app.screen.query("*"))


def _first_frame(data: Path, widgets: int) -> None:
    ours, empty = [], []
    for _run in range(RUNS):
        with terminal([sys.executable, "-m", "dxcheck", "--data", str(data), "--lang", "ja", "check"], {}) as opened:
            ours.append(opened.wait_for(LAST_LINE) - opened.started)
        with terminal([sys.executable, "-c", EMPTY_APP, str(widgets)], {}) as opened:
            empty.append(opened.wait_for(SENTINEL) - opened.started)
    ratio = statistics.median(one / other for one, other in zip(ours, empty, strict=True))
    print(f"first full frame, {widgets} widgets, {RUNS} runs in turn")
    print(f"  dxcheck on the demo      median {statistics.median(ours) * 1000:7.0f} ms")
    print(f"  an empty Textual app     median {statistics.median(empty) * 1000:7.0f} ms")
    print(f"  ratio (median of pairs)  {ratio:.2f}   (bar: 1.3)")


def _key_to_repaint(data: Path) -> None:
    from dxcheck.workspace import Workspace

    workspace = Workspace.open(data)
    assert workspace.home is not None
    desk = workspace.staff_desk(workspace.home)
    items = [item.id for item in desk.questionnaire.ordered]
    desk.begin()
    desk.stay_at(items[0])
    times = []
    with terminal([sys.executable, "-m", "dxcheck", "--data", str(data), "--lang", "ja", "check"], {}) as opened:
        opened.wait_for(LAST_LINE)
        opened.drain(0.3)
        opened.press("s")
        opened.wait_for(items[0])
        opened.drain(0.3)
        for following in items[1:]:
            pressed = opened.press("2")
            times.append(opened.wait_for(f"{following}  ") - pressed)
            opened.drain(0.15)
    times.sort()
    print(f"key press to repaint in the questionnaire, {len(times)} answers, each saved to the disk")
    p95 = times[min(len(times) - 1, round(0.95 * len(times)))]
    print(f"  p50 {statistics.median(times) * 1000:.1f} ms   p95 {p95 * 1000:.1f} ms   (bar: p95 50 ms)")


if __name__ == "__main__":
    main()
