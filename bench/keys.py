"""From a key to the repaint in the questionnaire, each answer saved to the disk, in turn with the same screens that save nothing."""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from bench.rows import Row, ms, percentile
from bench.terminal import terminal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dxcheck.questionnaire import Item

ROUNDS = 3
SIZES = ((80, 24), (160, 50))
BAR = 1.2
LEFT = "\x1b[D"
_HOME_IS_UP = "Ctrl+Q"

SAVING_NOTHING = """
import sys
import msgspec
from dxcheck.answering.keeping import DraftOnDisk
from dxcheck.assessment.drafting import with_change

def put(self, item, patch):
    if patch is not None and self._stored is not None:
        self._stored = with_change(self._stored, item, patch, self._desk.now, "", "unsaved")

DraftOnDisk.put = put
DraftOnDisk.look = lambda self: None
from dxcheck.cli.main import main
sys.argv = ["dxcheck", *sys.argv[1:]]
main()
"""
"""The same program, but an answer stays in memory."""


def rows() -> Iterator[Row]:
    """The 95th percentiles beside each other: over all items, and where the longest texts are."""
    from dxcheck.demo import create_demo
    from dxcheck.workspace import Workspace

    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "demo"
        create_demo(data, today=dt.date(2026, 11, 23))
        workspace = Workspace.open(data)
        assert workspace.home is not None
        desk = workspace.staff_desk(workspace.home)
        desk.begin()
        items = desk.questionnaire.ordered
        for size in (None, *SIZES):
            took: dict[str, list[float]] = {"saved": [], "unsaved": []}
            for _round in range(ROUNDS):
                for which, times in took.items():
                    desk.stay_at(items[0].id if size is None else _before_longest(items).id)
                    program = ["-m", "dxcheck"] if which == "saved" else ["-c", SAVING_NOTHING]
                    command = [sys.executable, *program, "--data", str(data), "--lang", "ja", "check"]
                    times.extend(_through_all(command, items) if size is None else _to_the_longest(command, items, size))
            p95 = {which: percentile(times, 0.95) for which, times in took.items()}
            where = f"{len(took['saved'])} answers" if size is None else f"at the longest texts, {size[0]}x{size[1]}"
            p50 = percentile(took["saved"], 0.5)
            yield Row(
                f"key to repaint, {where}, p95",
                f"{ms(p95['saved'])} (p50 {ms(p50)})",
                f"the same without saving {ms(p95['unsaved'])}",
                p95["saved"] / p95["unsaved"],
                BAR,
            )


def _length(item: Item) -> int:
    return sum(len(str(text)) for text in (item.title, item.reason, *item.levels))


def _before_longest(items: Sequence[Item]) -> Item:
    longest = max(items[1:], key=_length)
    return items[items.index(longest) - 1]


def _through_all(command: list[str], items: Sequence[Item]) -> list[float]:
    times = []
    with terminal(command, {}) as opened:
        opened.wait_for(_HOME_IS_UP)
        opened.drain(0.3)
        opened.press("s")
        opened.wait_for(items[0].id)
        opened.drain(0.3)
        for following in items[1:]:
            pressed = opened.press("2")
            times.append(opened.wait_for(f"{following.id}  ") - pressed)
            opened.drain(0.15)
    return times


def _to_the_longest(command: list[str], items: Sequence[Item], size: tuple[int, int], steps: int = 12) -> list[float]:
    """Answer the item before the longest one, see the longest come, and go back."""
    before = _before_longest(items)
    longest = items[items.index(before) + 1]
    times = []
    with terminal(command, {}, *size) as opened:
        opened.wait_for(_HOME_IS_UP)
        opened.drain(0.3)
        opened.press("s")
        opened.wait_for(before.id)
        opened.drain(0.3)
        for step in range(steps):
            pressed = opened.press(str(step % 4))
            times.append(opened.wait_for(f"{longest.id}  ") - pressed)
            opened.drain(0.15)
            opened.press(LEFT)
            opened.wait_for(f"{before.id}  ")
            opened.drain(0.15)
    return times
