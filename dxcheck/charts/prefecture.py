"""Pictures of all municipalities at once, for the centre: the table on a sheet of its own, and how they spread over each dimension."""

from __future__ import annotations

from collections import Counter
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any, Final

from dxcheck.charts.canvas import FAINT, INK, LANDSCAPE, OWN, drawing, legend, quiet_axes, sheet, top_of
from dxcheck.charts.heatmap import draw_table
from dxcheck.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure

    from dxcheck.charts.canvas import Words

MOST_ROWS: Final = 40
"""Rows of the table that can still be read on one sheet."""
LEAST_FOR_A_BOX: Final = 4
TOWN: Final[dict[str, Any]] = {"color": OWN, "marker": "o", "linestyle": "none", "markersize": 5, "alpha": 0.75, "markeredgewidth": 0}
MIDDLE: Final[dict[str, Any]] = {"color": INK, "marker": "|", "linestyle": "none", "markersize": 17, "markeredgewidth": 2}
HALF: Final[dict[str, Any]] = {"color": FAINT, "linewidth": 11, "solid_capstyle": "butt"}


def table_figure(names: Sequence[str], columns: Sequence[str], values: Sequence[Sequence[float | None]], words: Words) -> Figure:
    """The table on A4 landscape.

    Args:
        names: of the rows, at most `MOST_ROWS`.
        columns: their names; the first is the whole.
        values: 0 to 5 for each row and column; None where there is no mean.
        words: title, subtitle, note.
    """
    with drawing():
        figure = sheet(LANDSCAPE, words)
        high = min(0.76, 0.045 * (len(names) + 1))
        axes = figure.add_axes((0.12, 0.84 - high, 0.84, high))
        draw_table(axes, names, columns, values, size=10 if len(names) <= MOST_ROWS // 2 + 1 else 7.5)
        return figure


def spread_figure(columns: Sequence[tuple[str, Sequence[float]]], words: Words) -> Figure:
    """A strip a dimension with a dot a municipality, the middle half behind them and the median; nobody is named.

    Args:
        columns: names and the means in them, 0 to 5.
        words: title, subtitle, note.
    """
    with drawing():
        figure = sheet(LANDSCAPE, words)
        legend(figure, [(_("1市町"), TOWN), (_("中央値"), MIDDLE), (_("中ほどの半分の市町"), HALF)], right=0.4)
        axes = figure.add_axes((0.2, 0.13, 0.75, 0.69))
        top = top_of([value for _name, values in columns for value in values])
        rows = range(len(columns) - 1, -1, -1)
        axes.set_xlim(-0.05, top * 1.02)
        axes.set_ylim(-0.6, len(columns) - 0.4)
        axes.set_xticks(range(top + 1), [str(level) for level in range(top + 1)], fontsize=10)
        axes.set_yticks(list(rows), [name for name, _values in columns], fontsize=10.5, color=INK)
        axes.grid(axis="x", color=FAINT, linewidth=0.8)
        axes.spines["left"].set_visible(False)
        axes.spines["bottom"].set_visible(False)
        quiet_axes(axes)
        for row, (_name, values) in zip(rows, columns, strict=True):
            if len(values) >= LEAST_FOR_A_BOX:
                low, _middle, high = quantiles(values, n=4, method="inclusive")
                axes.plot([low, high], [row, row], **{**HALF, "linewidth": 26}, zorder=1)
            if values:
                axes.plot([median(values)], [row], **{**MIDDLE, "markersize": 28}, zorder=2)
            axes.plot(*_stacked(values, row), **TOWN, zorder=3)
        return figure


def _stacked(values: Sequence[float], row: int) -> tuple[list[float], list[float]]:
    """Equal means lie above and below each other, so that every dot can be seen."""
    every = Counter(round(value, 1) for value in values)
    seen: Counter[float] = Counter()
    across, up = [], []
    for value in sorted(values):
        step = round(value, 1)
        apart = min(0.16, 0.7 / every[step])
        across.append(value)
        up.append(row + apart * (seen[step] - (every[step] - 1) / 2))
        seen[step] += 1
    return across, up
