"""All municipalities over the cycles: the same ones throughout beside the plain mean, and each one small. Everything on the whole scale."""

from __future__ import annotations

import math
from statistics import quantiles
from typing import TYPE_CHECKING, Any, Final

import msgspec

from dxcheck.assessment.figures import NOTHING
from dxcheck.assessment.measured import MeanFigure, OwnFigure
from dxcheck.charts.canvas import INK, LANDSCAPE, OWN, PEERS, QUIET, drawing
from dxcheck.charts.labels import Label, LineEnd, place_labels, write_ends
from dxcheck.charts.measured_line import draw_line, open_legend
from dxcheck.charts.over_cycles import (
    GAP,
    PARTS_ACROSS,
    CycleFigures,
    cycle_panel,
    missing_marks,
    parted,
    room_beside,
    rooms,
    table_high,
    titles_high,
)
from dxcheck.charts.page import Room, sheet, text_width, wrapped
from dxcheck.charts.progress import MINE, THEIRS
from dxcheck.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure

    from dxcheck.charts.canvas import Caption
    from dxcheck.charts.page import LegendMark
    from dxcheck.charts.scale import Scale

ACROSS: Final = 5
A_SHEET: Final = 25
"""Small panels on one sheet."""
MATCHED: Final[dict[str, Any]] = {**MINE, "linewidth": 1.5, "markersize": 4.5}
PLAIN: Final[dict[str, Any]] = {**THEIRS, "linewidth": 3.6, "markersize": 8.5, "linestyle": (0, (1.6, 0.8))}
"""Thick and broken under a thin line: where both run on each other, both are seen."""
_GROUND: Final = {"facecolor": "white", "edgecolor": "none", "pad": 0.4}
_TOWN: Final[dict[str, Any]] = {**MINE, "markersize": 4, "linewidth": 1.5}


class CourseLines(msgspec.Struct, frozen=True):
    """The whole, a dimension or an item."""

    name: str
    matched: tuple[MeanFigure | None, ...]
    plain: tuple[MeanFigure | None, ...]
    same: int
    """Municipalities behind `matched`."""


class MunicipalityLine(msgspec.Struct, frozen=True):
    """One municipality's course."""

    name: str
    points: tuple[OwnFigure | None, ...] = ()
    """None, and a gap, where it submitted nothing."""
    said: str = ""
    """Why there is none."""


def course_legend(lines: Sequence[CourseLines]) -> list[LegendMark]:
    """What the lines are, of those that are drawn, and the open cycle's mark."""
    open_ = open_legend((line.matched for line in lines), MATCHED) or open_legend((line.plain for line in lines), PLAIN)
    entries: list[LegendMark] = [(_("どの期にも提出した同じ市町"), MATCHED)] if any(one for line in lines for one in line.matched) else []
    entries += [(_("その期に提出したすべての市町"), PLAIN)] if any(one for line in lines for one in line.plain) else []
    return entries + open_


def course_figure(lines: Sequence[CourseLines], cycles: Sequence[str], scale: Scale, words: Caption) -> Figure:
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


def fill_course(
    figure: Figure,
    room: Room,
    lines: Sequence[CourseLines],
    cycles: Sequence[str],
    scale: Scale,
    *,
    above: float,
    size: float = 9.5,
    places: Sequence[Room] = (),
) -> None:
    """The panels in a room: one wide, its scale and title so many points high, with every figure under it; the others small below it, or in `places`.

    `size` is their titles' in points.
    """
    whole, said = lines[0], _with_open(lines[0], cycles)
    scale = _fine(lines, scale)
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
    places = places or rooms(below, len(lines) - 1, PARTS_ACROSS)
    for first in range(0, len(lines) - 1, PARTS_ACROSS):
        of_row = lines[1 + first : 1 + first + PARTS_ACROSS]
        titles = [one.name + (_("（{n}市町）", n=one.same) if one.same != whole.same else "") for one in of_row]
        head = titles_high(titles, places[first].wide, size)
        for title, line, room_ in zip(titles, of_row, places[first:], strict=False):
            _draw(figure, room_, title, line, cycles, scale, size=size, head=head)


def course_table_high(lines: Sequence[CourseLines], cycles: Sequence[str], scale: Scale, wide: float) -> float:
    """Points that the table under the wide panel takes."""
    return table_high(_with_open(lines[0], cycles), _under(lines[0], _fine(lines, scale)), wide)


def _under(line: CourseLines, scale: Scale) -> list[CycleFigures]:
    """Every figure of both lines, and how many municipalities stand behind the plain one."""
    behind = tuple(str(one.municipalities) if one is not None else "0" for one in line.plain)
    return [
        CycleFigures(_("同じ市町"), OWN, tuple(_written(one, scale) for one in line.matched)),
        CycleFigures(_("すべての市町"), PEERS, tuple(_written(one, scale) for one in line.plain)),
        CycleFigures(_("その市町の数"), INK, behind),
    ]


