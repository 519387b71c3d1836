"""The centre's views as tables: each measure, each item, how items moved, who has submitted, how the municipalities came along.

They hold what the screen shows: its municipalities, in its order. A figure never stands without how many are behind it and of when its answers are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dxcheck.assessment.wording import in_every_version, low_in_words
from dxcheck.formats.sheets import Column, FootRow, Sheet
from dxcheck.i18n import N_, _
from dxcheck.model.roster import SIZES
from dxcheck.prefecture.overview import MEASURES, WHOLE, item_counts
from dxcheck.prefecture.selection import as_of
from dxcheck.prefecture.standing import PROGRESS
from dxcheck.questionnaire.scale import as_level
from dxcheck.reports.course_pictures import history_of
from dxcheck.reports.prefecture_subject import focus_on

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dxcheck.assessment.measured import MeanFigure, OwnFigure
    from dxcheck.desk.centre import CentreDesk
    from dxcheck.formats.sheets import Cell, CellKind
    from dxcheck.prefecture.overview import Line, Measure
    from dxcheck.prefecture.selection import TableView

_KINDS: Final[dict[Measure, CellKind]] = {"level": "mean", "change": "change", "gap": "gap", "unknown": "share"}
_ABOUT: Final[dict[Measure, str]] = {
    "level": N_("設問のレベル（{range}）の平均。回答が半分に満たない分野は空白"),
    "change": N_(
        "比べる期の時点からの変化。両方でレベルのある設問だけの動きの平均で、それが半分に満たない分野と、その後に提出がない市町は空白"
    ),
    "gap": N_("3年後の目標の平均まで、あとどれだけか。目標が半分に満たない分野は空白"),
    "unknown": N_("あてはまる設問のうち「わからない」と答えた割合"),
}


def measure_sheet(view: TableView, measure: Measure, columns: Sequence[str]) -> Sheet:
    """One measure of the municipalities that are shown; below them the mean of all that are counted, and how many stand behind each figure of it."""
    overview, q = view.overview, view.overview.questionnaire
    names = [_("全体") if one == WHOLE else str(q.dimension_by_id[one].title) for one in columns]
    heads = (
        *_whose(view),
        *(Column(name, _(_ABOUT[measure], range=q.scale.in_words), _KINDS[measure], 10.5) for name in names),
        *_behind(measure),
    )
    rows = tuple((*_who(one), *(bare_number(one.figure(c, measure)) for c in columns), *_counts(one, measure)) for one in view.lines)
    means = [overview.mean(c, measure) for c in columns]
    note = _("{cycle}の時点から{later}の時点までの変化", cycle=overview.against.label, later=overview.cycle.label)
    return Sheet(
        _(MEASURES[measure]),
        heads,
        rows,
        _heading(_(MEASURES[measure])),
        _("　").join([_noted(view), *([note] if measure == "change" else [])]),
        _feet(_("県内の平均"), means, before=len(_whose(view)), after=len(_behind(measure))),
        q.scale,
    )


def bare_number(figure: OwnFigure | MeanFigure | None) -> Cell:
    """A figure as a number; how many stand behind it has a cell of its own."""
    return None if figure is None else figure.value


def _feet(name: str, means: Sequence[MeanFigure | None], *, before: int, after: int = 0) -> tuple[FootRow, ...]:
    """A mean in each column, and under it how many municipalities it is of, and how many of those with older answers."""

    def row(title: str, cells: Iterable[Cell], kind: CellKind | None = None) -> FootRow:
        return FootRow((title, *(None,) * (before - 1), *cells, *(None,) * after), kind)

    made = [
        row(name, (bare_number(one) for one in means)),
        row(_("市町の数"), (one.municipalities if one else 0 for one in means), "count"),
    ]
    if any(one is not None and one.older for one in means):
        made.append(row(_("うち前の期までの診断結果"), (one.older if one else 0 for one in means), "count"))
    return tuple(made)


def _behind(measure: Measure) -> tuple[Column, ...]:
    """What stands behind the whole's figure, and beside a change what moved no figure."""
    if measure != "change":
        return (
            Column(_("レベルのある設問"), _("レベルで答えた設問の数（全分野）"), "count", 9),
            Column(_("あてはまる設問"), _("あてはまる設問の数（全分野）"), "count", 9),
        )
    return (
        Column(_("比べた設問"), _("比べる期の時点でも今回もレベルのある設問の数。変化はこの設問だけで計算"), "count", 9),
        Column(_("共通の設問"), _("両方の時点の診断票にあり、あてはまる設問の数"), "count", 9),
        Column(_("新しく答えた設問"), _("比べる期の時点でレベルがなく、今回ある設問の数。変化には入らない"), "count", 9),
        Column(
            _("わからないに変わった設問"), _("比べる期の時点でレベルがあり、今回「わからない」の設問の数。変化には入らない"), "count", 12
        ),
    )


