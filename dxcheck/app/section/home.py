"""Home of a section: what it is asked, by whom, until when and why; its items with the answers so far."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final, cast

from msgspec.structs import replace
from textual import on, work
from textual.containers import VerticalScroll

from dxcheck.app.commands import QUIT, Command
from dxcheck.app.screens.base import BaseScreen, button
from dxcheck.app.screens.rows import rows_or_trouble
from dxcheck.app.section.handing import hand_back
from dxcheck.app.widgets.button import Buttons, CommandButton
from dxcheck.app.widgets.rows import Row, Rows
from dxcheck.assessment.wording import answer_in_words
from dxcheck.casework.asked import ask_in_words, items_in_words
from dxcheck.casework.due import ask_is_near
from dxcheck.desk import StoreError
from dxcheck.desk.asked import ClosedAskError
from dxcheck.i18n import N_, _, _n
from dxcheck.system.control_characters import visible
from dxcheck.system.seen import Seen

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

    from textual.widget import Widget

    from dxcheck.app.saver import Saver
    from dxcheck.app.section.host import SectionHost
    from dxcheck.casework.asking import AskWithAnswers
    from dxcheck.desk.asked import AskedDesk
    from dxcheck.desk.section import SectionDesk

ANSWER = Command("answer", ("enter", "s"), N_("答える"), N_("選んだ設問から答えます"))
REST = Command(
    "rest", ("r",), N_("残りは前回と同じ"), N_("まだ答えていない設問を、言葉の変わっていないものだけ、まとめて前回と同じにします")
)
NO_REST = Command("undo", ("u",), N_("元に戻す"), N_("まとめて前回と同じにしたのを、元に戻します"), footer=False)
HAND = Command("hand", ("h", "p"), N_("回答を返す"), N_("企画担当に回答を返します"))
REOPEN = Command("reopen", ("t",), N_("回答を取り戻す"), N_("返した回答を取り戻して、直します"), footer=False)
OWN_SHEET = Command("sheet", ("e",), N_("Excelの記入表"), N_("照会された設問の表をつくり、Excelで書いて取り込みます"), footer=False)
_LOOK_EVERY: Final = 2.0
_ASK_EVERY: Final = 30.0
"""Seconds between two questions to the server, whether something new was asked."""


class SectionHome(BaseScreen):
    """Everything that this section is asked."""

    TITLE_TEXT = N_("照会された設問")
    GUIDE = N_("答える設問を選んで Enter を押します。入力はその都度保存されます。終わったら「回答を返す」で企画担当に返します。")
    TABLE = (ANSWER, REST, HAND, NO_REST, REOPEN, OWN_SHEET, replace(QUIT, footer=True))

    def __init__(self) -> None:
        super().__init__()
        self._new = 0
        """Asks that came since."""
        self._shown = Seen()
        self._is_open = True
        """Whether something may be answered, as it was read last."""

    @property
    def desk(self) -> SectionDesk:
        """The section's desk."""
        return cast("SectionHost", self.app).desk

    @property
    def saver(self) -> Saver:
        """What saves answers."""
        return cast("SectionHost", self.app).saver

    def body(self) -> Iterable[Widget]:
        """The list and its buttons."""
        with VerticalScroll(classes="page", can_focus=False):
            yield Rows(rows_or_trouble(self._rows))
        with Buttons(classes="bottom"):
            yield button(ANSWER)
            yield button(REST)
            yield button(HAND)
            yield button(OWN_SHEET)
            yield button(REOPEN)

    def on_mount(self) -> None:
        """Give the list the keyboard, and look for what others do from now on."""
        self.query_one(Rows).focus()
        self._fit_buttons()
        self.look_every(_LOOK_EVERY, self._look)
        self.look_every(_ASK_EVERY, self._look_for_new)

    def renewed(self) -> None:
        """After the words were switched."""
        self.query_one(Rows).focus()
        self._fit_buttons()

    async def on_screen_resume(self) -> None:
        """Show what was answered meanwhile."""
        self.show_rows()

    def show_rows(self) -> None:
        """Show everything as it is now, and the buttons of what can be done."""
        with self.showing(self.show_rows):
            self.query_one(Rows).show(rows_or_trouble(self._rows))
        self._fit_buttons()

    def _fit_buttons(self) -> None:
        """Of answering and handing back where something is open, else of taking the answers back."""
        for one in self.query(CommandButton):
            one.display = (one.name == REOPEN.action) != self._is_open

    def _look(self) -> None:
        if self.app.screen is self and not self._shown.is_at(self._now_there()):
            self.show_rows()

    @work(exclusive=True, group="new")
    async def _look_for_new(self) -> None:
        """Whether something was asked since this was opened; it opens with the next login."""
        try:
            n = await asyncio.to_thread(self.desk.new_asks)
        except StoreError:
            return  # asked again
        if n != self._new:
            self._new = n
            self.show_rows()

    def _now_there(self) -> Hashable:
        return (self.desk.stamp(), self.desk.now.date())

    # -- what is seen --------------------------------------------------------------------------------------------------

    def _rows(self) -> list[Row]:
        with self._shown.taking_in(self._now_there()):
            there = self.desk.asked()
        self._is_open = any(one.ask.is_open for one in there)
        rows = [Row(_("{post}のみなさん、おつかれさまです。", post=self.desk.post), style="bold"), Row("")]
        if self._new:
            said = _n(
                "新しい照会が{n}件届いています。一度ログアウトして、ログインし直すと開きます。",
                "新しい照会が{n}件届いています。一度ログアウトして、ログインし直すと開きます。",
                self._new,
            )
            rows += [Row(said, style="bold $caution"), Row("")]
        if not there:
            return [*rows, Row(_("いま照会されている設問はありません。企画担当が照会すると、次に開いたときにここに出ます。"))]
        return [*rows, *(row for one in there for row in self._block(one))]

    def _block(self, one: AskWithAnswers) -> list[Row]:
        ask, draft = one
        try:
            questionnaire = self.desk.at(ask.id).questionnaire_for(ask.questionnaire)
        except StoreError as problem:  # the other asks stay
            return [Row(problem.what, style="bold $caution"), Row(problem.safe), Row(problem.advice), Row("")]
        rows = [
            Row(items_in_words(ask, questionnaire), style="bold $heading"),
            Row(ask_in_words(one, self.desk.now.date()), style="$caution" if ask.is_open and ask.due < self.desk.now.date() else ""),
        ]
        near = ask_is_near(ask, self.desk.now.date())
        rows += [Row(near, style="bold $caution")] if near else []
        rows += [Row(visible(_("{by}から: {reason}", by=ask.asked_by or _("企画担当"), reason=ask.reason)))] if ask.reason else []
        if ask.question is not None:
            rows.append(Row(visible(_("お尋ね: {text}", text=ask.question.text)), style="bold $caution"))
        for item in questionnaire.ordered:
            answer = answer_in_words(item.id, draft.answer(item.id), questionnaire)
            rows.append(Row(f"{item.id} {item.title}", value=f"{ask.id} {item.id}", below=visible(answer)))
        return [*rows, Row("")]

    # -- doing ---------------------------------------------------------------------------------------------------------

    def _chosen(self) -> tuple[AskedDesk, str] | None:
        """The ask and the item under the cursor."""
        ask, _space, item = self.query_one(Rows).value.partition(" ")
        if not ask:
            self.notify(_("いま照会されている設問はありません。"))
            return None
        return self.desk.at(ask), item

    @on(Rows.Opened)
    def _opened(self) -> None:
        self.action_answer()

    def action_answer(self) -> None:
        """Answer, beginning at the item under the cursor."""
        chosen = self._chosen()
        asked = self.attempt(chosen[0].asked) if chosen is not None else None
        if chosen is None or asked is None:
            return
        if asked.ask.state == "ended":
            self.notify(_("この照会は終わりました。直したいことは、企画担当に伝えてください。"))
        elif not asked.ask.is_open:
            self.notify(_("回答は返してあります。直すときは、t で取り戻してください。"))
        else:
            cast("SectionHost", self.app).open_ask(asked.ask.id, chosen[1])

    def action_sheet(self) -> None:
        """A sheet of the ask under the cursor."""
        chosen = self._chosen()
        if chosen is not None:
            cast("SectionHost", self.app).open_sheet(chosen[0].id)

    def action_rest(self) -> None:
        """Everything else as last time."""
        done = self._do(lambda desk: len(desk.copy_rest().items))
        if done is not None:
            said = _n("{n}問を前回と同じにしました（u で元に戻す）。", "{n}問を前回と同じにしました（u で元に戻す）。", done)
            self.notify(said if done else _("前回と同じにできる設問は、もうありません。"))

    def action_undo(self) -> None:
        """What was taken from last time at once goes."""
        done = self._do(lambda desk: len(desk.take_back_copies()))
        if done is not None:
            self.notify(_n("{n}問を元に戻しました。", "{n}問を元に戻しました。", done) if done else _("元に戻せるものはありません。"))

    @work
    async def action_hand(self) -> None:
        """Hand back."""
        chosen = self._chosen()
        if chosen is not None:
            await hand_back(self, chosen[0])
            self.show_rows()

    def action_reopen(self) -> None:
        """Take the answers back."""

        def reopen(desk: AskedDesk) -> int:
            return int(desk.take_back().is_open)

        if self._do(reopen):
            self.notify(_("回答を取り戻しました。直したら、もう一度返してください。"))

    def _do(self, what: Callable[[AskedDesk], int]) -> int | None:
        """Do something with the ask under the cursor; say why not, if it cannot be done."""
        chosen = self._chosen()
        if chosen is None:
            return None
        try:
            return self.attempt(lambda: what(chosen[0]))
        except ClosedAskError as closed:
            self.notify(str(closed), severity="warning", timeout=15, markup=False)
            return None
        finally:
            self.show_rows()
