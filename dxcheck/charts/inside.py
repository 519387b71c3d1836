"""Pictures for a place inside a screen: no title and no notes, which the screen has itself, and as much as the place has room for."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from dxcheck.charts.canvas import QUIET, SMALLEST_TEXT, drawing
from dxcheck.charts.change import change_legend, changed_lines, fill_changes
from dxcheck.charts.course import course_legend, fill_course
from dxcheck.charts.over_cycles import rooms, table_high
from dxcheck.charts.page import FramedPage, Room, legend, page, text_at
from dxcheck.charts.profile import NAMES, bars_legend, columns_of, fill_bars, written_beside
from dxcheck.charts.progress import figures_under, fill_trends, progress_legend
from dxcheck.charts.spread import MOST_DOTS, fill_spread, spread_legend
from dxcheck.i18n import _n

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure

    from dxcheck.benchmark.trend import Trend
    from dxcheck.charts.change import Dumbbell
    from dxcheck.charts.course import CourseLines
    from dxcheck.charts.page import LegendMark
    from dxcheck.charts.profile import Spoke
    from dxcheck.charts.scale import AxisScale
    from dxcheck.charts.spread import Strip

PlaceSize = tuple[float, float]
"""Width and height of a place, in points."""
_EDGE: Final = 4.0
_LARGE_SHARE: Final = 0.42
"""Of the width, for the whole."""
_LEAST_LARGE: Final = 120.0
"""Points of the large panel's title and scale, from which on its table has room."""
_LEAST_PART: Final = (124.0, 74.0)
"""Points of a small panel, with what parts it from the next."""
_SHAPE: Final = 1.8
"""Its width for each point of its height, where there is a choice."""
_APART: Final = 18.0
_BAR: Final = 20.0
_STRIP: Final = 22.0
_CHANGES: Final = 285.0
"""Points of a column of changes, with what parts it from the next; where they would not fit into the place it may be as narrow as the other number."""
_NARROW: Final = 250.0
_LEAST_SCALE: Final = 84.0
_LEGEND: Final = 24.0


def _place(size: PlaceSize, marks: Sequence[LegendMark]) -> FramedPage:
    """A place with its legend."""
    wide, high = size
    figure = page(wide, high)
    took = legend(figure, marks, Room(_EDGE, 0, wide - _EDGE, high - _EDGE))
    return FramedPage(figure, Room(_EDGE, _EDGE, wide - _EDGE, high - took - 2 * _EDGE))


def parts_across(parts: int, size: PlaceSize) -> int:
    """How many small panels stand beside one another, right of the large one; 0 where a place has no room for them."""
    wide, high = (1 - _LARGE_SHARE) * (size[0] - 2 * _EDGE) - _APART, size[1] - _LEGEND
    sizes = {across: (wide / across, high / math.ceil(parts / across)) for across in range(1, parts + 1)}
    fitting = [across for across, one in sizes.items() if one[0] >= _LEAST_PART[0] and one[1] >= _LEAST_PART[1]]
    return min(fitting, key=lambda across: abs(math.log(sizes[across][0] / sizes[across][1] / _SHAPE)), default=0)


def _parted(room: Room, parts: int, across: int) -> tuple[Room, list[Room]]:
    """Room for the whole, and for its parts beside it."""
    left, right = (
        room._replace(right=room.left + _LARGE_SHARE * room.wide),
        room._replace(left=room.left + _LARGE_SHARE * room.wide + _APART),
    )
    return left, rooms(right, parts, across)


def progress_inside(
    lines: Sequence[Trend], cycles: Sequence[str], own_name: str, size: PlaceSize, *, scale: AxisScale, line: int = 0
) -> Figure:
    """The series of one municipality.

    Args:
        lines: the whole first, then the dimensions.
        cycles: short labels, the oldest first; at least one.
        own_name: the municipality.
        size: of the place.
        scale: the levels that are shown.
        line: which is the large one, the others in their order beside it; alone where they have no room.
    """
    with drawing():
        across = parts_across(len(lines) - 1, size)
        shown = [lines[line], *(one for n, one in enumerate(lines) if across and n != line)]
        figure, room = _place(size, progress_legend(shown, own_name, scale))
        large, places = _parted(room, len(lines) - 1, across) if across else (room, [])
        under = figures_under(shown[0], own_name, scale)
        has_room = large.high - table_high(cycles, under, large.wide) >= _LEAST_LARGE
        fill_trends(figure, [large, *places], shown, cycles, scale, rows=under if has_room else ())
        return figure


