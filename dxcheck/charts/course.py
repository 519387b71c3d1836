"""All municipalities over the cycles: the same ones throughout as a line, and beside it the plain mean of whoever submitted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import msgspec

from dxcheck.assessment.figures import NOTHING, nearest
from dxcheck.assessment.measured import MeanFigure
from dxcheck.charts.canvas import INK, LANDSCAPE, OWN, PALE, PEERS, drawing
from dxcheck.charts.in_figures import FiguresTable, figures_pages
from dxcheck.charts.labels import Label, place_labels, room_of
from dxcheck.charts.measured_line import draw_line, open_legend
from dxcheck.charts.over_cycles import (
    PARTS_ACROSS,
    CycleFigures,
    cycle_panel,
    fits_small,
    is_table,
    open_ground,
    part_wide,
    parted,
    rooms,
    table_high,
    titles_high,
)
from dxcheck.charts.page import Room, sheet
from dxcheck.charts.progress import MINE
from dxcheck.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure

    from dxcheck.charts.canvas import Caption
    from dxcheck.charts.page import LegendMark
    from dxcheck.charts.scale import AxisScale

MATCHED: Final[dict[str, Any]] = MINE
PLAIN: Final[dict[str, Any]] = {"color": PEERS, "marker": "s", "markersize": 6, "linestyle": "none"}
"""No line: who submitted differs from cycle to cycle, so that a line would show comings and goings as movement."""
_BESIDE: Final = 9.0
"""Points that its marks stand to the right of their cycle, so that they lie on no other one."""


CourseMeans = tuple[MeanFigure | None, ...]


class CourseLines(msgspec.Struct, frozen=True):
    """The whole, a dimension or an item."""

    name: str
    matched: CourseMeans
    plain: CourseMeans
    same: int
    """Municipalities behind `matched`."""


def course_legend(lines: Sequence[CourseLines]) -> list[LegendMark]:
    """What the marks are, of those that are drawn, and how the open cycle's look."""
    entries: list[LegendMark] = [(_("どの期にも提出した同じ市町"), MATCHED)] if any(one for line in lines for one in line.matched) else []
    entries += [(_("その期に提出したすべての市町"), PLAIN)] if any(one for line in lines for one in line.plain) else []
    hollow = {**PLAIN, "markerfacecolor": "white"}
    still: list[LegendMark] = [(_("受付中の期"), hollow)] if any(map(opened, lines)) else []
    return entries + (open_legend((line.matched for line in lines), MATCHED) or still)


def course_figure(lines: Sequence[CourseLines], cycles: Sequence[str], scale: AxisScale, words: Caption) -> Figure:
    """Draw the figures over the cycles on A4 landscape.

    Args:
        lines: the whole first, then its parts; or one alone.
        cycles: short labels, the oldest first; at least one.
        scale: where they lie and how they are written.
        words: title, subtitle, note.
    """
    with drawing():
        figure, room = sheet(LANDSCAPE, words, course_legend(lines))
        fill_course(figure, room, lines, cycles, scale, above=0.22 * room.high)
        return figure


def course_figures(lines: Sequence[CourseLines], cycles: Sequence[str], scale: AxisScale, words: Caption) -> list[Figure]:
    """The same, and where the small panels have no room for their figures pages with all of them."""
    first = course_figure(lines, cycles, scale, words)
    if len(lines) == 1 or has_small_rows(lines, cycles, scale, part_wide(LANDSCAPE, PARTS_ACROSS)):
        return [first]
    fine = fine_scale(lines, scale)
    tables = [
        FiguresTable(_("どの期にも提出した同じ市町"), tuple((one.name, _texts(one.matched, fine)) for one in lines)),
        FiguresTable(_("その期に提出したすべての市町"), tuple((one.name, _texts(one.plain, fine)) for one in lines)),
    ]
    return [first, *figures_pages(tables, cycles, scale, words)]


def has_small_rows(lines: Sequence[CourseLines], cycles: Sequence[str], scale: AxisScale, wide: float) -> bool:
    """Whether the figures stand under small panels so wide."""
    return fits_small(cycles, _beside(lines, fine_scale(lines, scale)), wide, scale)


def fill_course(
    figure: Figure,
    room: Room,
    lines: Sequence[CourseLines],
    cycles: Sequence[str],
    scale: AxisScale,
    *,
    above: float,
    size: float = 9.5,
    places: Sequence[Room] = (),
) -> None:
    """The panels in a room: one wide, its scale and title so many points high, the others small below it, each with its figures under it; or in `places`, without.

    `size` is their titles' in points.
    """
    whole, said = lines[0], _with_open(lines[0], cycles)
    scale = fine_scale(lines, scale)
    under = _under(whole, scale)
    is_alone = len(lines) == 1 or bool(places)
    upper, below = parted(room, room.high if is_alone else above + course_table_high(lines, cycles, scale, room.wide))
    _draw(
        figure,
        upper,
        _("{name}（同じ{n}市町）", name=whole.name, n=whole.same),
        whole,
        said,
        scale,
        size=1.15 * size,
        rows=under,
    )
    has_rows = len(lines) > 1 and not places
    places = places or rooms(below, len(lines) - 1, PARTS_ACROSS)
    has_rows = has_rows and has_small_rows(lines, cycles, scale, places[0].wide)
    for first in range(0, len(lines) - 1, PARTS_ACROSS):
        of_row = lines[1 + first : 1 + first + PARTS_ACROSS]
        titles = [one.name + (_("（{n}市町）", n=one.same) if one.same != whole.same else "") for one in of_row]
        head = titles_high(titles, places[first].wide, size)
        for title, line, room_ in zip(titles, of_row, places[first:], strict=False):
            rows = _small_rows(line, scale, _beside(lines, scale)) if has_rows else []
            _draw(figure, room_, title, line, cycles, scale, size=size, head=head, rows=rows)


