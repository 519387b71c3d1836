"""診断票を選ぶ, for the centre: it also says which one is in use."""

from __future__ import annotations

from textual import work

from dxcheck.app.centre.base import CentreScreen
from dxcheck.app.commands import BACK, Command
from dxcheck.app.screens.questionnaires import LOOK, QuestionnairesScreen
from dxcheck.app.widgets.rows import Rows
from dxcheck.i18n import N_, _


class CentreQuestionnairesScreen(QuestionnairesScreen, CentreScreen):
    """Which questionnaire to look at, and which everybody begins with."""

    TABLE = (
        LOOK,
        Command("use", ("u",), N_("使用中にする"), N_("選んだ診断票を、だれが開いても最初に出るものにします")),
        BACK,
    )

    def remarks(self) -> list[str]:
        """How another one comes here."""
        return [
            _("「使用中」は、だれが開いても最初に出る診断票です。u で決めます。"),
            _("診断票を足すには、診断票のファイル（TOML）をデータのフォルダーの questionnaires に置きます。"),
        ]

    @work
    async def action_use(self) -> None:
        """Put the one under the cursor in use, after asking."""
        from dxcheck.app.screens.dialogs import AskDialog

        chosen = next((one for one in self.centre.instruments.all() if one.id == self.query_one(Rows).value), None)
        if chosen is None or chosen.id == self.centre.instruments.in_use:
            self.notify(_("すでに使用中の診断票です。"))
            return
        ask = AskDialog(
            _("使用中の診断票を替えます"),
            [
                _("これから画面を開く市町・専門官・センターには、「{title}」が最初に出ます。", title=chosen.title),
                _("これまでの診断票の下書きと診断結果は、そのまま残ります。それぞれのホームの「診断票を選ぶ」（y）で見られます。"),
            ],
            yes=_("使用中にする"),
            no=_("替えない"),
        )
        if not await self.app.push_screen_wait(ask):
            return
        self.attempt(lambda: self.dxcheck.put_in_use(chosen.id))
        self.show_rows()
        if self.centre.instruments.in_use == chosen.id:
            self.notify(_("「{title}」を使用中にしました。", title=chosen.title))
