"""The prefecture's report, in two builds: for the centre, with names; for publication, with nothing but published averages."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from dxcheck.benchmark.gate import band, peers, shown, what_ends_mean, what_it_is, why_hidden
from dxcheck.calendar import days_left, long_date
from dxcheck.centre_pictures import focus_on, named, rows_of
from dxcheck.i18n import _
from dxcheck.output import NothingToMakeError
from dxcheck.overview import LOW, STATES, WHOLE, item_counts, most_low, most_risen
from dxcheck.papers.file import offer
from dxcheck.papers.parts import svg_of
from dxcheck.reports.blocks import Facts, NewPage, Paper, Picture, Points, Prose, Section, Table
from dxcheck.wording import in_common

if TYPE_CHECKING:
    from dxcheck.benchmark.gate import Peers
    from dxcheck.benchmark.model import Figure
    from dxcheck.centre import CentreDesk
    from dxcheck.charts.heatmap import Row
    from dxcheck.comparing import Standing
    from dxcheck.output import Offer
    from dxcheck.overview import Overview
    from dxcheck.reports.blocks import Block

A_PAGE: Final = 34
"""Rows of the heatmap on one page."""
MOST: Final = 8


def report_offers(desk: CentreDesk, overview: Overview) -> list[Offer]:
    """Both builds."""
    return [
        offer(_("報告書（センター用・市町名あり）"), partial(centre_report, desk, overview)),
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
                (_("時点"), overview.cycle.label),
                (_("集計"), _("{n}/{all}市町", n=len(overview.counted), all=len(overview.lines))),
                (_("診断票"), f"{overview.questionnaire.title} {overview.questionnaire.version}"),
            )
        ),
        Section(_("1　分野ごとの平均"), 1),
        _means(overview),
        Prose(_("平均は、それぞれの市町を1として数えます。変化は、両方の時点で提出のある同じ市町だけで計算しています。"), is_quiet=True),
        *([Prose(in_common(overview.common), is_quiet=True)] if overview.common else []),
        Section(_("2　提出の状況"), 1),
        *_submitted(desk, board),
        Section(_("3　設問の動き"), 1),
        *_items(overview),
        NewPage(),
        Section(_("4　市町ごとの概況"), 1),
        Prose(
            _("どこを手伝うとよいか、だれがだれを手伝えるかを見るための表です。数字は分野ごとのレベルの平均です。"),
            is_quiet=True,
        ),
        *_heatmaps(overview),
        *_left_out(overview),
    ]
    return Paper(
        title=_("市町のDXの概況"),
        subtitle=_("センター用。市町名が入っています。外に出すときは公表用を使ってください。"),
        mark=_("取扱注意"),
        made=desk.cases.now,
        foot=_foot(desk),
        name="_".join([_("市町の概況_センター用"), overview.cycle.label.replace(" ", "")]),
        blocks=tuple(blocks),
    )


def public_report(desk: CentreDesk) -> Paper:
    """The report for everybody: averages as they were published, through the one gate; no name, no count, nothing else.

    Raises:
        NothingToMakeError: nothing is published yet.
        StoreError: something cannot be read.
    """
    published = desk.benchmarks()
    if not published:
        raise NothingToMakeError(_("まだ公表した県内平均がないため、公表用の報告書はつくれません。"))
    newest = published[-1]
    q = desk.text_of(newest)
    views = [(one.cycle.short, peers(one, q)) for one in published[-6:]]
    latest = views[-1][1]
    rows = [(_("全体"), *(shown(view.overall) for _name, view in views))]
    rows += [(str(one.title), *(shown(view.dimensions.get(one.id)) for _name, view in views)) for one in q.dimensions]
    blocks: list[Block] = [
        Prose(what_it_is() + why_hidden() + what_ends_mean()),
        Section(_("1　分野ごとの県内平均"), 1),
        Table((_("分野"), *(name for name, _view in views)), tuple(rows), (3, *(1.0 for _one in views))),
        Prose(_bands(latest), is_quiet=True),
        Section(_("2　設問ごとの県内平均（{cycle}）", cycle=newest.cycle.label), 1),
        Prose(_("情報セキュリティは、設問ごとの平均を出しません。"), is_quiet=True),
    ]
    for dimension, items in q.items_by_dimension.items():
        asked = [one for one in items if not one.sensitive]
        if asked:
            blocks.append(Section(str(q.dimension_by_id[dimension].title)))
            made = tuple((str(one.title), shown(latest.items.get(one.id))) for one in asked)
            blocks.append(Table((_("設問"), _("県内平均")), made, (5, 1)))
    return Paper(
        title=_("市町のDXの県内平均（匿名）"),
        subtitle=_("{cycle}　{day}公表", cycle=newest.cycle.label, day=long_date(newest.published_on)),
        mark="",
        made=desk.cases.now,
        foot=_foot(desk),
        name="_".join([_("県内平均_公表用"), newest.cycle.label.replace(" ", "")]),
        blocks=tuple(blocks),
    )


def _foot(desk: CentreDesk) -> str:
    demo = _("デモ（架空のデータ）　") if desk.cases.is_demo else ""
    return _("{demo}dxcheck　{day}作成", demo=demo, day=long_date(desk.cases.now))


def _bands(latest: Peers) -> str:
    figures: list[Figure] = [one for one in (latest.overall, *latest.dimensions.values()) if one is not None]
    return _("平均のもとになった市町の数: {bands}", bands=_("、").join(dict.fromkeys(band(one) for one in figures))) if figures else ""


def _means(overview: Overview) -> Table:
    names = [(WHOLE, _("全体")), *((one.id, str(one.title)) for one in overview.questionnaire.dimensions)]
    rows = []
    for column, name in names:
        change, matched = overview.mean(column, "change"), sum(one.value(column, "change") is not None for one in overview.counted)
        rows.append(
            (
                name,
                _number(overview.mean(column, "level")),
                "-" if change is None else _("{by}（{n}市町）", by=f"{change:+.1f}", n=matched),
                _number(overview.mean(column, "gap")),
                "-" if (share := overview.mean(column, "unknown")) is None else f"{share:.0%}",
            )
        )
    heads = (_("分野"), _("平均"), _("{cycle}の時点からの変化", cycle=overview.against.short), _("目標まで"), _("わからない"))
    return Table(heads, tuple(rows), (3, 1, 2, 1, 1.2))


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}"


def _submitted(desk: CentreDesk, board: list[Standing]) -> list[Block]:
    missing = [one for one in board if one.is_missing]
    cycle = desk.comparing.cycle
    closing = desk.cycles.schedule().closing_day(cycle)
    left = days_left(closing, desk.cases.now.date())
    told = _(
        "{cycle}: 提出 {n}/{all}市町、締切 {day}（{left}）",
        cycle=cycle.label,
        n=len(board) - len(missing),
        all=len(board),
        day=long_date(closing),
        left=left,
    )
    names = _("、").join(str(one.municipality) for one in missing)
    return [Prose(told), Prose(_("まだの市町: {names}", names=names) if missing else _("すべての市町から届きました。"), is_quiet=True)]


def _items(overview: Overview) -> list[Block]:
    """Which items are most often low and which moved most; those an attacker could use stay out of a file that others may see."""
    items = overview.questionnaire.item_by_id
    counts = [one for one in item_counts(overview) if not items[one.item].sensitive]
    low = tuple(
        _("{item}　レベル{low}以下が {n}/{all}市町", item=items[one.item].title, low=LOW, n=one.low, all=one.levels)
        for one in most_low(counts, MOST)
    )
    rose = tuple(
        _("{item}　上がった市町 {up}、下がった市町 {down}", item=items[one.item].title, up=one.rose, down=one.fell)
        for one in most_risen(counts, MOST)
    )
    return [
        Section(_("レベルの低い市町が多い設問（いっしょに取り組みやすいところ）")),
        Points(low, _("ありません。")),
        Section(_("上がった市町の多い設問（{cycle}の時点から）", cycle=overview.against.short)),
        Points(rose, _("ありません。")),
    ]


def _heatmaps(overview: Overview) -> list[Block]:
    from dxcheck.charts.heatmap import heatmap_figure  # noqa: PLC0415 - slow, and only here
    from dxcheck.charts.scale import scale_of  # noqa: PLC0415

    rows = rows_of(overview, overview.lines, "level", focus_on(overview, WHOLE))
    heads = [short for _column, _long, short in named(overview)]
    made: list[Block] = []
    for first in range(0, len(rows), A_PAGE):
        part = rows[first : first + A_PAGE]
        alt = _("、").join(f"{one.name} {_shown(one)}" for one in part)
        made.append(Picture(svg_of(heatmap_figure(part, heads, scale_of("level"))), alt))
    return made


def _left_out(overview: Overview) -> list[Block]:
    said = tuple(
        _("{why}: {names}", why=_(STATES[state]), names=_("、").join(str(one.municipality) for one in lines))
        for state, lines in overview.left_out().items()
    )
    return [Section(_("集計に入っていない市町")), Points(said, _("ありません。"))]


def _shown(row: Row) -> str:
    whole = row.cells[0] if row.cells else None
    return row.said or (whole if isinstance(whole, str) else _number(whole))
