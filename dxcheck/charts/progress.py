"""Progress over the cycles: the whole large, each dimension small, the published average beside as a line of another shape."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from dxcheck.assessment.figures import NOTHING
from dxcheck.benchmark.gate import height_of, standing_in_short
from dxcheck.charts.canvas import INK, LANDSCAPE, OWN, PEERS, PORTRAIT, QUIET, TARGET, drawing, struck
from dxcheck.charts.in_figures import FiguresTable, figures_pages
from dxcheck.charts.labels import Label, LineEnd, place_labels, write_ends
from dxcheck.charts.measured_line import draw_line, open_legend
from dxcheck.charts.over_cycles import (
    NO_FIGURE,
    PARTS_ACROSS,
    CycleFigures,
    cycle_panel,
    fits_small,
    in_small,
    is_table,
    missing_marks,
    open_ground,
    part_wide,
    parted,
    room_beside,
    rooms,
    table_high,
    titles_high,
)
from dxcheck.charts.page import sheet
from dxcheck.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from dxcheck.benchmark.trend import Trend
    from dxcheck.charts.canvas import Caption
    from dxcheck.charts.page import LegendMark, Room
    from dxcheck.charts.scale import AxisScale

_MOST_ROWS: Final = 3
"""Rows of small panels that still leave each of them high enough on a page that lies."""
_PLOT: Final = 134.0
"""Points of the large panel's scale and title, above its table."""
MINE: Final[dict[str, Any]] = {"color": OWN, "marker": "o", "linewidth": 2.0, "markersize": 5.5}
THEIRS: Final[dict[str, Any]] = {
    "color": PEERS,
    "marker": "s",
    "linestyle": (0, (4, 2.5)),
    "linewidth": 1.4,
    "markersize": 5.5,
    "markerfacecolor": "white",
}
STANDS: Final[dict[str, Any]] = {**THEIRS, "linestyle": "none", "markersize": 7}
"""With a stroke through it, by `struck`: an earlier average that still stands."""
AIM: Final[dict[str, Any]] = {"color": TARGET, "marker": "_", "markersize": 15, "markeredgewidth": 2.4, "linestyle": "none"}
BEYOND: Final[dict[str, Any]] = {"color": TARGET, "marker": "^", "markersize": 7, "linestyle": "none"}
"""At the upper edge: a target that lies above the levels that are shown."""


def progress_figure(lines: Sequence[Trend], cycles: Sequence[str], own_name: str, words: Caption, scale: AxisScale) -> Figure:
    """Draw the series of one municipality on A4; its first page.

    Args:
        lines: the whole first, then the dimensions.
        cycles: short labels, the oldest first, the open one's with a second line that says so; none at all makes an honest empty page.
        own_name: the municipality.
        words: title, subtitle, note.
        scale: the levels that are shown.
    """
    with drawing():
        if not cycles:
            figure, _room = sheet(LANDSCAPE, words)
            figure.text(0.5, 0.5, _("まだ診断結果がありません。"), ha="center", fontsize=13, color=QUIET)
            return figure
        small = lines[1:]
        figure, room = sheet(_size(small), words, progress_legend(lines, own_name, scale))
        under = figures_under(lines[0], own_name, scale)
        above, below = parted(room, _PLOT + table_high(cycles, under, room.wide) if small else room.high)
        _panel(figure, above, lines[0], cycles, scale, rows=under)
        places = rooms(below, len(small), PARTS_ACROSS)
        has_rows = _has_rows(small, cycles, scale)
        for first in range(0, len(small), PARTS_ACROSS):
            of_row = small[first : first + PARTS_ACROSS]
            head = titles_high([_title(one) for one in of_row], places[first].wide, 9.5)
            for line, place_ in zip(of_row, places[first:], strict=False):
                _panel(figure, place_, line, cycles, scale, head=head, rows=small_rows(line, scale, small) if has_rows else ())
        return figure


def fill_trends(
    figure: Figure,
    places: Sequence[Room],
    lines: Sequence[Trend],
    cycles: Sequence[str],
    scale: AxisScale,
    *,
    rows: Sequence[CycleFigures] = (),
) -> None:
    """A panel a line, each in its place; the first has the table, and the others titles of one height."""
    _panel(figure, places[0], lines[0], cycles, scale, rows=rows)
    head = titles_high([_title(one) for one in lines[1:]], places[-1].wide, 9.5)
    for line, place in zip(lines[1:], places[1:], strict=False):
        _panel(figure, place, line, cycles, scale, head=head)


