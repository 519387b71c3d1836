"""The profile of one snapshot over the dimensions: as bars, which read best, and as a radar, which many expect."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from dxcheck.assessment.figures import NOTHING
from dxcheck.assessment.wording import change_in_short
from dxcheck.benchmark.gate import height_of, is_earlier, shown
from dxcheck.charts.canvas import (
    FAINT,
    INK,
    LANDSCAPE,
    OWN,
    PEERS,
    QUIET,
    SMALLEST_TEXT,
    TARGET,
    broken_upright,
    drawing,
    quiet_axes,
    struck,
)
from dxcheck.charts.page import Room, axes_in, sheet, text_at, text_height, text_width, widest, wrapped
from dxcheck.charts.progress import AIM, MINE, STANDS, THEIRS, stands_legend
from dxcheck.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from dxcheck.assessment.change import LevelChange
    from dxcheck.benchmark.model import Figure as Average
    from dxcheck.charts.canvas import Caption
    from dxcheck.charts.page import LegendMark
    from dxcheck.charts.scale import AxisScale
    from dxcheck.model.calendar import Cycle

_BAR: Final[dict[str, Any]] = {"color": OWN, "linewidth": 7, "solid_capstyle": "butt"}
_OPEN_BAR: Final[dict[str, Any]] = {"color": OWN, "linewidth": 1.4, "linestyle": (0, (3, 2))}
"""Of a cycle that still takes in answers."""
_BEFORE: Final[dict[str, Any]] = {"color": INK, "marker": "|", "markersize": 12, "markeredgewidth": 1.6, "linestyle": "none"}
_DIAMOND: Final[dict[str, Any]] = {**THEIRS, "linestyle": "none", "marker": "D", "markersize": 7}
_AIM: Final[dict[str, Any]] = {**AIM, "markersize": 13, "markeredgewidth": 3}
"""With `broken_upright` as its mark: last time's is whole, and in grey both are dark."""
_BROKEN: Final = (0, (1.3, 0.8))
_RING: Final[dict[str, Any]] = {"color": TARGET, "linewidth": 1.6, "linestyle": ":"}
NAMES: Final = 0.35
"""Of the page: names are broken where they would take more."""
_COLUMN: Final = 12.0
"""Points between two columns of figures."""


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
    average_at: Cycle | None = None
    """The cycle whose averages these are."""

    @property
    def is_standing(self) -> bool:
        """Whether its average is an earlier cycle's that still stands."""
        return self.average_at is not None and is_earlier(self.average, self.average_at)

    @property
    def average_said(self) -> str:
        """Its average as it is written."""
        return shown(self.average, self.average_at)


class _Column(NamedTuple):
    """Figures beside the bars."""

    name: str
    colour: str
    said: Callable[[Spoke], str]
    size: float = 9.5


def columns_of(scale: AxisScale, *, with_average: bool, is_small: bool = False) -> list[_Column]:
    """What is written beside each bar."""
    found = [
        _Column(_("平均"), OWN, lambda one: scale.write(one.mean), SMALLEST_TEXT if is_small else 11),
        _Column(_("回答"), INK, lambda one: one.counts),
        _Column(_("前回"), INK, lambda one: scale.write(one.before)),
        _Column(_("変化"), INK, lambda one: change_in_short(one.change, scale.digits)),
        _Column(_("県内平均"), PEERS, lambda one: one.average_said if with_average else "-"),
        _Column(_("目標"), TARGET, lambda one: scale.write(one.target)),
    ]
    return [one._replace(size=min(one.size, SMALLEST_TEXT)) for one in found] if is_small else found


def written_beside(name: str, spokes: Sequence[Spoke], texts: Sequence[str]) -> _Column:
    """Another column of small figures, one a bar."""
    said = {one.name: text for one, text in zip(spokes, texts, strict=True)}
    return _Column(name, QUIET, lambda one: said[one.name], SMALLEST_TEXT)


def values_of(spokes: Sequence[Spoke]) -> list[float]:
    """Everything that is drawn of them."""
    found = [value for one in spokes for value in (one.mean, one.before, one.target, height_of(one.average))]
    return [value for value in found if value is not None]


