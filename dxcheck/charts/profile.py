"""The profile of one snapshot over the dimensions: as bars, which read best, and as a radar, which many expect."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from dxcheck.assessment.figures import as_mean
from dxcheck.assessment.wording import change_in_short
from dxcheck.benchmark.gate import height_of, shown
from dxcheck.charts.canvas import FAINT, INK, LANDSCAPE, OWN, PEERS, QUIET, TARGET, drawing, legend, quiet_axes, sheet, top_of
from dxcheck.charts.progress import AIM, MINE, THEIRS
from dxcheck.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure
    from matplotlib.projections.polar import PolarAxes

    from dxcheck.assessment.change import LevelChange
    from dxcheck.benchmark.model import Figure as Average
    from dxcheck.charts.canvas import Caption

_BEFORE: Final = {"color": QUIET, "marker": "|", "markersize": 11, "markeredgewidth": 1.6, "linestyle": "none"}


@dataclass(frozen=True)
class Spoke:
    """One dimension."""

    name: str
    mean: float | None
    counts: str
    """Items with a level of items that apply."""
    before: float | None
    average: Average | None
    target: float | None
    change: LevelChange | None = None
    """How far it came since last time."""


def bars_figure(spokes: Sequence[Spoke], own_name: str, words: Caption, *, with_average: bool) -> Figure:
    """Horizontal bars, a row a dimension, the figures written at the side; A4 landscape."""
    with drawing():
        figure = sheet(LANDSCAPE, words)
        axes = figure.add_axes((0.25, 0.13, 0.485, 0.68))
        top = top_of(_values(spokes))
        rows = range(len(spokes) - 1, -1, -1)
        axes.set_xlim(0, top * 1.02)
        axes.set_ylim(-0.6, len(spokes) - 0.4)
        axes.set_xticks(range(top + 1), [_("レベル{level}", level=level) for level in range(top + 1)], fontsize=9)
        axes.set_yticks(list(rows), [one.name for one in spokes], fontsize=10.5, color=INK)
        axes.grid(axis="x", color=FAINT, linewidth=0.8)
        axes.spines["bottom"].set_visible(False)
        quiet_axes(axes)
        for row, one in zip(rows, spokes, strict=True):
            if one.mean is not None:
                axes.barh(row, one.mean, height=0.46, color=OWN, zorder=2)
            if one.before is not None:
                axes.plot([one.before, one.before], [row - 0.34, row + 0.34], color=QUIET, linewidth=1.6, zorder=3)
            if one.target is not None:
                axes.plot([one.target, one.target], [row - 0.3, row + 0.3], color=TARGET, linewidth=3, zorder=2, solid_capstyle="butt")
            height = height_of(one.average)
            if height is not None:
                axes.plot([height], [row], **{**THEIRS, "linestyle": "none", "markersize": 8, "marker": "D"}, zorder=4)
        columns = [
            (0.765, _("平均"), OWN),
            (0.81, _("前回"), QUIET),
            (0.862, _("変化"), INK),
            (0.919, _("県内平均"), PEERS),
            (0.967, _("目標"), TARGET),
        ]
        low, high = axes.get_ylim()
        for place, name, colour in columns:
            figure.text(place, 0.825, name, fontsize=9.5, color=colour, ha="center")
        for row, one in zip(rows, spokes, strict=True):
            height = 0.13 + 0.68 * (row - low) / (high - low)
            average = shown(one.average) if with_average else "-"
            texts = (as_mean(one.mean), as_mean(one.before), change_in_short(one.change), average, as_mean(one.target))
            for (place, _name, colour), text in zip(columns, texts, strict=True):
                figure.text(place, height, text, fontsize=11 if place == columns[0][0] else 9.5, color=colour, ha="center", va="center")
        bar = {"color": OWN, "linewidth": 7, "solid_capstyle": "butt"}
        diamond = {**THEIRS, "linestyle": "none", "marker": "D", "markersize": 8}
        aim = {**AIM, "marker": "|", "markersize": 13}
        legend(figure, [(own_name, bar), (_("前回"), _BEFORE), (_("県内平均（匿名）"), diamond), (_("目標"), aim)], right=0.4)
        return figure


def _values(spokes: Sequence[Spoke]) -> list[float]:
    found = [value for one in spokes for value in (one.mean, one.before, one.target, height_of(one.average))]
    return [value for value in found if value is not None]


def radar_figure(spokes: Sequence[Spoke], own_name: str, words: Caption) -> Figure:
    """A radar with names set outside the circle, each on its own side; A4 landscape. Dimensions without a mean leave a gap."""
    with drawing():
        figure = sheet(LANDSCAPE, words)
        axes: PolarAxes = figure.add_axes((0.2, 0.14, 0.6, 0.62), projection="polar")  # type: ignore[assignment]
        top = top_of(_values(spokes))
        angles = [2 * math.pi * n / len(spokes) for n in range(len(spokes))]
        axes.set_theta_zero_location("N")
        axes.set_theta_direction(-1)
        axes.set_ylim(0, top)
        axes.set_yticks(range(top + 1), [str(level) for level in range(top + 1)], fontsize=8.5, color=QUIET)
        axes.set_rlabel_position(180 / len(spokes))
        axes.set_xticks(angles, [""] * len(spokes))
        axes.grid(color=FAINT, linewidth=0.8)
        axes.spines["polar"].set_color(FAINT)

        def ring(values: Sequence[float | None], **style: object) -> None:
            closed = [*values, values[0]]
            axes.plot([*angles, angles[0]], [math.nan if one is None else one for one in closed], clip_on=False, **style)  # type: ignore[arg-type]

        ring([one.target for one in spokes], color=TARGET, linewidth=1.4, linestyle=":", zorder=2)
        ring([height_of(one.average) for one in spokes], **THEIRS, zorder=3)
        ring([one.mean for one in spokes], **MINE, zorder=4)
        if all(one.mean is not None for one in spokes):
            axes.fill(angles, [one.mean for one in spokes], color=OWN, alpha=0.12, zorder=1)
        for angle, one in zip(angles, spokes, strict=True):
            side = math.sin(angle)
            across = "center" if abs(side) < 0.1 else "left" if side > 0 else "right"  # noqa: PLR2004 - straight up or down
            text = f"{one.name}\n{as_mean(one.mean)}"
            axes.text(angle, top * 1.13, text, ha=across, va="center", fontsize=10.5, linespacing=1.5)
        dotted = {"color": TARGET, "linewidth": 1.4, "linestyle": ":"}
        legend(figure, [(own_name, MINE), (_("県内平均（匿名）"), THEIRS), (_("目標"), dotted)], right=0.4)
        return figure
