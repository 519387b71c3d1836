"""A line over the cycles that shows by itself what its figures are: a gap where nothing was measured, and an open cycle hollow, with dots leading to it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from dxcheck.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from matplotlib.axes import Axes

    from dxcheck.assessment.measured import MeanFigure, OwnFigure


def draw_line(axes: Axes, figures: Sequence[OwnFigure | MeanFigure | None], style: dict[str, Any], *, zorder: int) -> None:
    """Draw the figures of one line.

    Args:
        axes: where.
        figures: one a cycle, the oldest first; None is a gap.
        style: colour, mark and line of what is closed.
        zorder: above what.
    """
    axes.plot(range(len(figures)), [math.nan if one is None or one.is_open else one.value for one in figures], **style, zorder=zorder)
    for n, one in enumerate(figures):
        if one is None or not one.is_open:
            continue
        before = figures[n - 1] if n else None
        if before is not None:
            axes.plot([n - 1, n], [before.value, one.value], **{**style, "marker": "", "linestyle": ":"}, zorder=zorder)
        axes.plot([n], [one.value], **{**style, "linestyle": "none", "markerfacecolor": "white"}, zorder=zorder)


def open_legend(lines: Iterable[Sequence[OwnFigure | MeanFigure | None]], style: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """What the open end of a line is, where there is one.

    Args:
        lines: those that are drawn alike.
        style: how; the mark of the legend is drawn as the open end is.
    """
    if not any(one is not None and one.is_open for line in lines for one in line):
        return []
    return [(_("受付中の期"), {**style, "linestyle": ":", "markerfacecolor": "white"})]


def first_line(label: str) -> str:
    """A cycle's label without what stands under it, for narrow panels."""
    return label.partition("\n")[0]
