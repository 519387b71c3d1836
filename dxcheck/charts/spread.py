"""How all municipalities spread over each dimension or item: a dot each where all can be seen, else columns that say how many; nobody is named."""

from __future__ import annotations

import itertools
import math
from bisect import bisect_left
from collections import Counter
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any, Final

from dxcheck.assessment.figures import NOTHING
from dxcheck.charts.canvas import FAINT, INK, LANDSCAPE, OWN, PEERS, SMALLEST_TEXT, drawing, quiet_axes
from dxcheck.charts.page import Room, axes_in, evenly_wrapped, sheet, text_at, widest
from dxcheck.charts.swarm import swarm
from dxcheck.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from dxcheck.assessment.measured import OwnFigure
    from dxcheck.charts.canvas import Caption
    from dxcheck.charts.page import LegendMark
    from dxcheck.charts.scale import AxisScale

    Strip = tuple[str, Sequence[OwnFigure]]

MOST_DOTS: Final = 120
"""Municipalities up to which each has a dot, if there is room for all of them; else there are columns that say how many."""
_DOTS: Final = tuple(5.6 - 0.2 * n for n in range(15))
"""Points that a dot is wide, the best first: all of a picture are as large."""
LEAST_FOR_A_BOX: Final = 4
TOWN: Final[dict[str, Any]] = {"color": OWN, "marker": "o", "linestyle": "none", "markersize": 5, "markeredgewidth": 1}
OLDER: Final[dict[str, Any]] = {**TOWN, "markerfacecolor": "white"}
OLDER_MANY: Final[dict[str, Any]] = {**OLDER, "marker": "s", "markersize": 8}
MANY: Final[dict[str, Any]] = {"color": OWN, "linewidth": 7, "solid_capstyle": "butt"}
MIDDLE: Final[dict[str, Any]] = {"color": INK, "marker": "|", "linestyle": "none", "markersize": 17, "markeredgewidth": 2}
HALF: Final[dict[str, Any]] = {"color": FAINT, "linewidth": 11, "solid_capstyle": "butt"}
HALF_OF_MANY: Final[dict[str, Any]] = {**HALF, "color": PEERS, "linewidth": 4}
_BINS: Final = 50
_EXACT: Final = 1e-9
_CUTS: Final = (1, 4, 9, 14, 17)
"""Of twentieths: the 10, 25, 50, 75 and 90 % points."""


def spread_legend(columns: Sequence[Strip], *, has_dots: bool) -> list[LegendMark]:
    """What the marks of the strips mean, of those that are drawn."""
    every = [figures for _name, figures in columns]
    middle: list[LegendMark] = [(_("中央値"), MIDDLE)] if any(every) else []
    if any(len(one) >= LEAST_FOR_A_BOX for one in every):
        middle.append((_("中ほどの半分の市町"), HALF if has_dots else HALF_OF_MANY))
    has_new, has_older = (any(one.is_older == older for figures in every for one in figures) for older in (False, True))
    kinds = (
        ((_("1市町"), TOWN), (_("1市町（前の期までの診断結果）"), OLDER))
        if has_dots
        else ((_("市町の数"), MANY), (_("市町の数（前の期までの診断結果）"), OLDER_MANY))
    )
    return [*(kinds[:1] if has_new else ()), *(kinds[1:] if has_older else ()), *middle]


def spread_figure(columns: Sequence[Strip], scale: AxisScale, words: Caption) -> Figure:
    """A strip a dimension with a dot a municipality, the middle half behind them and the median, on A4 landscape; nobody is named.

    Args:
        columns: names and the figures in them; how many there are is written beside each name.
        scale: where they lie and how they are written.
        words: title, subtitle, note.
    """
    with drawing():
        for has_dots in (True, False):
            figure, room = sheet(LANDSCAPE, words, spread_legend(columns, has_dots=has_dots))
            if fill_spread(figure, room, columns, scale, size=10.5, has_dots=has_dots):
                break
        return figure