def progress_figures(lines: Sequence[Trend], cycles: Sequence[str], own_name: str, words: Caption, scale: AxisScale) -> list[Figure]:
    """The same, and where the small panels have no room for their figures pages with all of them."""
    first = progress_figure(lines, cycles, own_name, words, scale)
    if not cycles or _has_rows(lines[1:], cycles, scale):
        return [first]
    tables = [FiguresTable(own_name, tuple((one.name, _means(one, scale)) for one in lines))]
    if any(one is not None for line in lines for one in line.peers):
        tables.append(FiguresTable(_("県内平均"), tuple((one.name, _averages(one)) for one in lines)))
    return [first, *figures_pages(tables, cycles, scale, words)]


def _size(small: Sequence[Trend]) -> tuple[float, float]:
    """A page that lies, unless the small panels take too many rows."""
    return LANDSCAPE if math.ceil(len(small) / PARTS_ACROSS) <= _MOST_ROWS else PORTRAIT


def _has_rows(small: Sequence[Trend], cycles: Sequence[str], scale: AxisScale) -> bool:
    """Whether the figures stand under the small panels."""
    return fits_small(cycles, small_texts(small, scale), part_wide(_size(small), PARTS_ACROSS), scale, small_ends(small, scale))


def small_ends(small: Sequence[Trend], scale: AxisScale) -> float:
    """Points left free at both ends of the small panels."""
    return 14.0 + room_beside([end.text for line in small for end in _ends(line, scale, is_named=False)])


def progress_legend(lines: Sequence[Trend], own_name: str, scale: AxisScale) -> list[LegendMark]:
    """What is drawn, and nothing else."""
    entries: list[LegendMark] = [(own_name, MINE)] if any(one is not None for line in lines for one in line.points) else []
    entries += [(_("県内平均（匿名）"), THEIRS)] if any(one is not None for line in lines for one in line.peers) else []
    entries += stands_legend(any(line.standing for line in lines))
    targets = [line.target for line in lines if line.target is not None]
    entries += [(_("目標"), AIM)] if any(one <= scale.high for one in targets) else []
    entries += [(_("目標") + _("（図より上）"), BEYOND)] if any(one > scale.high for one in targets) else []
    entries += [(_("提出のなかった期"), NO_FIGURE)] if any(missing_in(line) for line in lines) else []
    return entries + open_legend((line.points for line in lines), MINE)


def stands_legend(is_there: bool, mark: str = "s") -> list[LegendMark]:
    """What a mark with a stroke through it is, where there is one."""
    return [(standing_in_short(), {**STANDS, "marker": struck(mark)})] if is_there else []


def missing_in(line: Trend) -> list[int]:
    """The cycles in which nothing was submitted."""
    return [n for n, mean in enumerate(line.means) if mean is None and not line.counts[n]]


def heights_in(line: Trend) -> list[float]:
    """Everything that is drawn of a line."""
    averages = (height_of(one) for one in line.peers)
    return [value for value in (*line.means, *averages, line.target) if value is not None]


def figures_under(line: Trend, own_name: str, scale: AxisScale) -> list[CycleFigures]:
    """Every figure of the large panel, with how many items stand behind it."""
    missing = set(missing_in(line))
    own = tuple(_("提出なし") if n in missing else scale.write(mean) for n, mean in enumerate(line.means))
    rows = [CycleFigures(own_name if len(own_name) < 8 else _("平均"), OWN, own)]  # noqa: PLR2004 - characters beside the panel
    rows.append(CycleFigures(_("回答した設問"), INK, tuple(one or NOTHING for one in line.counts)))
    if any(one is not None for one in line.peers):
        rows.append(CycleFigures(_("県内平均"), PEERS, _averages(line)))
    return rows


def small_rows(line: Trend, scale: AxisScale, beside: Sequence[Trend] = ()) -> list[CycleFigures]:
    """The figures under a small panel, set as those of the panels beside it are."""
    own, averages = (tuple(text for one in beside for text in in_small(texts(one))) for texts in (partial(_means, scale=scale), _averages))
    rows = [CycleFigures("", OWN, in_small(_means(line, scale)), MINE, own)]
    if any(one is not None for each in (line, *beside) for one in each.peers):
        rows.append(CycleFigures("", PEERS, in_small(_averages(line)), THEIRS, averages))
    return rows


def small_texts(lines: Iterable[Trend], scale: AxisScale) -> tuple[str, ...]:
    """Everything that stands under small panels."""
    return in_small([text for line in lines for text in (*_means(line, scale), *_averages(line))])


