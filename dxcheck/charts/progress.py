"""Progress over the cycles: the whole large, each dimension small, the published average beside as a line of another shape."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from dxcheck.assessment.figures import as_mean
from dxcheck.benchmark.gate import height_of, shown
from dxcheck.charts.canvas import FAINT, LANDSCAPE, OWN, PEERS, QUIET, TARGET, drawing, legend, quiet_axes, sheet, top_of
from dxcheck.charts.measured_line import draw_line, first_line, open_legend
from dxcheck.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from dxcheck.benchmark.trend import Trend
    from dxcheck.charts.canvas import Caption

_COLUMNS: Final = 4
CROWDED: Final = 12
"""Cycles from which on only some get their label in a small panel."""
TAKEN: Final = 0.24
"""Share of the scale that a label over a point takes."""
MINE: Final[dict[str, Any]] = {"color": OWN, "marker": "o", "linewidth": 2.2, "markersize": 6}
THEIRS: Final[dict[str, Any]] = {
    "color": PEERS,
    "marker": "s",
    "linestyle": (0, (4, 2.5)),
    "linewidth": 1.4,
    "markersize": 5.5,
    "markerfacecolor": "white",
}
AIM: Final[dict[str, Any]] = {"color": TARGET, "marker": "_", "markersize": 15, "markeredgewidth": 2.4, "linestyle": "none"}


def progress_figure(lines: Sequence[Trend], cycles: Sequence[str], own_name: str, words: Caption) -> Figure:
    """Draw the series of one municipality on A4 landscape.

    Args:
        lines: the whole first, then the dimensions.
        cycles: short labels, the oldest first, the open one's with a second line that says so; none at all makes an honest empty page.
        own_name: the municipality.
        words: title, subtitle, note.
    """
    with drawing():
        figure = sheet(LANDSCAPE, words)
        if not cycles:
            figure.text(0.5, 0.5, _("まだ診断結果がありません。"), ha="center", fontsize=13, color=QUIET)
            return figure
        entries = [(own_name, MINE), (_("県内平均（匿名）"), THEIRS), (_("目標"), AIM), *open_legend(line.points for line in lines)]
        legend(figure, entries, right=0.4)
        rows = math.ceil((len(lines) - 1) / _COLUMNS)
        grid = figure.add_gridspec(
            rows + 1,
            _COLUMNS,
            height_ratios=[1.35] + [1.0] * rows,
            left=0.055,
            right=0.955,
            top=0.825,
            bottom=0.115,
            hspace=0.45,
            wspace=0.2,
        )
        top = top_of([value for line in lines for value in _values(line)])
        _panel(figure.add_subplot(grid[0, :]), lines[0], cycles, top, wide=True)
        for number, line in enumerate(lines[1:]):
            _panel(figure.add_subplot(grid[1 + number // _COLUMNS, number % _COLUMNS]), line, cycles, top, wide=False)
        return figure


def _values(line: Trend) -> list[float]:
    averages = (height_of(one) for one in line.peers)
    return [value for value in (*line.means, *averages, line.target) if value is not None]


def _panel(axes: Axes, line: Trend, cycles: Sequence[str], top: int, *, wide: bool) -> None:
    last = len(cycles) - 1
    axes.set_title(line.name, loc="left", fontsize=11.5 if wide else 9.5, pad=7 if wide else 5)
    axes.set_xlim(-0.35, last + 0.35 + (0.04 if wide else 0.22) * max(1, last))
    axes.set_ylim(-0.09 * top, top * 1.1)
    axes.set_yticks(range(top + 1))
    axes.grid(axis="y", color=FAINT, linewidth=0.8)
    axes.spines["left"].set_visible(False)
    axes.spines["bottom"].set_visible(False)
    quiet_axes(axes)
    step = 1 if wide and last < CROWDED else max(1, math.ceil(len(cycles) / (CROWDED if wide else 3)))
    labelled = [n for n in range(len(cycles)) if (last - n) % step == 0]
    axes.set_xticks(labelled, [cycles[n] if wide else first_line(cycles[n]) for n in labelled], fontsize=9 if wide else 7.5)
    axes.tick_params(axis="y", labelsize=9 if wide else 7.5)
    averages = [height_of(one) for one in line.peers]
    axes.plot(range(len(cycles)), [math.nan if one is None else one for one in averages], **_smaller(THEIRS, wide), zorder=3)
    draw_line(axes, line.points, _smaller(MINE, wide), zorder=4)
    if line.target is not None:
        axes.plot([last], [line.target], **AIM, zorder=2)
    for n in range(len(cycles)):
        if line.means[n] is None and not line.counts[n]:
            axes.text(n, 0, _("提出なし"), ha="center", va="bottom", fontsize=8 if wide else 6.5, color=QUIET)
    _direct_labels(axes, line, top, wide=wide)


def _smaller(style: dict[str, Any], wide: bool) -> dict[str, Any]:
    return style if wide else {**style, "markersize": style["markersize"] - 1.5, "linewidth": style["linewidth"] - 0.3}


def _direct_labels(axes: Axes, line: Trend, top: int, *, wide: bool) -> None:
    """The last figures beside their points, pushed apart where they would touch."""
    last = len(line.means) - 1
    labels: list[tuple[float, str, str]] = []
    known = [(n, value) for n, value in enumerate(line.means) if value is not None]
    if known and known[-1][0] == last:
        labels.append((known[-1][1], as_mean(known[-1][1]), OWN))
    averages = [(n, one) for n, one in enumerate(line.peers) if one is not None]
    if averages:
        n, newest = averages[-1]
        height = height_of(newest)
        if n == last and height is not None:
            labels.append((height, shown(newest), PEERS))
        elif height is not None:
            own = line.means[n]
            _beside(axes, n, height, shown(newest), PEERS, above=own is not None and own < height, size=8.5 if wide else 7)
    if line.target is not None:
        labels.append((line.target, _("目標 {mean}", mean=as_mean(line.target)) if wide else as_mean(line.target), TARGET))
    apart = top * (0.15 if wide else 0.19)
    placed: list[float] = []
    for height, text, colour in sorted(labels):
        at = max(height, placed[-1] + apart) if placed else height
        placed.append(at)
        size = 10.5 if wide else 8.5
        axes.annotate(
            text, (last, at), xytext=(14 if wide else 11, 0), textcoords="offset points", color=colour, fontsize=size, va="center"
        )
    if wide:
        for n, value in known:
            if n != last:
                _own_label(axes, n, value, height_of(line.peers[n]), top)


def _own_label(axes: Axes, n: int, value: float, average: float | None, top: int) -> None:
    """The figure of an earlier cycle: above its point, unless the average's mark is there; then below, or above both near the axis."""
    taken = average is not None and 0 < average - value < TAKEN * top
    if taken and value < TAKEN * top and average is not None:
        _beside(axes, n, average, as_mean(value), OWN, above=True, size=9)
    else:
        _beside(axes, n, value, as_mean(value), OWN, above=not taken, size=9)


def _beside(axes: Axes, n: int, height: float, text: str, colour: str, *, above: bool, size: float) -> None:
    axes.annotate(
        text,
        (n, height),
        xytext=(0, 8 if above else -8),
        textcoords="offset points",
        ha="center",
        va="bottom" if above else "top",
        fontsize=size,
        color=colour,
    )
