"""Municipalities by dimensions: a digit in every cell, the shade only a second sign, so that it reads the same in black and white."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dxcheck.charts.canvas import DPI, FAINT, INK, OWN, QUIET, TOP, drawing, quiet_axes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH: Final = 6.9
"""Inches: the width between the margins of A4."""
ROW: Final = 0.235
HEAD: Final = 0.5
DARK_FROM: Final = 0.72
"""Of the scale: from here on the digits are white."""


def heatmap_figure(names: Sequence[str], columns: Sequence[str], values: Sequence[Sequence[float | None]]) -> Figure:
    """Draw a table of means.

    Args:
        names: of the rows.
        columns: their names; the first is the whole.
        values: 0 to 5 for each row and column; None where there is no mean.
    """
    from matplotlib.figure import Figure  # noqa: PLC0415 - slow, and only here

    with drawing():
        height = HEAD + ROW * len(names) + 0.1
        figure = Figure(figsize=(WIDTH, height), dpi=DPI)
        draw_table(figure.add_axes((0.14, 0.1 / height, 0.85, 1 - (HEAD + 0.1) / height)), names, columns, values, size=8)
        return figure


def draw_table(axes: Axes, names: Sequence[str], columns: Sequence[str], values: Sequence[Sequence[float | None]], *, size: float) -> None:
    """Fill axes with the table; `size` is the digits' in points."""
    from matplotlib.colors import LinearSegmentedColormap  # noqa: PLC0415 - slow, and only here
    from matplotlib.patches import Rectangle  # noqa: PLC0415

    axes.set_xlim(0, len(columns))
    axes.set_ylim(len(names), 0)
    shades = LinearSegmentedColormap.from_list("levels", ["#FFFFFF", OWN])
    for row, one in enumerate(values):
        for column, value in enumerate(one):
            share = 0.0 if value is None else min(1.0, value / TOP * 1.25)
            axes.add_patch(Rectangle((column + 0.03, row + 0.04), 0.94, 0.92, facecolor=shades(share), edgecolor=FAINT, linewidth=0.4))
            text = "-" if value is None else f"{value:.1f}"
            colour = "white" if share >= DARK_FROM else QUIET if value is None else INK
            axes.text(column + 0.5, row + 0.52, text, fontsize=size, color=colour, ha="center", va="center")
    heads = ["\n".join(one.split("・")) for one in columns]
    axes.set_xticks([one + 0.5 for one in range(len(columns))], heads, fontsize=min(size, 9) - 0.5, color=INK)
    axes.xaxis.set_ticks_position("top")
    axes.set_yticks([one + 0.5 for one in range(len(names))], names, fontsize=size, color=INK)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
    quiet_axes(axes)
