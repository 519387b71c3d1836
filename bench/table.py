"""The newest figures as a table in Markdown, with the machine they were measured on."""

from __future__ import annotations

import datetime as dt
import os
import platform
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bench.rows import Row

BEGIN, END = "<!-- measured: written by bench -->", "<!-- measured: end -->"
"""Between these lines of a page stand the newest figures."""


def machine() -> str:
    """What it was measured on, and how busy that was: one line."""
    cores, load = os.cpu_count() or 1, os.getloadavg()[0]
    memory = _memory()
    return (
        f"{cores} cores, {memory:.0f} GB, {platform.system()} {platform.release().split('-')[0]}, "
        f"Python {platform.python_version()}, load {load:.1f} at the beginning"
    )


def _memory() -> float:
    for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines():
        if line.startswith("MemTotal:"):
            return int(line.split()[1]) / 1024 / 1024
    return 0.0


def figures(found: Mapping[str, Sequence[Row]], names: Mapping[str, str]) -> str:
    """The newest figures as tables, a part each."""
    day = dt.datetime.now(dt.UTC).date()
    made = [f"{day.day} {day:%B %Y}: {machine()}.\n"]
    for part, rows in found.items():
        made.append(f"\n### {names[part][0].upper()}{names[part][1:]}\n\n")
        made.append("| what | ours | beside | ratio | bar | |\n| --- | --- | --- | --- | --- | --- |\n")
        made += [
            f"| {' | '.join(cell.replace('|', '/') for cell in (row.what, row.ours, row.beside, row.ratio_in_words, row.bar_in_words, row.verdict))} |\n"
            for row in rows
        ]
    return "".join(made)


def with_figures(page: str, measured: str) -> str:
    """A page with the newest figures in their place; a page that has none gets them at its end."""
    before, _begin, rest = page.partition(BEGIN)
    _old, _end, after = rest.partition(END)
    return f"{before.rstrip()}\n\n{BEGIN}\n\n{measured}\n{END}\n{after.lstrip()}".lstrip()