def bars_figure(
    spokes: Sequence[Spoke], own_name: str, words: Caption, *, scale: AxisScale, with_average: bool, is_open: bool = False
) -> Figure:
    """Horizontal bars, a row a dimension, the figures written at the side; A4 landscape.

    Args:
        spokes: the dimensions.
        own_name: the municipality.
        words: title, subtitle, note.
        scale: the levels that are shown.
        with_average: whether there are published averages.
        is_open: whether the snapshot's cycle still takes in answers; then the bars are hollow.
    """
    with drawing():
        figure, room = sheet(LANDSCAPE, words, bars_legend(spokes, own_name, is_open=is_open))
        fill_bars(figure, room, spokes, columns_of(scale, with_average=with_average), scale, is_open=is_open, size=10.5)
        return figure


def bars_legend(spokes: Sequence[Spoke], own_name: str, *, is_open: bool) -> list[LegendMark]:
    """What is drawn, the municipality's own bars first."""
    own = (_("{name}（受付中の期）", name=own_name), _OPEN_BAR) if is_open else (own_name, _BAR)
    entries: list[LegendMark] = [own] if any(one.mean for one in spokes) else []
    entries += [(_("前回"), _BEFORE)] if any(one.before is not None for one in spokes) else []
    entries += [(_("県内平均（匿名）"), _DIAMOND)] if any(one.average is not None for one in spokes) else []
    entries += stands_legend(any(one.is_standing for one in spokes), "D")
    return entries + ([(_("目標"), {**_AIM, "marker": broken_upright()})] if any(one.target is not None for one in spokes) else [])


def fill_bars(
    figure: Figure, room: Room, spokes: Sequence[Spoke], columns: Sequence[_Column], scale: AxisScale, *, is_open: bool, size: float
) -> None:
    """The bars with their names and figures in a room; `size` is the names' in points."""
    most = NAMES * room.right
    names = [wrapped(one.name, most, size) for one in spokes]
    columns = [one for one in columns if any(one.said(spoke) != NOTHING for spoke in spokes)] or columns[:1]
    texts = [[column.said(one) for one in spokes] for column in columns]
    heads = [
        wrapped(column.name, max(widest(column.name.split(" "), SMALLEST_TEXT), widest(said, column.size)), SMALLEST_TEXT)
        for column, said in zip(columns, texts, strict=True)
    ]
    apart = _COLUMN if size > SMALLEST_TEXT else 5.0
    wides = [
        max(widest([head], SMALLEST_TEXT), widest(said, column.size)) for head, said, column in zip(heads, texts, columns, strict=True)
    ]
    left = room.left + widest(names, size) + 6
    right = room.right - sum(wides) - apart * len(wides) - 4
    top = room.top - max(text_height(one, SMALLEST_TEXT, 1.2) for one in heads) - 5
    levels = [_("レベル{level}", level=scale.mark(one)) for one in scale.ticks]
    if widest(levels, SMALLEST_TEXT) + 6 > (right - left) * scale.closest:
        levels = [scale.mark(one) for one in scale.ticks]
    axes = axes_in(figure, Room(left, room.bottom + SMALLEST_TEXT + 5, right, top))
    axes.set_xlim(scale.low, scale.low + scale.wide * 1.02)
    axes.set_ylim(-0.6, len(spokes) - 0.4)
    axes.set_xticks(scale.ticks, levels, fontsize=SMALLEST_TEXT)
    rows = range(len(spokes) - 1, -1, -1)
    axes.set_yticks(list(rows), names, fontsize=size, color=INK, linespacing=1.15)
    axes.grid(axis="x", color=FAINT, linewidth=0.8)
    axes.spines["bottom"].set_visible(False)
    quiet_axes(axes)
    for row, one in zip(rows, spokes, strict=True):
        _draw_bar(axes, row, one, scale.low, is_open=is_open, thin=size <= SMALLEST_TEXT)
    beside, x = axes.get_yaxis_transform(), right + 4
    for column, head, said, wide in zip(columns, heads, texts, wides, strict=True):
        x += apart + wide
        middle = x - wide / 2
        text_at(figure, middle, top + 4, head, fontsize=SMALLEST_TEXT, color=column.colour, ha="center", va="bottom", linespacing=1.15)
        for row, text in zip(rows, said, strict=True):
            at = (middle - left) / (right - left)
            axes.text(at, row, text, transform=beside, fontsize=column.size, color=column.colour, ha="center", va="center")


