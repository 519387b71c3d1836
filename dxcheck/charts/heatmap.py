"""Municipalities by dimensions: a figure in every cell, the shade only repeats it, so that it reads the same in black and white."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from dxcheck.assessment.figures import NOTHING
from dxcheck.assessment.measured import MeanFigure, OwnFigure
from dxcheck.charts.canvas import DPI, FAINT, INK, OWN, PEERS, QUIET, drawing, quiet_axes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.colors import LinearSegmentedColormap
    from matplotlib.figure import Figure

    from dxcheck.charts.scale import Scale

WIDTH: Final = 6.9
"""Inches: the width between the margins of A4."""
_ROW: Final = 0.235
_HEAD: Final = 0.5
DARK_FROM: Final = 0.72
"""Of the scale: from here on the figures are white."""

ShadedCell = OwnFigure | MeanFigure | str | None


@dataclass(frozen=True)
class ShadedRow:
    """One municipality, or the mean of all."""

    name: str
    """Marked where its answers are from an earlier cycle."""
    cells: tuple[ShadedCell, ...] = ()
    """Figures by column; a word where there is one instead; None where there is nothing."""
    said: str = ""
    """Why there are no figures at all; then there are no cells."""
    is_mean: bool = False


def heatmap_figure(rows: Sequence[ShadedRow], columns: Sequence[str], scale: Scale) -> Figure:
    """Draw a table as wide as a page between its margins.

    Args:
        rows: municipalities, then the mean of all.
        columns: their names; the first is the whole.
        scale: how figures are written and shaded.
    """
    from matplotlib.figure import Figure  # slow, and only here

    with drawing():
        height = _HEAD + _ROW * len(rows) + 0.1
        figure = Figure(figsize=(WIDTH, height), dpi=DPI)
        draw_table(figure.add_axes((0.14, 0.1 / height, 0.85, 1 - (_HEAD + 0.1) / height)), rows, columns, scale, size=8)
        return figure


def draw_table(axes: Axes, rows: Sequence[ShadedRow], columns: Sequence[str], scale: Scale, *, size: float) -> None:
    """Fill axes with the table; `size` is the figures' in points."""
    axes.set_xlim(0, len(columns))
    axes.set_ylim(len(rows), 0)
    for at, row in enumerate(rows):
        if row.said:
            axes.text(0.12, at + 0.52, row.said, fontsize=size, color=QUIET, ha="left", va="center")
            axes.plot([0.03, len(columns) - 0.03], [at + 0.96] * 2, color=FAINT, linewidth=0.6)
        for column, cell in enumerate(row.cells):
            _draw_cell(axes, column, at, cell, scale, size)
        if row.is_mean:
            axes.plot([0.03, len(columns) - 0.03], [at, at], color=INK, linewidth=1.2, clip_on=False, zorder=4)
    heads = ["\n".join(one.split("・")) for one in columns]
    axes.set_xticks([one + 0.5 for one in range(len(columns))], heads, fontsize=min(size, 9) - 0.5, color=INK)
    axes.xaxis.set_ticks_position("top")
    axes.set_yticks([one + 0.5 for one in range(len(rows))], [one.name for one in rows], fontsize=size, color=INK)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
    quiet_axes(axes)


@cache
def _shades(darkest: str) -> LinearSegmentedColormap:
    from matplotlib.colors import LinearSegmentedColormap  # slow, and only here

    return LinearSegmentedColormap.from_list("levels", ["#FFFFFF", darkest])


def _draw_cell(axes: Axes, column: int, row: int, cell: ShadedCell, scale: Scale, size: float) -> None:
    """What is below zero is framed, since grey paper shows no difference between blue and orange."""
    from matplotlib.patches import Rectangle  # slow, and only here

    value = None if cell is None or isinstance(cell, str) else cell.value
    share = 0.0 if value is None else min(1.0, abs(value) / scale.dark)
    text = cell if isinstance(cell, str) else NOTHING if value is None else scale.write(value)
    is_down = value is not None and text.startswith("-")
    shade = _shades(PEERS if is_down else OWN)(share)
    edge, line = (INK, 0.9) if is_down else (FAINT, 0.4)
    axes.add_patch(Rectangle((column + 0.03, row + 0.04), 0.94, 0.92, facecolor=shade, edgecolor=edge, linewidth=line))
    colour = "white" if share >= DARK_FROM else QUIET if value is None else INK
    axes.text(column + 0.5, row + 0.52, text, fontsize=size, color=colour, ha="center", va="center")
