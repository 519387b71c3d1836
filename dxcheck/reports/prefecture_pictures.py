"""Pictures of all municipalities, for the centre alone: names and figures that no other desk sees; `pictures` lists them.

Slow imports happen where something is drawn.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, Final

from dxcheck.assessment.wording import in_common, in_every_version
from dxcheck.benchmark.model import COUNTS_FOR
from dxcheck.formats.output import NothingToMakeError
from dxcheck.i18n import _
from dxcheck.model.calendar import long_date
from dxcheck.prefecture.overview import MEASURES, STATES, WHOLE
from dxcheck.reports.pictures import DrawnPicture

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dxcheck.charts.canvas import Caption
    from dxcheck.charts.course import CourseLines, MunicipalityLine
    from dxcheck.charts.heatmap import ShadedCell, ShadedRow
    from dxcheck.desk.centre import CentreDesk
    from dxcheck.prefecture.course import Courses
    from dxcheck.prefecture.overview import Line, Measure, Overview
    from dxcheck.questionnaire.model import Item
    from dxcheck.reports.pictures import PictureKind, PictureSource

NAMES_WIDE: Final = 46
"""Characters of names in a line beside a bar."""
UNKNOWN, NOT_APPLICABLE = "？", "＊"
"""In a cell, for わからない and 該当なし."""


@dataclass(frozen=True)
class Focus:
    """What a picture is about: all dimensions, one with its items, or one item."""

    column: str
    """`WHOLE`, a dimension's id or an item's."""
    name: str
    """As people say it; empty for all."""
    items: tuple[Item, ...] = ()
    """The items to be drawn."""
    is_item: bool = False


@dataclass(frozen=True)
class OfPrefecture:
    """All municipalities, or some of them, as a picture's subject."""

    desk: CentreDesk
    overview: Overview
    """As of a cycle."""
    lines: Sequence[Line]
    """Of which municipalities; those that are not counted are shown with the reason."""
    measure: Measure = "level"
    column: str = WHOLE
    """The whole, a dimension or an item that the picture is about."""
    source: ClassVar[PictureSource] = "prefecture"

    def focus(self) -> Focus:
        """What the column is called and consists of.

        Raises:
            NothingToMakeError: nobody among the municipalities has submitted, or there are no such figures.
        """
        if not any(one.state == "counted" for one in self.lines):
            raise NothingToMakeError(_("集計に入る診断結果がまだないため、図をつくれません。"))
        found = focus_on(self.overview, self.column)
        if found.items and self.measure not in ("level", "change"):
            raise NothingToMakeError(_("設問ごとの図は、レベルと変化だけです（--measure level か change）。"))
        return found

    def focus_over_cycles(self) -> Focus:
        """The same, for pictures whose points are cycles.

        Raises:
            NothingToMakeError: as above, or changes are asked for, which are between cycles.
        """
        found = self.focus()
        if self.measure == "change":
            raise NothingToMakeError(
                _("「{measure}」の推移の図はありません。表か散らばりの図でつくってください。", measure=_(MEASURES[self.measure]))
            )
        return found

    def caption(self, kind: PictureKind, focus: Focus, subtitle: str, alt: Sequence[str], notes: Sequence[str] = ()) -> Caption:
        """What stands around a picture.

        Args:
            kind: its name.
            focus: what it is about.
            subtitle: a sentence or two on how to read it.
            alt: everything in it, in words.
            notes: said below it, beside for whom and of when it is.
        """
        from dxcheck.charts.canvas import Caption  # slow, and only here

        demo = _("デモ（架空のデータ）　") if self.desk.cases.is_demo else ""
        made = _("{demo}取扱注意（センター用）　{day}作成", demo=demo, day=long_date(self.desk.cases.now))
        title = _("{prefecture}　{kind}", prefecture=self.desk.prefecture, kind=_name(kind, focus))
        if about := self._about(focus):
            title += _("（{about}）", about=_("、").join(about))
        return Caption(title, subtitle, "\n".join([*notes, made]), "\n".join(alt))

    def file_name(self, kind: PictureKind, focus: Focus) -> str:
        """What the file is called, without its ending."""
        parts = [_name(kind, focus), *self._about(focus), _("センター用"), self.overview.cycle.label]
        return "_".join(one.replace(" ", "").replace("/", "・") for one in parts)

    def _about(self, focus: Focus) -> list[str]:
        """What is said of it beside its name: the dimension or item, and a measure that is not the level."""
        return [*([focus.name] if focus.name else []), *([_(MEASURES[self.measure])] if self.measure != "level" else [])]


