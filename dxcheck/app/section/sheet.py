"""The sheet to answer in, for a section: its own items alone, made, read when it came back, taken in and taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from dxcheck.app.staff.sheet import SheetScreen
from dxcheck.i18n import N_, _

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from dxcheck.app.saver import Saver
    from dxcheck.app.section.host import SectionHost
    from dxcheck.assessment.answer_sheet import FoundRow, SheetField
    from dxcheck.assessment.taking_in import Findings
    from dxcheck.desk.asked import AskedDesk
    from dxcheck.desk.sheets import LastTakenIn, TakenIn
    from dxcheck.formats.output import Offer


class AskedSheets:
    """Sheets at one ask. There `take_back` means the ask's answers; here it means the last sheet."""

    def __init__(self, desk: AskedDesk) -> None:
        self._desk = desk

    def last_taken_in(self) -> LastTakenIn | None:
        """The sheet that would be taken back."""
        return self._desk.last_taken_in()

    def sheet_findings(self, rows: Sequence[FoundRow]) -> Findings:
        """What one that came back would change."""
        return self._desk.sheet_findings(rows)

    def take_in(self, found: Findings, theirs: Collection[tuple[str, SheetField]] = ()) -> TakenIn:
        """Take it in, in one step."""
        return self._desk.take_in(found, theirs)

    def take_back(self, seen: LastTakenIn | None = None) -> LastTakenIn:
        """Take the last one back."""
        return self._desk.take_sheet_back(seen)


class AskedSheetScreen(SheetScreen):
    """The same screen at one ask."""

    GUIDE = N_(
        "mで照会された設問の表をつくり、Excelで書きます。書いた表は f で読むか、Excelで行を選んで写し（コピーし）、この画面に貼り付けます。"
        "何が変わるかを確かめてから、t でまとめて取り込みます。u で取り込む前に戻せます。"
    )
    TABLE = SheetScreen.TABLE

    def __init__(self, desk: AskedDesk) -> None:
        super().__init__()
        self._asked_desk = desk

    @property
    def saver(self) -> Saver:
        """What saves the answers."""
        return cast("SectionHost", self.app).saver

    @property
    def sheets(self) -> AskedSheets:
        """Those of this ask."""
        return AskedSheets(self._asked_desk)

    def beginning(self) -> tuple[str, str]:
        """What it is for, and the first step."""
        return _("照会された設問を、Excelで書けます"), _("m で照会された設問だけの記入表をつくり、Excelで書きます。")

    def offers(self) -> list[Offer]:
        """The one of this ask."""
        from dxcheck.reports.answer_sheet import own_asked_offer  # opened later than the first frame

        return [own_asked_offer(self._asked_desk)]
