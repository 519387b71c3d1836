"""A panel whose points are cycles: its title, the whole scale at the side, the cycles below, and where it is wide the figures of every cycle in lines under it.

Room is made in points before anything is drawn: for the figures at the ends of lines, for the cycles' labels (where they would touch, only some are written, the last
always), and for the table, which is set upright where its columns are narrow.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from dxcheck.charts.canvas import FAINT, INK, PALE, QUIET, SMALLEST_TEXT, quiet_axes
from dxcheck.charts.measured_line import first_line
from dxcheck.charts.page import INCH, MARGIN, Room, axes_in, evenly_wrapped, longest_word, mark_at, text_at, text_height, widest, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from dxcheck.charts.scale import AxisScale

PARTS_ACROSS: Final = 4
"""Small panels of dimensions beside each other."""
NO_FIGURE: Final[dict[str, Any]] = {"color": QUIET, "marker": "x", "markersize": 5, "markeredgewidth": 1.2, "linestyle": "none"}
"""Below the scale, at a cycle without a submission."""
_BELOW, _ABOVE = 0.1, 0.07
"""Of the scale: room for marks and letters at its ends."""
_MARKS: Final = 9.5
"""Points between two marks of the scale, so that all of them can be written."""
_LEAST_ROOM: Final = 14.0
_ROW: Final = 13.0
_ENDS: Final = 90.0
"""Points that figures at both ends take at most."""
SMALL_ENDS: Final = 31.0
"""Points left free at both ends of a small panel."""
_SMALL_AIR: Final = 4.0
_TWO_KANA: Final = 2 * SMALLEST_TEXT + 0.1
_AIR: Final = 5.0


class CycleFigures(NamedTuple):
    """A line of figures under a panel, one a cycle."""

    name: str
    colour: str
    cells: tuple[str, ...]
    mark: dict[str, Any] | None = None
    """In a small panel: what stands in the place of the name, the mark that the figures have above."""
    beside: tuple[str, ...] = ()
    """The figures of the panels beside it: all are set alike, so that their axes are as high."""


def rooms(room: Room, count: int, columns: int, *, across: float = 16.0, down: float = 6.0) -> list[Room]:
    """A room in equal parts, row by row."""
    rows = max(1, math.ceil(count / columns))
    wide, high = (room.wide - across * (columns - 1)) / columns, (room.high - down * (rows - 1)) / rows
    made = []
    for n in range(count):
        left, top = room.left + n % columns * (wide + across), room.top - n // columns * (high + down)
        made.append(Room(left, top - high, left + wide, top))
    return made


def part_wide(size: tuple[float, float], columns: int, *, across: float = 16.0) -> float:
    """Points that each of some panels beside each other is wide, on a page of so many inches."""
    return (INCH * size[0] - 2 * MARGIN - across * (columns - 1)) / columns


def parted(room: Room, above: float, *, gap: float = 10.0) -> tuple[Room, Room]:
    """A room in two, the upper one so many points high."""
    return room._replace(bottom=room.top - above), room._replace(top=room.top - above - gap)


def titles_high(titles: Sequence[str], wide: float, size: float) -> float:
    """How high the highest of some titles stands, so that panels side by side have equal axes."""
    return max((text_height(wrapped(one, wide, size), size, 1.2) for one in titles), default=0.0)


def cycle_panel(
    figure: Figure,
    room: Room,
    title: str,
    cycles: Sequence[str],
    scale: AxisScale,
    *,
    size: float = 9.5,
    head: float = 0.0,
    ends: tuple[float, float] = (_LEAST_ROOM, _LEAST_ROOM),
    rows: Sequence[CycleFigures] = (),
) -> Axes:
    """Axes with everything around them, whose limits are final.

    Args:
        figure: the page.
        room: for all of it.
        title: written in as many lines as it needs.
        cycles: short labels, the oldest first; what stands in a second line is said only where there is a table.
        scale: what the axis shows.
        size: of the title, in points.
        head: points that the title takes at least.
        ends: points left free before the first cycle and after the last one, for figures.
        rows: the table under it.
    """
    said = evenly_wrapped(title, room.wide, size)
    text_at(figure, room.left, room.top, said, fontsize=size, color=INK, va="top", linespacing=1.15)
    top = room.top - max(head, text_height(said, size, 1.2)) - _AIR
    half = widest([*cycles, *(text for row in rows for text in row.cells)], SMALLEST_TEXT) / 2 if is_table(rows) else 0.0
    names = max(
        widest([scale.mark(one) for one in scale.ticks], SMALLEST_TEXT), widest([one.name for one in rows], SMALLEST_TEXT) + half - ends[0]
    )
    outer = [first_line(one) for one in (*cycles[:1], *cycles[-1:])]
    outer += [] if is_table(rows) else [text for row in rows for text in (*row.cells[:1], *row.cells[-1:])]
    tick = widest(outer, SMALLEST_TEXT) / 2
    ends = (max(ends[0], tick - names - _AIR), max(ends[1], tick))
    left = room.left + names + _AIR
    wide = room.right - left - sum(ends)
    unit = wide / max(1, len(cycles) - 1)
    first = left + ends[0] + (wide / 2 if len(cycles) == 1 else 0)
    places = [first + unit * n for n in range(len(cycles))]
    lines = _lines_under(cycles, rows, unit)
    bottom = room.bottom + sum(one.high for one in lines) + 2
    axes = axes_in(figure, Room(left, bottom, room.right, top))
    axes.set_xlim((left - first) / unit, (room.right - first) / unit)
    axes.set_ylim(scale.low - _BELOW * scale.wide, scale.high + _ABOVE * scale.wide)
    _mark_scale(axes, scale, top - bottom)
    axes.set_xticks([])
    y = bottom - 2
    for n, line in enumerate(lines):
        colour = QUIET if n == 0 else rows[n - 1].colour
        if n and rows[n - 1].mark:
            mark_at(figure, room.left + names / 2, y - line.high / 2, rows[n - 1].mark or {})
        elif n:
            at = places[0] - half - _AIR
            text_at(figure, at, y - line.high / 2, rows[n - 1].name, fontsize=SMALLEST_TEXT, color=colour, ha="right", va="center")
        for place, text in _written(places, line):
            rest = {"rotation": 90, "va": "center"} if line.is_upright else {"va": "top", "linespacing": 1.15}
            at = y - line.high / 2 if line.is_upright else y - 1.5
            text_at(figure, place, at, text, fontsize=SMALLEST_TEXT, color=colour, ha="center", **rest)
        y -= line.high
    return axes


class _UnderLine(NamedTuple):
    """The cycles, or a line of figures, as it is set."""

    texts: list[str]
    is_upright: bool
    beside: tuple[str, ...] = ()

    @property
    def high(self) -> float:
        """Points that it takes."""
        every = [*self.texts, *self.beside]
        if self.is_upright:
            return widest(every, SMALLEST_TEXT) + _AIR
        return max(_ROW, max(text_height(one, SMALLEST_TEXT, 1.2) for one in every) + 3.5)


def is_table(rows: Sequence[CycleFigures]) -> bool:
    """Whether lines of figures have names, and with them every cycle its label."""
    return any(one.mark is None for one in rows)


def _lines_under(cycles: Sequence[str], rows: Sequence[CycleFigures], unit: float) -> list[_UnderLine]:
    """What stands under a panel whose cycles are so many points apart. A table is upright as a whole where its figures would touch."""

    def is_wider(texts: Sequence[str]) -> bool:
        return widest(texts, SMALLEST_TEXT) + _AIR > unit and len(cycles) > 1

    if not is_table(rows):
        heads = _UnderLine([first_line(one) for one in cycles], is_upright=False)
        return [heads, *(_UnderLine(list(one.cells), is_upright=False, beside=one.beside) for one in rows)]
    is_upright = is_wider([*cycles, *(text for one in rows for text in one.cells)])
    heads = _UnderLine([one.replace("\n", " ") if is_upright else one for one in cycles], is_upright)
    return [heads, *(_UnderLine(list(one.cells), is_upright) for one in rows)]


def in_small(figures: Sequence[str]) -> tuple[str, ...]:
    """Figures as they stand under a small panel: words in lines of their own, below or above the digits."""
    return tuple(wrapped(one, max(_TWO_KANA, longest_word(one, SMALLEST_TEXT)), SMALLEST_TEXT) for one in figures)


def fits_small(cycles: Sequence[str], texts: Sequence[str], wide: float, scale: AxisScale, ends: float = SMALL_ENDS) -> bool:
    """Whether all these figures can stand under a small panel so wide, with so many points free at its ends, each at its cycle."""
    return len(cycles) < 2 or widest(texts, SMALLEST_TEXT) + _SMALL_AIR <= (wide - _scale_wide(scale) - ends) / (len(cycles) - 1)  # noqa: PLR2004 - nothing beside one alone


def _scale_wide(scale: AxisScale) -> float:
    return widest([scale.mark(one) for one in scale.ticks], SMALLEST_TEXT) + _AIR


def table_high(cycles: Sequence[str], rows: Sequence[CycleFigures], wide: float) -> float:
    """Points that a panel's cycles and the figures under it take in a room so wide, or a little less."""
    lines = [list(cycles) if is_table(rows) else [""], *([*one.cells, *one.beside] for one in rows)]
    cell = widest([text for line in lines for text in line], SMALLEST_TEXT) + _AIR
    free = SMALL_ENDS if not is_table(rows) else widest([one.name for one in rows], SMALLEST_TEXT) + 1.5 * cell + _ENDS
    return sum(one.high for one in _lines_under(cycles, rows, (wide - free) / max(1, len(cycles) - 1)))


