"""Answering what one section is asked: the staff's screen of the questionnaire, at the section's own items."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual import work

from dxcheck.app.commands import BACK, Command
from dxcheck.app.section.handing import hand_back
from dxcheck.app.staff.questions import QuestionScreen
from dxcheck.i18n import N_, _

if TYPE_CHECKING:
    from dxcheck.answering.place import AnswerPlace
    from dxcheck.app.saver import Saver
    from dxcheck.app.section.host import SectionHost
    from dxcheck.desk.asked import AskedDesk

HAND_BACK = Command("review", ("p", "ctrl+r"), N_("回答を返す"), N_("企画担当に回答を返します。返したあとも、取り戻して直せます"))


class AskedScreen(QuestionScreen):
    """The items of one ask, one after the other."""

    CSS_PATH = "../staff/questions.tcss"
    TITLE_TEXT = N_("照会への回答")
    GUIDE = N_(
        "{keys}のキーで、いまの姿にいちばん近い段を選びます。下の段がすべて当てはまるときだけ上の段を選んでください。"
        "迷ったら「わからない」で先へ進めます。入力はその都度保存されます。終わったら p で企画担当に返します。"
    )
    FINISH = N_("回答を返す")
    ALL_ANSWERED = N_("すべて答えました。p で企画担当に返せます。")
    AT_THE_END = N_("最後の設問です。p で企画担当に返せます。")
    NOTHING_OPEN = N_("未回答の設問はありません。p で企画担当に返せます。")
    TABLE = (*(HAND_BACK if one.action == "review" else one for one in QuestionScreen.TABLE if one is not BACK), BACK)

    def __init__(self, desk: AskedDesk, item: str | None = None) -> None:
        self._asked_desk = desk
        super().__init__(item)

    @property
    def section_host(self) -> SectionHost:
        """The app, as a section's screens see it."""
        return cast("SectionHost", self.app)

    @property
    def saver(self) -> Saver:
        """What saves the answers."""
        return self.section_host.saver

    @property
    def place(self) -> AnswerPlace:
        """The desk at this ask."""
        return self._asked_desk

    @property
    def whereabouts(self) -> str:
        """The ask and the item."""
        return f"{self._asked_desk.id}:{self.current}"

    def action_review(self) -> None:
        """Hand the answers back."""
        self._hand_back()

    @work
    async def _hand_back(self) -> None:
        if await hand_back(self, self._asked_desk):
            self.dismiss()

    def look_for_others(self) -> None:
        """Show what a colleague of the same section saved; an ask that takes nothing more is left."""
        if self.app.screen is not self:
            return
        if self.attempt(self.saver.poll) is not None:
            self._others_changed()
        asked = self.attempt(self._asked_desk.asked)
        if asked is not None and not asked.ask.is_open:
            self.dismiss()
            self.notify(_("この照会には、もう書けません。書いたものは残っています。"), timeout=15)
