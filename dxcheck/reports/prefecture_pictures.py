"""Pictures of all municipalities, for the centre alone: names and figures that no other desk sees; `pictures` lists them.

Slow imports happen where something is drawn.
"""

from __future__ import annotations

import textwrap
from collections import Counter
from statistics import quantiles
from typing import TYPE_CHECKING

from dxcheck.assessment.figures import NOTHING
from dxcheck.assessment.measured import MeanFigure, OwnFigure
from dxcheck.i18n import _
from dxcheck.prefecture.overview import MEASURES, OLDER_MARK, STATES
from dxcheck.prefecture.selection import as_of
from dxcheck.questionnaire.scale import Scale, as_level, plain_value
from dxcheck.reports.course_pictures import history_of
from dxcheck.reports.pictures import DrawnPicture, cycle_label
from dxcheck.reports.prefecture_subject import MOST_NAMED, named, notes_on

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from dxcheck.charts.heatmap import ShadedCell, ShadedRow
    from dxcheck.charts.scale import AxisScale
    from dxcheck.charts.spread import Strip
    from dxcheck.prefecture.overview import Line, Measure, Overview
    from dxcheck.prefecture.selection import TableView
    from dxcheck.reports.pictures import PictureKind
    from dxcheck.reports.prefecture_subject import Focus, OfPrefecture

UNKNOWN, NOT_APPLICABLE = "？", "／"
"""In a cell, for わからない and 該当なし: neither looks like the mark of an older result."""


def rows_of(overview: Overview, lines: Sequence[Line], measure: Measure, focus: Focus) -> list[ShadedRow]:
    """The table's rows: the municipalities, then the mean of all that are counted and how many stand behind it."""
    from dxcheck.charts.heatmap import ShadedRow  # slow, and only here

    columns = (focus.column,) if focus.items else overview.columns
    rows = []
    for one in lines:
        if one.state != "counted":
            rows.append(ShadedRow(str(one.municipality), said=_(STATES[one.state])))
            continue
        cells: list[ShadedCell] = [] if focus.is_item else [one.figure(column, measure) for column in columns]
        rows.append(ShadedRow(one.name, (*cells, *(_item_cell(one, item.id, measure) for item in focus.items))))
    if not focus.items:
        means = [overview.mean(column, measure) for column in columns]
        rows.append(ShadedRow(_("県内の平均"), tuple(means), is_mean=True))
        rows.append(ShadedRow(_("市町の数"), tuple(str(one.municipalities if one else 0) for one in means)))
    return rows


def _item_cell(one: Line, item: str, measure: Measure) -> ShadedCell:
    figure = one.item_figure(item, measure)
    if figure is not None or measure == "change":
        return figure
    return {"unknown": UNKNOWN, "not_applicable": NOT_APPLICABLE}.get(str(one.choices.get(item)))


def _numbers(rows: Sequence[ShadedRow]) -> list[float]:
    return [cell.value for row in rows for cell in row.cells if isinstance(cell, OwnFigure | MeanFigure)]


def heatmap_picture(kind: PictureKind, of: OfPrefecture) -> DrawnPicture:
    """Municipalities by dimensions, by the items of one, or one item's levels by cycles."""
    from dxcheck.charts.prefecture import table_figures  # slow, and only here
    from dxcheck.charts.scale import scale_of

    focus = of.focus()
    if len(of.lines) > MOST_NAMED:
        return _crowd_table(kind, of, focus)
    if focus.is_item:
        return _item_over_cycles(kind, of.of_levels(), focus)
    rows = rows_of(of.overview, of.lines, of.measure, focus)
    scale = scale_of(of.measure, of.overview.questionnaire.scale, _numbers(rows))
    heads = [short for _column, _long, short in named(of.overview)]
    if focus.items:
        heads = [_("平均"), *(str(one.title) for one in focus.items)]
    alt = [_row_said(row, scale.write) for row in rows]
    words = of.caption(kind, focus, _about_table(of.view, focus, rows), alt, notes_on(of))
    first, *more = table_figures(rows, heads, scale, words)
    return DrawnPicture(first, words, of.file_name(kind, focus), tuple(more))


