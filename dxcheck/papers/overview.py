"""The centre's overview as tables for other programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from dxcheck.i18n import N_, _
from dxcheck.output import Offer
from dxcheck.overview import MEASURES, STATES, WHOLE, Line, Measure, Overview
from dxcheck.reports.sheets import Column, Encoding, Sheet, to_csv, to_xlsx
from dxcheck.roster import SIZES
from dxcheck.wording import in_common

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dxcheck.reports.sheets import Cell, Kind

FORMATS: Final = ("xlsx", "csv", "json")
SCHEMA: Final = 1
"""Of the JSON; raised when a key changes its meaning."""
_KINDS: Final[dict[Measure, Kind]] = {"level": "mean", "change": "change", "gap": "mean", "unknown": "share"}
_ABOUT: Final[dict[Measure, str]] = {
    "level": N_("設問のレベル（0から5）の平均。回答が半分に満たない分野は空白"),
    "change": N_("比べる期の時点からの平均の動き。その後に提出がない市町は空白"),
    "gap": N_("3年後の目標の平均まで、あとどれだけか。目標が半分に満たない分野は空白"),
    "unknown": N_("あてはまる設問のうち「わからない」と答えた割合"),
}


def table(overview: Overview, measure: Measure, columns: Sequence[str], lines: Sequence[Line]) -> Sheet:
    """One measure of the overview."""
    q = overview.questionnaire
    names = [_("全体") if one == WHOLE else str(q.dimension_by_id[one].title) for one in columns]
    heads = (*_whose(), *(Column(name, _(_ABOUT[measure]), _KINDS[measure], 12) for name in names))
    return Sheet(_(MEASURES[measure]), heads, tuple((*_who(one), *(one.value(c, measure) for c in columns)) for one in lines))


def items(overview: Overview, lines: Sequence[Line]) -> Sheet:
    """Every item's level; those that an attacker could use stay out (domain.md: kept out of files meant for others)."""
    asked = [one for one in overview.questionnaire.ordered if not one.sensitive]
    words = {"unknown": _("わからない"), "not_applicable": _("該当なし")}

    def said(one: Line, item: str) -> Cell:
        choice = one.choices.get(item)
        return words.get(choice, "") if isinstance(choice, str) else choice

    heads = (
        *_whose(),
        *(Column(one.id, _("{item}（0から5）。セキュリティの弱点に触れる設問は出しません", item=one.title), "level", 8) for one in asked),
    )
    return Sheet(_("設問ごと"), heads, tuple((*_who(line), *(said(line, one.id) for one in asked)) for line in lines))


def _whose() -> tuple[Column, ...]:
    return (
        Column(_("市町"), _("市町の名前"), width=14),
        Column(_("コード"), _("全国地方公共団体コード（6桁）"), width=9),
        Column(_("地域"), _("東予・中予・南予"), width=8),
        Column(_("市・町"), _("市か町か"), width=7),
        Column(_("規模"), _("人口の規模（3つの区分）"), width=17),
        Column(_("提出日"), _("診断結果を提出した日"), "day", 12),
        Column(_("集計"), _("集計に入っているか、入っていなければその理由"), width=24),
    )


def _who(one: Line) -> tuple[Cell, ...]:
    m = one.municipality
    day = one.submitted_at.date() if one.submitted_at else None
    return (str(m), m.code, m.region, m.type, _(SIZES[m.size]), day, _(STATES[one.state]))


class OverviewFile(msgspec.Struct, frozen=True):
    """The overview as a file."""

    overview: Overview
    measure: Measure = "level"
    """The one table of a CSV."""
    columns: tuple[str, ...] = ()
    """Which columns; all without any."""
    encoding: Encoding = "utf-8-sig"

    @property
    def name(self) -> str:
        """A file name without its ending."""
        return "_".join([_("市町の概況"), self.overview.cycle.label.replace(" ", "")])

    @property
    def chosen(self) -> tuple[str, ...]:
        """The columns in it."""
        return self.columns or self.overview.columns

    def to_bytes(self, format_: str) -> bytes:
        """The file's content.

        Raises:
            NotInEncodingError: a CSV's encoding lacks a character.
        """
        lines = self.overview.lines
        if format_ == "csv":
            return to_csv(table(self.overview, self.measure, self.chosen, lines), self.encoding)
        if format_ == "json":
            return msgspec.json.format(msgspec.json.encode(self._plain()), indent=2) + b"\n"
        title = _("市町の概況　{cycle}（取扱注意）", cycle=self.overview.cycle.label)
        if self.overview.common is not None:
            title += "　" + in_common(self.overview.common)
        return to_xlsx(title, [*(table(self.overview, one, self.chosen, lines) for one in MEASURES), items(self.overview, lines)])

    def _plain(self) -> dict[str, object]:
        """What docs/compare-json.md describes."""
        measures: tuple[Measure, ...] = tuple(MEASURES)
        return {
            "schema": SCHEMA,
            "cycle": str(self.overview.cycle),
            "against": str(self.overview.against),
            "questionnaire": {"id": self.overview.questionnaire.id, "version": self.overview.questionnaire.version},
            "common_items": {"shared": shared.shared, "of": shared.items} if (shared := self.overview.common) is not None else None,
            "counted": len(self.overview.counted),
            "municipalities": [
                {
                    "code": one.municipality.code,
                    "name": one.municipality.name,
                    "state": one.state,
                    "submitted_at": one.submitted_at.isoformat() if one.submitted_at else None,
                    "figures": {column or "overall": {name: one.value(column, name) for name in measures} for column in self.chosen},
                }
                for one in self.overview.lines
            ],
            "means": {column or "overall": {name: self.overview.mean(column, name) for name in measures} for column in self.chosen},
        }


def overview_offer(overview: Overview, measure: Measure) -> Offer:
    """The overview as a file that can be made."""
    return Offer(_("市町の概況"), lambda: OverviewFile(overview, measure), FORMATS)