def fill_spread(figure: Figure, room: Room, columns: Sequence[Strip], scale: AxisScale, *, size: float, has_dots: bool) -> bool:
    """Fill a room with the strips, beside them how many there are and the median, or more where they are columns.

    Args:
        figure: the page.
        room: of it.
        columns: names and the figures in them.
        scale: where they lie and how they are written.
        size: of the names, in points.
        has_dots: whether each municipality is a dot.

    Returns:
        Whether it could: not where dots would lie on each other. Then nothing is drawn.
    """
    names = [evenly_wrapped(name, 0.26 * room.wide, size) for name, _figures in columns]
    heads, texts = _beside(columns, scale, has_dots=has_dots)
    wides = [max(widest([head], SMALLEST_TEXT), widest(said, SMALLEST_TEXT)) + 9 for head, said in zip(heads, texts, strict=True)]
    inside = Room(
        room.left + widest(names, size) + 9,
        room.bottom + SMALLEST_TEXT + 5,
        room.right - sum(wides) - 5,
        room.top - SMALLEST_TEXT - 4,
    )
    strip = inside.high / (len(columns) + 0.2)
    swarms = _swarms(columns, scale, 0.98 * inside.wide / scale.wide, strip) if has_dots else None
    if has_dots and swarms is None:
        return False
    axes = _strip_axes(figure, inside, names, scale, size)
    rows = list(range(len(columns) - 1, -1, -1))
    band = min(26 * size / 10.5, 0.6 * strip)
    for n, (row, (_name, figures)) in enumerate(zip(rows, columns, strict=True)):
        if swarms is None:
            _draw_columns(axes, row, figures, scale, band)
        else:
            _draw_dots(axes, row, figures, band, [up / strip for up in swarms[1][n]], swarms[0])
    beside, x = axes.get_yaxis_transform(), inside.right + 5
    for head, said, wide in zip(heads, texts, wides, strict=True):
        x += wide
        text_at(figure, x - wide / 2 + 4, room.top - SMALLEST_TEXT, head, fontsize=SMALLEST_TEXT, color=INK, ha="center", va="bottom")
        for row, text in zip(rows, said, strict=True):
            at = (x - wide / 2 + 4 - inside.left) / inside.wide
            axes.text(at, row, text, transform=beside, fontsize=SMALLEST_TEXT, color=INK, ha="center", va="center")
    return True


def _strip_axes(figure: Figure, inside: Room, names: Sequence[str], scale: AxisScale, size: float) -> Axes:
    """Axes with the scale below and the names beside, the first above."""
    axes = axes_in(figure, inside)
    axes.set_xlim(scale.low - 0.01 * scale.wide, scale.high + 0.01 * scale.wide)
    axes.set_ylim(-0.6, len(names) - 0.4)
    axes.set_xticks(scale.ticks, _tick_names(scale, inside.wide), fontsize=SMALLEST_TEXT)
    axes.set_yticks(list(range(len(names) - 1, -1, -1)), names, fontsize=size, color=INK, linespacing=1.15)
    axes.grid(axis="x", color=FAINT, linewidth=0.8)
    axes.spines["left"].set_visible(False)
    axes.spines["bottom"].set_visible(False)
    quiet_axes(axes)
    return axes


def _tick_names(scale: AxisScale, wide: float) -> list[str]:
    """What stands below the ticks: each, or where the room is too narrow for that, every second or third."""
    names = [scale.mark(one) for one in scale.ticks]
    apart = min(b - a for a, b in itertools.pairwise(scale.ticks)) * 0.98 * wide / scale.wide
    every = max(1, math.ceil((widest(names, SMALLEST_TEXT) + 4) / apart))
    return [name if n % every == 0 else "" for n, name in enumerate(names)]


def _swarms(columns: Sequence[Strip], scale: AxisScale, unit: float, strip: float) -> tuple[float, list[list[float]]] | None:
    """How wide dots can be so that none lies on another, and how far above or below its strip's middle each stands; None where they would be too small to be seen.

    Args:
        columns: names and figures, each strip's in the order of `by_value`.
        scale: where they lie.
        unit: points of one level.
        strip: points from one strip to the next.
    """
    places = [[(one.value - scale.low) * unit for one in by_value(figures)] for _name, figures in columns]
    if any(len(one) > MOST_DOTS for one in places):
        return None

    def of_size(wide: float) -> list[list[float]] | None:
        found = []
        for one in places:
            swarmed = swarm(one, wide + 1, 0.94 * strip / 2)
            if swarmed is None:
                return None
            found.append(swarmed)
        return found

    fitting = _DOTS[bisect_left(_DOTS, 1, hi=len(_DOTS) - 1, key=lambda wide: of_size(wide) is not None)]
    found = of_size(fitting)
    return None if found is None else (fitting, found)