def _draw_bar(axes: Axes, row: int, one: Spoke, start: float, *, is_open: bool, thin: bool) -> None:
    """A bar with its marks; last time's has a white edge, so that it is seen inside the bar as well as beside."""
    if one.mean is not None:
        look: dict[str, Any] = {"color": OWN}
        if is_open:
            look = {"facecolor": "white", "edgecolor": OWN, "linewidth": 1.4, "linestyle": (0, (3, 2))}
        axes.barh(row, one.mean - start, left=start, height=0.46, zorder=2, **look)
    if one.target is not None:
        axes.plot([one.target] * 2, [row - 0.3, row + 0.3], color=TARGET, linewidth=2.4 if thin else 3, linestyle=_BROKEN, zorder=2.5)
    if one.before is not None:
        for colour, wide in (("white", 4.2), (INK, 1.6)):
            axes.plot([one.before] * 2, [row - 0.34, row + 0.34], color=colour, linewidth=wide, zorder=3, solid_capstyle="butt")
    height = height_of(one.average)
    if height is not None:
        look = {
            **_DIAMOND,
            "marker": struck("D") if one.is_standing else "D",
            "markersize": (5 if thin else 8) * (1.4 if one.is_standing else 1),
        }
        axes.plot([height], [row], **look, zorder=4, clip_on=False)


def radar_figure(spokes: Sequence[Spoke], own_name: str, words: Caption, *, scale: AxisScale, is_open: bool = False) -> Figure:
    """A radar with names and figures set outside the circle, each on its own side; A4 landscape. Dimensions without a mean leave a gap."""
    with drawing():
        mine = {**MINE, "linestyle": (0, (3, 2)), "markerfacecolor": "white"} if is_open else MINE
        figure, room = sheet(LANDSCAPE, words, _radar_legend(spokes, own_name, mine, is_open=is_open))
        radius = min(room.high / 2 - 48, 0.28 * room.wide)
        middle = (room.left + room.right) / 2, (room.bottom + room.top) / 2
        circle = Room(middle[0] - radius, middle[1] - radius, middle[0] + radius, middle[1] + radius)
        axes = axes_in(figure, circle, projection="polar")
        angles = [2 * math.pi * n / len(spokes) for n in range(len(spokes))]
        axes.set_theta_zero_location("N")  # type: ignore[attr-defined]
        axes.set_theta_direction(-1)  # type: ignore[attr-defined]
        axes.set_ylim(scale.low, scale.high)
        axes.set_yticks(scale.ticks, [""] * len(scale.ticks))
        axes.set_xticks(angles, [""] * len(spokes))
        axes.grid(color=FAINT, linewidth=0.8)
        axes.set_axisbelow(True)
        axes.spines["polar"].set_color(FAINT)
        courses = (
            ([one.target for one in spokes], _RING, 2),
            ([height_of(one.average) for one in spokes], THEIRS, 3),
            ([one.mean for one in spokes], mine, 4),
        )
        for values, style, zorder in courses:
            heights = [math.nan if one is None else one for one in (*values, values[0])]
            axes.plot([*angles, angles[0]], heights, clip_on=False, zorder=zorder, **style)
        stands = [(angle, height_of(one.average)) for angle, one in zip(angles, spokes, strict=True) if one.is_standing]
        axes.plot(
            [angle for angle, _v in stands],
            [height or 0.0 for _angle, height in stands],
            **{**STANDS, "marker": struck("s")},
            clip_on=False,
            zorder=3.1,
        )
        if all(one.mean is not None for one in spokes) and not is_open:
            axes.fill(angles, [one.mean for one in spokes], color=OWN, alpha=0.12, zorder=1)
        _write_levels(axes, [values for values, _style, _z in courses], angles, scale, radius)
        _write_spokes(figure, room, spokes, angles, middle, radius, scale)
        return figure


def _radar_legend(spokes: Sequence[Spoke], own_name: str, mine: dict[str, Any], *, is_open: bool) -> list[LegendMark]:
    own = _("{name}（受付中の期）", name=own_name) if is_open else own_name
    entries: list[LegendMark] = [(own, mine)] if any(one.mean is not None for one in spokes) else []
    entries += [(_("県内平均（匿名）"), THEIRS)] if any(one.average is not None for one in spokes) else []
    entries += stands_legend(any(one.is_standing for one in spokes))
    return entries + ([(_("目標"), _RING)] if any(one.target is not None for one in spokes) else [])


