"""A draft as a whole: given up, brought back, moved to a newer version of the questionnaire; and another questionnaire."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dxcheck.assessment.draft_life import KEPT_ASIDE, begun_and_touched, what_goes
from dxcheck.assessment.new_version import newer_version_there, old_version_may_be_finished, what_moving_means
from dxcheck.desk import NoDraftError
from dxcheck.i18n import _, _n

if TYPE_CHECKING:
    from collections.abc import Callable

    from dxcheck.plain.sitting import Sitting


def give_up_after_asking(sitting: Sitting, question: str) -> bool:
    """Say what goes, ask, and give the draft up; whether it was."""
    desk = sitting.desk
    draft = sitting.keeper.load()
    if draft is None:
        sitting.say(_("答えている途中の下書きはありません。"))
        return False
    done = sum(one.is_answered for one in draft.answers.values())
    sitting.say(
        begun_and_touched(desk.age(draft)) + _n("回答は{n}問です。", "回答は{n}問です。", done),
        _("同じ市町のほかの方が書いた回答も、いっしょに取りやめになります。"),
        _n(
            "{n}日のあいだは、u（取りやめた下書きを戻す）で元に戻せます。",
            "{n}日のあいだは、u（取りやめた下書きを戻す）で元に戻せます。",
            KEPT_ASIDE.days,
        ),
        *filter(None, [what_goes(desk.set_aside())]),
    )
    if not sitting.confirm(question):
        sitting.say(_("そのままにしました。"))
        return False
    return _changed(sitting, desk.give_up, _("取りやめました。u で元に戻せます。"), _("答えている途中の下書きはありません。"))


def bring_back(sitting: Sitting) -> None:
    """Bring back the draft that was given up last."""
    _changed(sitting, sitting.desk.bring_back, _("下書きを元に戻しました。"), _("元に戻せる下書きはありません。"))


def move_to_new_version(sitting: Sitting) -> None:
    """Say what moving the draft to the newer version means, ask, and do it."""
    desk = sitting.desk
    draft = sitting.keeper.load()
    news = desk.news(draft) if draft is not None else None
    if draft is None or news is None:
        sitting.say(_("新しい版に移す下書きはありません。"))
        return
    sitting.say(
        newer_version_there(news),
        *what_moving_means(news, draft),
        _("同じ市町のほかの方が書いた回答も、いっしょに移ります。"),
        old_version_may_be_finished(KEPT_ASIDE),
        *filter(None, [what_goes(desk.set_aside())]),
    )
    if not sitting.confirm(_("下書きを新しい版に移しますか")):
        sitting.say(_("そのままにしました。"))
        return
    _changed(sitting, desk.carry_over, _("新しい版に移しました。u で前の下書きに戻せます。"), _("新しい版に移す下書きはありません。"))


def _changed(sitting: Sitting, change: Callable[[], object], done: str, none: str) -> bool:
    """Do something to the draft as a whole; whether there was one."""
    there: list[bool] = []

    def do() -> bool:
        try:
            change()
        except NoDraftError:
            there.append(False)
        else:
            there.append(True)
        return there[-1]

    is_kept = sitting.keep(do, said=lambda: done if there[-1] else none)
    sitting.attempt(sitting.keeper.load)
    return is_kept and there[-1]


def pick_questionnaire(sitting: Sitting) -> None:
    """Look at another questionnaire from now on; drafts and results are each one's own."""
    instruments = sitting.desk.instruments
    every = instruments.all()
    said = {one.questionnaire.id: one.in_words() for one in sitting.desk.elsewhere()}
    entries = []
    for one in every:
        marks = [_("使用中")] if one.id == instruments.in_use else []
        marks += [_("いま見ています")] if one.id == instruments.looked_at else []
        about = _("（{about}）", about=_("・").join(marks)) if marks else ""
        entries.append(" ".join([f"{one.title}{about}", *said.get(one.id, [])]))
    chosen = sitting.pick(entries, _("どの診断票にしますか"))
    if chosen is not None:
        sitting.look_at(every[chosen].id)
