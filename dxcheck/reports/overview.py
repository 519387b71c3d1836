"""The centre's overview as files for other programs: Excel with every view, CSV with one, JSON. They hold what the screen shows, and say so."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

import msgspec

from dxcheck.assessment.change import CHANGE_RULE
from dxcheck.assessment.wording import about_changes, in_common
from dxcheck.formats.file_formats import endings_of, written_as
from dxcheck.formats.output import NothingToMakeError, Offer
from dxcheck.formats.sheets import Column, Encoding, NotInEncodingError, Sheet
from dxcheck.i18n import _
from dxcheck.model.calendar import long_date
from dxcheck.prefecture.overview import MEASURES
from dxcheck.prefecture.selection import TableView, as_of
from dxcheck.reports.overview_sheets import board_sheet, course_sheet, items_sheet, measure_sheet, moves_sheet

if TYPE_CHECKING:
    from dxcheck.assessment.measured import MeanFigure
    from dxcheck.desk.centre import CentreDesk
    from dxcheck.prefecture.overview import Line

_SCHEMA: Final = 2
"""Of the JSON; raised when a key changes its meaning."""


class OverviewFile(msgspec.Struct, frozen=True):
    """The overview as a file."""

    view: TableView
    """What is in it: the measure of a CSV, the municipalities and their order."""
    columns: tuple[str, ...] = ()
    """Which columns; all without any."""
    encoding: Encoding = "utf-8-sig"
    more: tuple[Sheet, ...] = ()
    """Views beside the overview, for the workbook."""
    made: str = ""
    """The day it was made, and of what."""

    @property
    def name(self) -> str:
        """A file name without its ending: what it was chosen by is in it."""
        measure = [] if self.view.measure == "level" else [_(MEASURES[self.view.measure])]
        parts = [_("市町の概況"), *self.view.overview.named, *self.view.wish_parts, *measure, self.view.overview.cycle.label]
        return "_".join(one.replace(" ", "").replace("/", "・") for one in parts)

    @property
    def chosen(self) -> tuple[str, ...]:
        """The columns in it."""
        return self.columns or self.view.overview.columns

    def to_bytes(self, format_: str) -> bytes:
        """The file's content.

        Raises:
            NotInEncodingError: a CSV's encoding lacks a character.
        """
        return written_as(format_, "table", self)

    @property
    def title(self) -> str:
        """What it is of, and that it is not for everybody."""
        return _("市町の概況　{cycle}（取扱注意）", cycle=self.view.overview.cycle.label)

    def sheets(self) -> list[Sheet]:
        """Every measure, the one on the screen first, every item, what moved, and the views beside it."""
        measures = sorted(MEASURES, key=lambda one: one != self.view.measure)
        return [
            *(measure_sheet(self.view, one, self.chosen) for one in measures),
            items_sheet(self.view),
            moves_sheet(self.view),
            *self.more,
        ]

    def about(self) -> list[str]:
        """What holds for every sheet."""
        o = self.view.overview
        older = sum(one.is_older for one in o.counted)
        said = [
            _("{when}。変化は{against}の時点から。", when=as_of(o), against=o.against.label),
            _(
                "このファイルの市町: {whose}（{n}市町）。{order}。",
                whose=self.view.whose,
                n=len(self.view.lines),
                order=self.view.order_in_words,
            ),
            _(
                "診断票: {title} {version}版。集計に入っている市町: {n}/{all}。",
                title=o.questionnaire.title,
                version=o.questionnaire.version,
                n=len(o.counted),
                all=len(o.lines),
            )
            + (_("うち{n}市町は、前の期までの診断結果です。", n=older) if older else ""),
            _("県内の平均は、集計に入っているすべての市町を、それぞれ1として数えます。変化の平均は、変化の値がある市町だけの平均です。"),
            about_changes(),
            _("数字は、表示するけたで四捨五入しています。"),
            _("市町名が入っています。外に出すときは、公表用の県内平均を使ってください。"),
        ]
        if o.common is not None:
            said.insert(3, in_common(o.common))
        return [*said, self.made] if self.made else said

    def flat(self) -> Sheet:
        """One measure, with what it is, of when and of whom in every row, so that a row makes sense alone among others."""
        o = self.view.overview
        sheet = measure_sheet(self.view, self.view.measure, self.chosen)
        first = (
            *(Column(_("診断票"), _("どの診断票か"), width=20) for _title in o.named),
            Column(_("時点"), _("どの診断期の終わりの時点か"), width=16),
            Column(_("受付"), _("その診断期の回答を受け付けているか"), width=9),
            Column(_("比べる期"), _("変化を、どの診断期の終わりの時点から見るか"), width=12),
            Column(_("絞り込み"), _("どの市町を選んだ表か"), width=14),
            Column(_("並び順"), _("市町の並び順"), width=14),
            Column(_("値"), _("何の値か"), width=14),
        )
        told = (
            *o.named,
            o.cycle.label,
            _("受付中") if o.is_open else _("締切後"),
            o.against.label,
            self.view.whose,
            self.view.order_in_words,
            _(MEASURES[self.view.measure]),
        )
        return Sheet(sheet.title, (*first, *sheet.columns), tuple((*told, *row) for row in sheet.rows), levels=sheet.levels)

    def plain(self) -> dict[str, Any]:
        """What docs/formats.md describes."""
        o = self.view.overview
        wish = {name: value for name, value in msgspec.structs.asdict(self.view.wish).items() if value}
        return {
            "schema": _SCHEMA,
            "change_rule": CHANGE_RULE,
            "cycle": str(o.cycle),
            "open": o.is_open,
            "against": str(o.against),
            "measure": self.view.measure,
            "selection": {**wish, "in_words": self.view.whose},
            "order": {"by": self.view.order if self.view.by is None else self.view.by or "overall", "in_words": self.view.order_in_words},
            "questionnaire": {"id": o.questionnaire.id, "version": o.questionnaire.version},
            "common_items": {"shared": shared.shared, "of": shared.items} if (shared := o.common) is not None else None,
            "counted": len(o.counted),
            "municipalities": [
                {
                    "code": one.municipality.code,
                    "name": one.municipality.name,
                    "state": one.state,
                    "submitted_at": one.submitted_at.isoformat() if one.submitted_at else None,
                    "submitted_in": str(one.submitted) if one.submitted else None,
                    "older": one.is_older,
                    **({"timing": one.timing} if one.timing != "in_time" else {}),
                    "figures": {column or "overall": _figures(one, column) for column in self.chosen},
                }
                for one in self.view.lines
            ],
            "means": {column or "overall": {name: _mean(o.mean(column, name)) for name in MEASURES} for column in self.chosen},
        }


def _figures(line: Line, column: str) -> dict[str, float | int | None]:
    """A cell's figures with what stands behind them."""
    figures: dict[str, float | int | None] = {name: one.value if (one := line.figure(column, name)) else None for name in MEASURES}
    score, change = line.scores.get(column), line.changes.get(column)
    return {
        **figures,
        "answered": None if score is None else score.answered,
        "applicable": None if score is None else score.applicable,
        "compared": None if change is None else change.items,
        "shared": None if change is None else change.shared,
        "newly_answered": None if change is None else change.newly,
        "now_unknown": None if change is None else change.now_unknown,
    }