def course_table_high(lines: Sequence[CourseLines], cycles: Sequence[str], scale: AxisScale, wide: float) -> float:
    """Points that the table under the wide panel takes."""
    return table_high(_with_open(lines[0], cycles), _under(lines[0], fine_scale(lines, scale)), wide)


def small_course_high(lines: Sequence[CourseLines], cycles: Sequence[str], scale: AxisScale, wide: float) -> float:
    """Points that the cycles and figures under a small panel take."""
    scale = fine_scale(lines, scale)
    rows = _small_rows(lines[-1], scale, _beside(lines, scale)) if has_small_rows(lines, cycles, scale, wide) else []
    return table_high(cycles, rows, wide)


def _beside(lines: Sequence[CourseLines], scale: AxisScale) -> tuple[str, ...]:
    """Everything that stands under small panels."""
    return tuple(text for one in lines[1:] for means in (one.matched, one.plain) for text in _texts(means, scale))


def _small_rows(line: CourseLines, scale: AxisScale, beside: tuple[str, ...]) -> list[CycleFigures]:
    """The figures of both under a small panel."""
    return [
        CycleFigures("", OWN, _texts(line.matched, scale), MATCHED, beside),
        CycleFigures("", PEERS, _texts(line.plain, scale), PLAIN, beside),
    ]


def _texts(means: CourseMeans, scale: AxisScale) -> tuple[str, ...]:
    return tuple(_written(one, scale) for one in means)


def opened(line: CourseLines) -> list[int]:
    """The cycles that still take in answers."""
    return [n for n, pair in enumerate(zip(line.plain, line.matched, strict=True)) if any(one is not None and one.is_open for one in pair)]


def _under(line: CourseLines, scale: AxisScale) -> list[CycleFigures]:
    """Every figure of both lines, and how many municipalities stand behind the plain one."""
    behind = tuple(str(one.municipalities) if one is not None else "0" for one in line.plain)
    return [
        CycleFigures(_("同じ市町"), OWN, _texts(line.matched, scale)),
        CycleFigures(_("すべての市町"), PEERS, _texts(line.plain, scale)),
        CycleFigures(_("その市町の数"), INK, behind),
    ]


def _with_open(line: CourseLines, cycles: Sequence[str]) -> list[str]:
    """The cycles' labels, under that of one that still takes in answers a line that says so."""
    return [one + ("\n" + _("受付中") if n in opened(line) else "") for n, one in enumerate(cycles)]


def fine_scale(lines: Sequence[CourseLines], scale: AxisScale) -> AxisScale:
    """The scale with all figures of a picture written alike, and finer where rounding would part those of its two means."""
    pairs = [pair for line in lines for pair in zip(line.matched, line.plain, strict=True)]
    return scale.for_pairs([(own.value, all_.value) for own, all_ in pairs if own is not None and all_ is not None])


def _written(one: MeanFigure | None, scale: AxisScale) -> str:
    return NOTHING if one is None else scale.write(one.value)


def _draw(
    figure: Figure,
    room: Room,
    title: str,
    line: CourseLines,
    cycles: Sequence[str],
    scale: AxisScale,
    *,
    size: float,
    rows: Sequence[CycleFigures],
    head: float = 0.0,
) -> None:
    """One panel: the line of the same municipalities, and beside each of its marks that of all. Every figure stands below."""
    is_wide = is_table(rows)
    axes = cycle_panel(figure, room, title, cycles, scale, size=size, head=head, ends=(14.0, 24.0 if is_wide else 17.0), rows=rows)
    points = room_of(axes).wide / float(axes.get_xlim()[1] - axes.get_xlim()[0])
    by = min(_BESIDE if is_wide else 0.7 * _BESIDE, 0.36 * points) / points
    smaller: dict[str, Any] = {} if is_wide else {"markersize": 4}
    open_ground(axes, opened(line), scale)
    for n, one in enumerate(line.plain):
        if one is not None:
            face = {"markerfacecolor": "white"} if one.is_open else {}
            axes.plot([n + by], [one.value], **{**PLAIN, **smaller, **face}, zorder=3)
    draw_line(axes, line.matched, {**MATCHED, **smaller}, zorder=4)
    place_labels(axes, _labels(line, scale, by, every=is_wide))


def _labels(line: CourseLines, scale: AxisScale, by: float, *, every: bool) -> list[Label]:
    """The figures of the same municipalities, the newest first, or only its first and last one; and the newest of all where that is another."""
    same = [(n, one) for n, one in enumerate(line.matched) if one is not None]
    shown = same[::-1] if every else [*same[-1:], *same[:1][: len(same) - 1]]
    made = [Label((n, one.value), scale.write(one.value), OWN, may_go=True) for n, one in shown]
    newest = [(n, one) for n, one in enumerate(line.plain) if one is not None][-1:]
    others = [(n, one) for n, one in newest if not same or n > same[-1][0]]
    made += [Label((n + by, one.value), scale.write(one.value), PEERS, may_go=True) for n, one in others]
    return [replace(one, ground=PALE) if nearest(one.at[0]) in opened(line) else one for one in made]
