"""`python -m bench`: every measurement; `python -m bench NAME...`: some. Each in a process of its own, with a time limit; at the end which bars hold.

`--table FILE` puts the figures into a page, between two marks that keep their place: docs/performance.md has them.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
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
    "click": "one person in Chromium",
    "web": "in a browser",
    "database": "PostgreSQL beside files",
    "prefecture": "all municipalities at once, PostgreSQL beside files",
    "nodes": "several nodes on one database",
    "japan": "1,741 municipalities before closing, simulated",
}
"""The quick ones first."""
PATIENCE: Final = 900
"""Seconds that a part may take."""
_GRACE: Final = 10
"""Seconds it has to end what it started, once it is told to end."""


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
    found: dict[str, list[Row]] = {}
    with contextlib.suppress(KeyboardInterrupt):  # what was measured by then is told
        for name in given.part or PARTS:
            found[name] = _part(name)
    _ending(row for rows in found.values() for row in rows)
    if given.table:
        page = given.table.read_text(encoding="utf-8") if given.table.exists() else ""
        given.table.write_text(with_figures(page, figures(found, PARTS)), encoding="utf-8")
    return 1 if any(row.holds is False for rows in found.values() for row in rows) else 0


def _part(name: str) -> list[Row]:
    """One part, with its name above and its time below."""
    print(f"\n== {PARTS[name]} (python -m bench {name})", flush=True)
    began = time.monotonic()
    rows = run_part(PARTS[name], f"from bench.rows import show; from bench import {name} as part; show(part.rows())")
    print(f"  ({time.monotonic() - began:.0f} s)", flush=True)
    return rows


def run_part(what: str, program: str, *, patience: float = PATIENCE) -> list[Row]:
    """A part in a process of its own. What ends it before its time is a row like others, and nothing it started goes on.

    Args:
        what: the part, in words.
        program: Python that shows its rows.
        patience: seconds it may take.
    """
    with tempfile.TemporaryDirectory() as folder:
        kept, said = Path(folder) / "rows", Path(folder) / "said"
        with said.open("wb") as errors:  # no pipe: whatever it started and left behind would hold it open
            process = subprocess.Popen(
                [sys.executable, "-c", program], env={**os.environ, ROWS_FILE: str(kept)}, stderr=errors, start_new_session=True
            )
            try:
                is_late = _is_late(process, patience)
            finally:
                _end_with_all(process)
        lines = said.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        rows = read_rows(kept)
    problem = ""
    if is_late:
        problem = f"not finished after {patience:g} s"
    elif process.returncode:
        problem = lines[-1] if lines else f"ended with {process.returncode}"
    if problem:
        seen = f"seen last: {rows[-1].what}" if rows else "nothing was seen before"
        failed = Row(f"{what}: could not be measured to its end", problem, seen, bar=0)
        show([failed])
        rows.append(failed)
    return rows


def _is_late(process: subprocess.Popen[bytes], patience: float) -> bool:
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        return True
    return False


def _end_with_all(process: subprocess.Popen[bytes]) -> None:
    """The part and the servers, writers and browsers that it started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_GRACE)
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _ending(rows: Iterable[Row]) -> None:
    barred = [row for row in rows if row.holds is not None]
    missed = [row for row in barred if not row.holds]
    print(f"\n== {len(barred) - len(missed)} of {len(barred)} bars hold")
    for row in missed:
        print(f"  MISSED  {row.what}: {row.ratio_in_words or row.ours} ({row.bar_in_words})")


if __name__ == "__main__":
    sys.exit(main())
