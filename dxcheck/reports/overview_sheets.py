"""The centre's views as tables: each measure, each item, how items moved, who has submitted, how the municipalities came along."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dxcheck.assessment.wording import in_every_version
from dxcheck.benchmark.model import COUNTS_FOR
from dxcheck.formats.sheets import Column, Sheet
from dxcheck.i18n import N_, _
from dxcheck.model.roster import SIZES
from dxcheck.prefecture.overview import LOW, MEASURES, STATES, WHOLE, item_counts
from dxcheck.prefecture.standing import PROGRESS
from dxcheck.reports.prefecture_pictures import focus_on, history_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dxcheck.desk.centre import CentreDesk
    from dxcheck.formats.sheets import Cell, CellKind
    from dxcheck.prefecture.overview import Line, Measure, Overview

_KINDS: Final[dict[Measure, CellKind]] = {"level": "mean", "change": "change", "gap": "mean", "unknown": "share"}
_ABOUT: Final[dict[Measure, str]] = {
    "level": N_("設問のレベル（0から5）の平均。回答が半分に満たない分野は空白"),
    "change": N_("比べる期の時点からの平均の動き。その後に提出がない市町は空白"),
    "gap": N_("3年後の目標の平均まで、あとどれだけか。目標が半分に満たない分野は空白"),
    "unknown": N_("あてはまる設問のうち「わからない」と答えた割合"),
}


def measure_sheet(overview: Overview, measure: Measure, columns: Sequence[str], lines: Sequence[Line]) -> Sheet:
    """One measure of the overview, with the mean of those counted as its last row where all municipalities are in it."""
    q = overview.questionnaire
    names = [_("全体") if one == WHOLE else str(q.dimension_by_id[one].title) for one in columns]
    heads = (*_whose(), *(Column(name, _(_ABOUT[measure]), _KINDS[measure], 10.5) for name in names))
    rows = tuple((*_who(one), *(one.value(c, measure) for c in columns)) for one in lines)
    foot: tuple[Cell, ...] = ()
    if len(lines) == len(overview.lines):
        counted = _("{n}市町の平均", n=len(overview.counted))
        foot = (_("県内の平均"), None, None, None, None, None, counted, *(overview.mean(c, measure) for c in columns))
    note = _as_of(overview)
    if measure == "change":
        note = _("{cycle}の時点から{later}の時点までの変化", cycle=overview.against.label, later=overview.cycle.label)
    return Sheet(_(MEASURES[measure]), heads, rows, _heading(_(MEASURES[measure])), note, foot)


def _heading(name: str) -> str:
    return _("市町の概況　{name}（取扱注意）", name=name)


def _as_of(overview: Overview) -> str:
    return _("{cycle}の時点", cycle=overview.cycle.label)


def items_sheet(overview: Overview, lines: Sequence[Line]) -> Sheet:
    """Every item's level; those that an attacker could use stay out, as of every file meant for others."""
    asked = [one for one in overview.questionnaire.ordered if not one.sensitive]
    words = {"unknown": _("わからない"), "not_applicable": _("該当なし")}

    def said(one: Line, item: str) -> Cell:
        choice = one.choices.get(item)
        return words.get(choice, "") if isinstance(choice, str) else choice

    heads = (*_whose(), *(Column(f"{one.id}\n{one.title}", str(one.prompt), "level", 9) for one in asked))
    rows = tuple((*_who(line), *(said(line, one.id) for one in asked)) for line in lines)
    note = _("{as_of}　レベルは0から5。空白は回答なし。セキュリティの弱点に触れる設問は出しません", as_of=_as_of(overview))
    return Sheet(_("設問ごと"), heads, rows, _heading(_("設問ごと")), note)


