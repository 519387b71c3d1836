"""Handing answers back to the planning section, once it was asked whether."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from dxcheck.app.screens.dialogs import AskDialog
from dxcheck.casework.asked import answered_of
from dxcheck.desk.asked import ClosedAskError
from dxcheck.i18n import _, _n

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar

    from textual.app import App

    from dxcheck.app.saver import Saver
    from dxcheck.desk.asked import AskedDesk

    Value = TypeVar("Value")

    class AskedAt(Protocol):
        """A screen of a section."""

        @property
        def app(self) -> App[Any]:
            """Its app."""

        @property
        def saver(self) -> Saver:
            """What saves answers."""

        def attempt(self, what: Callable[[], Value]) -> Value | None:
            """Do something that may meet a fault of the disk."""


async def hand_back(screen: AskedAt, desk: AskedDesk) -> bool:
    """Hand an ask's answers back; whether they were."""
    if not await screen.saver.flush(3.0):
        screen.app.notify(_("まだ保存できていない回答があります。保存されてから、もう一度行ってください。"), severity="warning")
        return False
    asked = screen.attempt(desk.asked)
    if asked is None or not asked.ask.is_open:
        return False
    left = len(asked.ask.items) - answered_of(asked)
    open_ones = _n(
        "まだ答えていない設問が{n}問あります。このままでも返せます。", "まだ答えていない設問が{n}問あります。このままでも返せます。", left
    )
    sure = AskDialog(
        _("回答を企画担当に返します"),
        [*([open_ones] if left else []), _("返したあとも、照会が終わるまでは取り戻して直せます。")],
        yes=_("返す"),
        no=_("やめる"),
    )
    if not await screen.app.push_screen_wait(sure):
        return False
    try:
        done = screen.attempt(desk.hand_back)
    except ClosedAskError as closed:
        screen.app.notify(str(closed), severity="warning", timeout=15, markup=False)
        return False
    if done is not None:
        screen.app.notify(_("回答を返しました。ありがとうございました。"))
    return done is not None
