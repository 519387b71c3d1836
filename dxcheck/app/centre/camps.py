"""合同研修: camps that were saved, and what many need, to begin one from."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

from textual import on, work

from dxcheck.app.centre.base import CentreScreen
from dxcheck.app.commands import BACK, Command
from dxcheck.app.screens.rows import RowsScreen
from dxcheck.app.widgets.rows import Row, Rows
from dxcheck.i18n import N_, _, _n
from dxcheck.model.typed_day import day_and_weekday
from dxcheck.prefecture.camp import is_good_there, is_low_there, standing_in
from dxcheck.prefecture.selection import as_of
from dxcheck.reports.camp import subject_name
from dxcheck.system.terminal_width import pad

if TYPE_CHECKING:
    from dxcheck.prefecture.camp import Camp
    from dxcheck.prefecture.overview import Overview

_NAME: Final = 10
_MOST: Final = 8
"""Items and dimensions that are offered; all others are found by their words."""
_OPEN = Command("open", ("enter",), N_("開く"), N_("選んだ研修、または選んだ分野・設問から始める案を開きます"))
_NEW = Command("begin", ("n",), N_("テーマを選ぶ"), N_("分野や設問を言葉でさがして、そこから案をつくります"))
_FORGET = Command("forget", ("x",), N_("研修を消す"), N_("選んでいる保存した研修を消します。その前に確かめます"))


class CampsScreen(RowsScreen, CentreScreen):
    """Saved camps, then dimensions and items that many need."""

    TITLE_TEXT = N_("合同研修")
    GUIDE = N_(
        "これから取り組む市町と、先を行く市町を組み合わせた班をつくります。下の分野や設問から始めるか、nでテーマを選びます。保存すると、招待の一覧を出せます。"
    )
    TABLE = (_OPEN, _NEW, _FORGET, BACK)
    OFFERED = (_NEW, _FORGET)

    def __init__(self, overview: Overview) -> None:
        super().__init__()
        self._overview = overview

    def rows(self) -> list[Row]:
        """Both lists."""
        q = self._overview.questionnaire
        rows = [Row(_("保存した研修"), style="bold $heading")]
        camps = self.centre.camps.all(q.id)
        rows += [self._saved(one) for one in camps]
        if not camps:
            rows.append(Row(_("まだありません。"), style="$muted"))
        rows += [Row(""), Row(_("多くの市町がこれからのところ"), style="bold $heading")]
        rows.append(
            Row(_("　").join((as_of(self._overview), _("数字は、これからの市町と、話してもらえそうな市町の数です。"))), style="$muted")
        )
        weak = self._weak
        for subject, low, good in weak:
            counts = _("これから{low}　話せそう{good}", low=low, good=good)
            rows.append(Row(f"{subject_name(q, subject)}　{counts}", value=f"about {subject}", head=pad(self._short(subject), _NAME)))
        if not weak:
            rows.append(Row(_("これからの市町はありません。"), style="$muted"))
        return rows

    def _short(self, subject: str) -> str:
        dimension = self._overview.questionnaire.dimension_by_id.get(subject)
        return _("分野") if dimension is not None else subject

    def _saved(self, camp: Camp) -> Row:
        q = self._overview.questionnaire
        towns = sum(map(len, (*camp.groups, *camp.tellers)))
        parts = [
            subject_name(q, camp.subject),
            day_and_weekday(camp.day) if camp.day else _("日は未定"),
            camp.place,
            _n("{n}市町", "{n}市町", towns),
        ]
        return Row(_("　").join(one for one in parts if one), value=f"camp {camp.name}", head=camp.name)

    @cached_property
    def _weak(self) -> list[tuple[str, int, int]]:
        """Dimensions and items with the most municipalities that are low there, with how many those are and how many could tell."""
        q = self._overview.questionnaire
        found = []
        for subject in (*q.dimension_by_id, *(item.id for item in q.ordered)):
            there = standing_in(self._overview, subject)
            low = sum(is_low_there(self._overview, subject, one.level) for one in there)
            if low:
                found.append((subject, low, sum(is_good_there(self._overview, subject, one.level) for one in there)))
        return sorted(found, key=lambda one: -one[1])[:_MOST]

    async def came_back(self) -> None:
        """From a camp: it may be saved by now."""
        self.show_rows()

    @on(Rows.Opened)
    def _opened(self, event: Rows.Opened) -> None:
        kind, _space, which = event.value.partition(" ")
        if kind == "about":
            self._open_camp(which)
            return
        camp = next(
            (one for one in self.attempt(lambda: self.centre.camps.all(self._overview.questionnaire.id)) or [] if one.name == which), None
        )
        if camp is None:
            self.show_rows()
        elif camp.subject not in (*self._overview.questionnaire.item_by_id, *self._overview.questionnaire.dimension_by_id):
            self.notify(_("この研修のテーマは、いま見ている版の診断票にありません。"))
        else:
            self._open_camp(camp.subject, camp)

    def _open_camp(self, subject: str, camp: Camp | None = None) -> None:
        from dxcheck.app.centre.camp import CampScreen  # opened later than the first frame

        self.dxcheck.open_screen(lambda: CampScreen(self._overview, subject, camp))

    @work
    async def action_begin(self) -> None:
        """Choose a dimension or an item by any word of it."""
        from dxcheck.app.screens.search import Found, SearchDialog  # Textual's editor is slow to import

        q = self._overview.questionnaire
        entries = [Found(one.id, _("分野"), str(one.title)) for one in q.dimension_by_id.values()]
        entries += [Found(one.id, one.id, str(one.title), str(one.prompt)) for one in q.ordered]
        chosen = await self.app.push_screen_wait(SearchDialog(_("何をテーマにしますか"), entries))
        if chosen:
            self._open_camp(chosen)

    @work
    async def action_forget(self) -> None:
        """Forget the saved camp under the cursor, after asking."""
        from dxcheck.app.screens.dialogs import AskDialog

        kind, _space, name = self.query_one(Rows).value.partition(" ")
        there = self.attempt(lambda: self.centre.camps.all(self._overview.questionnaire.id)) or []
        camp = next((one for one in there if kind == "camp" and one.name == name), None)
        if camp is None:
            self.notify(_("消したい研修の行を選んでから、x を押してください。"))
            return
        ask = AskDialog(
            _("研修「{name}」を消します", name=name),
            [_("班と日程が消えます。話してもらえるかの返事と、市町の回答は残ります。")],
            yes=_("消す"),
            no=_("やめる"),
        )
        if await self.app.push_screen_wait(ask):
            self.attempt(lambda: self.centre.camps.remove(camp))
            self.show_rows()
