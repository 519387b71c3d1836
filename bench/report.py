"""The prefecture's report with names, of 20, 200 and 1,741 municipalities with 40 snapshots each: time and most memory of the whole command."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from bench.rows import Row
from bench.scale import SIZES, generate

if TYPE_CHECKING:
    from collections.abc import Iterator

SECONDS, MEMORY, LINEAR = 10, 300, 1.3
"""Bars at the largest; a municipality's cost there over that at the size before."""


def rows() -> Iterator[Row]:
    """Each size; at the largest with its bars."""
    took: dict[int, float] = {}
    for count in SIZES:
        with tempfile.TemporaryDirectory() as made:
            folder = Path(made) / "data"
            generate(folder, count)
            seconds, memory = _made(folder, Path(made) / "report.pdf")
        took[count] = seconds
        is_largest = count == max(SIZES)
        yield Row(f"report of {count:,}: time", f"{seconds:.1f} s", ratio=seconds, bar=SECONDS if is_largest else None)
        yield Row(f"report of {count:,}: most memory", f"{memory:.0f} MB", ratio=memory, bar=MEMORY if is_largest else None)
    largest, before = sorted(took, reverse=True)[:2]
    each = [took[count] / count for count in (largest, before)]
    yield Row(
        f"a municipality in the report of {largest:,}",
        f"{each[0] * 1000:.0f} ms",
        f"of {before} {each[1] * 1000:.0f} ms",
        each[0] / each[1],
        LINEAR,
    )


def _made(folder: Path, output: Path) -> tuple[float, float]:
    """Seconds and MB of the command, with what it starts not counted in the memory.

    Raises:
        RuntimeError: it failed.
    """
    command = [sys.executable, "-m", "dxcheck", "--data", str(folder), "report", "centre", "--output", str(output)]
    began = time.perf_counter()
    pid = os.posix_spawn(sys.executable, command, {**os.environ, "DXCHECK_LANG": "ja"})
    _pid, status, usage = os.wait4(pid, 0)
    if os.waitstatus_to_exitcode(status) or not output.exists():
        raise RuntimeError(f"the report of {folder} failed with {os.waitstatus_to_exitcode(status)}")
    return time.perf_counter() - began, usage.ru_maxrss / 1024
