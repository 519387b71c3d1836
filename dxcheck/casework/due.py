"""What is said of asks (照会) whose due date is near or over: to the section that is asked, and to whoever asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dxcheck.i18n import _
from dxcheck.model.calendar import days_left, reminder_due

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from dxcheck.casework.asking import Ask, AskWithAnswers

_NAMED: Final = 6
"""Posts in one sentence."""


def stage_of(ask: Ask, today: dt.date) -> int | None:
    """Within how many days an ask is due of which its section is reminded; None where it needs no reminder."""
    return reminder_due(ask.due, ask.asked_at.date(), today) if ask.is_open else None


def ask_is_near(ask: Ask, today: dt.date) -> str:
    """That the due date is near and what can still be done, for the section; empty while it is further off, and once it is over."""
    left = days_left(ask.due, today)
    match stage_of(ask, today):
        case 1:
            return _("期限は{left}です。まだ答えていない設問があっても、返せます。", left=left)
        case 7:
            return _("期限まで1週間です（{left}）。迷う設問は、いまのうちに企画担当へお尋ねください。", left=left)
        case 30:
            return _("期限まで1か月です（{left}）。変わった設問から始めると、早く進みます。", left=left)
        case _:
            return ""


def asks_are_near(asked: Iterable[AskWithAnswers], today: dt.date) -> list[str]:
    """Which sections to remind, for whoever asked them, what is due first at first; nothing where there is none."""
    waiting = sorted((one.ask for one in asked if one.ask.is_open), key=lambda one: (one.due, one.post))
    late = [one for one in waiting if one.due < today]
    near = [one for one in waiting if stage_of(one, today) is not None]
    said = []
    if late:
        said.append(_("期限をすぎた照会先: {posts}。お願いの文を送れます。", posts=_named([one.post for one in late])))
    if near:
        named = [_("{post}（{left}）", post=one.post, left=days_left(one.due, today)) for one in near]
        said.append(_("期限が近い照会先: {posts}。お願いの文を送れます。", posts=_named(named)))
    return said


def _named(posts: list[str]) -> str:
    shown = _("、").join(posts[:_NAMED])
    return _("{posts} ほか", posts=shown) if len(posts) > _NAMED else shown