def _name(kind: PictureKind, focus: Focus) -> str:
    return _(kind.name_of_items if focus.items and kind.name_of_items else kind.name)


def focus_on(overview: Overview, column: str) -> Focus:
    """What a column of the overview or an item is called and consists of; items that an attacker could use stay out.

    Raises:
        NothingToMakeError: nothing is left to draw.
        LookupError: there is no such dimension or item.
    """
    q = overview.questionnaire
    if column == WHOLE:
        return Focus(WHOLE, "")
    is_item = column in q.item_by_id
    items = [q.item_by_id[column]] if is_item else q.items_by_dimension[column]
    open_ = tuple(one for one in items if not one.sensitive)
    if not open_:
        raise NothingToMakeError(_("セキュリティの弱点に触れる設問は、図に出しません。"))
    return Focus(column, str(open_[0].title) if is_item else str(q.dimension_by_id[column].title), open_, is_item)


def _common(of: OfPrefecture) -> list[str]:
    return [in_common(of.overview.common)] if of.overview.common is not None else []


def named(overview: Overview) -> list[tuple[str, str, str]]:
    """Column, its whole name, its short name."""
    return [(WHOLE, _("全体"), _("全体")), *((one.id, str(one.title), str(one.short)) for one in overview.questionnaire.dimensions)]


def _too_many(count: int, most: int) -> None:
    if count > most:
        raise NothingToMakeError(
            _("{n}市町は1枚の図に入りません（{most}市町まで）。地域や規模で絞り込んでから、つくってください。", n=count, most=most)
        )


# -- the table ---------------------------------------------------------------------------------------------------------


def rows_of(overview: Overview, lines: Sequence[Line], measure: Measure, focus: Focus) -> list[ShadedRow]:
    """The table's rows: every municipality, and the mean where all of them are in it."""
    from dxcheck.charts.heatmap import ShadedRow  # slow, and only here

    columns = (focus.column,) if focus.items else overview.columns
    rows = []
    for one in lines:
        if one.state != "counted":
            rows.append(ShadedRow(str(one.municipality), said=_(STATES[one.state])))
            continue
        cells: list[ShadedCell] = [] if focus.is_item else [one.value(column, measure) for column in columns]
        rows.append(ShadedRow(str(one.municipality), (*cells, *(_item_cell(one, item.id, measure) for item in focus.items))))
    if len(lines) == len(overview.lines) and not focus.items:
        rows.append(ShadedRow(_("県内の平均"), tuple(overview.mean(column, measure) for column in columns), is_mean=True))
    return rows


def _item_cell(one: Line, item: str, measure: Measure) -> ShadedCell:
    choice = one.choices.get(item)
    if measure == "change":
        return one.steps.get(item, 0) if isinstance(choice, int) and one.moved else None
    return choice if isinstance(choice, int) else {"unknown": UNKNOWN, "not_applicable": NOT_APPLICABLE}.get(str(choice))


def _numbers(rows: Sequence[ShadedRow]) -> list[float]:
    return [cell for row in rows for cell in row.cells if cell is not None and not isinstance(cell, str)]


def heatmap_picture(kind: PictureKind, of: OfPrefecture) -> DrawnPicture:
    """Municipalities by dimensions, by the items of one, or one item's levels by cycles."""
    from dxcheck.charts.prefecture import MOST_ROWS, table_figure  # slow, and only here
    from dxcheck.charts.scale import scale_of

    focus = of.focus()
    _too_many(len(of.lines), MOST_ROWS)
    if focus.is_item:
        return _item_over_cycles(kind, replace(of, measure="level"), focus)
    rows = rows_of(of.overview, of.lines, of.measure, focus)
    scale = scale_of(of.measure, _numbers(rows))
    heads = [short for _column, _long, short in named(of.overview)]
    if focus.items:
        heads = [_("平均"), *("\n".join(textwrap.wrap(str(one.title), 7)) for one in focus.items)]
    alt = [_row_said(row, scale.write) for row in rows]
    words = of.caption(kind, focus, _about_table(of.overview, of.measure, focus), alt, _common(of))
    return DrawnPicture(table_figure(rows, heads, scale, words), words, of.file_name(kind, focus))


def _row_said(row: ShadedRow, write: Callable[[float], str]) -> str:
    figures = [cell if isinstance(cell, str) else "-" if cell is None else write(cell) for cell in row.cells]
    return f"{row.name}: " + (row.said or _("、").join(figures))


