"""The published averages over the cycles: what the gate lets out and nothing else. A hidden figure is a gap that says so, an end of the scale an open mark."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import msgspec

from dxcheck.assessment.figures import NOTHING
from dxcheck.benchmark.gate import height_of, is_earlier, shown, standing_in_short
from dxcheck.benchmark.model import Figure as Average
from dxcheck.charts.canvas import LANDSCAPE, OWN, drawing, struck
from dxcheck.charts.in_figures import FiguresTable, figures_pages
from dxcheck.charts.labels import Label, LineEnd, place_labels, write_ends
from dxcheck.charts.over_cycles import (
    NO_FIGURE,
    PARTS_ACROSS,
    CycleFigures,
    cycle_panel,
    fits_small,
    in_small,
    is_table,
    missing_marks,
    part_wide,
    parted,
    room_beside,
    rooms,
    table_high,
    titles_high,
)
from dxcheck.charts.page import Room, sheet
from dxcheck.i18n import _
from dxcheck.model.calendar import Cycle

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure

    from dxcheck.charts.canvas import Caption
    from dxcheck.charts.page import LegendMark
    from dxcheck.charts.scale import AxisScale

MEAN: Final[dict[str, Any]] = {"color": OWN, "marker": "o", "linewidth": 1.8, "markersize": 5}
END: Final[dict[str, Any]] = {**MEAN, "linestyle": "none", "markerfacecolor": "white"}


class Published(msgspec.Struct, frozen=True):
    """The whole or a dimension: what was published of it, cycle by cycle."""

    name: str
    averages: tuple[Average | None, ...]
    cycles: tuple[Cycle, ...] = ()
    """Of which cycles; without them nothing is known to be an earlier one's."""

    @property
    def figures(self) -> tuple[str, ...]:
        """The averages as they are written, earlier ones that stand marked."""
        return tuple(shown(one, self.cycles[n] if self.cycles else None) for n, one in enumerate(self.averages))

    @property
    def standing(self) -> list[int]:
        """At which cycles an earlier average stands."""
        return [n for n, (one, at) in enumerate(zip(self.averages, self.cycles, strict=False)) if is_earlier(one, at)]


def averages_legend(lines: Sequence[Published], scale: AxisScale) -> list[LegendMark]:
    """What the marks are, of those that are drawn."""
    every = [one for line in lines for one in line.averages]
    entries: list[LegendMark] = [(_("県内平均（匿名）"), MEAN)] if any(one is not None and not one.end for one in every) else []
    entries += [(scale.ends, END)] if any(one is not None and one.end for one in every) else []
    stands = {**END, "marker": struck("o"), "markersize": 7}
    entries += [(standing_in_short(), stands)] if any(line.standing for line in lines) else []
    return entries + ([(_("非表示"), NO_FIGURE)] if any(one is None for one in every) else [])


def averages_figure(lines: Sequence[Published], cycles: Sequence[str], words: Caption, scale: AxisScale) -> Figure:
    """Draw the published averages on A4 landscape.

    Args:
        lines: the whole first, then the dimensions.
        cycles: short labels, the oldest first; at least one.
        words: title, subtitle, note.
        scale: of levels.
    """
    with drawing():
        figure, room = sheet(LANDSCAPE, words, averages_legend(lines, scale))
        fill_averages(figure, room, lines, cycles, scale, above=0.25 * room.high)
        return figure


def averages_figures(lines: Sequence[Published], cycles: Sequence[str], words: Caption, scale: AxisScale) -> list[Figure]:
    """The same, and where the small panels have no room for their figures a page with all of them."""
    first = averages_figure(lines, cycles, words, scale)
    if fits_small(cycles, _small_texts(lines), part_wide(LANDSCAPE, PARTS_ACROSS), scale, _small_ends(lines)):
        return [first]
    table = FiguresTable(_("県内平均"), tuple((one.name, one.figures) for one in lines))
    return [first, *figures_pages([table], cycles, scale, words)]