def _written(places: Sequence[float], line: _UnderLine) -> list[tuple[float, str]]:
    """What of a line is written: all, or the last one and every so many before it."""
    unit = places[1] - places[0] if len(places) > 1 else math.inf
    takes = SMALLEST_TEXT + 1 if line.is_upright else widest(line.texts, SMALLEST_TEXT) + _SMALL_AIR
    step = max(1, math.ceil(takes / unit))
    many = len(line.texts)
    return [(place, text) for n, (place, text) in enumerate(zip(places, line.texts, strict=True)) if text and (many - 1 - n) % step == 0]


def _mark_scale(axes: Axes, scale: AxisScale, high: float) -> None:
    """The whole scale; where its marks would touch, only its ends are written."""
    apart = high / (1 + _BELOW + _ABOVE) * scale.closest
    ends = (scale.low, scale.high)
    texts = [scale.mark(one) if apart >= _MARKS or one in ends else "" for one in scale.ticks]
    axes.set_yticks(scale.ticks, texts, fontsize=SMALLEST_TEXT, color=QUIET)
    axes.tick_params(axis="y", pad=2)
    axes.grid(axis="y", color=FAINT, linewidth=0.6)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
    quiet_axes(axes)


def room_beside(texts: Sequence[str]) -> float:
    """Points to leave free beside the end of lines for such figures."""
    return max(_LEAST_ROOM, widest(texts, SMALLEST_TEXT) + 13.0) if texts else _LEAST_ROOM


def open_ground(axes: Axes, places: Iterable[int], scale: AxisScale) -> None:
    """A faint ground behind a cycle that still takes in answers: what stands on it will change."""
    for n in places:
        low, high = scale.low - _BELOW * scale.wide, scale.high + _ABOVE * scale.wide
        axes.fill_between([n - 0.5, n + 0.5], low, high, color=PALE, linewidth=0, zorder=0.4)


def missing_marks(axes: Axes, places: Sequence[int], scale: AxisScale) -> None:
    """A mark below the scale for each cycle without a submission."""
    if places:
        axes.plot(list(places), [scale.low - 0.055 * scale.wide] * len(places), **NO_FIGURE, zorder=3)
