"""All municipalities over the cycles: the same ones throughout beside the plain mean, and each one small. Everything on the whole scale."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import msgspec

from dxcheck.assessment.measured import MeanFigure, OwnFigure
from dxcheck.charts.canvas import FAINT, INK, LANDSCAPE, OWN, PEERS, QUIET, drawing, legend, quiet_axes, sheet
from dxcheck.charts.measured_line import draw_line, first_line, open_legend
from dxcheck.charts.progress import MINE, THEIRS
from dxcheck.i18n import _, _n

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from dxcheck.charts.canvas import Caption
    from dxcheck.charts.scale import Scale

COLUMNS: Final = 4
ACROSS: Final = 5
MOST_PANELS: Final = 30
"""Small panels that can still be read on one sheet."""
PLAIN: Final[dict[str, Any]] = {**THEIRS, "markersize": 5}
TINY: Final = 6.5
"""Points: in letters of this size three labels would touch each other."""
NEAR: Final = 0.16
"""Of the scale: figures nearer to each other are written apart."""


class CourseLines(msgspec.Struct, frozen=True):
    """The whole, a dimension or an item."""

    name: str
    matched: tuple[MeanFigure | None, ...]
    plain: tuple[MeanFigure | None, ...]
    same: int
    """Municipalities behind `matched`."""


class MunicipalityLine(msgspec.Struct, frozen=True):
    """One municipality's course."""

    name: str
    points: tuple[OwnFigure | None, ...] = ()
    """None, and a gap, where it submitted nothing."""
    said: str = ""
    """Why there is none."""


def course_legend(lines: Sequence[CourseLines]) -> list[tuple[str, dict[str, Any]]]:
    """What the two lines are, and the open cycle's mark."""
    open_ = open_legend((*(line.matched for line in lines), *(line.plain for line in lines)))
    return [(_("どの期にも提出した同じ市町"), MINE), (_("その期に提出したすべての市町"), PLAIN), *open_]


