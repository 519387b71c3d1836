"""Pictures of all municipalities at once, for the centre: the table on sheets of its own, how they spread over each dimension, and who gave which answer."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any, Final

from dxcheck.assessment.figures import NOTHING, nearest
from dxcheck.charts.canvas import FAINT, INK, LANDSCAPE, OWN, PEERS, PORTRAIT, SMALLEST_TEXT, drawing, quiet_axes
from dxcheck.charts.heatmap import fill_table
from dxcheck.charts.page import Room, axes_in, sheet, text_at, text_height, widest, wrapped
from dxcheck.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from dxcheck.assessment.measured import OwnFigure
    from dxcheck.charts.canvas import Caption
    from dxcheck.charts.heatmap import ShadedRow
    from dxcheck.charts.page import LegendMark
    from dxcheck.charts.scale import Scale

    Strip = tuple[str, Sequence[OwnFigure]]

LYING_ROWS: Final = 26
"""Rows of the table that fit on a page that lies."""
STANDING_ROWS: Final = 46
"""Rows of the table on a page that stands."""
MOST_DOTS: Final = 120
"""Municipalities up to which each has a dot; of more, there are columns that say how many."""
LEAST_FOR_A_BOX: Final = 4
OLDER: Final[dict[str, Any]] = {
    "color": OWN,
    "marker": "o",
    "linestyle": "none",
    "markersize": 5,
    "markerfacecolor": "white",
    "alpha": 0.75,
}
TOWN: Final[dict[str, Any]] = {"color": OWN, "marker": "o", "linestyle": "none", "markersize": 5, "alpha": 0.75, "markeredgewidth": 0}
MANY: Final[dict[str, Any]] = {"color": OWN, "linewidth": 7, "solid_capstyle": "butt"}
MIDDLE: Final[dict[str, Any]] = {"color": INK, "marker": "|", "linestyle": "none", "markersize": 17, "markeredgewidth": 2}
HALF: Final[dict[str, Any]] = {"color": FAINT, "linewidth": 11, "solid_capstyle": "butt"}
HALF_OF_MANY: Final[dict[str, Any]] = {**HALF, "color": PEERS, "linewidth": 4}
_BINS: Final = 50
_EXACT: Final = 1e-9
_CUTS: Final = (1, 4, 9, 14, 17)
"""Of twentieths: the 10, 25, 50, 75 and 90 % points."""


def spread_legend(columns: Sequence[Strip]) -> list[LegendMark]:
    """What the marks of the strips mean, of those that are drawn."""
    every = [figures for _name, figures in columns]
    middle: list[LegendMark] = [(_("中央値"), MIDDLE)] if any(every) else []
    if any(len(one) >= LEAST_FOR_A_BOX for one in every):
        middle.append((_("中ほどの半分の市町"), HALF_OF_MANY if is_crowd(columns) else HALF))
    if is_crowd(columns):
        return [(_("市町の数"), MANY), *middle]
    dots: list[LegendMark] = [(_("1市町"), TOWN)] if any(not one.is_older for figures in every for one in figures) else []
    dots += [(_("前の期までの診断結果"), OLDER)] if any(one.is_older for figures in every for one in figures) else []
    return [*dots, *middle]


def is_crowd(columns: Sequence[Strip]) -> bool:
    """Whether there are more municipalities than can be told apart as dots."""
    return max((len(figures) for _name, figures in columns), default=0) > MOST_DOTS


def table_figures(rows: Sequence[ShadedRow], columns: Sequence[str], scale: Scale, words: Caption) -> list[Figure]:
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


def spread_figure(columns: Sequence[Strip], scale: Scale, words: Caption) -> Figure:
    """A strip a dimension with a dot a municipality, the middle half behind them and the median, on A4 landscape; nobody is named.

    Args:
        columns: names and the figures in them; how many there are is written beside each name.
        scale: where they lie and how they are written.
        words: title, subtitle, note.
    """
    with drawing():
        figure, room = sheet(LANDSCAPE, words, spread_legend(columns))
        fill_spread(figure, room, columns, scale, size=10.5)
        return figure


def fill_spread(figure: Figure, room: Room, columns: Sequence[Strip], scale: Scale, *, size: float) -> None:
    """Fill a room with the strips, beside them how many there are and the median, or more where they are many; `size` is the names' in points."""
    names = [wrapped(name, 0.26 * room.wide, size) for name, _figures in columns]
    heads, texts = _beside(columns, scale)
    wides = [max(widest([head], SMALLEST_TEXT), widest(said, SMALLEST_TEXT)) + 9 for head, said in zip(heads, texts, strict=True)]
    left, right = room.left + widest(names, size) + 9, room.right - sum(wides) - 5
    axes = axes_in(figure, Room(left, room.bottom + SMALLEST_TEXT + 5, right, room.top - SMALLEST_TEXT - 4))
    rows = list(range(len(columns) - 1, -1, -1))
    axes.set_xlim(scale.low - 0.01 * scale.wide, scale.high + 0.01 * scale.wide)
    axes.set_ylim(-0.6, len(columns) - 0.4)
    axes.set_xticks(scale.ticks, [scale.mark(one) for one in scale.ticks], fontsize=SMALLEST_TEXT)
    axes.set_yticks(rows, names, fontsize=size, color=INK, linespacing=1.15)
    axes.grid(axis="x", color=FAINT, linewidth=0.8)
    axes.spines["left"].set_visible(False)
    axes.spines["bottom"].set_visible(False)
    quiet_axes(axes)
    band = min(26 * size / 10.5, 0.6 * room.high / max(1, len(columns)))
    draw = _draw_crowd if is_crowd(columns) else _draw_dots
    for row, (_name, figures) in zip(rows, columns, strict=True):
        draw(axes, row, figures, scale, band)
    beside, x = axes.get_yaxis_transform(), right + 5
    for head, said, wide in zip(heads, texts, wides, strict=True):
        x += wide
        text_at(figure, x - wide / 2 + 4, room.top - SMALLEST_TEXT, head, fontsize=SMALLEST_TEXT, color=INK, ha="center", va="bottom")
        for row, text in zip(rows, said, strict=True):
            at = (x - wide / 2 + 4 - left) / (right - left)
            axes.text(at, row, text, transform=beside, fontsize=SMALLEST_TEXT, color=INK, ha="center", va="center")


