"""相談, as the specialist sees it: each is answered or taken up at the next visit, and closed once it is done with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on, work

from dxcheck.app.commands import BACK, Command
from dxcheck.app.screens.wishes import CLOSE, EVERYTHING, TAKE_BACK_WORDS, WishesScreen
from dxcheck.app.specialist.base import CaseScreen
from dxcheck.app.widgets.rows import Rows
from dxcheck.i18n import N_, _

if TYPE_CHECKING:
    from dxcheck.model.edit import Edit

_ANSWER = Command("answer", ("r", "enter"), N_("返事を書く"), N_("選んだ相談に返事を書きます。市町の画面にすぐ届きます"))
_TO_VISIT = Command("to_visit", ("v",), N_("次の訪問で"), N_("選んだ相談を次の訪問で話すことにします。市町にもそう見えます"))


class CaseWishesScreen(WishesScreen, CaseScreen):
    """A municipality's, to be answered."""

    GUIDE = N_(
        "市町からの相談です。長く待っているものが上に並びます。r で返事を書くか、v で次の訪問で話すことにします。訪問のあとは、どうなったかを返事に書くか、d で終わりにします。"
    )
    OFFERED = (_ANSWER, _TO_VISIT, CLOSE)
    TABLE = (_ANSWER, _TO_VISIT, CLOSE, TAKE_BACK_WORDS, EVERYTHING, BACK)

    @on(Rows.Opened)
    def _opened(self) -> None:
        self.action_answer()

    @work
    async def action_answer(self) -> None:
        """Answer the one under the cursor."""
        one = self.chosen()
        if one is not None:

            def answer(text: Edit[str]) -> None:
                self.case.wishes.answer(one, text.new)

            guide = _("相談: {text}", text=one.text)
            await self.write(f"wish answer {one.id}", _("返事（市町が読みます）"), guide, answer)

    def action_to_visit(self) -> None:
        """Let the next visit take up the one under the cursor."""
        one = self.chosen()
        if one is not None:
            self.attempt_on(lambda: self.case.wishes.put_to_visit(one))
            if self.case.next_visit() is None:
                self.notify(_("次の訪問の予定がまだありません。「訪問の予定」で入れておくと、市町にも伝えやすくなります。"))