def fill_averages(figure: Figure, room: Room, lines: Sequence[Published], cycles: Sequence[str], scale: AxisScale, *, above: float) -> None:
    """The panels in a room: one wide, its scale and title so many points high, with every figure under it; the others small."""
    under = [averages_row(lines[0])]
    upper, below = parted(room, above + table_high(cycles, under, room.wide) if len(lines) > 1 else room.high)
    _panel(figure, upper, lines[0], cycles, scale, rows=under)
    places = rooms(below, len(lines) - 1, PARTS_ACROSS)
    for first in range(0, len(lines) - 1, PARTS_ACROSS):
        of_row = lines[1 + first : 1 + first + PARTS_ACROSS]
        head = titles_high([one.name for one in of_row], places[first].wide, 9.5)
        for line, room_ in zip(of_row, places[first:], strict=False):
            _panel(figure, room_, line, cycles, scale, rows=small_averages_rows(line, lines, cycles, room_.wide, scale), head=head)


def averages_row(line: Published) -> CycleFigures:
    """Every figure of a line."""
    return CycleFigures(_("県内平均"), OWN, line.figures)


def small_averages_rows(
    line: Published, lines: Sequence[Published], cycles: Sequence[str], wide: float, scale: AxisScale
) -> list[CycleFigures]:
    """The figures under a small panel so wide, set as those of the others are; none where they have no room."""
    beside = _small_texts(lines)
    return [CycleFigures("", OWN, _small_figures(line), {}, beside)] if fits_small(cycles, beside, wide, scale, _small_ends(lines)) else []


def _small_ends(lines: Sequence[Published]) -> float:
    return 14.0 + room_beside([one.figures[-1] for one in lines[1:]])


def _small_texts(lines: Sequence[Published]) -> tuple[str, ...]:
    return tuple(text for one in lines[1:] for text in _small_figures(one))


def _small_figures(line: Published) -> tuple[str, ...]:
    """As they stand under a small panel, where a mark says what is hidden."""
    return in_small([NOTHING if one is None else figure for one, figure in zip(line.averages, line.figures, strict=True)])


def _panel(
    figure: Figure, room: Room, line: Published, cycles: Sequence[str], scale: AxisScale, *, rows: Sequence[CycleFigures], head: float = 0.0
) -> None:
    is_large = is_table(rows)
    last = len(cycles) - 1
    heights = [height_of(one) for one in line.averages]
    newest = line.averages[-1]
    ends = [LineEnd(heights[-1], line.figures[-1], OWN)] if newest is not None and heights[-1] is not None else []
    free = (14.0, room_beside([one.text for one in ends]))
    axes = cycle_panel(figure, room, line.name, cycles, scale, size=11 if is_large else 9.5, head=head, ends=free, rows=rows)
    marks = {"markersize": 5.5 if is_large else 4, "linewidth": 1.8 if is_large else 1.3}
    axes.plot(range(len(cycles)), [math.nan if one is None else one for one in heights], **{**MEAN, **marks}, zorder=3)
    for n, (one, height) in enumerate(zip(line.averages, heights, strict=True)):
        if one is not None and one.end and height is not None:
            axes.plot([n], [height], **{**END, "markersize": marks["markersize"]}, zorder=4)
    if line.standing:
        style = {**END, "marker": struck("o"), "markersize": 1.4 * marks["markersize"]}
        axes.plot(line.standing, [heights[n] or 0.0 for n in line.standing], **style, zorder=4.1)
    missing_marks(axes, [n for n, one in enumerate(line.averages) if one is None], scale)
    stand = write_ends(axes, last, ends)
    if is_large:
        there = [(n, line.figures[n], height) for n, height in enumerate(heights) if n < last]
        place_labels(axes, [Label((n, height), said, OWN, may_go=True) for n, said, height in reversed(there) if height is not None], stand)