def _beside(columns: Sequence[Strip], scale: Scale) -> tuple[list[str], list[list[str]]]:
    """What is written beside the strips, column by column."""
    every = [[one.value for one in figures] for _name, figures in columns]
    counts = [str(len(one)) for one in every]
    if not is_crowd(columns):
        return [_("市町の数"), _("中央値")], [counts, [scale.write(median(one)) if one else NOTHING for one in every]]
    cuts = [quantiles(one, n=20, method="inclusive") if len(one) > 1 else None for one in every]
    heads = [_("市町の数"), "10%", "25%", _("中央値"), "75%", "90%"]
    return heads, [counts, *([NOTHING if one is None else scale.write(one[at]) for one in cuts] for at in _CUTS)]


def _draw_dots(axes: Axes, row: int, figures: Sequence[OwnFigure], scale: Scale, band: float) -> None:
    """A dot a municipality."""
    values = [one.value for one in figures]
    if len(values) >= LEAST_FOR_A_BOX:
        low, _middle, high = quantiles(values, n=4, method="inclusive")
        axes.plot([low, high], [row, row], **{**HALF, "linewidth": band}, zorder=1)
    if values:
        axes.plot([median(values)], [row], **{**MIDDLE, "markersize": band * 1.08}, zorder=2)
    places = _stacked(figures, row, scale.wide / 50)
    for style, older in ((TOWN, False), (OLDER, True)):
        drawn = [place for place, one in places if one.is_older == older]
        axes.plot([x for x, _y in drawn], [y for _x, y in drawn], **{**style, "markersize": band * 0.19}, clip_on=False, zorder=3)


def part_of(value: float, scale: Scale, parts: int) -> int:
    """In which of so many equal parts of a scale a figure lies; what lies between two belongs to the upper one."""
    return max(0, min(parts - 1, int((value - scale.low) / scale.wide * parts + _EXACT)))


def _draw_crowd(axes: Axes, row: int, figures: Sequence[OwnFigure], scale: Scale, band: float) -> None:
    """How many municipalities there are at each height, as columns on a line, with the middle half and the median under them."""
    values = [one.value for one in figures]
    if not values:
        return
    step = scale.wide / _BINS
    counts = Counter(part_of(one, scale, _BINS) for one in values)
    most = max(counts.values())
    places = sorted(counts)
    axes.bar(
        [scale.low + step * (one + 0.5) for one in places],
        [0.62 * counts[one] / most for one in places],
        width=0.9 * step,
        bottom=row - 0.2,
        color=OWN,
        zorder=3,
    )
    if len(values) >= LEAST_FOR_A_BOX:
        low, _middle, high = quantiles(values, n=4, method="inclusive")
        axes.plot([low, high], [row - 0.3] * 2, **{**HALF_OF_MANY, "linewidth": band * 0.18}, zorder=2)
    axes.plot([median(values)], [row - 0.3], **{**MIDDLE, "markersize": band * 0.4}, zorder=4)


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


def _stacked(figures: Sequence[OwnFigure], row: int, near: float) -> list[tuple[tuple[float, float], OwnFigure]]:
    """Figures that are nearly equal lie above and below each other, so that every dot can be seen."""
    every = Counter(nearest(one.value / near) for one in figures)
    seen: Counter[int] = Counter()
    placed = []
    for one in sorted(figures, key=lambda figure: (figure.value, figure.is_older)):
        step = nearest(one.value / near)
        apart = min(0.16, 0.7 / every[step])
        placed.append(((one.value, row + apart * (seen[step] - (every[step] - 1) / 2)), one))
        seen[step] += 1
    return placed