def course_figure(lines: Sequence[CourseLines], cycles: Sequence[str], scale: Scale, words: Caption) -> Figure:
    """Draw the figures over the cycles on A4 landscape.

    Args:
        lines: the whole first, then its parts; or one alone.
        cycles: short labels, the oldest first, under which the wide panel has a second line; at least one.
        scale: where they lie and how they are written.
        words: title, subtitle, note.
    """
    with drawing():
        figure = sheet(LANDSCAPE, words)
        legend(figure, course_legend(lines), right=0.4, size=8)
        rows = math.ceil((len(lines) - 1) / COLUMNS)
        heights = [1.35] + [1.0] * rows
        grid = figure.add_gridspec(
            rows + 1, COLUMNS, height_ratios=heights, left=0.055, right=0.955, top=0.825, bottom=0.115, hspace=0.45, wspace=0.2
        )
        draw_course(figure.add_subplot(grid[0, :]), lines[0], cycles, scale, lines[0].same, wide=True)
        for number, line in enumerate(lines[1:]):
            draw_course(figure.add_subplot(grid[1 + number // COLUMNS, number % COLUMNS]), line, cycles, scale, lines[0].same, wide=False)
        return figure


def draw_course(axes: Axes, line: CourseLines, cycles: Sequence[str], scale: Scale, same: int, *, wide: bool, size: float = 0) -> None:
    """Fill axes with both lines of one panel; `same` is how many municipalities the first one is made of, `size` that of the texts in points."""
    size = size or (9.5 if wide else 7.5)
    title = _("{name}（同じ{n}市町）", name=line.name, n=line.same) if wide else line.name
    if not wide and line.same != same:
        title += _("（{n}市町）", n=line.same)
    axes.set_title(title, loc="left", fontsize=1.2 * size, pad=6)
    frame(axes, _counted(line, cycles) if wide else cycles, scale, size=0.95 * size, few=not wide)
    thin = {} if wide else {"markersize": 4, "linewidth": 1.2}
    draw_line(axes, line.plain, {**PLAIN, **thin}, zorder=3)
    draw_line(axes, line.matched, {**MINE, **thin}, zorder=4)
    _label_ends(axes, line, scale, size=size)


def _counted(line: CourseLines, cycles: Sequence[str]) -> list[str]:
    """The cycles' labels, under each how many municipalities stand behind the plain mean, and that it is open."""
    made = []
    for cycle, one in zip(cycles, line.plain, strict=True):
        n = one.municipalities if one is not None else 0
        open_ = one is not None and one.is_open
        made.append(f"{cycle}\n" + (_("受付中 {n}市町", n=n) if open_ else _n("{n}市町", "{n}市町", n)))
    return made


def _label_ends(axes: Axes, line: CourseLines, scale: Scale, *, size: float) -> None:
    """The first and the last figures, the two lines' apart where they would touch."""
    last = len(line.matched) - 1
    matched, plain = (tuple(None if one is None else one.value for one in means) for means in (line.matched, line.plain))
    for n, side in ((0, -1), (last, 1)) if last else ((last, 1),):
        own, all_ = matched[n], plain[n]
        both = own is not None and all_ is not None
        if both and scale.write(own or 0.0) == scale.write(all_ or 0.0):
            all_ = None  # one figure for both lines
        apart = 0 if own is None or all_ is None or abs(own - all_) > NEAR * scale.wide else 0.55 * size
        own_below = own is not None and all_ is not None and own < all_
        for value, colour, below in ((own, OWN, own_below), (all_, PEERS, not own_below)):
            if value is not None:
                axes.annotate(
                    scale.write(value),
                    (n, value),
                    (9 * side, -apart if below else apart),
                    textcoords="offset points",
                    fontsize=size,
                    color=colour,
                    ha="left" if side > 0 else "right",
                    va="center",
                )


def towns_figure(towns: Sequence[MunicipalityLine], cycles: Sequence[str], scale: Scale, words: Caption) -> Figure:
    """A small panel a municipality, all on the same scale, on A4 landscape.

    Args:
        towns: at most `MOST_PANELS`.
        cycles: short labels, the oldest first; at least one.
        scale: where they lie and how they are written.
        words: title, subtitle, note.
    """
    with drawing():
        figure = sheet(LANDSCAPE, words)
        if marks := open_legend(town.points for town in towns):
            legend(figure, marks, right=0.4)
        rows = max(4, math.ceil(len(towns) / ACROSS))
        grid = figure.add_gridspec(rows, ACROSS, left=0.05, right=0.965, top=0.845, bottom=0.1, hspace=0.62, wspace=0.2)
        for number, town in enumerate(towns):
            draw_town(figure.add_subplot(grid[number // ACROSS, number % ACROSS]), town, cycles, scale)
        return figure


def draw_town(axes: Axes, town: MunicipalityLine, cycles: Sequence[str], scale: Scale, *, size: float = 9.5) -> None:
    """Fill axes with one municipality's panel; where it has no figures, why. `size` is the name's in points."""
    axes.set_title(town.name, loc="left", fontsize=size, pad=0.4 * size, color=INK)
    frame(axes, cycles, scale, size=0.74 * size, few=True)
    if town.said:
        axes.text(
            (len(cycles) - 1) / 2, (scale.low + scale.high) / 2, town.said, fontsize=0.84 * size, color=QUIET, ha="center", va="center"
        )
        return
    draw_line(axes, town.points, {**MINE, "markersize": 4, "linewidth": 1.5}, zorder=3)
    known = [(n, one.value) for n, one in enumerate(town.points) if one is not None]
    for (n, value), side in zip(known[-1:] + known[:1], (1, -1), strict=False):
        if side > 0 or len(known) > 1:
            above = value + 0.15 * scale.wide < scale.high
            place = (7, 0) if side > 0 else (0, 6 if above else -6)
            axes.annotate(
                scale.write(value),
                (n, value),
                place,
                textcoords="offset points",
                fontsize=(0.9 if side > 0 else 0.8) * size,
                color=OWN,
                ha="left" if side > 0 else "center",
                va="center" if side > 0 else "bottom" if above else "top",
            )


def frame(axes: Axes, cycles: Sequence[str], scale: Scale, *, size: float, few: bool) -> None:
    """The cycles below, the whole scale at the side; with `few` only some of the marks are written."""
    last = len(cycles) - 1
    room = (0.26 if few else 0.06) * max(1, last)
    axes.set_xlim(-0.35 - room / 2, last + 0.35 + room)
    axes.set_ylim(scale.low - 0.06 * scale.wide, scale.high + 0.06 * scale.wide)
    ends = (scale.low, scale.high)
    axes.set_yticks(scale.ticks, [scale.mark(one) if not few or one in ends else "" for one in scale.ticks], fontsize=size)
    axes.grid(axis="y", color=FAINT, linewidth=0.6)
    axes.spines["left"].set_visible(False)
    axes.spines["bottom"].set_visible(False)
    quiet_axes(axes)
    step = max(1, math.ceil(len(cycles) / (12 if not few else 3 if size > TINY else 2)))
    labelled = [n for n in range(len(cycles)) if (last - n) % step == 0]
    axes.set_xticks(labelled, [first_line(cycles[n]) if few else cycles[n] for n in labelled], fontsize=size, color=QUIET)
