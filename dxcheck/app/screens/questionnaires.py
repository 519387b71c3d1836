"""診断票を選ぶ: the questionnaires side by side, which one is in use, and which one is looked at."""

from __future__ import annotations

from typing import ClassVar

from textual import on

from dxcheck.app.commands import BACK, Command
from dxcheck.app.screens.reading import ReadingScreen
from dxcheck.app.screens.rows import RowsScreen
from dxcheck.app.widgets.rows import Row, Rows
from dxcheck.i18n import N_, _, _n

LOOK = Command(
    "open", ("enter",), N_("この診断票を見る"), N_("選んだ診断票に切り替えて、ホームに戻ります。答えや結果は診断票ごとに別々です")
)


class QuestionnairesScreen(ReadingScreen, RowsScreen):
    """Every questionnaire in the version in force, the one in use first."""

    TITLE_TEXT = N_("診断票を選ぶ")
    GUIDE = N_("Enterで切り替えます。下書き・診断結果・県内平均は診断票ごとに別々で、切り替えても書いたものはなくなりません。")
    TABLE: ClassVar[tuple[Command, ...]] = (LOOK, BACK)

    def rows(self) -> list[Row]:
        """A row for each, and how another one comes here."""
        there = self.host.instruments
        rows = [Row(_(self.GUIDE), style="$muted"), Row("")]
        for one in there.all():
            marks = [_("使用中")] if one.id == there.in_use else []
            marks += [_("いま見ています")] if one.id == there.looked_at else []
            about = _n("{id}　{version}版　{n}問", "{id}　{version}版　{n}問", len(one.items), id=one.id, version=one.version)
            text = str(one.title) + (_("（{about}）", about=_("・").join(marks)) if marks else "")
            rows.append(Row(text, value=one.id, head="*" if one.id == there.looked_at else " ", below=about))
            rows += [Row(said, head=" ") for said in self.host.said_of(one.id)]
        return [*rows, Row(""), *(Row(one, style="$muted") for one in self.remarks())]

    def remarks(self) -> list[str]:
        """What stands below the list."""
        return [_("「使用中」は、だれが開いても最初に出る診断票です。センターが決めます。")]

    @on(Rows.Opened)
    def _opened(self, event: Rows.Opened) -> None:
        self.host.look_at(event.value)