def _means(line: Trend, scale: AxisScale) -> tuple[str, ...]:
    return tuple(scale.write(mean) for mean in line.means)


def _averages(line: Trend) -> tuple[str, ...]:
    return tuple(NOTHING if one is None else line.average(n) for n, one in enumerate(line.peers))


def _title(line: Trend) -> str:
    """A dimension, with how many items stand behind its newest mean."""
    count = line.counts[-1] if line.counts and line.means[-1] is not None else ""
    return _("{name}（{counts}問）", name=line.name, counts=count) if count else line.name


def _panel(
    figure: Figure,
    room: Room,
    line: Trend,
    cycles: Sequence[str],
    scale: AxisScale,
    *,
    rows: Sequence[CycleFigures] = (),
    head: float = 0.0,
) -> None:
    is_large = is_table(rows)
    ends = _ends(line, scale, is_named=is_large)
    free = (14.0, room_beside([one.text for one in ends]))
    title, size = (line.name, 11.5) if is_large else (_title(line), 9.5)
    axes = cycle_panel(figure, room, title, cycles, scale, size=size, head=head, ends=free, rows=rows)
    draw_trend(axes, line, scale, thin=not is_large)
    stand = write_ends(axes, len(cycles) - 1, ends)
    place_labels(axes, [*_newest_average(line, may_go=bool(rows)), *(_earlier(line, scale) if is_large else ())], stand)


def draw_trend(axes: Axes, line: Trend, scale: AxisScale, *, thin: bool) -> None:
    """Both lines, the target and what is missing."""
    averages = [math.nan if (height := height_of(one)) is None else height for one in line.peers]
    open_ground(axes, [n for n, one in enumerate(line.points) if one is not None and one.is_open], scale)
    axes.plot(range(len(averages)), averages, **_smaller(THEIRS, thin), zorder=3)
    if line.standing:
        axes.plot(line.standing, [averages[n] for n in line.standing], **_smaller({**STANDS, "marker": struck("s")}, thin), zorder=3.1)
    draw_line(axes, line.points, _smaller(MINE, thin), zorder=4)
    if line.target is not None:
        how = BEYOND if line.target > scale.high else AIM
        axes.plot([len(averages) - 1], [min(line.target, scale.high)], **how, zorder=2.5)
    missing_marks(axes, missing_in(line), scale)


def _smaller(style: dict[str, Any], thin: bool) -> dict[str, Any]:
    return {**style, "markersize": style["markersize"] - 1.3, "linewidth": style["linewidth"] - 0.3} if thin else style


def _ends(line: Trend, scale: AxisScale, *, is_named: bool) -> list[LineEnd]:
    """The figures of the newest cycle."""
    found = []
    if line.means[-1] is not None:
        found.append(LineEnd(line.means[-1], scale.write(line.means[-1]), OWN))
    newest = line.peers[-1]
    if newest is not None and (height := height_of(newest)) is not None:
        found.append(LineEnd(height, _("県内平均 {mean}", mean=line.average(-1)) if is_named else line.average(-1), PEERS))
    if line.target is not None:
        mean, is_beyond = scale.write(line.target), line.target > scale.high
        text = (_("目標 {mean}", mean=mean) + (_("（図より上）") if is_beyond else "")) if is_named else mean + ("↑" if is_beyond else "")
        found.append(LineEnd(min(line.target, scale.high), text, TARGET))
    return found


def _newest_average(line: Trend, *, may_go: bool) -> list[Label]:
    """The newest published average, where it is of an earlier cycle than the newest of all."""
    there = [(n, one) for n, one in enumerate(line.peers) if one is not None]
    if not there or there[-1][0] == len(line.peers) - 1:
        return []
    n, newest = there[-1]
    height, own = height_of(newest), line.means[n]
    sides = ("below", "above") if own is not None and height is not None and own > height else ("above", "below")
    return [] if height is None else [Label((n, height), line.average(n), PEERS, sides, may_go)]


def _earlier(line: Trend, scale: AxisScale) -> Iterable[Label]:
    """The own figures of earlier cycles, the newest first."""
    for n in range(len(line.means) - 2, -1, -1):
        mean, average = line.means[n], height_of(line.peers[n])
        if mean is not None:
            is_below = average is not None and average >= mean
            yield Label((n, mean), scale.write(mean), OWN, ("below", "above") if is_below else ("above", "below"), may_go=True)
