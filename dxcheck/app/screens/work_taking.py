"""A sheet of work (業務の棚卸し) that came back: what it would change, and taking it in as one step."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from textual import on

from dxcheck.app.commands import BACK, Command
from dxcheck.app.screens.reading import ReadingScreen
from dxcheck.app.screens.reads_sheets import ReadsSheets, SheetWanted, unread_rows
from dxcheck.app.screens.rows import RowsScreen
from dxcheck.app.widgets.rows import Row, Rows
from dxcheck.casework.work_sheet import (
    unread_rows_told,
    work_finding_in_words,
    work_findings_in_short,
    work_kinds_in_words,
    works_taken_told,
)
from dxcheck.i18n import N_, _
from dxcheck.system.control_characters import visible
from dxcheck.system.refusal import DxcheckError

if TYPE_CHECKING:
    from collections.abc import Callable

    from dxcheck.casework.work_sheet import WorkFinding, WorkFindings, WorkRow
    from dxcheck.formats.foreign_cells import ForeignTable

_READ: Final = Command("read", ("f",), N_("表を読む"), N_("書き込まれた表のファイルを読み、何が変わるかを見ます。まだ何も変わりません"))
_TAKE: Final = Command("take", ("t",), N_("取り込む"), N_("見えているとおりに、まとめて取り込みます。1回で元に戻せます"))
_MARK: Final = Command(
    "mark", ("space", "enter"), N_("表のほうにする"), N_("食い違いの行で、いまのままにするか、表のほうにするかを選びます"), footer=False
)


class WorkTakingScreen(ReadingScreen, ReadsSheets, RowsScreen):
    """What was read, a heading for each kind; what differs on both sides first."""

    TITLE_TEXT = N_("棚卸し表を読む")
    GUIDE = N_(
        "f で書き込まれた表を読むか、Excelで見出しから行を選んで写し（コピーし）、この画面に貼り付けます。何が変わるかを確かめて、t でまとめて取り込みます。"
        "表にない業務は、そのまま残ります。"
    )
    MARKS = True
    OFFERED = (_TAKE, _READ)
    TABLE = (_READ, _TAKE, _MARK, BACK)

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[WorkRow] = []
        self._found: WorkFindings | None = None
        self._theirs: set[str] = set()
        """Conflicts in which the sheet is followed."""

    def rows(self) -> list[Row]:
        """What would change."""
        found = self._found
        if found is None:
            copied = _("Excelで見出しから下の行をすべて選んで写し（Ctrl+C）、この画面に貼り付けてもかまいません（Ctrl+V）。")
            read = _("書き込まれた表を、f で読みます。{copied}", copied=copied)
            return [
                Row(read, head="1"),
                Row(_("何が新しく入り、何が変わり、どこが食い違うかを確かめて、t でまとめて取り込みます。"), head="2"),
            ]
        rows = [Row(work_findings_in_short(found), style="bold")]
        if not found.found and not found.faults:
            rows.append(Row(_("取り込むものはありません。")))
        for kind, heading in work_kinds_in_words().items():
            if of_kind := found.of_kind(kind):
                is_open = kind == "conflict"
                rows += [Row(""), Row(heading, style="bold $caution" if is_open else "bold $heading")]
                remark = _("いまのままにします。表のほうにする行は、スペースキーか左の[ ]で印をつけます。")
                rows += [Row(remark, style="$muted")] if is_open else []
                rows += [self._line(one) for one in of_kind]
        return rows + unread_rows(unread_rows_told(), found.faults, found.remarks)

    def _line(self, one: WorkFinding) -> Row:
        text = visible(work_finding_in_words(one))
        if one.kind != "conflict":
            return Row(text, head=" ")
        return Row(text, value=one.id, head="[*]" if one.id in self._theirs else "[ ]")

    # -- commands ------------------------------------------------------------------------------------------------------

    def wanted_sheet(self) -> SheetWanted:
        """The filled-in sheet of work."""
        return SheetWanted(
            (
                _("書き込まれた棚卸し表（Excel か CSV）を選んでください。まだ何も変わりません。何が変わるかを確かめてから取り込みます。"),
                _("Excelで見出しから下の行を選んで写し（コピーし）、この画面に貼り付けてもかまいません。"),
            ),
            _("例: ~/Downloads/業務の棚卸し_今治市.xlsx"),
        )

    async def take_up(self, read: Callable[[], list[ForeignTable]]) -> bool:
        """Find what a sheet would change."""
        from dxcheck.formats.work_table import work_rows

        rows = await asyncio.to_thread(lambda: work_rows(read()))
        found = self.reading_desk.stocktaking.findings(rows)
        self._rows, self._found, self._theirs = rows, found, set()
        return True

    async def show_taken_up(self) -> None:
        """Show what it would change."""
        self.show_rows()

    @on(Rows.Opened)
    @on(Rows.Marked)
    def _clicked(self) -> None:
        self.action_mark()

    def action_mark(self) -> None:
        """The sheet's in place of what is here, or that after all."""
        if value := self.query_one(Rows).value:
            self._theirs ^= {value}
            self.show_rows()

    def action_take(self) -> None:
        """Take in what is seen."""
        found = self._found
        if found is None:
            self.notify(_("先に、書かれた表を読んでください。"))
            return
        if all(one.kind == "conflict" and one.id not in self._theirs for one in found.found):
            self.notify(_("取り込むものはありません。"))
            return
        sheet = self.reading_desk.stocktaking
        try:
            made = self.attempt(lambda: sheet.take_in(found, self._theirs))
        except DxcheckError as refused:
            self.notify(str(refused), severity="warning", timeout=15, markup=False)
            return
        if made is None:
            return
        self.notify(works_taken_told(len(made.taken)))
        if not made.meanwhile:
            self.dismiss()
            return
        self.notify(_("確かめているあいだに直された業務は、取り込まずに残しました。下で選んでください。"), severity="warning")
        self._found, self._theirs = self.attempt(lambda: sheet.findings(self._rows)), set()
        self.show_rows()
