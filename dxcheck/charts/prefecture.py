"""Pictures of all municipalities at once, for the centre: the table on a sheet of its own, and how they spread over each dimension."""

from __future__ import annotations

from collections import Counter
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any, Final

from dxcheck.assessment.figures import nearest
from dxcheck.charts.canvas import FAINT, INK, LANDSCAPE, OWN, drawing, legend, quiet_axes, sheet
from dxcheck.charts.heatmap import draw_table
from dxcheck.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from dxcheck.assessment.measured import OwnFigure
    from dxcheck.charts.canvas import Caption
    from dxcheck.charts.heatmap import ShadedRow
    from dxcheck.charts.scale import Scale

    Strip = tuple[str, Sequence[OwnFigure]]

MOST_ROWS: Final = 40
"""Rows of the table that can still be read on one sheet."""
LEAST_FOR_A_BOX: Final = 4
OLDER: Final[dict[str, Any]] = {
    "color": OWN,
    "marker": "o",
    "linestyle": "none",
    "markersize": 5,
    "markerfacecolor": "white",
    "alpha": 0.75,
}
TOWN: Final[dict[str, Any]] = {"color": OWN, "marker": "o", "linestyle": "none", "markersize": 5, "alpha": 0.75, "markeredgewidth": 0}
MIDDLE: Final[dict[str, Any]] = {"color": INK, "marker": "|", "linestyle": "none", "markersize": 17, "markeredgewidth": 2}
HALF: Final[dict[str, Any]] = {"color": FAINT, "linewidth": 11, "solid_capstyle": "butt"}


def spread_legend(columns: Sequence[Strip]) -> list[tuple[str, dict[str, Any]]]:
    """What the marks of the strips mean."""
    older = [(_("前の期までの診断結果"), OLDER)] if any(one.is_older for _name, figures in columns for one in figures) else []
    return [(_("1市町"), TOWN), *older, (_("中央値"), MIDDLE), (_("中ほどの半分の市町"), HALF)]


def table_figure(rows: Sequence[ShadedRow], columns: Sequence[str], scale: Scale, words: Caption) -> Figure:
    """The table on A4 landscape.

    Args:
        rows: municipalities, at most `MOST_ROWS`, then the mean of all.
        columns: their names; the first is the whole.
        scale: how figures are written and shaded.
        words: title, subtitle, note.
    """
    with drawing():
        figure = sheet(LANDSCAPE, words)
        high = min(0.76, 0.045 * (len(rows) + 1))
        axes = figure.add_axes((0.12, 0.84 - high, 0.84, high))
        draw_table(axes, rows, columns, scale, size=10 if len(rows) <= MOST_ROWS // 2 + 1 else 7.5)
        return figure


def spread_figure(columns: Sequence[Strip], scale: Scale, words: Caption) -> Figure:
    """A strip a dimension with a dot a municipality, the middle half behind them and the median, on A4 landscape; nobody is named.

    Args:
        columns: names and the figures in them; how many there are is written beside each name.
        scale: where they lie and how they are written.
        words: title, subtitle, note.
    """
    with drawing():
        figure = sheet(LANDSCAPE, words)
        legend(figure, spread_legend(columns), right=0.4)
        draw_spread(figure.add_axes((0.2, 0.13, 0.75, 0.69)), columns, scale, size=10.5)
        return figure


def draw_spread(axes: Axes, columns: Sequence[Strip], scale: Scale, *, size: float) -> None:
    """Fill axes with the strips; `size` is the names' in points."""
    rows = range(len(columns) - 1, -1, -1)
    axes.set_xlim(scale.low - 0.01 * scale.wide, scale.high + 0.01 * scale.wide)
    axes.set_ylim(-0.6, len(columns) - 0.4)
    axes.set_xticks(scale.ticks, [scale.mark(one) for one in scale.ticks], fontsize=size - 0.5)
    axes.set_yticks(list(rows), [_("{name}（{n}）", name=name, n=len(figures)) for name, figures in columns], fontsize=size, color=INK)
    axes.grid(axis="x", color=FAINT, linewidth=0.8)
    axes.spines["left"].set_visible(False)
    axes.spines["bottom"].set_visible(False)
    quiet_axes(axes)
    band = 26 * size / 10.5
    for row, (_name, figures) in zip(rows, columns, strict=True):
        values = [one.value for one in figures]
        if len(values) >= LEAST_FOR_A_BOX:
            low, _middle, high = quantiles(values, n=4, method="inclusive")
            axes.plot([low, high], [row, row], **{**HALF, "linewidth": band}, zorder=1)
        if values:
            axes.plot([median(values)], [row], **{**MIDDLE, "markersize": band * 1.08}, zorder=2)
        places = _stacked(figures, row, scale.wide / 50)
        for style, older in ((TOWN, False), (OLDER, True)):
            drawn = [place for place, one in places if one.is_older == older]
            axes.plot([x for x, _y in drawn], [y for _x, y in drawn], **{**style, "markersize": 5 * size / 10.5}, clip_on=False, zorder=3)


def counts_figure(rows: Sequence[tuple[str, int, str]], words: Caption) -> Figure:
    """How many municipalities gave each answer to one item, and who; on A4 landscape.

    Args:
        rows: the answer, how many municipalities, and their names in lines short enough for the room beside.
        words: title, subtitle, note.
    """
    with drawing():
        figure = sheet(LANDSCAPE, words)
        axes = figure.add_axes((0.2, 0.1, 0.2, 0.74))
        places = list(range(len(rows) - 1, -1, -1))
        most = max([count for _name, count, _who in rows] + [1])
        axes.set_xlim(0, most)
        axes.set_ylim(-0.6, len(rows) - 0.4)
        axes.set_xticks([])
        axes.set_yticks(places, [name for name, _count, _who in rows], fontsize=10.5, color=INK)
        axes.spines["bottom"].set_visible(False)
        quiet_axes(axes)
        axes.barh(places, [count for _name, count, _who in rows], height=0.55, color=OWN)
        for place, (_name, count, who) in zip(places, rows, strict=True):
            axes.text(1.07, place, str(count), transform=axes.get_yaxis_transform(), fontsize=11, color=OWN, ha="center", va="center")
            axes.text(1.14, place, who, transform=axes.get_yaxis_transform(), fontsize=9, color=INK, va="center", linespacing=1.4)
        return figure


def _stacked(figures: Sequence[OwnFigure], row: int, near: float) -> list[tuple[tuple[float, float], OwnFigure]]:
    """Figures that are nearly equal lie above and below each other, so that every dot can be seen."""
    every = Counter(nearest(one.value / near) for one in figures)
    seen: Counter[int] = Counter()
    placed = []
    for one in sorted(figures, key=lambda figure: (figure.value, figure.is_older)):
        step = nearest(one.value / near)
        apart = min(0.16, 0.7 / every[step])
        placed.append(((one.value, row + apart * (seen[step] - (every[step] - 1) / 2)), one))
        seen[step] += 1
    return placed
