"""The centre's overview as files for other programs: Excel with every view, CSV with one, JSON."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import msgspec

from dxcheck.assessment.wording import in_common
from dxcheck.formats.file_formats import endings_of, written_as
from dxcheck.formats.output import NothingToMakeError, Offer
from dxcheck.formats.sheets import Column, Encoding, NotInEncodingError, Sheet
from dxcheck.i18n import _
from dxcheck.model.calendar import long_date
from dxcheck.prefecture.overview import MEASURES, Measure, Overview
from dxcheck.reports.overview_sheets import board_sheet, course_sheet, items_sheet, measure_sheet, moves_sheet

if TYPE_CHECKING:
    from dxcheck.desk.centre import CentreDesk

_SCHEMA: Final = 1
"""Of the JSON; raised when a key changes its meaning."""


class OverviewFile(msgspec.Struct, frozen=True):
    """The overview as a file."""

    overview: Overview
    measure: Measure = "level"
    """The one table of a CSV."""
    columns: tuple[str, ...] = ()
    """Which columns; all without any."""
    encoding: Encoding = "utf-8-sig"
    more: tuple[Sheet, ...] = ()
    """Views beside the overview, for the workbook."""
    made: str = ""
    """The day it was made, and of what."""

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
        return written_as(format_, "table", self)

    @property
    def title(self) -> str:
        """What it is of, and that it is not for everybody."""
        return _("市町の概況　{cycle}（取扱注意）", cycle=self.overview.cycle.label)

    def sheets(self) -> list[Sheet]:
        """Every measure, every item, what moved, and the views beside it."""
        lines = self.overview.lines
        measures = [measure_sheet(self.overview, one, self.chosen, lines) for one in MEASURES]
        return [*measures, items_sheet(self.overview, lines), moves_sheet(self.overview), *self.more]

    def about(self) -> list[str]:
        """What holds for every sheet."""
        o = self.overview
        said = [
            _("{cycle}の時点。変化は{against}の時点から。", cycle=o.cycle.label, against=o.against.label),
            _(
                "診断票: {title} {version}版。集計に入っている市町: {n}/{all}。",
                title=o.questionnaire.title,
                version=o.questionnaire.version,
                n=len(o.counted),
                all=len(o.lines),
            ),
            _("平均は、それぞれの市町を1として数えます。変化の平均は、両方の時点で提出のある同じ市町だけの平均です。"),
            _("市町名が入っています。外に出すときは、公表用の県内平均を使ってください。"),
        ]
        if o.common is not None:
            said.insert(2, in_common(o.common))
        return [*said, self.made] if self.made else said

    def flat(self) -> Sheet:
        """One measure, with what it is and of when in every row, so that a row can stand alone among others."""
        o = self.overview
        sheet = measure_sheet(o, self.measure, self.chosen, o.lines)
        first = (
            Column(_("時点"), _("どの診断期の終わりの時点か"), width=16),
            Column(_("比べる期"), _("変化を、どの診断期の終わりの時点から見るか"), width=16),
            Column(_("値"), _("何の値か"), width=14),
        )
        told = (o.cycle.label, o.against.label, _(MEASURES[self.measure]))
        return Sheet(sheet.title, (*first, *sheet.columns), tuple((*told, *row) for row in sheet.rows))

    def plain(self) -> dict[str, object]:
        """What docs/formats.md describes."""
        measures: tuple[Measure, ...] = tuple(MEASURES)
        return {
            "schema": _SCHEMA,
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


def overview_file(  # all that a file can be about
    desk: CentreDesk,
    overview: Overview,
    measure: Measure = "level",
    *,
    columns: tuple[str, ...] = (),
    encoding: Encoding = "utf-8-sig",
) -> OverviewFile:
    """The overview with the views beside it.

    Raises:
        StoreError: something cannot be read.
    """
    demo = _("デモ（架空のデータ）　") if desk.cases.is_demo else ""
    made = _("{demo}dxcheck　{day}作成", demo=demo, day=long_date(desk.cases.now))
    return OverviewFile(overview, measure, columns, encoding, (board_sheet(desk), course_sheet(desk, overview)), made)


def overview_offer(overview: Overview, measure: Measure, desk: CentreDesk | None = None) -> Offer:
    """The overview as a file that can be made; with a desk also the views beside it."""
    make = partial(overview_file, desk, overview, measure) if desk is not None else partial(OverviewFile, overview, measure)
    return Offer(_("市町の概況"), make, endings_of("table"))


def cp932_offer(overview: Overview, measure: Measure) -> Offer:
    """One measure as CSV for programs that know nothing but CP932 (Shift_JIS)."""

    def make() -> OverviewFile:
        made = OverviewFile(overview, measure, encoding="cp932")
        try:
            made.to_bytes("csv")
        except NotInEncodingError as missing:  # said before anybody chooses where to save
            raise NothingToMakeError(str(missing)) from missing
        return made

    return Offer(_("市町の概況（Shift_JISのCSV）"), make, ("csv",))
