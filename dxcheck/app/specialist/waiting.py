"""所見と差戻し, as the specialist sees them: what the municipality said to each, and what still waits."""

from __future__ import annotations

from textual import work

from dxcheck.app.commands import BACK, Command
from dxcheck.app.screens.waiting import EVERY_WAITING, OPEN_ANSWERS, WaitingScreen
from dxcheck.app.specialist.base import CaseScreen
from dxcheck.casework.waiting import SharedReturn
from dxcheck.i18n import N_, _


class CaseWaitingScreen(WaitingScreen, CaseScreen):
    """One municipality's."""

    GUIDE = N_(
        "共有した所見には、市町が「やる・いまはしない・もうできている」で返事をします。話して済んだものは d で「対応済み」にできます。もう一度押すと戻ります。"
        "差戻しは、見直してほしい設問に答えて提出されると、自動で消えます。"
    )
    TABLE = (
        Command("settle", ("d", "space"), N_("対応済み・戻す"), N_("選んだ所見または差戻しを「対応済み」にします。もう一度押すと戻ります")),
        Command("withdraw", ("z",), N_("差戻しを取り下げる"), N_("自分が差し戻した、選んだ差戻しを取り下げます。市町の画面からも消えます")),
        EVERY_WAITING,
        OPEN_ANSWERS,
        BACK,
    )

    @work
    async def action_withdraw(self) -> None:
        """Take back the return under the cursor, once it was asked."""
        from dxcheck.app.screens.dialogs import AskDialog

        one = self.chosen()
        if not isinstance(one, SharedReturn) or one.returned.by != self.case.by or not one.is_open:
            self.notify(_("取り下げられるのは、自分が差し戻して、まだ対応を待っているものだけです。"))
            return
        about = [
            " ".join(one.returned.reason.split()),
            _("市町の画面から消えます。市町が書いた「このまま」の理由も、対応を待つものから外れます。"),
        ]
        if await self.app.push_screen_wait(AskDialog(_("この差戻しを取り下げますか"), about, yes=_("取り下げる"), no=_("やめる"))):
            self.attempt_on(lambda: self.case.withdraw_return(one.returned))