def crowd_rows(columns: Sequence[Strip], scale: AxisScale) -> list[ShadedRow]:
    """How many municipalities lie in which part of the scale, column by column; the highest part first."""
    from dxcheck.charts.heatmap import Count, ShadedRow  # slow, and only here
    from dxcheck.charts.spread import part_of

    parts = 10 if scale.digits > 1 or scale.wide >= 1 else len(scale.ticks) - 1
    step = scale.wide / parts
    rows = []
    counts = [Counter(part_of(one.value, scale, parts) for one in figures) for _name, figures in columns]
    for part in range(parts - 1, -1, -1):
        low, high = (scale.write(scale.low + step * one) for one in (part, part + 1))
        cells = tuple(Count(found[part], max(1, sum(found.values()))) for found in counts)
        rows.append(ShadedRow(_("{low} から {high}", low=low, high=high), cells))
    return [*rows, ShadedRow(_("市町の数"), tuple(str(len(figures)) for _name, figures in columns), is_mean=True)]


def _crowd_table(kind: PictureKind, of: OfPrefecture, focus: Focus) -> DrawnPicture:
    """Of more municipalities than can be named: how many lie where."""
    from dxcheck.charts.prefecture import table_figures  # slow, and only here
    from dxcheck.charts.scale import scale_of

    columns = spread_columns(of.overview, of.lines, of.measure, focus)
    scale = scale_of(of.measure, of.overview.questionnaire.scale, [one.value for _name, figures in columns for one in figures])
    rows = crowd_rows(columns, scale)
    heads = [name for name, _figures in columns]
    alt = [f"{row.name}: " + _("、").join(str(one) for one in row.cells) for row in rows]
    subtitle = _("{when}　{measure}が、どこに何市町あるか。濃さは目安です。", when=as_of(of.overview), measure=_(MEASURES[of.measure]))
    words = of.caption(kind, focus, subtitle, alt, notes_on(of, has_names=False))
    first, *more = table_figures(rows, heads, scale, words)
    return DrawnPicture(first, words, of.file_name(kind, focus), tuple(more))


def _row_said(row: ShadedRow, write: Callable[[float | None], str]) -> str:
    figures = [write(one.value) if isinstance(one, OwnFigure | MeanFigure) else NOTHING if one is None else str(one) for one in row.cells]
    return f"{row.name}: " + (row.said or _("、").join(figures))


def _about_table(view: TableView, focus: Focus, rows: Sequence[ShadedRow]) -> str:
    overview, measure, levels = view.overview, view.measure, view.overview.questionnaire.scale
    about = {
        "level": _("分野ごとのレベルの平均（{range}）。", range=levels.in_words),
        "change": _("{cycle}の時点からの変化。", cycle=overview.against.label),
        "gap": _("3年後の目標の平均まで、あとどれだけか（{range}）。", range=Scale((0, plain_value(levels.span))).in_words),
        "unknown": _("あてはまる設問のうち「わからない」の割合。"),
    }
    text = _("設問ごとのレベル（{range}）。", range=levels.in_words) if focus.items and measure == "level" else about[measure]
    return _("　").join([as_of(overview), text + "".join(_marks_said(rows, measure)) + _("濃さは目安です。")])


def _marks_said(rows: Sequence[ShadedRow], measure: Measure) -> Iterator[str]:
    """What the marks in the cells mean, of those that are there."""
    cells = [cell for row in rows for cell in row.cells]
    if UNKNOWN in cells:
        yield _("{mark} は「わからない」。", mark=UNKNOWN)
    if NOT_APPLICABLE in cells:
        yield _("{mark} は「該当なし」。", mark=NOT_APPLICABLE)
    if None in cells:
        yield (
            _("{mark} は、その後の提出がないところ。", mark=NOTHING)
            if measure == "change"
            else _("{mark} は、値のないところ。", mark=NOTHING)
        )
    if measure == "change" and any(value < 0 for value in _numbers(rows)):
        yield _("枠つきは、下がったところ。")


def _item_over_cycles(kind: PictureKind, of: OfPrefecture, focus: Focus) -> DrawnPicture:
    """One item's levels, a row a municipality, a column a cycle."""
    from dxcheck.charts.heatmap import ShadedRow  # slow, and only here
    from dxcheck.charts.prefecture import table_figures
    from dxcheck.charts.scale import scale_of

    found = history_of(of.desk, of.overview, of.lines, of.measure, focus)
    scale = scale_of(of.measure, of.overview.questionnaire.scale)
    rows = []
    for one in of.lines:
        levels = found.towns.get(one.municipality.code)
        said = "" if levels else _(STATES[one.state]) if one.state != "counted" else _("レベルの回答がありません")
        rows.append(ShadedRow(str(one.municipality), levels or (), said))
    alt = [_row_said(row, scale.write) for row in rows]
    subtitle = _("設問のレベル（{range}）を、それぞれの期に提出した診断結果で。", range=of.overview.questionnaire.scale.in_words)
    if any(None in row.cells for row in rows):
        subtitle += _("{mark} は、提出かレベルの回答がない期です。", mark=NOTHING)
    words = of.caption(kind, focus, subtitle, alt)
    first, *more = table_figures(rows, [cycle_label(one, found.open_cycle) for one in found.cycles], scale, words)
    return DrawnPicture(first, words, of.file_name(kind, focus), tuple(more))