def _mean(figure: MeanFigure | None) -> dict[str, float | int] | None:
    return None if figure is None else {"mean": figure.value, "municipalities": figure.municipalities, "older": figure.older}


def overview_file(desk: CentreDesk, view: TableView, *, columns: tuple[str, ...] = (), encoding: Encoding = "utf-8-sig") -> OverviewFile:
    """The overview with the views beside it.

    Raises:
        StoreError: something cannot be read.
    """
    demo = _("デモ（架空のデータ）　") if desk.cases.is_demo else ""
    made = _("{demo}dxcheck　{day}作成", demo=demo, day=long_date(desk.cases.now))
    return OverviewFile(view, columns, encoding, (board_sheet(desk, view), course_sheet(desk, view)), made)


def overview_offers(desk: CentreDesk, view: TableView) -> list[Offer]:
    """The overview as it is shown; where only some municipalities are, also of all of them."""
    views = [view] if view.is_all else [view, view.of_all]
    return [Offer(_named(_("市町の概況"), one, view), partial(overview_file, desk, one), endings_of("table")) for one in views]


def cp932_offer(view: TableView) -> Offer:
    """One measure as CSV for programs that know nothing but CP932 (Shift_JIS)."""

    def make() -> OverviewFile:
        made = OverviewFile(view, encoding="cp932")
        try:
            made.to_bytes("csv")
        except NotInEncodingError as missing:  # said before anybody chooses where to save
            raise NothingToMakeError(str(missing)) from missing
        return made

    return Offer(_named(_("市町の概況（Shift_JISのCSV）"), view, view), make, ("csv",))


def _named(title: str, view: TableView, shown: TableView) -> str:
    """A title, with whose it is where that may be in doubt."""
    return title if shown.is_all else _("{title}（{whose}）", title=title, whose=view.whose)