def by_value(figures: Sequence[OwnFigure]) -> list[OwnFigure]:
    """The lowest first, of equal ones those of this cycle."""
    return sorted(figures, key=lambda figure: (figure.value, figure.is_older))


def _beside(columns: Sequence[Strip], scale: AxisScale, *, has_dots: bool) -> tuple[list[str], list[list[str]]]:
    """What is written beside the strips, column by column."""
    every = [[one.value for one in figures] for _name, figures in columns]
    counts = [str(len(one)) for one in every]
    if has_dots:
        return [_("市町の数"), _("中央値")], [counts, [scale.write(_middle(one)) if one else NOTHING for one in every]]
    cuts = [quantiles(one, n=20, method="inclusive") if len(one) > 1 else None for one in every]
    heads = [_("市町の数"), "10%", "25%", _("中央値"), "75%", "90%"]
    return heads, [counts, *([NOTHING if one is None else scale.write(one[at]) for one in cuts] for at in _CUTS)]


def _middle(values: Sequence[float]) -> float:
    """The median; a whole one of levels is a level, also between two."""
    found = median(values)
    return int(found) if all(isinstance(one, int) for one in values) and found == int(found) else found


def _draw_dots(axes: Axes, row: int, figures: Sequence[OwnFigure], band: float, ups: Sequence[float], wide: float) -> None:
    """A dot a municipality, the middle half and the median behind them."""
    values = [one.value for one in figures]
    if len(values) >= LEAST_FOR_A_BOX:
        low, _middle, high = quantiles(values, n=4, method="inclusive")
        axes.plot([low, high], [row, row], **{**HALF, "linewidth": band}, zorder=1)
    if values:
        axes.plot([median(values)], [row], **{**MIDDLE, "markersize": band * 1.08}, zorder=2)
    placed = list(zip(by_value(figures), ups, strict=True))
    for style, older in ((TOWN, False), (OLDER, True)):
        there = [(one.value, row + up) for one, up in placed if one.is_older == older]
        axes.plot([x for x, _y in there], [y for _x, y in there], **{**style, "markersize": wide - 1}, clip_on=False, zorder=3)


def part_of(value: float, scale: AxisScale, parts: int) -> int:
    """In which of so many equal parts of a scale a figure lies; what lies between two belongs to the upper one."""
    return max(0, min(parts - 1, int((value - scale.low) / scale.wide * parts + _EXACT)))


def _draw_columns(axes: Axes, row: int, figures: Sequence[OwnFigure], scale: AxisScale, band: float) -> None:
    """How many municipalities there are at each height, as columns on a line, with the middle half and the median under them."""
    from matplotlib.patches import Rectangle  # slow, and only here

    values = [one.value for one in figures]
    if not values:
        return
    step = scale.wide / _BINS
    counts = [Counter(part_of(one.value, scale, _BINS) for one in figures if one.is_older == older) for older in (False, True)]
    most = max((counts[0] + counts[1]).values())
    for one in sorted(counts[0] + counts[1]):
        bottom = row - 0.2
        for part, face in zip(counts, (OWN, "white"), strict=True):
            if part[one]:
                corner, high = (scale.low + step * (one + 0.05), bottom), 0.62 * part[one] / most
                # `axes.bar` would also look how far each reaches, and the limits are set
                axes.add_artist(Rectangle(corner, 0.9 * step, high, facecolor=face, edgecolor=OWN, linewidth=0.7, zorder=3))
                bottom += high
    if len(values) >= LEAST_FOR_A_BOX:
        low, _middle, high = quantiles(values, n=4, method="inclusive")
        axes.plot([low, high], [row - 0.3] * 2, **{**HALF_OF_MANY, "linewidth": band * 0.18}, zorder=2)
    axes.plot([median(values)], [row - 0.3], **{**MIDDLE, "markersize": band * 0.4}, zorder=4)