def _about_table(overview: Overview, measure: Measure, focus: Focus) -> str:
    about = {
        "level": _("分野ごとのレベルの平均（0から5）。"),
        "change": _("{cycle}の時点からの変化。その後に提出がなければ -、下がったところは枠つき。", cycle=overview.against.label),
        "gap": _("3年後の目標の平均まで、あとどれだけか（0から5）。"),
        "unknown": _("あてはまる設問のうち「わからない」の割合。"),
    }
    text = _("設問ごとのレベル（0から5）。？は「わからない」、＊は「該当なし」。") if focus.items and measure == "level" else about[measure]
    return _("{cycle}の時点　{text}濃さは目安です。", cycle=overview.cycle.label, text=text)


def _item_over_cycles(kind: PictureKind, of: OfPrefecture, focus: Focus) -> DrawnPicture:
    """One item's levels, a row a municipality, a column a cycle."""
    from dxcheck.charts.heatmap import ShadedRow  # slow, and only here
    from dxcheck.charts.prefecture import table_figure
    from dxcheck.charts.scale import scale_of

    found = history_of(of.desk, of.overview, of.lines, of.measure, focus)
    scale = scale_of(of.measure)
    rows = []
    for one in of.lines:
        levels = found.towns.get(one.municipality.code)
        said = "" if levels else _(STATES[one.state]) if one.state != "counted" else _("レベルの回答がありません")
        rows.append(ShadedRow(str(one.municipality), tuple(None if level is None else int(level) for level in levels or ()), said))
    alt = [_row_said(row, scale.write) for row in rows]
    subtitle = _("設問のレベル（0から5）を、それぞれの期の終わりの時点で。-は、レベルの回答がない期です。")
    words = of.caption(kind, focus, subtitle, alt, _common(of))
    figure = table_figure(rows, [one.short for one in found.cycles], scale, words)
    return DrawnPicture(figure, words, of.file_name(kind, focus))


# -- how they spread ---------------------------------------------------------------------------------------------------


def spread_columns(overview: Overview, lines: Sequence[Line], measure: Measure, focus: Focus) -> list[tuple[str, list[float]]]:
    """The strips: every dimension, or one with its items; each with its figures."""
    there = [one for one in lines if one.state == "counted"]
    wanted = [(column, long) for column, long, _short in named(overview) if not focus.items or column == focus.column]
    found = [(long, [value for one in there if (value := one.value(column, measure)) is not None]) for column, long in wanted]
    for item in focus.items:
        cells = (_item_cell(one, item.id, measure) for one in there)
        found.append((str(item.title), [float(cell) for cell in cells if cell is not None and not isinstance(cell, str)]))
    return found


def distribution_picture(kind: PictureKind, of: OfPrefecture) -> DrawnPicture:
    """A strip a dimension or item with a dot a municipality, or who gave which answer to one item."""
    from dxcheck.charts.prefecture import spread_figure  # slow, and only here
    from dxcheck.charts.scale import scale_of

    focus = of.focus()
    if focus.is_item:
        return _answers(kind, replace(of, measure="level"), focus)
    columns = spread_columns(of.overview, of.lines, of.measure, focus)
    scale = scale_of(of.measure, [value for _name, values in columns for value in values])
    alt = [f"{name}: " + _("、").join(scale.write(value) for value in sorted(values)) for name, values in columns]
    count, cycle = sum(one.state == "counted" for one in of.lines), of.overview.cycle.label
    subtitle = _("{cycle}の時点　集計に入っている{n}市町の{measure}", cycle=cycle, n=count, measure=_(MEASURES[of.measure]))
    words = of.caption(kind, focus, subtitle, alt, _common(of))
    return DrawnPicture(spread_figure(columns, scale, words), words, of.file_name(kind, focus))


