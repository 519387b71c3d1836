"""The pictures of all municipalities as wide as a page of a report between its margins; title and notes are the report's own."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from dxcheck.charts.averages import averages_legend, averages_row, fill_averages, small_averages_rows
from dxcheck.charts.canvas import SMALLEST_TEXT, drawing
from dxcheck.charts.course import course_legend, course_table_high, fill_course, small_course_high
from dxcheck.charts.heatmap import WIDTH
from dxcheck.charts.over_cycles import PARTS_ACROSS, table_high
from dxcheck.charts.page import INCH, Room, legend, page
from dxcheck.charts.spread import fill_spread, spread_legend
from dxcheck.charts.towns import ACROSS, fill_towns, towns_legend, towns_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure

    from dxcheck.charts.averages import Published
    from dxcheck.charts.course import CourseLines
    from dxcheck.charts.page import LegendMark
    from dxcheck.charts.scale import AxisScale
    from dxcheck.charts.spread import Strip
    from dxcheck.charts.towns import MunicipalityLine

STRIP: Final = 24.0
PANEL: Final = 74.0
"""Points of a row of small panels with its titles, without what stands under them."""
PLOT: Final = 92.0
"""Points of the wide panel's title and scale."""


def _page(high: float, marks: Sequence[LegendMark]) -> tuple[Figure, Room]:
    """A page with room for so much and its legend above."""
    wide = WIDTH * INCH
    bare = Room(3, 0, wide - 3, 0)
    took = legend(page(wide, high), marks, bare)
    figure = page(wide, high + took + 4)
    legend(figure, marks, bare._replace(top=high + took + 3))
    return figure, Room(3, 2, wide - 3, high + 2)


def spread_on_page(columns: Sequence[Strip], scale: AxisScale) -> Figure:
    """A strip a dimension, higher where the dots need it."""
    with drawing():
        for strip, has_dots in ((STRIP, True), (1.2 * STRIP, True), (1.5 * STRIP, True), (1.4 * STRIP, False)):
            figure, room = _page(strip * len(columns) + 2 * SMALLEST_TEXT + 10, spread_legend(columns, has_dots=has_dots))
            if fill_spread(figure, room, columns, scale, size=SMALLEST_TEXT, has_dots=has_dots):
                break
        return figure


def course_on_page(lines: Sequence[CourseLines], cycles: Sequence[str], scale: AxisScale) -> Figure:
    """The whole wide, its parts small."""
    with drawing():
        rows = math.ceil((len(lines) - 1) / PARTS_ACROSS)
        under = course_table_high(lines, cycles, scale, WIDTH * INCH - 6)
        panel = PANEL + small_course_high(lines, cycles, scale, (WIDTH * INCH - 54) / PARTS_ACROSS)
        figure, room = _page(PLOT + under + 10 + rows * (panel + 6), course_legend(lines))
        fill_course(figure, room, lines, cycles, scale, above=PLOT, size=SMALLEST_TEXT)
        return figure


def towns_on_page(towns: Sequence[MunicipalityLine], cycles: Sequence[str], scale: AxisScale) -> Figure:
    """A small panel a municipality."""
    with drawing():
        wide = (WIDTH * INCH - 54) / ACROSS
        panel = PANEL + table_high(cycles, towns_rows(towns, cycles, scale, wide), wide)
        figure, room = _page(math.ceil(len(towns) / ACROSS) * (panel + 6), towns_legend(towns))
        fill_towns(figure, room, towns, cycles, scale)
        return figure


def averages_on_page(lines: Sequence[Published], cycles: Sequence[str], scale: AxisScale) -> Figure:
    """The published averages: the whole wide, the dimensions small."""
    with drawing():
        rows = math.ceil((len(lines) - 1) / PARTS_ACROSS)
        under = table_high(cycles, [averages_row(lines[0])], WIDTH * INCH - 6)
        wide = (WIDTH * INCH - 54) / PARTS_ACROSS
        panel = PANEL + table_high(cycles, small_averages_rows(lines[-1], lines, cycles, wide, scale), wide)
        figure, room = _page(PLOT + under + 10 + rows * (panel + 6), averages_legend(lines, scale))
        fill_averages(figure, room, lines, cycles, scale, above=PLOT)
        return figure
