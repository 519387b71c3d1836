"""返った回答: what sections answered, item by item side by side; which of them goes into the draft, and taking that back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on, work
from textual.containers import VerticalScroll

from dxcheck.app.commands import BACK, Command
from dxcheck.app.screens.base import button
from dxcheck.app.staff.taking_back import TakesBack
from dxcheck.app.widgets.button import Buttons
from dxcheck.app.widgets.rows import Row, Rows
from dxcheck.casework.asked import side_by_side, spread_in_words
from dxcheck.desk import StoreError
from dxcheck.i18n import N_, _, _n
from dxcheck.model.calendar import long_date
from dxcheck.system.control_characters import visible
from dxcheck.system.refusal import DxcheckError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget

    from dxcheck.casework.asked import Gathered
    from dxcheck.desk.sheets import LastTakenIn
    from dxcheck.questionnaire import Questionnaire

TAKE_OVER = Command("take_over", ("t",), N_("取り込む"), N_("印のついた回答を、まとめて下書きに取り込みます"))
CHOOSE = Command(
    "choose",
    ("space", "enter"),
    N_("この回答にする"),
    N_("設問ごとに、どの課の回答にするかを選びます。もう一度押すと外します"),
    footer=False,
)
TAKE_ANSWERS_BACK = Command("undo", ("u",), N_("取り込みを元に戻す"), N_("いちばん新しい取り込みを、まとめて元に戻します"), footer=False)


class GatheredScreen(TakesBack):
    """Every item that came back, with each section's answer under it."""

    TITLE_TEXT = N_("返った回答")
    GUIDE = N_(
        "課の回答が設問ごとに並びます。みな同じで下書きとも食い違わない回答には、はじめから印がついています。"
        "分かれているところは、どの課の回答にするかを選びます。t でまとめて取り込み、u で元に戻せます。"
    )
    TABLE = (TAKE_OVER, CHOOSE, TAKE_ANSWERS_BACK, BACK)

    def __init__(self) -> None:
        super().__init__()
        self._there: list[Gathered] = []
        self._chosen: dict[str, str] = {}
        """Item to the ask whose answer is taken."""
        self._said: list[str] = []

    def body(self) -> Iterable[Widget]:
        """The list and the buttons of what can be done now."""
        self._look()
        self.look_at_last()
        with VerticalScroll(classes="page", can_focus=False):
            yield Rows(self._rows(), marks=True)
        with Buttons(classes="bottom"):
            if self._there:
                yield button(TAKE_OVER)
            if self.last is not None:
                yield button(TAKE_ANSWERS_BACK)
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

    def _look(self) -> None:
        """Read what came back; what needs no deciding is marked."""
        self._there = self.desk.gathered()
        self._chosen = {one.item: one.given[0].ask.id for one in self._there if not one.needs_deciding and not one.is_taken_over}

    # -- what is seen --------------------------------------------------------------------------------------------------

    def _rows(self) -> list[Row]:
        rows = [*(Row(one, style="bold $done") for one in self._said), *([Row("")] if self._said else [])]
        if not self._there:
            rows.append(Row(_("返ってきた回答は、まだありません。課が「回答を返す」と、ここに並びます。")))
        questionnaire = self.desk.asked_questionnaire
        to_decide = [one for one in self._there if one.needs_deciding and not one.is_taken_over]
        ready = [one for one in self._there if not one.needs_deciding and not one.is_taken_over]
        done = [one for one in self._there if one.is_taken_over]
        for heading, style, part in (
            (_n("決めるところ　{n}問", "決めるところ　{n}問", len(to_decide)), "bold $caution", to_decide),
            (_n("そのまま取り込めるところ　{n}問", "そのまま取り込めるところ　{n}問", len(ready)), "bold $heading", ready),
            (_n("取り込んだところ　{n}問", "取り込んだところ　{n}問", len(done)), "bold $heading", done),
        ):
            if part:
                rows += [Row(heading, style=style), *(row for one in part for row in self._block(one, questionnaire)), Row("")]
        for ask in self.desk.asked_in_another_version():
            rows.append(Row(_("{post}への照会は診断票の別の版のもので、取り込めません。", post=ask.post), style="$caution"))
        last = self.last
        if last is not None and not self._said:
            said = _n(
                "{day}に取り込んだ{n}問は、u でまとめて元に戻せます。",
                "{day}に取り込んだ{n}問は、u でまとめて元に戻せます。",
                len(last.items),
                day=long_date(last.at),
            )
            rows.append(Row(said, style="$muted"))
        return rows

    def _block(self, one: Gathered, questionnaire: Questionnaire) -> list[Row]:
        said = spread_in_words(one, questionnaire)
        title = f"{one.item} {questionnaire.item_by_id[one.item].title}" + (f"　{said}" if said else "")
        rows = [Row(visible(title), style="bold")]
        for ask, text in side_by_side(one, questionnaire):
            mark = "[*]" if self._chosen.get(one.item) == ask else "[ ]"
            rows.append(Row(visible(text), value=f"{one.item} {ask}", head=mark))
        return rows

    # -- deciding ------------------------------------------------------------------------------------------------------

    @on(Rows.Opened)
    @on(Rows.Marked)
    def _clicked(self) -> None:
        self.action_choose()

    def action_choose(self) -> None:
        """Take this section's answer to the item, or none after all."""
        item, _space, ask = self.query_one(Rows).value.partition(" ")
        if not ask:
            return
        if self._chosen.get(item) == ask:
            del self._chosen[item]
        else:
            self._chosen[item] = ask
        self.query_one(Rows).show(self._rows())

    @work
    async def action_take_over(self) -> None:
        """Take over what is marked."""
        if not self._chosen:
            self.notify(_("取り込む回答に印をつけてください。"))
            return
        if not await self.is_saved():
            return
        try:
            made = self.desk.take_over(self._there, self._chosen)
        except StoreError as problem:
            self.dxcheck.tell_problem(problem)
            return
        except DxcheckError as refused:
            self.notify(str(refused), severity="warning", timeout=15, markup=False)
            return
        self.taken_here.add(made.session)
        self.attempt(self.saver.load)
        n = len(made.taken)
        self._said = [_n("{n}問を下書きに取り込みました。u で元に戻せます。", "{n}問を下書きに取り込みました。u で元に戻せます。", n)]
        if made.meanwhile:
            self._said.append(_("確かめているあいだに変えられたものは、取り込まずに残しました。"))
        await self._show()

    # -- taking back ---------------------------------------------------------------------------------------------------

    def last_taken(self) -> LastTakenIn | None:
        """The last answers of sections that were taken over."""
        return self.desk.last_taken_over()

    def take_back(self, seen: LastTakenIn) -> LastTakenIn:
        """Take them back."""
        return self.desk.take_answers_back(seen)

    async def show_taken_back(self, said: list[str]) -> None:
        """Show them as not taken over."""
        self._said = said
        await self._show()

    async def show_again(self) -> None:
        """Show what came back until now."""
        self._said = []
        await self._show()
