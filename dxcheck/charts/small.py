"""Two pictures small enough to fit beside each other on a sheet of paper: the profile and the progress of the whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dxcheck.benchmark.gate import height_of
from dxcheck.charts.canvas import OWN, PEERS, SMALLEST_TEXT, TARGET, drawing
from dxcheck.charts.labels import Label, LineEnd, place_labels, write_ends
from dxcheck.charts.over_cycles import cycle_panel, fits_small, room_beside
from dxcheck.charts.page import INCH, Room, legend, page, text_height, wrapped
from dxcheck.charts.profile import NAMES, bars_legend, columns_of, fill_bars
from dxcheck.charts.progress import draw_trend, progress_legend, small_rows, small_texts
from dxcheck.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure

    from dxcheck.benchmark.trend import Trend
    from dxcheck.charts.profile import Spoke
    from dxcheck.charts.scale import AxisScale

PROFILE_SIZE: Final = (4.2, 2.3)
PROGRESS_SIZE: Final = (2.5, 2.3)
"""Inches: together the width between the margins of A4."""


def small_profile(spokes: Sequence[Spoke], scale: AxisScale, *, is_open: bool = False) -> Figure:
    """A bar a dimension with its figures at the side: mean, last time, the change since, the published average."""
    with drawing():
        wide, high = (INCH * one for one in PROFILE_SIZE)
        tallest = max(
            (text_height(wrapped(one.name, NAMES * (wide - 2), SMALLEST_TEXT), SMALLEST_TEXT, 1.2) for one in spokes), default=0.0
        )
        high = max(high, 48 + len(spokes) * (tallest + 1.5))
        marks = [one for one in bars_legend(spokes, "", is_open=False) if one[0]]
        figure = page(wide, high)
        took = legend(figure, marks, Room(2, 0, wide - 2, high - 1))
        columns = columns_of(scale, with_average=any(one.average is not None for one in spokes), is_small=True)
        shown_here = [columns[0], *columns[2:5]]
        fill_bars(figure, Room(2, 1, wide - 2, high - took - 1), spokes, shown_here, scale, is_open=is_open, size=SMALLEST_TEXT)
        return figure


def small_progress(line: Trend, cycles: Sequence[str], scale: AxisScale) -> Figure:
    """The whole over the cycles with the published average as a line of another shape."""
    with drawing():
        wide, high = (INCH * one for one in PROGRESS_SIZE)
        figure = page(wide, high)
        took = legend(figure, progress_legend([line], _("全体の平均"), scale), Room(2, 0, wide - 2, high - 2))
        ends = [LineEnd(line.means[-1], scale.write(line.means[-1]), OWN)] if line.means and line.means[-1] is not None else []
        newest = line.peers[-1] if line.peers else None
        if newest is not None and (height := height_of(newest)) is not None:
            ends.append(LineEnd(height, line.average(-1), PEERS))
        if line.target is not None:
            ends.append(LineEnd(line.target, scale.write(line.target), TARGET))
        room = Room(2, 1, wide - 3, high - took - 2)
        free = (14.0, room_beside([one.text for one in ends]))
        axes = cycle_panel(
            figure,
            room,
            "",
            cycles,
            scale,
            ends=free,
            rows=small_rows(line, scale) if fits_small(cycles, small_texts([line], scale), room.wide, scale, sum(free)) else (),
        )
        draw_trend(axes, line, scale, thin=True)
        stand = write_ends(axes, len(cycles) - 1, ends)
        earlier = [(n, mean) for n, mean in enumerate(line.means[:-1]) if mean is not None]
        place_labels(axes, [Label((n, mean), scale.write(mean), OWN, may_go=True) for n, mean in reversed(earlier)], stand)
        return figure
