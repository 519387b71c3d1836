"""The prefecture's report for the centre, with names: how far the prefecture is, what moved, where help does the most. Nobody is ranked."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from dxcheck.assessment.figures import NOTHING, as_mean, as_share, as_step, rounded
from dxcheck.assessment.measured import MeanFigure, OwnFigure
from dxcheck.assessment.wording import in_common, in_every_version, low_in_words
from dxcheck.formats.blocks import Facts, NewPage, Paper, Picture, Points, Prose, Section, Table
from dxcheck.i18n import _
from dxcheck.prefecture.overview import STATES, WHOLE, as_measured, item_counts, most_low, most_risen
from dxcheck.prefecture.selection import about_older
from dxcheck.questionnaire.scale import as_level
from dxcheck.reports.achieved import support_section
from dxcheck.reports.course_pictures import course_of, history_of, towns_of
from dxcheck.reports.paper_file import offer
from dxcheck.reports.parts import svg_of
from dxcheck.reports.pictures import over
from dxcheck.reports.prefecture_board import first_names, submitted, submitted_said
from dxcheck.reports.prefecture_pictures import crowd_rows, rows_of, spread_columns, spread_said
from dxcheck.reports.prefecture_subject import MOST_NAMED, focus_on, named
from dxcheck.reports.public import centre_foot, public_report

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dxcheck.charts.heatmap import ShadedRow
    from dxcheck.charts.scale import AxisScale
    from dxcheck.charts.towns import MunicipalityLine
    from dxcheck.desk.centre import CentreDesk
    from dxcheck.formats.blocks import Block
    from dxcheck.formats.output import Offer
    from dxcheck.prefecture.overview import ItemCount, Line, Measure, Overview
    from dxcheck.prefecture.selection import TableView
    from dxcheck.prefecture.standing import Standing

PANELS: Final = 30
"""Small panels on one page."""
A_PAGE: Final = 34
"""Rows of the heatmap on one page."""
_MOST: Final = 8
MOST_RISEN: Final = 5


def report_offers(desk: CentreDesk, view: TableView) -> list[Offer]:
    """Both builds. They are of the whole prefecture, and say so where the screen shows a part of it."""
    title = _("報告書（センター用・市町名あり）")
    return [
        offer(
            title if view.is_all else _("{title}（{whose}）", title=title, whose=view.of_all.whose),
            partial(centre_report, desk, view.overview),
        ),
        offer(_("報告書（公表用・県内平均だけ）"), partial(public_report, desk)),
    ]


def centre_report(desk: CentreDesk, overview: Overview) -> Paper:
    """The report with names.

    Raises:
        StoreError: something cannot be read.
    """
    board = desk.comparing.board()
    blocks: list[Block] = [
        Facts(
            (
                (_("時点"), overview.cycle.label + (_("（受付中）") if overview.is_open else "")),
                (_("集計"), _counted(overview)),
                (_("診断票"), f"{overview.questionnaire.title} {overview.questionnaire.version}"),
            )
        ),
        Section(_("1　要点"), 1),
        Points(tuple(_points(desk, overview, board))),
        *_course(desk, overview),
        Section(_("3　分野ごとの平均"), 1),
        _means(overview),
        Prose(_("平均は、それぞれの市町を1として数えます。かっこ内は、もとになった市町の数です。") + _about_changes(), is_quiet=True),
        *_spread(overview),
        Section(_("4　設問の動き"), 1),
        *_items(overview),
        Section(_("5　市町ごとの概況"), 1),
        Prose(
            _("どこを手伝うとよいか、だれがだれを手伝えるかを見るための表です。数字は分野ごとのレベルの平均です。") + _older(overview),
            is_quiet=True,
        ),
        *_heatmaps(overview),
        Section(_("前からよく伸びた市町（{cycle}の時点から）", cycle=overview.against.short)),
        _risen(overview),
        *_towns(desk, overview),
        Section(_("7　提出の状況"), 1),
        *submitted(desk, board),
        *support_section(desk, overview, 8),
        Section(_("この資料の読み方"), 1),
        *_how_to_read(overview),
    ]
    return Paper(
        title=_("市町のDXの概況"),
        subtitle=_("センター用。市町名が入っています。外に出すときは公表用を使ってください。"),
        mark=_("取扱注意"),
        made=desk.cases.now,
        foot=centre_foot(desk),
        name="_".join([_("市町の概況_センター用"), *desk.instruments.named, overview.cycle.label.replace(" ", "")]),
        blocks=tuple(blocks),
    )


def _points(desk: CentreDesk, overview: Overview, board: list[Standing]) -> list[str]:
    """The page in a few sentences."""
    points, scale = [submitted_said(desk, board)], overview.questionnaire.scale
    level, change = overview.mean(WHOLE, "level"), overview.mean(WHOLE, "change")
    if level is None:
        return [*points, _("集計に入る診断結果は、まだありません。")]
    said = _(
        "レベルの平均は {mean}（{range}、{n}市町）です。",
        mean=as_mean(level.value, scale.digits),
        range=scale.in_words,
        n=level.municipalities,
    )
    said += _("このうち{n}市町は、前の期までの診断結果です。", n=level.older) if level.older else ""
    if change is not None:
        n, by = change.municipalities, as_step(change.value, scale.digits)
        said += _("{cycle}の時点から、その後に提出した{n}市町で {by} 動きました。", cycle=overview.against.label, n=n, by=by)
    points.append(said)
    means = [(mean.value, str(one.title)) for one in overview.questionnaire.dimensions if (mean := overview.mean(one.id, "level"))]
    if len(means) > 1:
        high, low = max(means), min(means)
        points.append(
            _(
                "分野では「{high}」（{up}）が進んでいます。「{low}」（{down}）は、これから力を入れやすい分野です。",
                high=high[1],
                up=as_mean(high[0], scale.digits),
                low=low[1],
                down=as_mean(low[0], scale.digits),
            )
        )
    items = overview.questionnaire.item_by_id
    points += [
        _(
            "「{item}」は {n}/{all}市町が{levels}で、いっしょに取り組みやすい設問です。",
            item=items[one.item].title,
            n=one.low,
            all=one.levels,
            levels=low_in_words(overview.questionnaire),
        )
        for one in most_low(_open_counts(overview), 1)
    ]
    share = overview.mean(WHOLE, "unknown")
    if share is not None and share.value:
        points.append(_("「わからない」は、あてはまる設問の {share} です。訪問で話し合う糸口になります。", share=as_share(share.value)))
    return points


def _course(desk: CentreDesk, overview: Overview) -> list[Block]:
    from dxcheck.charts.course import fine_scale  # slow, and only here
    from dxcheck.charts.onpage import course_on_page
    from dxcheck.charts.scale import scale_of

    focus, scale = focus_on(overview, WHOLE), scale_of("level", overview.questionnaire.scale)
    found = history_of(desk, overview, overview.lines, "level", focus)
    head = Section(_("2　県全体の推移"), 1)
    if found.common is None:
        return [head, Prose(_("集計に入る診断結果は、まだありません。"), is_quiet=True)]
    lines, cycles = course_of(found, focus), [one.short for one in found.cycles]
    told = _(
        "その期に提出した診断結果のレベルの平均（{range}）。線は締め切ったどの期にも提出した同じ市町、四角はその期に提出したすべての市町です。",
        range=overview.questionnaire.scale.in_words,
    )
    told += _("表の数字は同じ市町、かっこ内はすべての市町です。")
    told += _("{cycle}は受付中です。", cycle=found.open_cycle.label) if found.open_cycle else ""
    if found.common.shared < found.common.items:
        told += in_every_version(found.common)
    alt = _("全体の推移: {means}", means=over(cycles, lines[0].plain, scale.write))
    moved = over(cycles[1:], found.courses[0].changes[1:], partial(as_step, digits=overview.questionnaire.scale.digits))
    told += _("全体の、前の期からの変化（両方の期に提出した市町）: {moved}。", moved=moved) if moved else ""
    fine = fine_scale(lines, scale)
    rows = [(one.name, *(_pair(pair, fine) for pair in zip(one.matched, one.plain, strict=True))) for one in lines]
    table = Table((_("分野"), *cycles), tuple(rows), (2.4, *(1.3 for _one in cycles)), figures=True)
    return [head, Picture(svg_of(partial(course_on_page, lines, cycles, scale)), alt), table, Prose(told, is_quiet=True)]


def _pair(pair: tuple[MeanFigure | None, MeanFigure | None], scale: AxisScale) -> str:
    same, every = (NOTHING if one is None else scale.write(one.value) for one in pair)
    return _("{same}（{every}）", same=same, every=every)


def _means(overview: Overview) -> Table:
    rows = []
    for column, name, _short in named(overview):
        rows.append(
            (
                name,
                *(
                    _with_n(overview.mean(column, one), one, overview.questionnaire.scale.digits)
                    for one in ("level", "change", "gap", "unknown")
                ),
            )
        )
    heads = (_("分野"), _("平均"), _("{cycle}の時点からの変化", cycle=overview.against.short), _("目標まで"), _("わからない"))
    return Table(heads, tuple(rows), (3, 1.4, 1.8, 1.4, 1.4), figures=True)


def _with_n(mean: MeanFigure | None, measure: Measure, digits: int) -> str:
    """A mean with how many municipalities stand behind it."""
    if mean is None:
        return NOTHING
    return _("{figure}（{n}）", figure=as_measured(mean.value, measure, digits), n=mean.municipalities)


def _counted(overview: Overview) -> str:
    """How many municipalities are in the figures, and how many of them with older answers."""
    said = _("{n}/{all}市町", n=len(overview.counted), all=len(overview.lines))
    older = sum(one.is_older for one in overview.counted)
    return said + (_("（うち{n}は前の期まで）", n=older) if older else "")


def _older(overview: Overview) -> str:
    text = about_older(overview.counted)
    return _("{text}。", text=text) if text else ""


def _about_changes() -> str:
    """What a mean of changes is."""
    return _("変化は、前の時点のあとに提出した市町の、両方でレベルのある設問だけの動きの平均です。")


def _spread(overview: Overview) -> list[Block]:
    from dxcheck.charts.onpage import spread_on_page  # slow, and only here
    from dxcheck.charts.scale import scale_of

    if not overview.counted:
        return []
    columns = spread_columns(overview, overview.lines, "level", focus_on(overview, WHOLE))
    scale = scale_of("level", overview.questionnaire.scale)
    alt = _("。").join(spread_said(name, figures, scale.write) for name, figures in columns)
    return [Section(_("市町の散らばり")), Picture(svg_of(partial(spread_on_page, columns, scale)), alt)]


def _heatmaps(overview: Overview) -> list[Block]:
    from dxcheck.charts.heatmap import heatmap_figure  # slow, and only here
    from dxcheck.charts.scale import scale_of

    focus, is_crowd = focus_on(overview, WHOLE), len(overview.lines) > MOST_NAMED
    scale = scale_of("level", overview.questionnaire.scale)
    if is_crowd:
        rows = crowd_rows(spread_columns(overview, overview.lines, "level", focus), scale)
    else:
        rows = rows_of(overview, overview.lines, "level", focus)
    heads = [short for _column, _long, short in named(overview)]
    made: list[Block] = []
    for first in range(0, len(rows), A_PAGE):
        part = rows[first : first + A_PAGE]
        alt = _("、").join(f"{one.name} {_shown(one, scale)}" for one in part)
        made.append(Picture(svg_of(partial(heatmap_figure, part, heads, scale)), alt))
    return made


def _shown(row: ShadedRow, scale: AxisScale) -> str:
    whole = row.cells[0] if row.cells else None
    return row.said or (scale.write(whole.value) if isinstance(whole, OwnFigure | MeanFigure) else NOTHING if whole is None else str(whole))


def _risen(overview: Overview) -> Table:
    """Who came up the most, as an encouragement and for others to ask; who went down is only in the table of all."""
    digits = overview.questionnaire.scale.digits
    found = [(change, one) for one in overview.counted if (change := one.figure(WHOLE, "change")) and rounded(change.value, digits) > 0]
    found.sort(key=lambda pair: (-pair[0].value, pair[1].municipality.code))
    rows = tuple((one.name, _of_items(change, digits), _most_moved(overview, one)) for change, one in found[:MOST_RISEN])
    return Table((_("市町"), _("全体の伸び"), _("いちばん伸びた分野")), rows, (2, 1.2, 4), _("まだありません。"))


def _most_moved(overview: Overview, one: Line) -> str:
    moves = [(change, str(d.title)) for d in overview.questionnaire.dimensions if (change := one.figure(d.id, "change")) is not None]
    digits = overview.questionnaire.scale.digits
    best = max(moves, key=lambda pair: (pair[0].value, pair[1]), default=None)
    if best is None or rounded(best[0].value, digits) <= 0:
        return NOTHING
    return _("{name} {by}", name=best[1], by=_of_items(best[0], digits))


def _of_items(change: OwnFigure, digits: int) -> str:
    """A change with how many items stand behind it."""
    return _("{by}（{n}/{all}問）", by=as_step(change.value, digits), n=change.items, all=change.of)


def _towns(desk: CentreDesk, overview: Overview) -> list[Block]:
    from dxcheck.charts.onpage import towns_on_page  # slow, and only here
    from dxcheck.charts.scale import scale_of

    if not overview.counted or len(overview.lines) > MOST_NAMED:
        return []
    focus, scale = focus_on(overview, WHOLE), scale_of("level", overview.questionnaire.scale)
    found = history_of(desk, overview, overview.lines, "level", focus)
    towns, cycles = towns_of(found, overview.lines), [one.short for one in found.cycles]
    pages = [towns[first : first + PANELS] for first in range(0, len(towns), PANELS)]

    def picture(part: Sequence[MunicipalityLine]) -> Picture:
        alt = _("。").join(f"{one.name} {one.said or over(cycles, one.points, scale.write)}" for one in part)
        return Picture(svg_of(partial(towns_on_page, part, cycles, scale)), alt)

    return [
        NewPage(),
        Section(_("6　市町ごとの推移"), 1),
        Prose(_("全体のレベルの平均。どの市町も同じ目盛り（{range}）です。", range=overview.questionnaire.scale.in_words), is_quiet=True),
        *map(picture, pages),
        Table(
            (_("市町"), *cycles),
            tuple((one.name, *_in_cells(one, len(cycles), scale)) for one in towns),
            (1.6, *(1.0 for _one in cycles)),
            figures=True,
        ),
    ]


def _in_cells(town: MunicipalityLine, cycles: int, scale: AxisScale) -> Iterator[str]:
    """Its figure of each cycle."""
    return (NOTHING if one is None else scale.write(one.value) for one in (town.points or (None,) * cycles))


def _open_counts(overview: Overview) -> list[ItemCount]:
    """Without the items that an attacker could use: they stay out of a file that others may see."""
    items = overview.questionnaire.item_by_id
    return [one for one in item_counts(overview) if not items[one.item].sensitive]


def _items(overview: Overview) -> list[Block]:
    """Which items are most often low and which moved most."""
    q, counts = overview.questionnaire, _open_counts(overview)

    def named_item(one: ItemCount) -> tuple[str, str]:
        item = q.item_by_id[one.item]
        return str(item.title), str(q.dimension_by_id[item.dimension].short)

    low = tuple((*named_item(one), f"{one.low}/{one.levels}", as_mean(one.mean, q.scale.digits)) for one in most_low(counts, _MOST))
    rose = tuple((*named_item(one), str(one.rose), str(one.fell)) for one in most_risen(counts, _MOST))
    widths = (4, 1.8, 1.6, 1.6)
    return [
        Section(_("レベルの低い市町が多い設問（いっしょに取り組みやすいところ）")),
        Table(
            (_("設問"), _("分野"), _("{levels}の市町", levels=low_in_words(q)), _("平均")),
            low,
            widths,
            _("ありません。"),
            figures=True,
        ),
        Section(_("上がった市町の多い設問（{cycle}の時点から）", cycle=overview.against.short)),
        Table((_("設問"), _("分野"), _("上がった市町"), _("下がった市町")), rose, widths, _("ありません。"), figures=True),
    ]


def _how_to_read(overview: Overview) -> list[Block]:
    q = overview.questionnaire
    scale = _("、").join(f"{as_level(level)} {one.name}" for level, one in zip(q.scale.values, q.grades, strict=True))
    out = tuple(
        _("集計に入っていない市町（{why}）: {names}", why=_(STATES[state]), names=first_names([str(one.municipality) for one in lines]))
        for state, lines in overview.left_out().items()
    )
    points = [
        _(
            "出所: 各市町の自己診断（{title} {version}版、{n}問）。公式の統計ではありません。",
            title=q.title,
            version=q.version,
            n=len(q.items),
        ),
        _("レベル: {scale}", scale=scale),
        _("分野の平均は、あてはまる設問の半分以上にレベルの回答があるときだけ出します。全体は、分野の平均の平均です。"),
        _("目標まで: 3年後の目標の平均まで、あとどれだけか。わからない: あてはまる設問のうち「わからない」の割合。"),
        _("情報セキュリティの弱点に触れる設問は、この資料に出しません。"),
        *out,
    ]
    if overview.common is not None:
        points.insert(1, in_common(overview.common))
    return [Points(tuple(points))]
