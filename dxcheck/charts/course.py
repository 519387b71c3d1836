"""All municipalities over the cycles: the same ones throughout beside the plain mean, and each one small."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import msgspec

from dxcheck.charts.canvas import FAINT, INK, LANDSCAPE, OWN, PEERS, QUIET, drawing, legend, quiet_axes, sheet, top_of
from dxcheck.charts.progress import MINE, THEIRS
from dxcheck.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from dxcheck.charts.canvas import Words

COLUMNS: Final = 4
ACROSS: Final = 5
MOST_PANELS: Final = 30
"""Small panels that can still be read on one sheet."""
PLAIN: Final[dict[str, Any]] = {**THEIRS, "markersize": 5}


class Lines(msgspec.Struct, frozen=True):
    """The whole or a dimension."""

    name: str
    matched: tuple[float | None, ...]
    plain: tuple[float | None, ...]
    same: int
    """Municipalities behind `matched`."""


def course_figure(lines: Sequence[Lines], cycles: Sequence[str], words: Words) -> Figure:
    """Draw the means over the cycles on A4 landscape.

    Args:
        lines: the whole first, then the dimensions.
        cycles: short labels, the oldest first; at least one.
        words: title, subtitle, note.
    """
    with drawing():
        figure = sheet(LANDSCAPE, words)
        legend(figure, [(_("どの期にも値のある同じ市町"), MINE), (_("その期に値のあるすべての市町"), PLAIN)], right=0.4)
        rows = math.ceil((len(lines) - 1) / COLUMNS)
        heights = [1.35] + [1.0] * rows
        grid = figure.add_gridspec(
            rows + 1, COLUMNS, height_ratios=heights, left=0.055, right=0.955, top=0.825, bottom=0.115, hspace=0.45, wspace=0.2
        )
        top = top_of([value for line in lines for value in (*line.matched, *line.plain) if value is not None])
        _panel(figure.add_subplot(grid[0, :]), lines[0], cycles, top, lines[0].same, wide=True)
        for number, line in enumerate(lines[1:]):
            _panel(figure.add_subplot(grid[1 + number // COLUMNS, number % COLUMNS]), line, cycles, top, lines[0].same, wide=False)
        return figure


def _panel(axes: Axes, line: Lines, cycles: Sequence[str], top: int, same: int, *, wide: bool) -> None:
    last = len(cycles) - 1
    title = _("{name}（同じ{n}市町）", name=line.name, n=line.same) if wide else line.name
    if not wide and line.same != same:
        title += _("（{n}市町）", n=line.same)
    axes.set_title(title, loc="left", fontsize=11.5 if wide else 9, pad=6)
    _frame(axes, cycles, top, size=9 if wide else 7.5, few=not wide)
    at = range(len(cycles))
    thin = {} if wide else {"markersize": 4, "linewidth": 1.2}
    axes.plot(at, _drawn(line.plain), **{**PLAIN, **thin}, zorder=3)
    axes.plot(at, _drawn(line.matched), **{**MINE, **thin}, zorder=4)
    own, all_ = line.matched[last], line.plain[last]
    own_below = own is not None and all_ is not None and own < all_
    for value, colour, below in ((own, OWN, own_below), (all_, PEERS, not own_below)):
        if value is not None:
            shift = (9, -5 if below else 5) if own is not None and all_ is not None else (9, 0)
            text = f"{value:.2f}"
            axes.annotate(text, (last, value), shift, textcoords="offset points", fontsize=9.5 if wide else 7.5, color=colour, va="center")


def towns_figure(towns: Sequence[tuple[str, tuple[float | None, ...]]], cycles: Sequence[str], words: Words) -> Figure:
    """A small panel a municipality, all on the same scale.

    Args:
        towns: names and the means of the whole over the cycles, at most `MOST_PANELS`.
        cycles: short labels, the oldest first; at least one.
        words: title, subtitle, note.
    """
    with drawing():
        figure = sheet(LANDSCAPE, words)
        rows = max(4, math.ceil(len(towns) / ACROSS))
        grid = figure.add_gridspec(rows, ACROSS, left=0.05, right=0.965, top=0.845, bottom=0.1, hspace=0.62, wspace=0.2)
        top = top_of([value for _name, means in towns for value in means if value is not None])
        for number, (name, means) in enumerate(towns):
            axes = figure.add_subplot(grid[number // ACROSS, number % ACROSS])
            axes.set_title(name, loc="left", fontsize=9.5, pad=4, color=INK)
            _frame(axes, cycles, top, size=7, few=True)
            axes.plot(range(len(cycles)), _drawn(means), **{**MINE, "markersize": 4, "linewidth": 1.5}, zorder=3)
            known = [(n, value) for n, value in enumerate(means) if value is not None]
            if known:
                n, value = known[-1]
                axes.annotate(f"{value:.1f}", (n, value), (7, 0), textcoords="offset points", fontsize=8.5, color=OWN, va="center")
        return figure


def _frame(axes: Axes, cycles: Sequence[str], top: int, *, size: float, few: bool) -> None:
    last = len(cycles) - 1
    axes.set_xlim(-0.35, last + 0.35 + (0.26 if few else 0.06) * max(1, last))
    axes.set_ylim(-0.06 * top, top * 1.1)
    axes.set_yticks(range(top + 1), [str(level) for level in range(top + 1)], fontsize=size)
    axes.grid(axis="y", color=FAINT, linewidth=0.8)
    axes.spines["left"].set_visible(False)
    axes.spines["bottom"].set_visible(False)
    quiet_axes(axes)
    step = max(1, math.ceil(len(cycles) / (3 if few else 12)))
    labelled = [n for n in range(len(cycles)) if (last - n) % step == 0]
    axes.set_xticks(labelled, [cycles[n] for n in labelled], fontsize=size, color=QUIET)


def _drawn(means: Sequence[float | None]) -> list[float]:
    return [math.nan if one is None else one for one in means]
