"""The pictures of all municipalities as wide as a page of a report between its margins; title and notes are the report's own."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from dxcheck.charts.averages import averages_legend, fill_averages
from dxcheck.charts.canvas import DPI, drawing, legend
from dxcheck.charts.course import ACROSS, COLUMNS, course_legend, draw_course, draw_town
from dxcheck.charts.heatmap import WIDTH
from dxcheck.charts.measured_line import open_legend
from dxcheck.charts.prefecture import draw_spread, spread_legend

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure

    from dxcheck.charts.averages import Published
    from dxcheck.charts.course import CourseLines, MunicipalityLine
    from dxcheck.charts.prefecture import Strip
    from dxcheck.charts.scale import Scale

LEGEND: Final = 0.32
"""Inches above the panels."""
FOOT: Final = 0.22
STRIP: Final = 0.34
PANEL: Final = 1.05
"""Inches of a row of small panels, with its titles."""
WIDE: Final = 1.45


def _page(height: float, marks: list[tuple[str, dict[str, Any]]]) -> Figure:
    from matplotlib.figure import Figure  # slow, and only here

    made = Figure(figsize=(WIDTH, height), dpi=DPI)
    if marks:
        legend(made, marks, right=0.05, down=0.12, size=7.5)
    return made


def spread_on_page(columns: Sequence[Strip], scale: Scale) -> Figure:
    """A strip a dimension."""
    with drawing():
        height = LEGEND + STRIP * len(columns) + FOOT
        figure = _page(height, spread_legend(columns))
        draw_spread(figure.add_axes((0.24, FOOT / height, 0.73, STRIP * len(columns) / height)), columns, scale, size=8)
        return figure


def course_on_page(lines: Sequence[CourseLines], cycles: Sequence[str], scale: Scale) -> Figure:
    """The whole wide, its parts small."""
    with drawing():
        rows = math.ceil((len(lines) - 1) / COLUMNS)
        height = LEGEND + WIDE + rows * PANEL + FOOT
        figure = _page(height, course_legend(lines))
        grid = figure.add_gridspec(
            rows + 1,
            COLUMNS,
            height_ratios=[1.25] + [1.0] * rows,
            left=0.03,
            right=0.985,
            top=1 - (LEGEND + 0.18) / height,
            bottom=FOOT / height,
            hspace=0.6,
            wspace=0.2,
        )
        draw_course(figure.add_subplot(grid[0, :]), lines[0], cycles, scale, lines[0].same, wide=True, size=8)
        for number, line in enumerate(lines[1:]):
            axes = figure.add_subplot(grid[1 + number // COLUMNS, number % COLUMNS])
            draw_course(axes, line, cycles, scale, lines[0].same, wide=False, size=7)
        return figure


def towns_on_page(towns: Sequence[MunicipalityLine], cycles: Sequence[str], scale: Scale) -> Figure:
    """A small panel a municipality."""
    with drawing():
        rows = math.ceil(len(towns) / ACROSS)
        marks = open_legend(town.points for town in towns)
        over = 0.2 + (LEGEND if marks else 0)
        height = over + rows * PANEL + 0.1
        figure = _page(height, marks)
        grid = figure.add_gridspec(
            rows, ACROSS, left=0.03, right=0.985, top=1 - over / height, bottom=(FOOT + 0.02) / height, hspace=0.75, wspace=0.2
        )
        for number, town in enumerate(towns):
            draw_town(figure.add_subplot(grid[number // ACROSS, number % ACROSS]), town, cycles, scale, size=8)
        return figure


def averages_on_page(lines: Sequence[Published], cycles: Sequence[str]) -> Figure:
    """The published averages: the whole wide, the dimensions small."""
    with drawing():
        height = LEGEND + WIDE + math.ceil((len(lines) - 1) / COLUMNS) * PANEL + FOOT
        figure = _page(height, averages_legend())
        fill_averages(figure, lines, cycles, sides=(0.03, 0.985, 1 - (LEGEND + 0.1) / height, FOOT / height), size=7.5)
        return figure
