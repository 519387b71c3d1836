"""Giving a draft up and moving it to a newer version: both put it aside for everybody in the municipality, so both ask first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dxcheck.app.screens.dialogs import AskDialog
from dxcheck.assessment.draft_life import KEPT_ASIDE, begun_and_touched, what_goes
from dxcheck.assessment.new_version import newer_version_there, old_version_may_be_finished, what_moving_means
from dxcheck.desk import NoDraftError
from dxcheck.i18n import _, _n

if TYPE_CHECKING:
    from collections.abc import Callable

    from dxcheck.app.staff.base import DeskScreen
    from dxcheck.model.snapshot import Draft


async def give_up(screen: DeskScreen, title: str, yes: str) -> bool:
    """Say what giving the draft up means, ask, and do it. Whether it was given up."""

    def question(draft: Draft | None) -> AskDialog | None:
        if draft is None:
            screen.notify(_("答えている途中の下書きはありません。"))
            return None
        done = sum(one.is_answered for one in draft.answers.values())
        text = [
            begun_and_touched(screen.desk.age(draft)) + _n("回答は{n}問です。", "回答は{n}問です。", done),
            _("同じ市町のほかの方が書いた回答も、いっしょに取りやめになります。"),
            _n(
                "{n}日のあいだは、u（取りやめた下書きを戻す）で元に戻せます。",
                "{n}日のあいだは、u（取りやめた下書きを戻す）で元に戻せます。",
                KEPT_ASIDE.days,
            ),
            *_also_gone(screen),
        ]
        return AskDialog(title, text, yes=yes, no=_("そのままにする"))

    return await _ask_and_do(screen, question, screen.desk.give_up)


async def carry_over(screen: DeskScreen) -> bool:
    """Say what moving the draft to the newer version means, ask, and do it. Whether it was moved."""

    def question(draft: Draft | None) -> AskDialog | None:
        news = screen.attempt(lambda: screen.desk.news(draft)) if draft is not None else None
        if draft is None or news is None:
            screen.notify(_("新しい版に移す下書きはありません。"))
            return None
        text = [
            newer_version_there(news),
            *what_moving_means(news, draft),
            _("同じ市町のほかの方が書いた回答も、いっしょに移ります。"),
            old_version_may_be_finished(KEPT_ASIDE),
            *_also_gone(screen),
        ]
        return AskDialog(_("下書きを新しい版に移します"), text, yes=_("新しい版に移す"), no=_("いまの版のまま"))

    return await _ask_and_do(screen, question, screen.desk.carry_over)


async def _ask_and_do(screen: DeskScreen, question: Callable[[Draft | None], AskDialog | None], do: Callable[[], object]) -> bool:
    """Ask once all answers are on the disk; what was put aside meanwhile by somebody else is not done. Whether it was done."""
    if not await screen.saver.flush(3.0):
        screen.notify(_("まだ保存できていない回答があります。保存されてから、もう一度行ってください。"), severity="warning")
        return False
    dialog = question(screen.attempt(screen.saver.load))
    if dialog is None or not await screen.app.push_screen_wait(dialog):
        return False
    try:
        done = screen.attempt(do)
    except NoDraftError:
        done = None
    screen.attempt(screen.saver.load)
    return done is not None


def _also_gone(screen: DeskScreen) -> list[str]:
    """What was put aside before, and goes for good."""
    gone = what_goes(screen.attempt(screen.desk.set_aside) or [])
    return [gone] if gone else []
