"""2市町を並べる: two municipalities side by side, part by part; for the centre, to see who may learn from whom and never who is ahead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual import work
from textual.containers import Horizontal, VerticalScroll

from dxcheck.app.centre.base import CentreScreen
from dxcheck.app.commands import BACK, Command
from dxcheck.app.screens.rows import buttons_below
from dxcheck.app.specialist.one_page import course_panel, part_panel
from dxcheck.app.widgets.lines import Paragraphs
from dxcheck.i18n import N_, _
from dxcheck.reports.one_page import page_offer, page_parts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget

    from dxcheck.desk.case import CaseDesk

_SIDES: Final = 2
_LEFT = Command("choose(0)", ("1",), N_("左の市町"), N_("左に出す市町を、名前でさがして選びます"))
_RIGHT = Command("choose(1)", ("2",), N_("右の市町"), N_("右に出す市町を、名前でさがして選びます"))
_OPEN_LEFT = Command("open(0)", ("3",), N_("左を開く"), N_("左の市町を開きます"), footer=False)
_OPEN_RIGHT = Command("open(1)", ("4",), N_("右を開く"), N_("右の市町を開きます"), footer=False)
_EXPORT = Command("export", ("o",), N_("書き出す"), N_("それぞれの市町の1枚をPDFなどにします"))


class TwoPagesScreen(CentreScreen):
    """Each part of both pages in a row of its own."""

    AUTO_FOCUS = "VerticalScroll"
    CSS_PATH = "two_pages.tcss"
    TITLE_TEXT = N_("2市町を並べる")
    GUIDE = N_("2つの市町の歩み、訪問、取組、相談を並べて見ます。どちらが先かではなく、互いに聞けることをさがすための画面です。")
    TABLE = (_LEFT, _RIGHT, _EXPORT, _OPEN_LEFT, _OPEN_RIGHT, BACK)

    def __init__(self) -> None:
        super().__init__()
        self._codes = [""] * _SIDES

    def body(self) -> Iterable[Widget]:
        """The parts in rows, as far as municipalities were chosen."""
        shown = [self._case_of(code) for code in self._codes]
        with VerticalScroll(id="home"):
            yield _pair(map(self._head, shown, (_LEFT, _RIGHT)))
            there = [case for case in shown if case is not None]
            if len(there) == _SIDES:
                supporters = self.attempt(self.dxcheck.supporters) or {}
                parts = [page_parts(case, supporters.get(case.municipality.code, ())) for case in there]
                (who, *rows) = zip(*parts, strict=True)
                yield _pair(map(part_panel, who))
                yield _pair(map(course_panel, there))
                yield from (_pair(map(part_panel, row)) for row in rows)
        yield buttons_below(_LEFT, _RIGHT, _OPEN_LEFT, _OPEN_RIGHT, _EXPORT)

    @staticmethod
    def _head(case: CaseDesk | None, side: Command) -> Widget:
        if case is not None:
            return Paragraphs((str(case.municipality), "bold $accent"))
        return Paragraphs(_("（まだ選んでいません。{key} で選びます）", key=side.keys[0]))

    def _case_of(self, code: str) -> CaseDesk | None:
        return next((one for one in self.centre.cases.cases() if one.municipality.code == code), None)

    def on_mount(self) -> None:
        """Ask which two."""
        self.ask_both()

    def renewed(self) -> None:
        """The page takes the keyboard again."""
        self.query_one(VerticalScroll).focus()

    @work(exclusive=True)
    async def ask_both(self) -> None:
        """The left one, then the right one; Esc leaves it open."""
        for side in range(_SIDES):
            if not await self._ask(side):
                return

    @work(exclusive=True)
    async def action_choose(self, side: int) -> None:
        """Another municipality on one side."""
        await self._ask(side)

    async def _ask(self, side: int) -> bool:
        from dxcheck.app.screens.search import Found, SearchDialog  # not needed for the first frame

        title = _("左に出す市町") if side == 0 else _("右に出す市町")
        towns = [one.municipality for one in self.centre.cases.cases() if one.municipality.code not in self._codes]
        entries = [Found(one.code, one.name, one.romaji, one.kana) for one in towns]
        code = await self.app.push_screen_wait(SearchDialog(title, entries, example=_("名前の一部を入力（例: 今治、ima）")))
        if not code:
            return False
        self._codes[side] = code
        await self.recompose()
        self.renewed()
        return True

    def action_open(self, side: int) -> None:
        """Open one of the two."""
        if self._codes[side]:
            self.attempt(lambda: self.dxcheck.open_code(self._codes[side]))

    def action_export(self) -> None:
        """Both pages, each a paper."""
        there = [case for code in self._codes if (case := self._case_of(code)) is not None]
        supporters = self.attempt(self.dxcheck.supporters) if there else None
        if supporters is not None:
            self.dxcheck.open_making([page_offer(case, supporters.get(case.municipality.code, ())) for case in there])


def _pair(panels: Iterable[Widget]) -> Horizontal:
    """Two panels side by side.

    The left one is marked: a rule with `:first-child` for some panels would have the styles of every panel on every screen worked out twice.
    """
    left, right = panels
    left.add_class("-left")
    return Horizontal(left, right, classes="pair")
