"""Pictures of all municipalities over the cycles, for the centre alone: the prefecture's course and each municipality's; `pictures` lists them.

Slow imports happen where something is drawn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dxcheck.assessment.wording import in_every_version
from dxcheck.formats.output import NothingToMakeError
from dxcheck.i18n import _
from dxcheck.prefecture.overview import MEASURES, STATES, WHOLE
from dxcheck.reports.pictures import DrawnPicture, over
from dxcheck.reports.prefecture_subject import MOST_NAMED

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dxcheck.charts.course import CourseLines
    from dxcheck.charts.towns import MunicipalityLine
    from dxcheck.desk.centre import CentreDesk
    from dxcheck.prefecture.course import Courses
    from dxcheck.prefecture.overview import Line, Measure, Overview
    from dxcheck.reports.pictures import PictureKind
    from dxcheck.reports.prefecture_subject import Focus, OfPrefecture


def history_of(desk: CentreDesk, overview: Overview, lines: Sequence[Line], measure: Measure, focus: Focus) -> Courses:
    """What was submitted in each cycle, with everything the focus is about."""
    return desk.comparing.courses(
        overview.cycle,
        [one.municipality for one in lines],
        measure=measure,
        items=[one.id for one in focus.items],
        towns_of=focus.column,
    )


def course_of(found: Courses, focus: Focus) -> list[CourseLines]:
    """The two lines of every dimension, or of one with its items."""
    from dxcheck.charts.course import CourseLines  # slow, and only here

    if found.common is None:
        raise NothingToMakeError(_("集計に入る診断結果がまだないため、図をつくれません。"))
    titles = {WHOLE: _("全体"), **{one.id: str(one.title) for one in found.common.newest.dimensions}}
    titles |= {one.id: str(one.title) for one in focus.items}
    wanted = {focus.column, *(one.id for one in focus.items)} if focus.items else set(titles)
    return [CourseLines(titles[one.column], one.matched, one.plain, one.same) for one in found.courses if one.column in wanted]


def course_picture(kind: PictureKind, of: OfPrefecture) -> DrawnPicture:
    """The means over the cycles, of the same municipalities throughout beside the plain ones."""
    from dxcheck.charts.course import course_figures  # slow, and only here

    focus = of.focus_over_cycles()
    found = history_of(of.desk, of.overview, of.lines, of.measure, focus)
    drawn = course_of(found, focus)
    cycles = [one.short for one in found.cycles]
    scale, about = of.scale_for(one.value for line in drawn for one in (*line.matched, *line.plain) if one is not None)
    subtitle = _how_to_read(drawn) + about
    if found.common is not None and found.common.shared < found.common.items:
        subtitle += in_every_version(found.common)
    words = of.caption(kind, focus, subtitle, said_of_course(drawn, cycles, scale.write))
    first, *more = course_figures(drawn, cycles, scale, words)
    return DrawnPicture(first, words, of.file_name(kind, focus), tuple(more))


def said_of_course(lines: Sequence[CourseLines], cycles: Sequence[str], write: Callable[[float], str]) -> list[str]:
    """Both lines of each in words."""
    return [
        _(
            "{name}: 同じ{n}市町で {matched}。その期に提出したすべての市町で {plain}。",
            name=one.name,
            n=one.same,
            matched=over(cycles, one.matched, write),
            plain=over(cycles, one.plain, write),
        )
        for one in lines
    ]


def _how_to_read(drawn: Sequence[CourseLines]) -> str:
    """What the line and the squares are, of what is drawn."""
    said = []
    if any(one for line in drawn for one in line.matched):
        said.append(_("線は、締め切ったどの期にも提出した同じ市町の平均です。"))
    if any(one for line in drawn for one in line.plain):
        said.append(_("四角は、その期に提出したすべての市町の平均で、顔ぶれが期ごとに変わるため線で結びません。"))
    return "".join(said)


def towns_of(found: Courses, lines: Sequence[Line]) -> list[MunicipalityLine]:
    """Each municipality's course, also of those that have none."""
    from dxcheck.charts.towns import MunicipalityLine  # slow, and only here

    towns = []
    for one in lines:
        points = found.towns.get(one.municipality.code)
        said = "" if points else _("値がありません") if one.state == "counted" else _(STATES[one.state])
        towns.append(MunicipalityLine(str(one.municipality), points or (), said))
    return towns


def multiples_picture(kind: PictureKind, of: OfPrefecture) -> DrawnPicture:
    """A small panel a municipality, all on one scale."""
    from dxcheck.charts.towns import crowd_figure, towns_figures  # slow, and only here

    focus = of.focus_over_cycles()
    found = history_of(of.desk, of.overview, of.lines, of.measure, focus)
    if not found.cycles:
        raise NothingToMakeError(_("集計に入る診断結果がまだないため、図をつくれません。"))
    cycles = [one.short for one in found.cycles]
    towns = towns_of(found, of.lines)
    scale, enlarged = of.scale_for(one.value for town in towns for one in town.points if one is not None)
    alt = [f"{one.name}: {one.said or over(cycles, one.points, scale.write)}" for one in towns]
    about = _("{name}の", name=focus.name) if focus.name else _("全体の")
    figures = _("レベル") if focus.is_item else _(MEASURES[of.measure])
    subtitle = _("{about}{kind}。どの市町も同じ目盛りです。", about=about, kind=figures) + enlarged
    words = of.caption(kind, focus, subtitle, alt)
    if len(towns) <= MOST_NAMED:
        first, *more = towns_figures(towns, cycles, scale, words)
        return DrawnPicture(first, words, of.file_name(kind, focus), tuple(more))
    crowd = [[one.value for town in towns if (one := next(iter(town.points[n : n + 1]), None)) is not None] for n in range(len(cycles))]
    subtitle = _("{about}{kind}。市町が多いため、名前を出さずに分布で示しています。", about=about, kind=figures) + enlarged
    words = of.caption(kind, focus, subtitle, alt[:MOST_NAMED])
    return DrawnPicture(crowd_figure([(focus.name or _("全体"), crowd)], cycles, scale, words), words, of.file_name(kind, focus))
