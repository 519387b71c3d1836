"""The sheet to answer in (記入表): make one, look at what one that came back would change, take it in, take it back."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final, Protocol

from textual import on, work
from textual.containers import VerticalScroll

from dxcheck.app.commands import BACK, Command
from dxcheck.app.screens.base import button
from dxcheck.app.screens.reads_sheets import ReadsSheets, SheetWanted, unread_rows
from dxcheck.app.staff.taking_back import TakesBack
from dxcheck.app.widgets.button import Buttons
from dxcheck.app.widgets.rows import Row, Rows
from dxcheck.assessment.findings_in_words import (
    finding_in_words,
    findings_in_short,
    kinds_in_words,
    taken_in_words,
)
from dxcheck.desk import StoreError
from dxcheck.i18n import N_, _, _n
from dxcheck.model.calendar import long_date
from dxcheck.system.control_characters import visible
from dxcheck.system.refusal import DxcheckError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from textual.widget import Widget

    from dxcheck.assessment.answer_sheet import FoundRow, SheetField
    from dxcheck.assessment.taking_in import FindingKind, Findings, SheetFinding
    from dxcheck.desk.sheets import LastTakenIn, TakenIn
    from dxcheck.formats.foreign_cells import ForeignTable
    from dxcheck.formats.output import Offer

MAKE_SHEET = Command("make", ("m",), N_("記入表をつくる"), N_("すべての分野か1つの分野の表（Excel・CSV）をつくって保存します"))
READ_SHEET = Command("read", ("f",), N_("表を読む"), N_("返ってきた表のファイルを読み、何が変わるかを見ます。まだ何も変わりません"))
MARK_THEIRS = Command(
    "mark", ("space", "enter"), N_("表のほうにする"), N_("食い違いの行で、下書きのままにするか、表のほうにするかを選びます"), footer=False
)
TAKE_IN = Command("take", ("t",), N_("取り込む"), N_("見えているとおりに、まとめて下書きに取り込みます"))
TAKE_BACK = Command("undo", ("u",), N_("取り込みを元に戻す"), N_("いちばん新しい取り込みを、まとめて元に戻します"), footer=False)
_NO_MARK: Final = "[ ]"


class SheetPlace(Protocol):
    """A desk that a sheet comes back to."""

    def last_taken_in(self) -> LastTakenIn | None:
        """The sheet that would be taken back."""

    def sheet_findings(self, rows: Sequence[FoundRow]) -> Findings:
        """What one that came back would change."""

    def take_in(self, found: Findings, theirs: Collection[tuple[str, SheetField]] = ()) -> TakenIn:
        """Take it in, in one step."""

    def take_back(self, seen: LastTakenIn | None = None) -> LastTakenIn:
        """Take the last one back, if it is the one that was shown."""


class SheetScreen(ReadsSheets, TakesBack):
    """Make a sheet, and see what one that came back would change before it does."""

    TITLE_TEXT = N_("Excelの記入表")
    GUIDE = N_(
        "mで表をつくり、担当課に送って書いてもらいます。返ってきた表は f で読むか、Excelで行を選んで写し（コピーし）、この画面に貼り付けます。"
        "何が変わるかを確かめてから、t でまとめて取り込みます。u で取り込む前に戻せます。"
    )
    TABLE = (MAKE_SHEET, READ_SHEET, TAKE_IN, MARK_THEIRS, TAKE_BACK, BACK)

    def __init__(self) -> None:
        super().__init__()
        self._rows: dict[str, list[FoundRow]] = {}
        """What was read, by item: an item that is read again takes the place of what was read before."""
        self._found: Findings | None = None
        self._theirs: set[str] = set()
        """Conflicts in which the sheet's answer is wanted."""
        self._said: list[str] = []
        """What was done last."""

    @property
    def sheets(self) -> SheetPlace:
        """Where sheets are compared with and taken in."""
        return self.desk

    def beginning(self) -> tuple[str, str]:
        """What it is for, and the first step."""
        return _("担当課に、Excelで書いてもらえます"), _("m で記入表をつくり、担当課に送ります。1つの分野だけの表もつくれます。")

    def offers(self) -> list[Offer]:
        """What sheets can be made.

        Raises:
            StoreError: what was answered cannot be read.
        """
        from dxcheck.reports.answer_sheet import sheet_offers  # opened later than the first frame

        return sheet_offers(self.desk)

    # -- what is seen --------------------------------------------------------------------------------------------------

    def body(self) -> Iterable[Widget]:
        """The list and the buttons of what can be done now."""
        self.look_at_last()
        with VerticalScroll(classes="page", can_focus=False):
            yield Rows(self._shown(), marks=True)
        with Buttons(classes="bottom"):
            yield button(TAKE_IN if self._found is not None else MAKE_SHEET)
            yield button(READ_SHEET)
            if self.last is not None:
                yield button(TAKE_BACK)
            yield button(BACK)

    def on_mount(self) -> None:
        """Give the list the keyboard."""
        self.query_one(Rows).focus()

    def renewed(self) -> None:
        """After the words were switched."""
        self.query_one(Rows).focus()

    async def _show(self) -> None:
        await self.recompose()
        self.renewed()

    def _shown(self) -> list[Row]:
        rows = [*(Row(one, style="bold $done") for one in self._said), *([Row("")] if self._said else [])]
        return rows + (self._how() if self._found is None else self._of(self._found))

    def _how(self) -> list[Row]:
        """Nothing was read yet."""
        copied = _("Excelで行をすべて選んで写し（Ctrl+A、Ctrl+C）、この画面に貼り付けてもかまいません（Ctrl+V）。")
        read = _("返ってきた表を、f で読みます。{copied}", copied=copied)
        title, first = self.beginning()
        rows = [
            Row(title, style="bold $heading"),
            Row(""),
            Row(first, head="1"),
            Row(read, head="2"),
            Row(_("何が新しく入り、何が変わり、どこが食い違うかを確かめて、t でまとめて取り込みます。"), head="3"),
            Row(""),
        ]
        if self.last is not None:
            said = _n(
                "{day}に取り込んだ{n}問は、u でまとめて元に戻せます。",
                "{day}に取り込んだ{n}問は、u でまとめて元に戻せます。",
                len(self.last.items),
                day=long_date(self.last.at),
            )
            rows.append(Row(said, style="$muted"))
        return rows

    def _of(self, found: Findings) -> list[Row]:
        rows = [Row(findings_in_short(found), style="bold")]
        if not found.found and not found.faults:
            rows.append(Row(_("取り込むものはありません。")))
        headings = kinds_in_words()
        to_decide: tuple[FindingKind, ...] = ("conflict", "emptied")  # first what a person had better look at
        for kind in (*to_decide, *(one for one in headings if one not in to_decide)):
            of_kind = found.of_kind(kind)
            if of_kind:
                rows += [Row(""), Row(headings[kind], style="bold $caution" if kind in to_decide else "bold $heading")]
                remark = _("下書きのままにします。表のほうにする行は、スペースキーか左の[ ]で印をつけます。")
                rows += [Row(remark, style="$muted")] if kind == "conflict" else []
                rows += [self._line(one, found) for one in of_kind]
        unread = _("読めないところ（取り込みません。直して、もう一度取り込めます）")
        return rows + unread_rows(unread, found.faults, found.remarks)

    def _line(self, one: SheetFinding, found: Findings) -> Row:
        text = visible(finding_in_words(one, found.questionnaire))
        if one.kind != "conflict":
            return Row(text, head=" ")
        return Row(text, value=_key(one), head="[*]" if _key(one) in self._theirs else _NO_MARK)

    # -- a sheet goes out ----------------------------------------------------------------------------------------------

    def action_make(self) -> None:
        """Make a sheet of everything, or of one dimension."""
        offers = self.attempt(self.offers)
        if offers is not None:
            self.host.open_making(offers)

    # -- a sheet comes back --------------------------------------------------------------------------------------------

    def wanted_sheet(self) -> SheetWanted:
        """The filled-in sheet of answers."""
        return SheetWanted(
            (
                _("書かれた記入表（Excel か CSV）を選んでください。まだ何も変わりません。何が変わるかを確かめてから取り込みます。"),
                _("Excelで行を選んで写し（コピーし）、この画面に貼り付けてもかまいません。"),
            ),
            _("例: ~/Downloads/記入表_今治市_2026.1.xlsx"),
        )

    async def take_up(self, read: Callable[[], list[ForeignTable]]) -> bool:
        """Find what a sheet would change, with those that were read before."""
        from dxcheck.formats.answer_table import answer_rows

        rows = await asyncio.to_thread(lambda: answer_rows(read()))
        there = dict(self._rows)
        for key in {_item_of(row) for row in rows}:
            there[key] = [row for row in rows if _item_of(row) == key]
        if not await self.is_saved():
            return False
        found = self.sheets.sheet_findings([row for of_item in there.values() for row in of_item])
        self._rows, self._found, self._said = there, found, []
        self._theirs &= {_key(one) for one in found.of_kind("conflict")}
        return True

    async def show_taken_up(self) -> None:
        """Show what they would change."""
        await self._show()

    @on(Rows.Opened)
    @on(Rows.Marked)
    def _clicked(self) -> None:
        self.action_mark()

    def action_mark(self) -> None:
        """The sheet's answer in place of the draft's, or the draft's after all."""
        value = self.query_one(Rows).value
        if value:
            self._theirs ^= {value}
            self.query_one(Rows).show(self._shown())

    @work
    async def action_take(self) -> None:
        """Take in what is seen."""
        found = self._found
        if found is None:
            self.notify(_("先に、書かれた表を読んでください。"))
            return
        theirs: set[tuple[str, SheetField]] = {(one.item, one.field) for one in found.found if _key(one) in self._theirs}
        if not any(one.kind != "conflict" or (one.item, one.field) in theirs for one in found.found):
            self.notify(_("取り込むものはありません。"))
            return
        try:
            made = self.sheets.take_in(found, theirs)
        except StoreError as problem:
            self.host.tell_problem(problem)
            return
        except DxcheckError as refused:
            self.notify(str(refused), severity="warning", timeout=15, markup=False)
            return
        self.taken_here.add(made.session)
        self.attempt(self.saver.load)
        self._said = [taken_in_words(made.taken) + _("u で、取り込む前に戻せます。")]
        if made.meanwhile:
            self._said.append(_("確かめているあいだに下書きが変えられたものは、取り込まずに残しました。下で選んでください。"))
            again = self.attempt(lambda: self.sheets.sheet_findings([row for of_item in self._rows.values() for row in of_item]))
            self._found = again
        else:
            self._rows, self._found = {}, None
        self._theirs = set()
        await self._show()

    # -- a sheet is taken back -----------------------------------------------------------------------------------------

    def last_taken(self) -> LastTakenIn | None:
        """The last sheet."""
        return self.sheets.last_taken_in()

    def take_back(self, seen: LastTakenIn) -> LastTakenIn:
        """Take it back."""
        return self.sheets.take_back(seen)

    async def show_taken_back(self, said: list[str]) -> None:
        """Begin anew: what was read was compared with what is gone."""
        self._rows, self._found, self._theirs = {}, None, set()
        self._said = said
        await self._show()

    async def show_again(self) -> None:
        """Show the list with the last sheet there is."""
        self._said = []
        await self._show()


def _key(one: SheetFinding) -> str:
    return f"{one.item} {one.field}"


def _item_of(row: FoundRow) -> str:
    return row.mark.item if row.mark is not None else row.title
