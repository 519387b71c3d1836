"""Pictures of all municipalities at once, for the centre: the table on sheets of its own, and who gave which answer."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from dxcheck.charts.canvas import INK, LANDSCAPE, OWN, PORTRAIT, SMALLEST_TEXT, drawing, quiet_axes
from dxcheck.charts.heatmap import fill_table
from dxcheck.charts.page import Room, axes_in, sheet, text_at, text_height, widest, wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure

    from dxcheck.charts.canvas import Caption
    from dxcheck.charts.heatmap import ShadedRow
    from dxcheck.charts.scale import AxisScale

LYING_ROWS: Final = 26
"""Rows of the table that fit on a page that lies."""
STANDING_ROWS: Final = 46
"""Rows of the table on a page that stands."""


def table_figures(rows: Sequence[ShadedRow], columns: Sequence[str], scale: AxisScale, words: Caption) -> list[Figure]:
    """The table on A4: one page that lies, or as many that stand as it takes.

    Args:
        rows: municipalities, then the mean of all.
        columns: their names; the first is the whole.
        scale: how figures are written and shaded.
        words: title, subtitle, note.
    """
    with drawing():
        lies = len(rows) <= LYING_ROWS
        each = LYING_ROWS if lies else STANDING_ROWS
        pages = max(1, -(-len(rows) // each))
        each = each if pages == 1 else -(-len(rows) // pages)  # pages of equal length
        made = []
        for first in range(0, max(1, len(rows)), each):
            figure, room = sheet(LANDSCAPE if lies else PORTRAIT, words)
            part = rows[first : first + each]
            high = min(room.high, 40 + (18.5 if lies else 14.2) * len(part))
            fill_table(figure, room._replace(bottom=room.top - high), part, columns, scale, size=10 if lies else SMALLEST_TEXT)
            made.append(figure)
        return made


def counts_figures(rows: Sequence[tuple[str, int, str]], words: Caption) -> list[Figure]:
    """How many municipalities gave each answer to one item, and who; on as many pages of A4 landscape as the names take.

    Args:
        rows: the answer, how many municipalities, and their names.
        words: title, subtitle, note.
    """
    with drawing():
        made: list[Figure] = []
        rest = list(rows)
        most = max([count for _name, count, _who in rows] + [1])
        while rest or not made:
            figure, room = sheet(LANDSCAPE, words)
            rest = rest[_fill_counts(figure, room, rest, most) :]
            made.append(figure)
        return made


def _fill_counts(figure: Figure, room: Room, rows: Sequence[tuple[str, int, str]], most: int) -> int:
    """Fill a page; gives how many rows are on it, at least one."""
    answers = [wrapped(name, 0.2 * room.wide, 10.5) for name, _count, _who in rows]
    left = room.left + widest(answers, 10.5) + 6
    bar = 0.2 * room.wide
    who_at = left + bar + 44
    names = [wrapped(who, room.right - who_at, SMALLEST_TEXT) for _name, _count, who in rows]
    edges = [0.0]
    for answer, who in zip(answers, names, strict=True):
        edges.append(edges[-1] + max(text_height(answer, 10.5), text_height(who, SMALLEST_TEXT, 1.4)) + 12)
    here = max(1, sum(one <= room.high for one in edges) - 1) if rows else 0
    spare = max(0.0, min(14.0, (room.high - edges[here]) / max(1, here)))
    edges = [one + spare * n for n, one in enumerate(edges[: here + 1])]
    places = [(one + other) / 2 for one, other in pairwise(edges)]
    axes = axes_in(figure, Room(left, room.top - edges[-1], left + bar, room.top))
    axes.set_xlim(0, most)
    axes.set_ylim(edges[-1], 0)
    axes.set_xticks([])
    axes.set_yticks(places, answers[:here], fontsize=10.5, color=INK)
    axes.spines["bottom"].set_visible(False)
    quiet_axes(axes)
    axes.barh(places, [count for _name, count, _who in rows[:here]], height=13, color=OWN)
    for place, (_name, count, _who), who in zip(places, rows, names, strict=False):
        y = room.top - place
        text_at(figure, left + bar + 22, y, str(count), fontsize=11, color=OWN, ha="center", va="center")
        text_at(figure, who_at, y, who, fontsize=SMALLEST_TEXT, color=INK, va="center", linespacing=1.35)
    return here