# -- how they spread ---------------------------------------------------------------------------------------------------


def spread_columns(overview: Overview, lines: Sequence[Line], measure: Measure, focus: Focus) -> list[Strip]:
    """The strips: every dimension, or one with its items; each with its figures."""
    there = [one for one in lines if one.state == "counted"]
    wanted = [(column, long) for column, long, _short in named(overview) if not focus.items or column == focus.column]
    found: list[Strip] = [(long, [figure for one in there if (figure := one.figure(column, measure))]) for column, long in wanted]
    return found + [(str(item.title), [figure for one in there if (figure := one.item_figure(item.id, measure))]) for item in focus.items]


def spread_said(name: str, figures: Sequence[OwnFigure], write: Callable[[float | None], str]) -> str:
    """A strip in words: how many municipalities, and their figures, those with older answers marked; of very many their quantiles."""
    if len(figures) > MOST_NAMED:
        cuts = quantiles([one.value for one in figures], n=20, method="inclusive")
        said = _("、").join(_("{share}%点 {value}", share=share, value=write(cuts[share // 5 - 1])) for share in (10, 25, 50, 75, 90))
        return _("{name}（{n}市町）: {figures}", name=name, n=len(figures), figures=said)
    ordered = sorted(figures, key=lambda one: one.value)
    said = _("、").join(write(one.value) + (OLDER_MARK if one.is_older else "") for one in ordered)
    return _("{name}（{n}市町）: {figures}", name=name, n=len(figures), figures=said)


def distribution_picture(kind: PictureKind, of: OfPrefecture) -> DrawnPicture:
    """A strip a dimension or item with a dot a municipality, or who gave which answer to one item."""
    from dxcheck.charts.spread import spread_figure  # slow, and only here

    focus = of.focus()
    if focus.is_item:
        return _answers(kind, of.of_levels(), focus)
    columns = spread_columns(of.overview, of.lines, of.measure, focus)
    scale, about = of.scale_for(one.value for _name, figures in columns for one in figures)
    alt = [spread_said(name, figures, scale.write) for name, figures in columns]
    subtitle = _("{when}　{measure}", when=as_of(of.overview), measure=_(MEASURES[of.measure])) + about
    words = of.caption(kind, focus, subtitle, alt, notes_on(of, has_names=False))
    return DrawnPicture(spread_figure(columns, scale, words), words, of.file_name(kind, focus))


def _answers(kind: PictureKind, of: OfPrefecture, focus: Focus) -> DrawnPicture:
    """Who gave which answer to one item."""
    from dxcheck.charts.prefecture import counts_figures  # slow, and only here

    item, q = focus.items[0], of.overview.questionnaire
    by_choice: dict[object, list[str]] = {}
    for one in of.lines:
        is_counted = one.state == "counted"
        by_choice.setdefault(one.choices.get(item.id) if is_counted else one.state, []).append(
            one.name if is_counted else str(one.municipality)
        )
    answers: list[tuple[object, str]] = [(level, f"{as_level(level)}　{q.name_of(item.id, level)}") for level in q.scale_of(item.id).values]
    answers += [("unknown", _("わからない")), ("not_applicable", _("該当なし")), (None, _("回答なし"))]
    answers += [(state, _(said)) for state, said in STATES.items() if state in by_choice]
    rows = []
    for choice, answer in answers:
        who = by_choice.get(choice, [])
        rows.append((answer, len(who), _("、").join(who) if len(of.lines) <= MOST_NAMED else ""))
    alt = [f"{answer}: {count}　{who}" for answer, count, who in rows]
    subtitle = _("{when}　{prompt}", when=as_of(of.overview), prompt=textwrap.shorten(str(item.prompt), 90, placeholder="…"))
    words = of.caption(kind, focus, subtitle, alt, notes_on(of))
    first, *more = counts_figures(rows, words)
    return DrawnPicture(first, words, of.file_name(kind, focus), tuple(more))