def _counts(one: Line, measure: Measure) -> tuple[Cell, ...]:
    if measure == "change":
        change = one.changes.get(WHOLE)
        return (None,) * 4 if change is None else (change.items, change.shared, change.newly, change.now_unknown)
    score = one.scores.get(WHOLE)
    return (None, None) if score is None else (score.answered, score.applicable)


def _heading(name: str) -> str:
    return _("市町の概況　{name}（取扱注意）", name=name)


def _noted(view: TableView) -> str:
    """As of when, of which municipalities, in which order."""
    return _("　").join([as_of(view.overview), view.whose, view.order_in_words])


def items_sheet(view: TableView) -> Sheet:
    """Every item's level; those that an attacker could use stay out, as of every file meant for others."""
    asked = [one for one in view.overview.questionnaire.ordered if not one.sensitive]
    levels = view.overview.questionnaire.scale
    words = {"unknown": _("わからない"), "not_applicable": _("該当なし")}

    def said(one: Line, item: str) -> Cell:
        choice = one.choices.get(item)
        return words.get(choice, "") if isinstance(choice, str) else choice

    heads = (*_whose(view), *(Column(f"{one.id}\n{one.title}", str(one.prompt), "level", 9) for one in asked))
    rows = tuple((*_who(line), *(said(line, one.id) for one in asked)) for line in view.lines)
    note = _(
        "{as_of}　レベルは{range}。空白は回答なし。セキュリティの弱点に触れる設問は出しません", as_of=_noted(view), range=levels.in_words
    )
    return Sheet(_("設問ごと"), heads, rows, _heading(_("設問ごと")), note, levels=levels)


def moves_sheet(view: TableView) -> Sheet:
    """Each item over the municipalities that are shown: how many are low, how many moved."""
    q = view.overview.questionnaire
    low_ones = [as_level(one) for one in q.scale.values if one <= q.scale.low_to]
    low_said = (
        _("レベルが{levels}の市町の数", levels=_("か").join(low_ones))
        if q.has_one_scale
        else _("設問ごとの選択肢の幅の、下から2割までにある市町の数")
    )
    heads = (
        Column(_("設問"), _("設問の番号"), width=10),
        Column(_("内容"), _("設問の題"), width=30),
        Column(_("分野"), _("設問の分野"), width=20),
        Column(_("回答した市町"), _("レベルで答えた市町の数"), "count", 10),
        Column(_("平均"), _("レベル（{range}）の平均", range=q.scale.in_words), "mean", 9),
        Column(_("{levels}の市町", levels=low_in_words(q)), low_said, "count", 12),
        Column(_("上がった市町"), _("比べる期の時点よりレベルが上がった市町の数"), "count", 10),
        Column(_("下がった市町"), _("比べる期の時点よりレベルが下がった市町の数"), "count", 10),
    )
    rows: list[tuple[Cell, ...]] = []
    for one in item_counts(view.shown):
        item = q.item_by_id[one.item]
        if not item.sensitive:
            dimension = str(q.dimension_by_id[item.dimension].title)
            rows.append((item.id, str(item.title), dimension, one.levels, one.mean, one.low, one.rose, one.fell))
    note = _(
        "{as_of}　動きは{cycle}の時点から。セキュリティの弱点に触れる設問は出しません",
        as_of=_("　").join([as_of(view.overview), view.whose]),
        cycle=view.overview.against.label,
    )
    return Sheet(_("設問の動き"), heads, tuple(rows), _heading(_("設問の動き")), note, levels=q.scale)


