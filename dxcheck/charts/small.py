"""Two pictures small enough to fit beside each other on a sheet of paper: the profile and the progress of the whole."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from dxcheck.assessment.figures import as_mean, as_step
from dxcheck.benchmark.gate import height_of, shown
from dxcheck.charts.canvas import DPI, FAINT, INK, OWN, PEERS, QUIET, TARGET, drawing, quiet_axes, top_of
from dxcheck.charts.measured_line import draw_line
from dxcheck.charts.progress import AIM, MINE, THEIRS
from dxcheck.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from dxcheck.benchmark.trend import Trend
    from dxcheck.charts.profile import Spoke

PROFILE_SIZE: Final = (3.95, 2.3)
PROGRESS_SIZE: Final = (2.75, 2.3)
"""Inches: together the width between the margins of A4."""


def small_profile(spokes: Sequence[Spoke]) -> Figure:
    """A bar a dimension with its figures at the side: mean, last time, the change since, the published average."""
    from matplotlib.figure import Figure  # slow, and only here

    with drawing():
        figure = Figure(figsize=PROFILE_SIZE, dpi=DPI)
        axes = figure.add_axes((0.36, 0.1, 0.36, 0.78))
        values = [value for one in spokes for value in (one.mean, one.before, one.target, height_of(one.average)) if value is not None]
        top = top_of(values)
        rows = range(len(spokes) - 1, -1, -1)
        axes.set_xlim(0, top * 1.03)
        axes.set_ylim(-0.6, len(spokes) - 0.4)
        axes.set_xticks(range(top + 1), [str(level) for level in range(top + 1)], fontsize=6.5)
        axes.set_yticks(list(rows), [one.name for one in spokes], fontsize=7, color=INK)
        axes.grid(axis="x", color=FAINT, linewidth=0.6)
        axes.spines["bottom"].set_visible(False)
        quiet_axes(axes)
        columns = ((1.08, _("平均"), OWN), (1.23, _("前回"), QUIET), (1.4, _("変化"), INK), (1.64, _("県内平均"), PEERS))
        for place, name, colour in columns:
            axes.text(place, 1.03, name, transform=axes.transAxes, fontsize=6.5, color=colour, ha="center", va="bottom")
        for row, one in zip(rows, spokes, strict=True):
            axes.barh(row, one.mean or 0.0, height=0.5, color=OWN, zorder=2)
            _tick(axes, one.before, row, QUIET, 1.3)
            _tick(axes, one.target, row, TARGET, 2.4)
            if (height := height_of(one.average)) is not None:
                axes.plot([height], [row], **{**THEIRS, "linestyle": "none", "marker": "D", "markersize": 4.5}, zorder=4)
            texts = (
                as_mean(one.mean),
                as_mean(one.before),
                as_step(one.change.mean if one.change else None),
                shown(one.average) if one.average else "-",
            )
            for (place, _name, colour), text in zip(columns, texts, strict=True):
                axes.text(place, row, text, transform=axes.get_yaxis_transform(), fontsize=7, color=colour, ha="center", va="center")
        return figure


def small_progress(line: Trend, cycles: Sequence[str]) -> Figure:
    """The whole over the cycles with the published average as a line of another shape."""
    from matplotlib.figure import Figure  # slow, and only here

    with drawing():
        figure = Figure(figsize=PROGRESS_SIZE, dpi=DPI)
        axes = figure.add_axes((0.11, 0.13, 0.85, 0.72))
        heights = [height_of(one) for one in line.peers]
        values = [value for value in (*line.means, *heights, line.target) if value is not None]
        axes.set_ylim(0, top_of(values) * 1.05)
        axes.set_xlim(-0.4, max(1, len(cycles)) - 0.6)
        axes.set_xticks(range(len(cycles)), cycles, fontsize=6.5)
        axes.set_yticks(range(top_of(values) + 1), [str(level) for level in range(top_of(values) + 1)], fontsize=6.5)
        axes.grid(axis="y", color=FAINT, linewidth=0.6)
        axes.spines["left"].set_visible(False)
        quiet_axes(axes)
        at = range(len(cycles))
        axes.plot(at, [math.nan if one is None else one for one in heights], **{**THEIRS, "markersize": 4, "linewidth": 1.1}, zorder=3)
        draw_line(axes, line.points, {**MINE, "markersize": 4.5, "linewidth": 1.7}, zorder=4)
        if line.target is not None and line.means:
            axes.plot([len(cycles) - 1], [line.target], **{**AIM, "markersize": 11}, zorder=2)
        for place, mean in enumerate(line.means):
            if mean is not None:
                axes.annotate(as_mean(mean), (place, mean), (0, 6), textcoords="offset points", fontsize=7, color=OWN, ha="center")
        said = ((0.0, _("● 全体の平均"), OWN), (0.36, _("□ 県内平均（匿名）"), PEERS), (0.8, _("━ 目標"), TARGET))
        for left, text, colour in said:
            axes.text(left, 1.06, text, transform=axes.transAxes, fontsize=6.5, color=colour, ha="left", va="bottom")
        return figure


def _tick(axes: Axes, value: float | None, row: int, colour: str, width: float) -> None:
    if value is not None:
        axes.plot([value, value], [row - 0.36, row + 0.36], color=colour, linewidth=width, zorder=3, solid_capstyle="butt")
