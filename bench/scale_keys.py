"""Keys over very many municipalities, on a real terminal: from the key to the new picture. Part of `python -m bench.scale`."""

from __future__ import annotations

import sys
from pathlib import Path

from bench.terminal import terminal

BAR = 100
"""Milliseconds, of every key's p95."""
MEASURES = ("前からの変化", "目標までの差", "わからないの割合", "レベルの平均")
ORDERS = ("地域の順", "市・町の順", "規模の順", "提出の古い順", "コード順")
SORTS = ("小さい順", "大きい順", "コード順")
PLANNED = ("取組の多い順", "動いた設問の多い順", "コード順", "訪問の古い順")
UP, DOWN, PAGE_UP, PAGE_DOWN, HOME, END = "\x1b[A", "\x1b[B", "\x1b[5~", "\x1b[6~", "\x1b[H", "\x1b[F"


def keys(folder: Path, count: int) -> None:
    """Moving, sorting and choosing in the overview, on the board and in the planning."""
    command = [sys.executable, "-m", "dxcheck", "--data", str(folder), "--lang", "ja", "centre"]
    took: dict[str, list[float]] = {}

    def timed(what: str, key: str, drawn: str, rest: float = 0.1) -> None:
        began = screen.press(key)
        took.setdefault(what, []).append(screen.wait_for(drawn) - began)
        screen.drain(rest)

    with terminal(command, {}) as screen:
        screen.wait_for(f"{count}/{count}")
        screen.drain(1.0)
        for n in range(1, 41):
            timed("overview, down", DOWN, f">架空{n}市")
        for n in range(20):
            timed("overview, page", PAGE_UP if n % 2 else PAGE_DOWN, ">架空")
        for n in range(10):
            timed("overview, to the end", HOME if n % 2 else END, ">架空0市" if n % 2 else f">架空{count - 1}市")
        for n in range(21):
            timed("overview, sort", "s", SORTS[n % len(SORTS)], 0.3)
        for n in range(20):
            timed("overview, measure", "m", MEASURES[n % len(MEASURES)])
        for n in range(20):
            timed("overview, order", "t", ORDERS[n % len(ORDERS)])
        timed("board, opened", "b", "読んでいます", 0.0)
        screen.wait_for("> 架空0市")
        screen.drain(1.0)
        for n in range(1, 41):
            timed("board, down", DOWN, f"> 架空{n}市")
        timed("board, end", END, f"> 架空{count - 1}市", 0.5)
        screen.press("\x1b")
        screen.wait_for("コード順")
        screen.drain(0.5)
        timed("planning, opened", "v", "訪問の古い順", 30.0)
        for n in range(20):
            timed("planning, sort", "s", PLANNED[n % len(PLANNED)], 0.5)
        for n in range(1, 41):
            timed("planning, down", DOWN, f"> 架空{n}市")
    for name, values in took.items():
        values.sort()
        p50, p95 = (1000 * values[int(len(values) * share)] for share in (0.5, 0.95))
        print(
            f"{count:>8}  key to repaint, {name:22} p50 {p50:6.1f} ms   p95 {p95:6.1f} ms   {'held' if p95 < BAR else 'MISSED'} (bar {BAR})"
        )
