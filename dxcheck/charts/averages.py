"""The published averages over the cycles: what the gate lets out and nothing else. A hidden figure is a gap that says so, an end of the scale an open mark."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import msgspec

from dxcheck.benchmark.gate import height_of, shown
from dxcheck.benchmark.model import Figure as Average
from dxcheck.charts.canvas import LANDSCAPE, OWN, QUIET, drawing, legend, sheet
from dxcheck.charts.course import frame
from dxcheck.charts.scale import scale_of
from dxcheck.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from dxcheck.charts.canvas import Caption

_COLUMNS: Final = 4
MEAN: Final[dict[str, Any]] = {"color": OWN, "marker": "o", "linewidth": 1.8, "markersize": 5}
END: Final[dict[str, Any]] = {**MEAN, "linestyle": "none", "markerfacecolor": "white"}


class Published(msgspec.Struct, frozen=True):
    """The whole or a dimension: what was published of it, cycle by cycle."""

    name: str
    averages: tuple[Average | None, ...]


def averages_legend() -> list[tuple[str, dict[str, Any]]]:
    """What the marks are."""
    return [(_("県内平均（匿名）"), MEAN), (_("0.5以下・4.5以上"), END)]


def averages_figure(lines: Sequence[Published], cycles: Sequence[str], words: Caption) -> Figure:
    """Draw the published averages on A4 landscape.

    Args:
        lines: the whole first, then the dimensions.
        cycles: short labels, the oldest first; at least one.
        words: title, subtitle, note.
    """
    with drawing():
        figure = sheet(LANDSCAPE, words)
        legend(figure, averages_legend(), right=0.4)
        fill_averages(figure, lines, cycles, sides=(0.055, 0.955, 0.825, 0.115), size=9.5)
        return figure


def fill_averages(
    figure: Figure, lines: Sequence[Published], cycles: Sequence[str], *, sides: tuple[float, float, float, float], size: float
) -> None:
    """The panels: one wide above, the others small; `sides` are left, right, top and bottom as shares, `size` that of the small titles in points."""
    rows = math.ceil((len(lines) - 1) / _COLUMNS)
    left, right, top, bottom = sides
    grid = figure.add_gridspec(
        rows + 1, _COLUMNS, height_ratios=[1.35] + [1.0] * rows, left=left, right=right, top=top, bottom=bottom, hspace=0.5, wspace=0.22
    )
    _panel(figure.add_subplot(grid[0, :]), lines[0], cycles, size=size * 1.15, few=False)
    for number, line in enumerate(lines[1:]):
        _panel(figure.add_subplot(grid[1 + number // _COLUMNS, number % _COLUMNS]), line, cycles, size=size, few=True)


def _panel(axes: Axes, line: Published, cycles: Sequence[str], *, size: float, few: bool) -> None:
    scale = scale_of("level")
    axes.set_title(line.name, loc="left", fontsize=size, pad=4)
    frame(axes, cycles, scale, size=size * 0.78, few=few)
    heights = [height_of(one) for one in line.averages]
    at = range(len(cycles))
    marks = {"markersize": 4 if few else 5.5, "linewidth": 1.3 if few else 1.8}
    axes.plot(at, [math.nan if one is None else one for one in heights], **{**MEAN, **marks}, zorder=3)
    for n, (one, height) in enumerate(zip(line.averages, heights, strict=True)):
        if one is None or height is None:
            axes.text(n, 0.1, _("非表示"), fontsize=size * 0.7, color=QUIET, ha="center", va="bottom", rotation=90 if few else 0)
            continue
        if one.end:
            axes.plot([n], [height], **{**END, "markersize": marks["markersize"]}, zorder=4)
        if not few or n == len(cycles) - 1:
            above = height < scale.high - 1
            axes.annotate(
                shown(one),
                (n, height),
                (0, 6 if above else -6),
                textcoords="offset points",
                fontsize=size * (0.85 if few else 0.9),
                color=OWN,
                ha="center",
                va="bottom" if above else "top",
            )