def moves_sheet(overview: Overview) -> Sheet:
    """Each item over all municipalities: how many are low, how many moved."""
    q = overview.questionnaire
    heads = (
        Column(_("設問"), _("設問の番号"), width=10),
        Column(_("内容"), _("設問の題"), width=30),
        Column(_("分野"), _("設問の分野"), width=20),
        Column(_("回答した市町"), _("レベルで答えた市町の数"), "count", 10),
        Column(_("平均"), _("レベル（0から5）の平均"), "mean", 9),
        Column(_("レベル{low}以下の市町", low=LOW), _("レベルが0か1の市町の数"), "count", 12),
        Column(_("上がった市町"), _("比べる期の時点よりレベルが上がった市町の数"), "count", 10),
        Column(_("下がった市町"), _("比べる期の時点よりレベルが下がった市町の数"), "count", 10),
    )
    rows: list[tuple[Cell, ...]] = []
    for one in item_counts(overview):
        item = q.item_by_id[one.item]
        if not item.sensitive:
            dimension = str(q.dimension_by_id[item.dimension].title)
            rows.append((item.id, str(item.title), dimension, one.levels, one.mean, one.low, one.rose, one.fell))
    note = _(
        "{as_of}　動きは{cycle}の時点から。セキュリティの弱点に触れる設問は出しません", as_of=_as_of(overview), cycle=overview.against.label
    )
    return Sheet(_("設問の動き"), heads, tuple(rows), _heading(_("設問の動き")), note)


def board_sheet(desk: CentreDesk) -> Sheet:
    """Who has submitted in the running cycle; of a draft nothing but how much is answered."""
    heads = (
        *_town(),
        Column(_("状況"), _("いまの診断期に提出したか、記入中か"), width=22),
        Column(_("提出日"), _("いまの診断期の診断結果を提出した日"), "day", 12),
        Column(_("補足"), _("締切後の提出か（この期の県内平均に入らない）、前の期の下書きのままか"), width=24),
        Column(_("答えた設問"), _("記入中の下書きで、答え終えた設問の数"), "count", 10),
        Column(_("設問の数"), _("記入中の下書きの、答える設問の数"), "count", 10),
    )
    rows = []
    for one in desk.comparing.board():
        day = one.submitted_at.date() if one.submitted_at else None
        counts = (one.answered, one.asked) if one.asked else (None, None)
        rows.append((str(one.municipality), one.municipality.code, _(PROGRESS[one.progress]), day, one.about, *counts))
    note = _("{cycle}の提出の状況", cycle=desk.comparing.cycle.label)
    return Sheet(_("提出の状況"), heads, tuple(rows), _heading(_("提出の状況")), note)


def course_sheet(desk: CentreDesk, overview: Overview) -> Sheet:
    """The mean of the whole of each municipality at the end of the last cycles."""
    found = history_of(desk, overview, overview.lines, "level", focus_on(overview, WHOLE))
    about = _("その期の終わりの時点の、全体のレベルの平均（0から5）。{years}年より前の診断結果は除く", years=COUNTS_FOR)
    heads = (
        *_town(),
        *(Column(one.short, about, "mean", 10) for one in found.cycles),
    )
    nothing: tuple[None, ...] = (None,) * len(found.cycles)
    rows = tuple((str(one.municipality), one.municipality.code, *found.towns.get(one.municipality.code, nothing)) for one in overview.lines)
    note = _("全体のレベルの平均。最後の行は、その期に値のあるすべての市町の平均")
    if found.common is not None and found.common.shared < found.common.items:
        note += "　" + in_every_version(found.common)
    foot = (_("県内の平均"), None, *found.courses[0].plain) if found.courses else ()
    return Sheet(_("推移"), heads, rows, _heading(_("推移")), note, foot)


def _town() -> tuple[Column, Column]:
    return Column(_("市町"), _("市町の名前"), width=14), Column(_("コード"), _("全国地方公共団体コード（6桁）"), "code", 9)


def _whose() -> tuple[Column, ...]:
    return (
        *_town(),
        Column(_("地域"), _("東予・中予・南予"), width=6),
        Column(_("市・町"), _("市か町か"), width=6),
        Column(_("規模"), _("人口の規模（3つの区分）"), width=15),
        Column(_("提出日"), _("診断結果を提出した日"), "day", 11),
        Column(_("集計"), _("集計に入っているか、入っていなければその理由"), width=20),
    )


def _who(one: Line) -> tuple[Cell, ...]:
    m = one.municipality
    day = one.submitted_at.date() if one.submitted_at else None
    return (str(m), m.code, m.region, m.type, _(SIZES[m.size]), day, _(STATES[one.state]))
