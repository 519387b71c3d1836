"""Pages of figures after a picture whose small panels have no room for them: a row a cycle, so that none is left away."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from dxcheck.charts.canvas import LANDSCAPE, PORTRAIT, SMALLEST_TEXT, drawing
from dxcheck.charts.heatmap import ShadedRow, fill_table
from dxcheck.charts.measured_line import first_line
from dxcheck.charts.page import sheet
from dxcheck.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure

    from dxcheck.charts.canvas import Caption
    from dxcheck.charts.scale import AxisScale

_LYING, _STANDING = 24, 42
"""Rows on a page that lies, and on one that stands."""
_ACROSS = 10
"""Columns on a page."""
_ROW = 15.0
"""Points."""


class FiguresTable(NamedTuple):
    """What one line of each panel shows."""

    name: str
    columns: tuple[tuple[str, tuple[str, ...]], ...]
    """A panel's name and its figures, one a cycle."""


def figures_pages(tables: Sequence[FiguresTable], cycles: Sequence[str], scale: AxisScale, words: Caption) -> list[Figure]:
    """The figures of all panels, a table below the other where all fit on a page, else each on as many as it takes.

    Args:
        tables: what is to be written, of the same panels.
        cycles: their labels, the oldest first.
        scale: of the picture; the figures are written already.
        words: the picture's own; below its title stands what a table is.
    """
    made = []
    size, most = (LANDSCAPE, _LYING) if len(tables) * (len(cycles) + 1) <= _LYING else (PORTRAIT, _STANDING)
    with drawing():
        for left in range(0, len(tables[0].columns), _ACROSS):
            parts = [_rows(table, cycles, left) for table in tables]
            together = [[row for part in parts for row in part]] if sum(map(len, parts)) <= most else parts
            for part in together:
                heads = [name for name, _figures in tables[0].columns[left : left + _ACROSS]]
                for first in range(0, len(part), most):
                    here = part[first : first + most]
                    figure, room = sheet(size, replace(words, subtitle=_("図の数字")))
                    high = min(room.high, 60 + _ROW * len(here))
                    fill_table(figure, room._replace(bottom=room.top - high), here, heads, scale, size=SMALLEST_TEXT)
                    made.append(figure)
    return made


def _rows(table: FiguresTable, cycles: Sequence[str], left: int) -> list[ShadedRow]:
    """What it is, and a row a cycle."""
    part = table.columns[left : left + _ACROSS]
    rows = [ShadedRow(first_line(cycle), tuple(figures[n] for _name, figures in part)) for n, cycle in enumerate(cycles)]
    return [ShadedRow("", said=table.name), *rows]
