"""所見と差戻し, as the specialist sees them: what the municipality said to each, and what still waits."""

from __future__ import annotations

from dxcheck.app.commands import BACK, Command
from dxcheck.app.screens.waiting import EVERY_WAITING, OPEN_ANSWERS, WaitingScreen
from dxcheck.app.specialist.base import CaseScreen
from dxcheck.i18n import N_


class CaseWaitingScreen(WaitingScreen, CaseScreen):
    """One municipality's."""

    GUIDE = N_(
        "共有した所見には、市町が「やる・いまはしない・もうできている」で返事をします。話して済んだものは d で「対応済み」にできます。もう一度押すと戻ります。"
        "差戻しは、見直してほしい設問に答えて提出されると、自動で消えます。"
    )
    TABLE = (
        Command("settle", ("d", "space"), N_("対応済み・戻す"), N_("選んだ所見または差戻しを「対応済み」にします。もう一度押すと戻ります")),
        EVERY_WAITING,
        OPEN_ANSWERS,
        BACK,
    )
