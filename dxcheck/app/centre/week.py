"""今週: over all municipalities, who waits for an answer, what is late, returned and coming, who was not spoken to for long, and what moved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual import on

from dxcheck.app.centre.base import CentreScreen
from dxcheck.app.commands import BACK, Command
from dxcheck.app.screens.rows import buttons_below
from dxcheck.app.specialist.everybody import EverybodyScreen
from dxcheck.app.widgets.rows import Row, Rows
from dxcheck.desk.specialist import CaseSummary
from dxcheck.desk.week import WEEK_PARTS, week_of
from dxcheck.i18n import N_, _, _n
from dxcheck.model.calendar import long_date
from dxcheck.system.terminal_width import pad

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget

    from dxcheck.desk.case import CaseDesk
    from dxcheck.desk.week import WeekLine

_NAME: Final = 12
_MOST: Final = 8
"""Lines of each part before all of them are asked for."""
_OPEN = Command("open", ("enter",), N_("開く"), N_("選んだ行の市町を開きます"))
_EXPORT = Command("export", ("o",), N_("書き出す"), N_("すべての行を表（Excelなど）にします"))
_ALL = Command("all", ("a",), N_("すべて・はじめの8件"), N_("それぞれのすべての行を出すかを切り替えます"))
_LISTS = Command(
    "lists",
    ("l",),
    N_("一覧"),
    N_("すべての市町の取組・相談・訪問を、絞り込める一覧で見ます"),
    opens="dxcheck.app.specialist.lists:ListsScreen",
)

_LEADS_TO: Final = {
    "asked": "dxcheck.app.specialist.wishes:CaseWishesScreen",
    "late": "dxcheck.app.screens.actions:ActionsScreen",
    "returned": "dxcheck.app.specialist.waiting:CaseWaitingScreen",
}
"""Part of the week to the screen of the municipality that it is about; the others lead to the municipality itself."""


class WeekScreen(CentreScreen, EverybodyScreen[CaseSummary]):
    """A block a part, a row a line; each leads to its municipality."""

    TITLE_TEXT = N_("今週")
    GUIDE = N_(
        "すべての市町の、いま気にかけたいことを1つの画面にまとめています。行でEnterを押すと、その市町が開きます。oで表に書き出せます。"
    )
    TABLE = (_OPEN, _ALL, _LISTS, _EXPORT, BACK)

    def __init__(self) -> None:
        super().__init__()
        self._everything = False

    def read_one(self, case: CaseDesk) -> CaseSummary:
        """Its line; one that cannot be read says so itself."""
        return self.centre.cases.summary(case)

    @property
    def left_out(self) -> tuple[str, ...]:
        """Those too whose line says that it cannot be read."""
        return (*super().left_out, *(str(one.municipality) for one in self.known if one.problem))

    def body(self) -> Iterable[Widget]:
        """The list, and below it what can be done."""
        yield from super().body()
        yield buttons_below(_OPEN, _ALL, _LISTS, _EXPORT)

    def rows(self) -> list[Row]:
        """Part by part, each with how many there are."""
        self.make_sure()
        lines, today = self._lines(), self.centre.cases.now.date()
        rows = [Row(_("{day}現在", day=long_date(today)) + self.how_far(), style="$muted")]
        rows += [
            Row(_("{name}: 読めません。{problem}", name=one.municipality, problem=one.problem), style="$caution")
            for one in self.known
            if one.problem
        ]
        for part, name in WEEK_PARTS.items():
            rows += self._part(_(name), [(n, one) for n, one in enumerate(lines) if one.part == part])
        return rows

    def _part(self, name: str, lines: list[tuple[int, WeekLine]]) -> list[Row]:
        rows = [Row(""), Row(_n("{name}　{n}件", "{name}　{n}件", len(lines), name=name), style="bold $heading")]
        shown = lines if self._everything else lines[:_MOST]
        rows += [Row(one.text, value=f"{one.municipality.code} {one.part} {n}", head=pad(str(one.municipality), _NAME)) for n, one in shown]
        if len(shown) < len(lines):
            rows.append(Row(_("ほか{n}件（a ですべて）", n=len(lines) - len(shown)), style="$muted"))
        return rows if lines else [*rows, Row(_("ありません。"), style="$muted")]

    def _lines(self) -> list[WeekLine]:
        return week_of(self.known, self.centre.cases.now.date())

    @on(Rows.Opened)
    def _opened(self, event: Rows.Opened) -> None:
        code, part, _n = event.value.split(" ")
        self.attempt(lambda: self.dxcheck.open_code(code))
        if part in _LEADS_TO and self.app.screen is not self:
            self._open(_LEADS_TO[part])

    def action_all(self) -> None:
        """All lines of each part, or the first ones."""
        self._everything = not self._everything
        self.show_rows()

    def action_export(self) -> None:
        """All lines as a table."""
        from dxcheck.reports.week import week_offer  # opened later than the first frame

        self.open_making_of(week_offer(self._lines(), self.centre.cases.now.date(), left_out=self.left_out))