def _write_spokes(
    figure: Figure,
    room: Room,
    spokes: Sequence[Spoke],
    angles: Sequence[float],
    middle: tuple[float, float],
    radius: float,
    scale: AxisScale,
) -> None:
    """Each dimension outside the circle, with all its figures."""
    for angle, one in zip(angles, spokes, strict=True):
        side, up = math.sin(angle), math.cos(angle)
        across = "center" if abs(side) < 0.1 else "left" if side > 0 else "right"  # noqa: PLR2004 - straight up or down
        x, y = middle[0] + (radius + 14) * side, middle[1] + (radius + 14) * up
        wide = room.wide / 2 if across == "center" else (room.right - x if side > 0 else x - room.left)
        said = [_("平均 {mean}（{counts}問）", mean=scale.write(one.mean), counts=one.counts)]
        said += [_("県内平均 {mean}", mean=one.average_said)] if one.average is not None else []
        said += [_("目標 {mean}", mean=scale.write(one.target))] if one.target is not None else []
        line = "　".join(said)
        name, figures = wrapped(one.name, wide, 10.5), line if text_width(line, SMALLEST_TEXT) <= wide else "\n".join(said)
        high = text_height(name, 10.5, 1.25) + 4 + text_height(figures, SMALLEST_TEXT, 1.25)
        top = y + (high if up > 0.9 else 0 if up < -0.9 else high / 2)  # noqa: PLR2004 - at the top, at the bottom
        for text, size, colour in ((name, 10.5, INK), (figures, SMALLEST_TEXT, OWN)):
            text_at(figure, x, top, text, fontsize=size, color=colour, ha=across, va="top", linespacing=1.2)
            top -= text_height(text, size, 1.25) + 4


def _write_levels(axes: Axes, courses: Sequence[Sequence[float | None]], angles: Sequence[float], scale: AxisScale, radius: float) -> None:
    """The level of each ring, on the ring, where no line is near; as many as possible along one direction.

    A level is left away only where a line runs along its whole ring: the figures stand beside the names.
    """
    gap = 2 * math.pi / len(angles)
    steps = [n / 12 for n in (6, 5, 7, 4, 8, 3, 9, 2, 10)]
    free = {
        level: [
            k
            for k in range(len(angles) * len(steps))
            if _is_free(courses, level, k // len(steps), steps[k % len(steps)], gap, scale, radius)
        ]
        for level in scale.ticks
    }
    best = max(range(len(angles)), key=lambda n: (sum(n * len(steps) in free[level] for level in scale.ticks), -n))
    for level, places in free.items():
        if not places:
            continue
        k = min(
            places,
            key=lambda one: (min((one // len(steps) - best) % len(angles), (best - one // len(steps)) % len(angles)), one % len(steps)),
        )
        angle = angles[k // len(steps)] + gap * steps[k % len(steps)]
        ground = {"facecolor": "white", "edgecolor": "none", "pad": 0.5}
        look: dict[str, Any] = {"fontsize": SMALLEST_TEXT, "color": QUIET, "ha": "center", "va": "center", "bbox": ground, "zorder": 1.5}
        axes.text(angle, level, scale.mark(level), **look)


def _is_free(
    courses: Sequence[Sequence[float | None]], level: float, n: int, share: float, gap: float, scale: AxisScale, radius: float
) -> bool:
    """Whether a number on a ring, between a dimension and the next one, is clear of all lines and marks."""
    points, level = radius / scale.wide, level - scale.low
    x, y = level * points * math.sin(gap * share), level * points * math.cos(gap * share)
    if level and min(share, 1 - share) * gap * level * points < 7:  # noqa: PLR2004 - points from the spoke's own guide
        return False
    for values in courses:
        for m in range(len(values)) if level * points < 20 else (n,):  # noqa: PLR2004 - near the middle all lines are near
            one, other = (None if value is None else value - scale.low for value in (values[m], values[(m + 1) % len(values)]))
            turn = gap * (m - n)
            for value, at in ((one, turn), (other, turn + gap)):
                if value is not None and math.hypot(value * points * math.sin(at) - x, value * points * math.cos(at) - y) < 11:  # noqa: PLR2004
                    return False
            if one is not None and other is not None and _off_line(one * points, other * points, turn, gap, x, y) < 7.5:  # noqa: PLR2004
                return False
    return True


def _off_line(one: float, other: float, turn: float, gap: float, x: float, y: float) -> float:
    """How far a place is from the straight line between two dimensions' marks, in points."""
    ax, ay = one * math.sin(turn), one * math.cos(turn)
    bx, by = other * math.sin(turn + gap) - ax, other * math.cos(turn + gap) - ay
    length = bx * bx + by * by
    share = 0.0 if length == 0 else min(1.0, max(0.0, ((x - ax) * bx + (y - ay) * by) / length))
    return math.hypot(ax + share * bx - x, ay + share * by - y)