def _with_open(line: CourseLines, cycles: Sequence[str]) -> list[str]:
    """The cycles' labels, under that of one that still takes in answers a line that says so."""
    opened = [any(one is not None and one.is_open for one in pair) for pair in zip(line.plain, line.matched, strict=True)]
    return [one + ("\n" + _("受付中") if is_open else "") for one, is_open in zip(cycles, opened, strict=True)]


def _fine(lines: Sequence[CourseLines], scale: Scale) -> Scale:
    """The scale with all figures of a picture written alike."""
    pairs = [pair for line in lines for pair in zip(line.matched, line.plain, strict=True)]
    return scale.for_pairs([(own.value, all_.value) for own, all_ in pairs if own is not None and all_ is not None])


def _written(one: MeanFigure | None, scale: Scale) -> str:
    return NOTHING if one is None else scale.write(one.value)


def _draw(
    figure: Figure,
    room: Room,
    title: str,
    line: CourseLines,
    cycles: Sequence[str],
    scale: Scale,
    *,
    size: float,
    head: float = 0.0,
    rows: Sequence[CycleFigures] = (),
) -> None:
    """Both lines of one panel, with the first and the last figures."""
    last = len(cycles) - 1
    left, right = _ends(line, 0, scale) if last else [], _ends(line, last, scale)
    free = (room_beside([one.text for one in left]), room_beside([one.text for one in right]))
    axes = cycle_panel(figure, room, title, cycles, scale, size=size, head=head, ends=free, rows=rows)
    thin: dict[str, Any] = {} if rows else {"markersize": 3.5}
    draw_line(axes, line.plain, PLAIN if rows else {**PLAIN, "markersize": 6.2, "linewidth": 3}, zorder=3)
    draw_line(axes, line.matched, {**MATCHED, **thin}, zorder=4)
    stand = [*write_ends(axes, 0, left, side=-1), *write_ends(axes, last, right)]
    place_labels(axes, _inner_ends(line, scale, may_go=bool(rows)), stand)


def _inner_ends(line: CourseLines, scale: Scale, *, may_go: bool) -> list[Label]:
    """The first and the last figure of a line that begins later or ends sooner than the cycles; of many municipalities, an open cycle has few."""
    found = []
    for means, colour, sides in ((line.matched, OWN, ("above", "below")), (line.plain, PEERS, ("below", "above"))):
        there = [n for n, one in enumerate(means) if one is not None]
        inner = {n for n in (*there[:1], *there[-1:]) if 0 < n < len(means) - 1}
        found += [
            Label((n, one.value), scale.write(one.value), colour, sides, may_go) for n in sorted(inner) if (one := means[n]) is not None
        ]
    return found


def _ends(line: CourseLines, n: int, scale: Scale) -> list[LineEnd]:
    """The figures of one cycle; one for both lines where they are the same."""
    own, all_ = line.matched[n], line.plain[n]
    texts = [_written(one, scale) for one in (own, all_)]
    found = [
        LineEnd(one.value, text, colour) for one, text, colour in zip((own, all_), texts, (OWN, PEERS), strict=True) if one is not None
    ]
    return found[:1] if len(found) > 1 and texts[0] == texts[1] else found


def towns_figures(towns: Sequence[MunicipalityLine], cycles: Sequence[str], scale: Scale, words: Caption) -> list[Figure]:
    """A small panel a municipality, all on the same scale, on as many sheets of A4 landscape as it takes.

    Args:
        towns: in their order.
        cycles: short labels, the oldest first; at least one.
        scale: where they lie and how they are written.
        words: title, subtitle, note.
    """
    with drawing():
        made = []
        for first in range(0, max(1, len(towns)), A_SHEET):
            part = towns[first : first + A_SHEET]
            figure, room = sheet(LANDSCAPE, words, towns_legend(part))
            fill_towns(figure, room, part, cycles, scale, least=4)
            made.append(figure)
        return made


def towns_legend(towns: Sequence[MunicipalityLine]) -> list[LegendMark]:
    """What is drawn beside the lines."""
    opened = opened_in(towns)
    has_gaps = any(one is None and n not in opened for town in towns for n, one in enumerate(town.points))
    gaps: list[LegendMark] = [(_("提出のなかった期"), GAP)] if has_gaps else []
    return gaps + open_legend((town.points for town in towns), _TOWN)


def opened_in(towns: Sequence[MunicipalityLine]) -> set[int]:
    """The cycles that still take in answers: who has not submitted in them still can."""
    return {n for town in towns for n, one in enumerate(town.points) if one is not None and one.is_open}


def fill_towns(
    figure: Figure, room: Room, towns: Sequence[MunicipalityLine], cycles: Sequence[str], scale: Scale, *, least: int = 1
) -> None:
    """The panels in a room, in at least so many rows."""
    opened = opened_in(towns)
    beside = [_town_ends(one, len(cycles), scale) for one in towns]
    free = (room_beside([end.text for left, _ in beside for end in left]), room_beside([end.text for _, right in beside for end in right]))
    places = rooms(room, max(len(towns), (least - 1) * ACROSS + 1), ACROSS, across=12)
    for first in range(0, len(towns), ACROSS):
        of_row = towns[first : first + ACROSS]
        titles = [_title(one, places[first].wide) for one in of_row]
        head = titles_high(titles, places[first].wide, 9.5)
        for title, town, room_ in zip(titles, of_row, places[first:], strict=False):
            _draw_town(figure, room_, title, town, cycles, scale, head=head, free=free, opened=opened)


