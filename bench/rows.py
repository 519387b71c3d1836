"""One line of a measurement: a figure, what it was measured beside in the same run, and the bar it was to hold."""

from __future__ import annotations

import os
import statistics
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ROWS_FILE: Final = "DXCHECK_BENCH_ROWS"
"""Names the file that the rows of a part are put into, besides being printed."""


class Row(msgspec.Struct, frozen=True, omit_defaults=True):
    """One figure beside its alternative."""

    what: str
    ours: str
    """With its unit."""
    beside: str = ""
    """The alternative and its figure."""
    ratio: float | None = None
    """What the bar is about: mostly ours over the alternative's."""
    bar: float | None = None
    at_least: bool = False
    """The ratio is to be at least the bar; else at most."""

    @property
    def holds(self) -> bool | None:
        """Whether the bar is held; None where there is none to hold."""
        if self.bar is None:
            return None
        if self.ratio is None:
            return False
        return self.ratio >= self.bar if self.at_least else self.ratio <= self.bar

    @property
    def verdict(self) -> str:
        """In a word."""
        return {True: "held", False: "MISSED", None: ""}[self.holds]

    @property
    def bar_in_words(self) -> str:
        """With the side it has to stay on."""
        return "" if self.bar is None else f"{'at least' if self.at_least else 'at most'} {self.bar:g}"

    @property
    def ratio_in_words(self) -> str:
        """With two digits."""
        return "" if self.ratio is None else f"{self.ratio:.2f}"


def show(rows: Iterable[Row]) -> None:
    """Print rows as they come, and put them into the file that `ROWS_FILE` names."""
    kept = os.environ.get(ROWS_FILE)
    for row in rows:
        print(f"  {row.what}")
        parts = [row.ours, f"beside {row.beside}" if row.beside else "", f"ratio {row.ratio_in_words}" if row.ratio is not None else ""]
        tail = f"   ({row.bar_in_words}: {row.verdict})" if row.bar is not None else ""
        print("    " + "   ".join(part for part in parts if part) + tail, flush=True)
        if kept:
            with Path(kept).open("ab") as opened:
                opened.write(msgspec.json.encode(row) + b"\n")


def read_rows(path: Path) -> list[Row]:
    """What a part put into its file; whole lines only."""
    if not path.exists():
        return []
    return [msgspec.json.decode(line, type=Row) for line in path.read_bytes().split(b"\n") if line]


def paired(ours: Sequence[float], beside: Sequence[float]) -> float:
    """The median of the ratios of what was measured in turn: what slows the machine down for a while slows both of a pair."""
    return statistics.median(one / other for one, other in zip(ours, beside, strict=True))


def percentile(values: Sequence[float], share: float) -> float:
    """The value that a share of the values (0 to 1) stays at or under."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


def ms(seconds: float) -> str:
    """Seconds as milliseconds, with as many digits as mean something."""
    value = seconds * 1000
    return f"{value:.0f} ms" if value >= 10 else f"{value:.2f} ms"
