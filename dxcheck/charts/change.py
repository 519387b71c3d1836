"""What changed between two snapshots: a dumbbell an item, grouped by dimension."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from dxcheck.charts.canvas import FAINT, INK, OWN, PEERS, PORTRAIT, QUIET, TOP, drawing, legend, quiet_axes, sheet
from dxcheck.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from dxcheck.charts.canvas import Caption

_ROW: Final = 0.186
"""Inches a row takes at least, so that 42 items fit on A4."""
AROUND: Final = 2.2
"""Inches above and below the rows."""
LEFT, RIGHT = -0.82, 1.22
"""Where headings begin and their lines end, in widths of the axes."""
UP: Final[dict[str, Any]] = {"color": OWN, "marker": "o", "markersize": 7, "linewidth": 2.4}
DOWN: Final[dict[str, Any]] = {"color": PEERS, "marker": "v", "markersize": 7, "linewidth": 1.8, "linestyle": (0, (2, 1.5))}
SAME: Final[dict[str, Any]] = {"color": QUIET, "marker": "s", "markersize": 4.5, "linestyle": "none"}
NEW: Final[dict[str, Any]] = {"color": QUIET, "marker": "D", "markersize": 4.5, "linestyle": "none"}
"""A level where there was none: no rise."""
WAS: Final[dict[str, Any]] = {"color": QUIET, "marker": "o", "markersize": 6, "markerfacecolor": "white", "linestyle": "none"}


@dataclass(frozen=True)
class Dumbbell:
    """One item in two snapshots."""

    name: str
    before: int | None
    """The level, or None for any other answer."""
    after: int | None
    words: str
    """What is written at the side: 1→2, わからない→1."""
    is_reworded: bool = False
    """Its levels need not mean the same: drawn without a rise or a fall."""


def change_figure(groups: Sequence[tuple[str, Sequence[Dumbbell]]], words: Caption) -> Figure:
    """Draw every shared item under its dimension; A4 portrait, longer where there are more than fit.

    Args:
        groups: each dimension's name with its items.
        words: title, subtitle, note.
    """
    with drawing():
        rows = sum(len(items) + 1 for _name, items in groups)
        height = max(PORTRAIT[1], AROUND + _ROW * rows)
        figure = sheet((PORTRAIT[0], height), words)
        bottom, space = 0.75 / height, 1 - 2.0 / height
        axes = figure.add_axes((0.42, bottom, 0.43, space))
        axes.set_xlim(-0.3, TOP + 0.3)
        axes.set_ylim(rows - 0.4, -0.6)
        axes.set_xticks(range(TOP + 1), [str(level) for level in range(TOP + 1)], fontsize=9)
        axes.xaxis.set_ticks_position("top")
        axes.set_yticks([])
        axes.grid(axis="x", color=FAINT, linewidth=0.8)
        for side in ("left", "bottom"):
            axes.spines[side].set_visible(False)
        quiet_axes(axes)
        row = 0
        for name, items in groups:
            axes.text(LEFT, row, name, fontsize=9.5, color=OWN, va="center", ha="left", transform=axes.get_yaxis_transform())
            axes.axhline(row + 0.5, xmin=LEFT, xmax=RIGHT, color=FAINT, linewidth=0.8, clip_on=False)
            row += 1
            for one in items:
                _row(axes, row, one)
                row += 1
        if not groups:
            figure.text(0.5, 0.5, _("2つの診断に共通の設問がありません。"), ha="center", fontsize=13, color=QUIET)
        entries = [(_("前回"), WAS), (_("上がった"), UP), (_("下がった"), DOWN), (_("同じ"), SAME), (_("新しい回答"), NEW)]
        legend(figure, entries, right=0.4, down=height - 0.62)
        return figure


def _row(axes: Axes, row: int, one: Dumbbell) -> None:
    beside = axes.get_yaxis_transform()
    both = one.before is not None and one.after is not None and one.before != one.after
    moved = both and not one.is_reworded
    axes.text(-0.03, row, one.name, fontsize=8, color=INK if moved else QUIET, va="center", ha="right", transform=beside)
    axes.text(1.03, row, one.words, fontsize=8, color=INK if moved else QUIET, va="center", ha="left", transform=beside)
    if one.before is not None and one.after is not None and moved:
        style = UP if one.after > one.before else DOWN
        axes.plot([one.before, one.after], [row, row], **{**style, "marker": ""}, zorder=2)
        axes.plot([one.before], [row], **WAS, zorder=3)
        axes.plot([one.after], [row], **style, zorder=3)
    elif one.before is not None and one.after is not None:
        if both:
            axes.plot([one.before], [row], **WAS, zorder=2)
        axes.plot([one.after], [row], **SAME, zorder=3)
    elif one.after is not None:
        axes.plot([one.after], [row], **NEW, zorder=3)
    elif one.before is not None:
        axes.plot([one.before], [row], **WAS, zorder=3)