def board_sheet(desk: CentreDesk, view: TableView) -> Sheet:
    """Who has submitted in the running cycle: what came of the municipalities that are shown. Of a draft nothing but how much is answered."""
    heads = (
        *_town(),
        Column(_("状況"), _("いまの診断期に提出したか、記入中か"), width=22),
        Column(_("提出日"), _("いまの診断期の診断結果を提出した日"), "day", 12),
        Column(_("補足"), _("締切後の提出か（この期の県内平均に入らない）、前の期の下書きのままか"), width=24),
        Column(_("答えた設問"), _("記入中の下書きで、答え終えた設問の数"), "count", 10),
        Column(_("設問の数"), _("記入中の下書きの、答える設問の数"), "count", 10),
    )
    rows = []
    for one in desk.comparing.board_of(line.municipality for line in view.lines):
        day = one.submitted_at.date() if one.submitted_at else None
        counts = (one.answered, one.asked) if one.asked else (None, None)
        rows.append((str(one.municipality), one.municipality.code, _(PROGRESS[one.progress]), day, one.about, *counts))
    note = _("{cycle}の提出の状況　{whose}", cycle=desk.comparing.cycle.label, whose=view.whose)
    return Sheet(_("提出の状況"), heads, tuple(rows), _heading(_("提出の状況")), note)


def course_sheet(desk: CentreDesk, view: TableView) -> Sheet:
    """The mean of the whole of each municipality in each cycle that it submitted in; below the means and the changes, with how many stand behind them."""
    overview, lines = view.overview, view.lines
    found = history_of(desk, overview, lines, "level", focus_on(overview, WHOLE))
    about = _(
        "その期に提出した診断結果の、全体のレベルの平均（{range}）。提出のなかった期は空白", range=overview.questionnaire.scale.in_words
    )
    heads = (
        *_town(),
        *(
            Column(one.short + (_("（受付中）") if one == found.open_cycle else ""), about, "mean", 10 if one != found.open_cycle else 14)
            for one in found.cycles
        ),
    )
    nothing: tuple[None, ...] = (None,) * len(found.cycles)
    rows = tuple(
        (str(one.municipality), one.municipality.code, *(bare_number(point) for point in found.towns.get(one.municipality.code, nothing)))
        for one in lines
    )
    note = _("{whose}　全体のレベルの平均。下の行は、その期に提出した市町の平均と、前の期からの変化", whose=view.whose)
    if found.common is not None and found.common.shared < found.common.items:
        note += "　" + in_every_version(found.common)
    feet: tuple[FootRow, ...] = ()
    if found.courses:
        whole = found.courses[0]
        feet = _feet(_("提出した市町の平均"), whole.plain, before=2)
        feet += (
            FootRow((_("前の期からの変化"), None, *(bare_number(one) for one in whole.changes)), "change"),
            FootRow((_("両方の期に提出した市町の数"), None, *(one.municipalities if one else 0 for one in whole.changes)), "count"),
        )
    return Sheet(_("推移"), heads, rows, _heading(_("推移")), note, feet, overview.questionnaire.scale)


def _town() -> tuple[Column, Column]:
    return Column(_("市町"), _("市町の名前"), width=14), Column(_("コード"), _("全国地方公共団体コード（6桁）"), "code", 9)


def _whose(view: TableView) -> tuple[Column, ...]:
    has_late = bool(view.overview.late)
    return (
        *_town(),
        Column(_("地域"), _("東予・中予・南予"), width=6),
        Column(_("市・町"), _("市か町か"), width=6),
        Column(_("規模"), _("人口の規模（3つの区分）"), width=15),
        Column(_("提出日"), _("診断結果を提出した日"), "day", 11),
        Column(_("提出した期"), _("診断結果を提出した診断期"), width=14),
        Column(_("今期"), _("時点の期に提出したか、前の期までの診断結果か"), width=9),
        Column(_("集計"), _("集計に入っているか、入っていなければその理由"), width=42 if has_late else 20),
    )


def _who(one: Line) -> tuple[Cell, ...]:
    m = one.municipality
    day = one.submitted_at.date() if one.submitted_at else None
    cycle = one.submitted.label.replace(" ", "") if one.submitted else None
    age = None if one.submitted is None else _("前の期まで") if one.is_older else _("今期")
    return (str(m), m.code, m.region_named, m.kind_named, _(SIZES[m.size]), day, cycle, age, one.state_in_words)
