"""Keys over very many municipalities, on a real terminal: from the key to the new picture. Part of `python -m bench.scale`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from bench.rows import Row, ms, percentile
from bench.terminal import Terminal, terminal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BAR = 100
"""Milliseconds, of every key's p95."""
MEASURES = ("前からの変化", "目標までの差", "わからないの割合", "レベルの平均")
ORDERS = ("地域の順", "市・町の順", "人口の少ない順", "人口の多い順", "提出の古い順", "提出の新しい順", "コード順")
SORTS = ("小さい順", "大きい順", "コード順")
PLANNED = ("取組の多い順", "動いた設問の多い順", "コード順", "訪問の古い順")
DOWN, PAGE_UP, PAGE_DOWN, HOME, END = "\x1b[B", "\x1b[5~", "\x1b[6~", "\x1b[H", "\x1b[F"


def keys(folder: Path, count: int) -> Iterator[Row]:
    """Moving, sorting and choosing in the overview, on the board and in the planning."""
    command = [sys.executable, "-m", "dxcheck", "--data", str(folder), "--lang", "ja", "centre"]
    with terminal(command, {}) as screen:
        hand = Hand(screen, count)
        screen.wait_for(f"{count}/{count}")
        screen.drain(1.0)
        hand.in_overview()
        hand.on_board()
        hand.in_planning()
    for name, values in hand.took.items():
        p95 = percentile(values, 0.95)
        p50 = ms(percentile(values, 0.5))
        yield Row(f"key to repaint over {count:,}, {name}, p95", f"{ms(p95)} (p50 {p50})", ratio=p95 * 1000, bar=BAR)


class Hand:
    """Presses keys and notes how long each took."""

    def __init__(self, screen: Terminal, count: int) -> None:
        self.screen, self.count = screen, count
        self.took: dict[str, list[float]] = {}

    def press(self, what: str, key: str, drawn: str, rest: float = 0.1) -> None:
        """One key, until the screen shows a text."""
        began = self.screen.press(key)
        self.took.setdefault(what, []).append(self.screen.wait_for(drawn) - began)
        self.screen.drain(rest)

    def in_overview(self) -> None:
        """The table of all."""
        for n in range(1, 41):
            self.press("overview, down", DOWN, f">架空{n}市")
        for n in range(20):
            self.press("overview, page", PAGE_UP if n % 2 else PAGE_DOWN, ">架空")
        for n in range(10):
            self.press("overview, to the end", HOME if n % 2 else END, ">架空0市" if n % 2 else f">架空{self.count - 1}市")
        for n in range(21):
            self.press("overview, sort", "s", SORTS[n % len(SORTS)], 0.3)
        for n in range(20):
            self.press("overview, measure", "m", MEASURES[n % len(MEASURES)])
        for n in range(21):
            self.press("overview, order", "t", ORDERS[n % len(ORDERS)])

    def on_board(self) -> None:
        """Who has submitted."""
        self.press("board, opened", "b", "読んでいます", 0.0)
        self.screen.wait_for("> 架空0市")
        self.screen.drain(1.0)
        for n in range(1, 41):
            self.press("board, down", DOWN, f"> 架空{n}市")
        self.press("board, end", END, f"> 架空{self.count - 1}市", 0.5)
        self.screen.press("\x1b")
        self.screen.wait_for("コード順")
        self.screen.drain(0.5)

    def in_planning(self) -> None:
        """Whom to visit next."""
        self.press("planning, opened", "v", "訪問の古い順", 30.0)
        for n in range(20):
            self.press("planning, sort", "s", PLANNED[n % len(PLANNED)], 0.5)
        for n in range(1, 41):
            self.press("planning, down", DOWN, f"> 架空{n}市")