def _answers(kind: PictureKind, of: OfPrefecture, focus: Focus) -> DrawnPicture:
    """Who gave which answer to one item."""
    from dxcheck.charts.prefecture import MOST_ROWS, counts_figure  # slow, and only here

    item, q = focus.items[0], of.overview.questionnaire
    by_choice: dict[object, list[str]] = {}
    for one in of.lines:
        by_choice.setdefault(one.choices.get(item.id) if one.state == "counted" else one.state, []).append(str(one.municipality))
    answers: list[tuple[object, str]] = [(level, f"{level}　{q.scale[level].name}") for level in range(len(q.scale))]
    answers += [("unknown", _("わからない")), ("not_applicable", _("該当なし")), (None, _("回答なし"))]
    answers += [(state, _(said)) for state, said in STATES.items() if state in by_choice]
    rows = []
    for choice, answer in answers:
        who = by_choice.get(choice, [])
        shown = _("、").join(who) if len(of.lines) <= MOST_ROWS else ""
        rows.append((answer, len(who), "\n".join(textwrap.wrap(shown, NAMES_WIDE))))
    alt = [f"{answer}: {count}　{who}".replace("\n", "") for answer, count, who in rows]
    subtitle = _("{cycle}の時点　{prompt}", cycle=of.overview.cycle.label, prompt=textwrap.shorten(str(item.prompt), 90, placeholder="…"))
    words = of.caption(kind, focus, subtitle, alt, _common(of))
    return DrawnPicture(counts_figure(rows, words), words, of.file_name(kind, focus))


# -- over the cycles ---------------------------------------------------------------------------------------------------


def history_of(desk: CentreDesk, overview: Overview, lines: Sequence[Line], measure: Measure, focus: Focus) -> Courses:
    """What stood in each cycle, with everything the focus is about."""
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
    from dxcheck.charts.course import course_figure  # slow, and only here
    from dxcheck.charts.scale import scale_of

    focus = of.focus_over_cycles()
    found = history_of(of.desk, of.overview, of.lines, of.measure, focus)
    drawn = course_of(found, focus)
    cycles = [one.short for one in found.cycles]
    scale = scale_of(of.measure)
    subtitle = _("それぞれの期の終わりの時点（{years}年より前の診断結果は除く）。", years=COUNTS_FOR)
    if found.common is not None and found.common.shared < found.common.items:
        subtitle += in_every_version(found.common)
    alt = [
        _(
            "{name}: 同じ{n}市町で {matched}。すべての市町で {plain}。",
            name=one.name,
            n=one.same,
            matched=over(cycles, one.matched, scale.write),
            plain=over(cycles, one.plain, scale.write),
        )
        for one in drawn
    ]
    words = of.caption(kind, focus, subtitle, alt)
    return DrawnPicture(course_figure(drawn, cycles, scale, words), words, of.file_name(kind, focus))


def towns_of(found: Courses, lines: Sequence[Line], focus: Focus) -> list[MunicipalityLine]:
    """Each municipality's course, also of those that have none."""
    from dxcheck.charts.course import MunicipalityLine  # slow, and only here

    towns = []
    for one in lines:
        means = found.towns.get(one.municipality.code)
        if means is not None and focus.is_item:
            means = tuple(None if level is None else int(level) for level in means)
        said = "" if means else _("値がありません") if one.state == "counted" else _(STATES[one.state])
        towns.append(MunicipalityLine(str(one.municipality), means or (), said))
    return towns


def multiples_picture(kind: PictureKind, of: OfPrefecture) -> DrawnPicture:
    """A small panel a municipality, all on one scale."""
    from dxcheck.charts.course import MOST_PANELS, towns_figure  # slow, and only here
    from dxcheck.charts.scale import scale_of

    focus = of.focus_over_cycles()
    _too_many(len(of.lines), MOST_PANELS)
    found = history_of(of.desk, of.overview, of.lines, of.measure, focus)
    if not found.cycles:
        raise NothingToMakeError(_("集計に入る診断結果がまだないため、図をつくれません。"))
    cycles = [one.short for one in found.cycles]
    scale = scale_of(of.measure)
    towns = towns_of(found, of.lines, focus)
    alt = [f"{one.name}: {one.said or over(cycles, one.means, scale.write)}" for one in towns]
    about = _("{name}の", name=focus.name) if focus.name else _("全体の")
    figures = _("レベル") if focus.is_item else _(MEASURES[of.measure])
    subtitle = _("{about}{kind}。どの市町も同じ目盛りです。線の切れ目は、値のない期です。", about=about, kind=figures)
    words = of.caption(kind, focus, subtitle, alt)
    return DrawnPicture(towns_figure(towns, cycles, scale, words), words, of.file_name(kind, focus))


def over(cycles: Sequence[str], means: Sequence[float | None], write: Callable[[float], str]) -> str:
    """A course in words: each cycle with its figure, `-` where there is none."""
    figures = ("-" if mean is None else write(mean) for mean in means)
    return _("、").join(f"{cycle} {figure}" for cycle, figure in zip(cycles, figures, strict=True))
