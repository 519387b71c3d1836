"""A draft as a whole: given up, brought back, moved to a newer version of the questionnaire."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dxcheck.assessment.draft_life import KEPT_ASIDE, begun_and_touched, what_goes
from dxcheck.assessment.new_version import newer_version_there, old_version_may_be_finished, what_moving_means
from dxcheck.i18n import _, _n
from dxcheck.model.calendar import long_date

if TYPE_CHECKING:
    from dxcheck.pages.maker import PageMaker
    from dxcheck.pages.pipe import PageAnswered


def show_draft(maker: PageMaker) -> PageAnswered:
    """What can be done with the draft, and what each means."""
    desk = maker.desk
    draft, aside = desk.draft(), desk.set_aside()
    news = desk.news(draft) if draft is not None else None
    goes = [one for one in [what_goes(aside)] if one]
    give_up, move = [], []
    if draft is not None:
        done = sum(one.is_answered for one in draft.answers.values())
        give_up = [
            begun_and_touched(desk.age(draft)) + _n("回答は{n}問です。", "回答は{n}問です。", done),
            _("同じ市町のほかの方が書いた回答も、いっしょに取りやめになります。"),
            _n("{n}日のあいだは、このページで元に戻せます。", "{n}日のあいだは、このページで元に戻せます。", KEPT_ASIDE.days),
            *goes,
        ]
    if draft is not None and news is not None:
        move = [
            newer_version_there(news),
            *what_moving_means(news, draft),
            _("同じ市町のほかの方が書いた回答も、いっしょに移ります。"),
            old_version_may_be_finished(KEPT_ASIDE),
            *goes,
        ]
    back = ""
    if aside:
        done = sum(one.is_answered for one in aside[-1].draft.answers.values())
        back = _n(
            "{day}に取りやめた下書き（回答{n}問）は、元に戻せます。",
            "{day}に取りやめた下書き（回答{n}問）は、元に戻せます。",
            done,
            day=long_date(aside[-1].at),
        )
    aside_id = aside[-1].draft.id if aside else ""
    return maker.page(
        "draft.html", _("下書き"), give_up=give_up, move=move, back=back, draft=draft.id if draft is not None else "", aside=aside_id
    )


def change_draft(maker: PageMaker) -> PageAnswered:
    """Do one of them, with the draft that the page was about; a form that comes twice does nothing the second time."""
    desk, what, seen = maker.desk, maker.field("what"), maker.field("draft")
    draft, aside = desk.draft(), desk.set_aside()
    if what == "bring_back" and aside and aside[-1].draft.id == seen:
        desk.bring_back()
        return maker.onward("", _("下書きを元に戻しました。"))
    if draft is None or draft.id != seen or what == "bring_back":
        return maker.onward("draft", _("このページを開いたあとに、下書きが変わっています。いまの内容を確かめてください。"))
    if what == "give_up":
        desk.give_up()
        return maker.onward("draft", _("取りやめました。このページで元に戻せます。"))
    desk.carry_over()
    return maker.onward("", _("新しい版に移しました。前の下書きは、「下書き」のページで元に戻せます。"))
