"""`python -m bench`: every measurement; `python -m bench NAME...`: some. Each in a process of its own, with a time limit; at the end which bars hold.

`--table FILE` puts the figures into a page, between two marks that keep their place: docs/performance.md has them.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bench.rows import ROWS_FILE, Row, read_rows, show
from bench.table import figures, machine, with_figures

if TYPE_CHECKING:
    from collections.abc import Iterable

PARTS: Final = {
    "cli": "the command line",
    "app": "screens in a terminal",
    "keys": "keys, with and without saving",
    "charts": "pictures, drawn",
    "pictures": "the first picture of a session",
    "store": "saving",
    "crowd": "many who save at once, and kills",
    "report": "the prefecture's report",
    "scale": "many municipalities",
    "web": "in a browser",
    "japan": "1,741 municipalities before closing, simulated",
}
"""The quick ones first."""
PATIENCE: Final = 900
"""Seconds that a part may take."""


def main() -> int:
    """Run what was asked for; 1 where a bar was missed."""
    asked = argparse.ArgumentParser(prog="python -m bench", description=__doc__.splitlines()[0])
    asked.add_argument("part", nargs="*", metavar="NAME", help=", ".join(f"{name} ({what})" for name, what in PARTS.items()))
    asked.add_argument("--table", type=Path, help="write the figures into this Markdown file")
    given = asked.parse_args()
    unknown = [name for name in given.part if name not in PARTS]
    if unknown:
        asked.error(f"no such part: {', '.join(unknown)}; there are {', '.join(PARTS)}")
    print(machine(), flush=True)
    found = {name: _run(name) for name in given.part or PARTS}
    _ending(row for rows in found.values() for row in rows)
    if given.table:
        page = given.table.read_text(encoding="utf-8") if given.table.exists() else ""
        given.table.write_text(with_figures(page, figures(found, PARTS)), encoding="utf-8")
    return 1 if any(row.holds is False for rows in found.values() for row in rows) else 0


def _run(name: str) -> list[Row]:
    """One part in a process of its own; what ends it is a row like others."""
    print(f"\n== {PARTS[name]} (python -m bench {name})", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        kept, began = Path(folder) / "rows", time.monotonic()
        program = f"import sys; from bench.rows import show; from bench import {name} as part; show(part.rows())"
        process = subprocess.Popen(
            [sys.executable, "-c", program], env={**os.environ, ROWS_FILE: str(kept)}, stderr=subprocess.PIPE, text=True
        )
        try:
            _out, errors = process.communicate(timeout=PATIENCE)
            lines = errors.strip().splitlines()
            problem = (lines[-1] if lines else f"ended with {process.returncode}") if process.returncode else ""
        except subprocess.TimeoutExpired:
            process.terminate()
            process.communicate()
            problem = f"not finished after {PATIENCE} s"
        rows = read_rows(kept)
        if problem:
            failed = Row(f"{PARTS[name]}: could not be measured to its end", problem, bar=0)
            show([failed])
            rows.append(failed)
        print(f"  ({time.monotonic() - began:.0f} s)", flush=True)
        return rows


def _ending(rows: Iterable[Row]) -> None:
    barred = [row for row in rows if row.holds is not None]
    missed = [row for row in barred if not row.holds]
    print(f"\n== {len(barred) - len(missed)} of {len(barred)} bars hold")
    for row in missed:
        print(f"  MISSED  {row.what}: {row.ratio_in_words or row.ours} ({row.bar_in_words})")


if __name__ == "__main__":
    sys.exit(main())
