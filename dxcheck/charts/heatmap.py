"""Municipalities by dimensions: a figure in every cell, the shade only repeats it, so that it reads the same in black and white."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from dxcheck.assessment.figures import NOTHING
from dxcheck.assessment.measured import MeanFigure, OwnFigure
from dxcheck.charts.canvas import FAINT, INK, OWN, PEERS, QUIET, SMALLEST_TEXT, drawing, quiet_axes
from dxcheck.charts.page import INCH, Room, axes_in, evenly_wrapped, page, text_height, widest, wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.colors import LinearSegmentedColormap
    from matplotlib.figure import Figure

    from dxcheck.charts.scale import AxisScale

WIDTH: Final = 6.9
"""Inches: the width between the margins of A4."""
"""Inches: the width between the margins of A4."""
_ROW: Final = 16.0
"""Points."""


class Count(NamedTuple):
    """How many of all lie where the cell stands."""

    n: int
    of: int

    def __str__(self) -> str:
        """The number alone."""
        return str(self.n)


ShadedCell = OwnFigure | MeanFigure | Count | str | None


@dataclass(frozen=True)
class ShadedRow:
    """One municipality, or the mean of all."""

    name: str
    """Marked where its answers are from an earlier cycle."""
    cells: tuple[ShadedCell, ...] = ()
    """Figures by column; a word where there is one instead; None where there is nothing."""
    said: str = ""
    """Why there are no figures at all; then there are no cells."""
    is_mean: bool = False


def heatmap_figure(rows: Sequence[ShadedRow], columns: Sequence[str], scale: AxisScale) -> Figure:
    """Draw a table as wide as a page between its margins.

    Args:
        rows: municipalities, then the mean of all.
        columns: their names; the first is the whole.
        scale: how figures are written and shaded.
    """
    with drawing():
        wide = WIDTH * INCH
        head = _heads_high(rows, columns, wide - 6, SMALLEST_TEXT)
        figure = page(wide, head + _ROW * len(rows) + 8)
        fill_table(figure, Room(2, 3, wide - 4, head + _ROW * len(rows) + 5), rows, columns, scale, size=SMALLEST_TEXT)
        return figure


def fill_table(figure: Figure, room: Room, rows: Sequence[ShadedRow], columns: Sequence[str], scale: AxisScale, *, size: float) -> None:
    """Fill a room with the table; `size` is the figures' in points."""
    names, wide = _names(rows, room.wide, size)
    head = _heads_high(rows, columns, room.wide, size)
    axes = axes_in(figure, Room(room.left + wide, room.bottom, room.right, room.top - head))
    draw_table(axes, rows, names, [_head(one, (room.wide - wide) / len(columns)) for one in columns], scale, size=size)


def _names(rows: Sequence[ShadedRow], wide: float, size: float) -> tuple[list[str], float]:
    """The names as they are written, and the points they take."""
    names = [wrapped(one.name, 0.22 * wide, size) for one in rows]
    return names, widest(names, size) + 6


def _head(name: str, wide: float) -> str:
    return "\n".join(evenly_wrapped(one, wide - 3, SMALLEST_TEXT) for one in name.split("・"))


def _heads_high(rows: Sequence[ShadedRow], columns: Sequence[str], wide: float, size: float) -> float:
    """Points that the names of the columns take."""
    each = (wide - _names(rows, wide, size)[1]) / len(columns)
    return max(text_height(_head(one, each), SMALLEST_TEXT, 1.2) for one in columns) + 6


def draw_table(axes: Axes, rows: Sequence[ShadedRow], names: Sequence[str], heads: Sequence[str], scale: AxisScale, *, size: float) -> None:
    """Fill axes with the table; names and heads are broken into lines already."""
    axes.set_xlim(0, len(heads))
    axes.set_ylim(len(rows), 0)
    for at, row in enumerate(rows):
        if row.said:
            axes.text(0.12, at + 0.52, row.said, fontsize=size, color=QUIET, ha="left", va="center")
            axes.plot([0.03, len(heads) - 0.03], [at + 0.96] * 2, color=FAINT, linewidth=0.6)
        for column, cell in enumerate(row.cells):
            _draw_cell(axes, column, at, cell, scale, size)
        if row.is_mean:
            axes.plot([0.03, len(heads) - 0.03], [at, at], color=INK, linewidth=1.2, clip_on=False, zorder=4)
    axes.set_xticks([one + 0.5 for one in range(len(heads))], heads, fontsize=SMALLEST_TEXT, color=INK, linespacing=1.15)
    axes.xaxis.set_ticks_position("top")
    axes.set_yticks([one + 0.5 for one in range(len(rows))], names, fontsize=size, color=INK, linespacing=1.1)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
    quiet_axes(axes)


@cache
def _shades(darkest: str) -> LinearSegmentedColormap:
    from matplotlib.colors import LinearSegmentedColormap  # slow, and only here

    return LinearSegmentedColormap.from_list("levels", ["#FFFFFF", darkest])


def _luminance(colour: Sequence[float]) -> float:
    """How light a colour is, from 0 to 1 (WCAG 2.2, relative luminance)."""
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in colour[:3]]  # noqa: PLR2004 - the standard's own
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: Sequence[float], other: Sequence[float]) -> float:
    """How clearly a colour stands on another, from 1 to 21 (WCAG 2.2); letters need 4.5."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def letters_on(ground: Sequence[float], dark: str) -> str:
    """Dark letters, or white ones where these are easier to read."""
    from matplotlib.colors import to_rgb  # slow, and only here

    return "white" if contrast((1, 1, 1), ground) > contrast(to_rgb(dark), ground) else dark


def _draw_cell(axes: Axes, column: int, row: int, cell: ShadedCell, scale: AxisScale, size: float) -> None:
    """What is below zero is framed, since grey paper shows no difference between blue and orange."""
    from matplotlib.patches import Rectangle  # slow, and only here

    value = cell.value if isinstance(cell, OwnFigure | MeanFigure) else None
    share = 0.0 if value is None else min(1.0, abs(value - scale.faintest) / scale.dark)
    if isinstance(cell, Count):
        share = min(1.0, 2 * cell.n / cell.of)
    text = NOTHING if cell is None else str(cell) if value is None else scale.write(value)
    is_down = value is not None and value < scale.faintest and text.startswith("-")
    shade = _shades(PEERS if is_down else OWN)(share)
    edge, line = (INK, 0.9) if is_down else (FAINT, 0.4)
    ground = Rectangle((column + 0.03, row + 0.04), 0.94, 0.92, facecolor=shade, edgecolor=edge, linewidth=line)
    axes.add_artist(ground)  # `add_patch` would also look how far it reaches, which takes longer than all else, and the limits are set
    colour = letters_on(shade, QUIET if value is None and not isinstance(cell, Count) else INK)
    axes.text(column + 0.5, row + 0.52, text, fontsize=size, color=colour, ha="center", va="center")