def course_inside(lines: Sequence[CourseLines], cycles: Sequence[str], scale: AxisScale, size: PlaceSize) -> Figure:
    """The prefecture's means over the cycles; the whole alone where its dimensions have no room beside it.

    Args:
        lines: the whole first, then its parts.
        cycles: short labels, the oldest first; at least one.
        scale: where they lie and how they are written.
        size: of the place.
    """
    with drawing():
        across = parts_across(len(lines) - 1, size)
        figure, room = _place(size, course_legend(lines))
        large, places = _parted(room, len(lines) - 1, across) if across else (room, [])
        fill_course(figure, large, lines if places else lines[:1], cycles, scale, above=large.high, places=places)
        return figure


def bars_inside(
    spokes: Sequence[Spoke],
    own_name: str,
    size: PlaceSize,
    *,
    scale: AxisScale,
    with_average: bool,
    is_open: bool = False,
    more: Sequence[tuple[str, Sequence[str]]] = (),
) -> Figure:
    """A snapshot's dimensions as bars with their figures.

    Args:
        spokes: the dimensions.
        own_name: the municipality.
        size: of the place.
        scale: of levels.
        with_average: whether there are published averages.
        is_open: whether the snapshot's cycle still takes in answers.
        more: further columns of figures, each with its head and a text a dimension; left away where there is little room.
    """
    with drawing():
        figure, room = _place(size, bars_legend(spokes, own_name, is_open=is_open))
        columns = columns_of(scale, with_average=with_average, is_small=True)
        if room.wide > 2 * _CHANGES:
            columns += [written_beside(head, spokes, texts) for head, texts in more]
        fill_bars(figure, room, spokes, columns, scale, is_open=is_open, size=SMALLEST_TEXT)
        return figure


def bars_high(spokes: Sequence[Spoke], wide: float) -> float:
    """Points that bars need in a place so wide, without looking into the font: matplotlib stays out of who asks."""
    names = sum(1.2 * SMALLEST_TEXT * ((SMALLEST_TEXT * len(one.name)) // (NAMES * wide)) + _BAR for one in spokes)
    return names + 2 * _LEGEND + 2 * SMALLEST_TEXT + 3 * _EDGE


def spread_inside(columns: Sequence[Strip], scale: AxisScale, size: PlaceSize) -> Figure:
    """A strip a dimension with a dot a municipality.

    Args:
        columns: names and the figures in them.
        scale: where they lie and how they are written.
        size: of the place.
    """
    with drawing():
        for has_dots in (True, False):
            figure, room = _place(size, spread_legend(columns, has_dots=has_dots))
            if fill_spread(figure, room, columns, scale, size=SMALLEST_TEXT, has_dots=has_dots):
                break
        return figure


def spread_high(columns: Sequence[Strip]) -> float:
    """Points that strips need."""
    has_dots = all(len(figures) <= MOST_DOTS for _name, figures in columns)
    return (_STRIP * (1 if has_dots else 1.4)) * len(columns) + 2 * _LEGEND + 2 * SMALLEST_TEXT


def change_inside(groups: Sequence[tuple[str, Sequence[Dumbbell]]], size: PlaceSize, scale: AxisScale) -> Figure:
    """Items before and after, in columns beside one another; what has no room is counted below.

    Args:
        groups: each dimension's name with its items.
        size: of the place.
        scale: of levels.
    """
    with drawing():
        lines = changed_lines(groups)
        figure, room = _place(size, change_legend(lines))
        for across in range(_columns(room.wide, _CHANGES), _columns(room.wide, _NARROW) + 1):
            figure, room = _place(size, change_legend(lines))
            room = room._replace(bottom=room.bottom + SMALLEST_TEXT + 2)  # for what is counted
            rest = lines
            for place in rooms(room, across, across, across=_APART):  # names may reach out to the left by a character
                rest = (
                    fill_changes(figure, place._replace(left=place.left + SMALLEST_TEXT), rest, scale, least=_LEAST_SCALE) if rest else []
                )
            if not rest:
                return figure
        left = sum(one.item is not None for one in rest)
        said = _n("ほかに{n}問", "ほかに{n}問", left)
        text_at(figure, room.right, 1, said, fontsize=SMALLEST_TEXT, color=QUIET, ha="right", va="bottom")
        return figure


def _columns(wide: float, each: float) -> int:
    return max(1, int((wide + _APART) // each))


def change_high(groups: Sequence[tuple[str, Sequence[Dumbbell]]], wide: float) -> float:
    """Points that columns of changes need in a place so wide."""
    lines = sum(1.25 + len(items) for _name, items in groups)
    return _LEGEND + 36 + (lines / _columns(wide, _CHANGES) + 2) * (SMALLEST_TEXT + 4.4)