def _title(town: MunicipalityLine, wide: float) -> str:
    """The name, with how many items stand behind its newest figure where there is room."""
    newest = next((one for one in reversed(town.points) if one is not None), None)
    said = town.name if newest is None else _("{name}（{counts}問）", name=town.name, counts=f"{newest.items}/{newest.of}")
    return said if text_width(said, 9.5) <= wide else town.name


def _known(town: MunicipalityLine) -> list[tuple[int, float]]:
    return [] if town.said else [(n, one.value) for n, one in enumerate(town.points) if one is not None]


def _town_ends(town: MunicipalityLine, cycles: int, scale: Scale) -> tuple[list[LineEnd], list[LineEnd]]:
    """The figures before the first cycle and after the last one."""
    known, last = _known(town), cycles - 1
    left = [LineEnd(value, scale.write(value), OWN) for n, value in known[:1] if n == 0 and last]
    return left, [LineEnd(value, scale.write(value), OWN) for n, value in known[-1:] if n == last]


def _draw_town(
    figure: Figure,
    room: Room,
    title: str,
    town: MunicipalityLine,
    cycles: Sequence[str],
    scale: Scale,
    *,
    head: float,
    free: tuple[float, float],
    opened: set[int],
) -> None:
    """One municipality's panel, its cycles where they are in every other one; where it has no figures, why."""
    known, last = _known(town), len(cycles) - 1
    left, right = _town_ends(town, len(cycles), scale)
    axes = cycle_panel(figure, room, title, cycles, scale, head=head, ends=free)
    if town.said:
        said = wrapped(town.said, room.wide - 24, 9)
        axes.text(0.5, 0.5, said, transform=axes.transAxes, fontsize=9, color=QUIET, ha="center", va="center", bbox=_GROUND)
        return
    draw_line(axes, town.points, _TOWN, zorder=3)
    missing_marks(axes, [n for n, one in enumerate(town.points) if one is None and n not in opened], scale)
    stand = [*write_ends(axes, 0, left, side=-1), *write_ends(axes, last, right)]
    ends = {n for n, _value in (known[:1] if not left else []) + (known[-1:] if not right else [])}
    place_labels(axes, [Label((n, value), scale.write(value), OWN) for n, value in known if n in ends], stand)


def crowd_figure(crowds: Sequence[tuple[str, Sequence[Sequence[float]]]], cycles: Sequence[str], scale: Scale, words: Caption) -> Figure:
    """Where more municipalities are than can be named: the middle, the middle half and the middle four fifths of them, cycle by cycle.

    Args:
        crowds: what it is of, and the figures of all municipalities in each cycle.
        cycles: short labels, the oldest first; at least one.
        scale: where they lie and how they are written.
        words: title, subtitle, note.
    """
    with drawing():
        figure, room = sheet(LANDSCAPE, words, [(_("中央値"), MATCHED), (_("中ほどの半分の市町"), _HALF), (_("10%から90%の市町"), _MOST)])
        for (name, figures), room_ in zip(crowds, rooms(room, len(crowds), 1), strict=True):
            cuts = [_cuts(one) for one in figures]
            rows = [
                CycleFigures(said, colour, tuple(NOTHING if one is None else scale.write(one[at]) for one in cuts))
                for said, colour, at in _cut_names()
            ]
            rows.append(CycleFigures(_("市町の数"), INK, tuple(str(len(one)) for one in figures)))
            axes = cycle_panel(figure, room_, name, cycles, scale, size=11, rows=rows)
            at = [n for n, one in enumerate(cuts) if one is not None]
            there = [one for one in cuts if one is not None]
            for low, high, style in ((0, 4, _MOST), (1, 3, _HALF)):
                for n, one in zip(at, there, strict=True):
                    axes.plot([n, n], [one[low], one[high]], **style, zorder=2)
            axes.plot(range(len(cuts)), [math.nan if one is None else one[2] for one in cuts], **MATCHED, zorder=4)
        return figure


_HALF: Final[dict[str, Any]] = {"color": PEERS, "linewidth": 9, "solid_capstyle": "butt"}
_MOST: Final[dict[str, Any]] = {"color": QUIET, "linewidth": 2.5, "solid_capstyle": "butt"}


def _cut_names() -> list[tuple[str, str, int]]:
    return [("90%", QUIET, 4), ("75%", PEERS, 3), (_("中央値"), OWN, 2), ("25%", PEERS, 1), ("10%", QUIET, 0)]


def _cuts(values: Sequence[float]) -> list[float] | None:
    """The 10, 25, 50, 75 and 90 % points."""
    if len(values) < 2:  # noqa: PLR2004 - one alone has no spread
        return [values[0]] * 5 if values else None
    of_20 = quantiles(values, n=20, method="inclusive")
    return [of_20[n] for n in (1, 4, 9, 14, 17)]
