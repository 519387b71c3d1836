"""Each municipality over the cycles, small and all on one scale; of more than can be named, how they spread."""

from __future__ import annotations

import math
from statistics import quantiles
from typing import TYPE_CHECKING, Any, Final

import msgspec

from dxcheck.assessment.figures import NOTHING
from dxcheck.assessment.measured import OwnFigure
from dxcheck.charts.canvas import INK, LANDSCAPE, OWN, PALE, PEERS, QUIET, drawing
from dxcheck.charts.in_figures import FiguresTable, figures_pages
from dxcheck.charts.labels import Label, place_labels
from dxcheck.charts.measured_line import draw_line, open_legend
from dxcheck.charts.over_cycles import (
    NO_FIGURE,
    CycleFigures,
    cycle_panel,
    fits_small,
    missing_marks,
    open_ground,
    part_wide,
    rooms,
    titles_high,
)
from dxcheck.charts.page import Room, sheet, text_width, wrapped
from dxcheck.charts.progress import MINE
from dxcheck.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from dxcheck.charts.canvas import Caption
    from dxcheck.charts.page import LegendMark
    from dxcheck.charts.scale import AxisScale

ACROSS: Final = 5
A_SHEET: Final = 25
"""Small panels on one sheet."""
_FEW: Final = ((6, 3, 2), (12, 4, 3), (20, 5, 4))
"""Up to so many are larger: panels beside each other, and rows."""
_GROUND: Final = {"facecolor": "white", "edgecolor": "none", "pad": 0.4}
_TOWN: Final[dict[str, Any]] = {**MINE, "markersize": 4, "linewidth": 1.5}


class MunicipalityLine(msgspec.Struct, frozen=True):
    """One municipality's course."""

    name: str
    points: tuple[OwnFigure | None, ...] = ()
    """None, and a gap, where it submitted nothing."""
    said: str = ""
    """Why there is none."""


def towns_figures(towns: Sequence[MunicipalityLine], cycles: Sequence[str], scale: AxisScale, words: Caption) -> list[Figure]:
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
            across, least = next(((wide, rows) for most, wide, rows in _FEW if len(towns) <= most), (ACROSS, A_SHEET // ACROSS))
            fill_towns(figure, room, part, cycles, scale, across=across, least=least)
            made.append(figure)
        if not fits_small(cycles, _beside(towns, len(cycles), scale), part_wide(LANDSCAPE, across, across=12), scale):
            table = FiguresTable(_("それぞれの市町"), tuple((one.name, _cells(one, len(cycles), scale)) for one in towns))
            made += figures_pages([table], cycles, scale, words)
        return made


def towns_legend(towns: Sequence[MunicipalityLine]) -> list[LegendMark]:
    """What is drawn beside the lines."""
    opened = opened_in(towns)
    has_gaps = any(one is None and n not in opened for town in towns for n, one in enumerate(town.points))
    gaps: list[LegendMark] = [(_("値のない期（提出や回答がない）"), NO_FIGURE)] if has_gaps else []
    return gaps + open_legend((town.points for town in towns), _TOWN)


def opened_in(towns: Sequence[MunicipalityLine]) -> set[int]:
    """The cycles that still take in answers: who has not submitted in them still can."""
    return {n for town in towns for n, one in enumerate(town.points) if one is not None and one.is_open}


def fill_towns(
    figure: Figure,
    room: Room,
    towns: Sequence[MunicipalityLine],
    cycles: Sequence[str],
    scale: AxisScale,
    *,
    across: int = ACROSS,
    least: int = 1,
) -> None:
    """The panels in a room, so many beside each other and in at least so many rows."""
    opened = opened_in(towns)
    beside = _beside(towns, len(cycles), scale)
    places = rooms(room, max(len(towns), (least - 1) * across + 1), across, across=12)
    has_rows = fits_small(cycles, beside, places[0].wide, scale)
    for first in range(0, len(towns), across):
        of_row = towns[first : first + across]
        titles = [_title(one, places[first].wide) for one in of_row]
        head = titles_high(titles, places[first].wide, 9.5)
        for n, (title, town) in enumerate(zip(titles, of_row, strict=True), first):
            under = [CycleFigures("", OWN, _cells(town, len(cycles), scale), {}, beside)] if has_rows else []
            axes = cycle_panel(figure, places[n], title, cycles, scale, head=head, rows=under)
            _draw_town(axes, places[n], town, scale, opened)


def towns_rows(towns: Sequence[MunicipalityLine], cycles: Sequence[str], scale: AxisScale, wide: float) -> list[CycleFigures]:
    """The figures under a panel so wide, as wide as the widest are; none where they have no room."""
    beside = _beside(towns, len(cycles), scale)
    return [CycleFigures("", OWN, beside[: len(cycles)], {}, beside)] if fits_small(cycles, beside, wide, scale) else []


def _beside(towns: Sequence[MunicipalityLine], cycles: int, scale: AxisScale) -> tuple[str, ...]:
    """Everything that stands under the panels."""
    return tuple(text for one in towns for text in _cells(one, cycles, scale))


def _cells(town: MunicipalityLine, cycles: int, scale: AxisScale) -> tuple[str, ...]:
    """What stands under each cycle."""
    points = (None,) * cycles if town.said else town.points
    return tuple("" if one is None else scale.write(one.value) for one in points)


def _title(town: MunicipalityLine, wide: float) -> str:
    """The name, with how many items stand behind its newest figure where there is room."""
    newest = next((one for one in reversed(town.points) if one is not None), None)
    said = (
        town.name if newest is None or newest.of == 1 else _("{name}（{counts}問）", name=town.name, counts=f"{newest.items}/{newest.of}")
    )
    return said if text_width(said, 9.5) <= wide else town.name


def _draw_town(axes: Axes, room: Room, town: MunicipalityLine, scale: AxisScale, opened: set[int]) -> None:
    """One municipality's line; where it has no figures, why."""
    if town.said:
        said = wrapped(town.said, room.wide - 24, 9)
        axes.text(0.5, 0.5, said, transform=axes.transAxes, fontsize=9, color=QUIET, ha="center", va="center", bbox=_GROUND)
        return
    open_ground(axes, opened, scale)
    draw_line(axes, town.points, _TOWN, zorder=3)
    missing_marks(axes, [n for n, one in enumerate(town.points) if one is None and n not in opened], scale)
    known = [(n, one.value) for n, one in enumerate(town.points) if one is not None]
    shown = (*known[-1:], *known[:1][: len(known) - 1])
    place_labels(
        axes,
        [Label((n, value), scale.write(value), OWN, may_go=True, ground=PALE if n in opened else "white") for n, value in shown],
    )


def crowd_figure(
    crowds: Sequence[tuple[str, Sequence[Sequence[float]]]], cycles: Sequence[str], scale: AxisScale, words: Caption
) -> Figure:
    """Where more municipalities are than can be named: the middle, the middle half and the middle four fifths of them, cycle by cycle.

    Args:
        crowds: what it is of, and the figures of all municipalities in each cycle.
        cycles: short labels, the oldest first; at least one.
        scale: where they lie and how they are written.
        words: title, subtitle, note.
    """
    with drawing():
        figure, room = sheet(LANDSCAPE, words, [(_("中央値"), _MIDDLE), (_("中ほどの半分の市町"), _HALF), (_("10%から90%の市町"), _MOST)])
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
            axes.plot(range(len(cuts)), [math.nan if one is None else one[2] for one in cuts], **_MIDDLE, zorder=4)
        return figure


_MIDDLE: Final[dict[str, Any]] = {**MINE, "linewidth": 1.5, "markersize": 4.5}
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
