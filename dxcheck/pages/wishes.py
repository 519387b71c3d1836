"""相談: what the municipality asks and would like to talk about, one by one, and what specialists answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dxcheck.casework.wording import replies_in_words, where_wish_stands
from dxcheck.i18n import _
from dxcheck.model.calendar import long_date
from dxcheck.model.edit import Edit
from dxcheck.model.snapshot import LONGEST_TEXT
from dxcheck.model.text import cleaned, remarks

if TYPE_CHECKING:
    from dxcheck.casework.model import Wish
    from dxcheck.desk import StaffDesk
    from dxcheck.pages.maker import PageMaker
    from dxcheck.pages.pipe import PageAnswered


class ShownWish(NamedTuple):
    """A wish or question with what can be done about it."""

    id: str
    text: str
    about: str
    replies: list[str]
    is_open: bool


def show_wishes(maker: PageMaker) -> PageAnswered:
    """Those that are open, the longest waiting first, then the others; and a field for a new one."""
    wishes = maker.desk.wishes
    there = wishes.open()
    shown = [_shown(maker.desk, one) for one in (*there, *(one for one in reversed(wishes.every()) if not one.is_open))]
    return maker.page("wishes.html", _("相談"), wishes=shown, longest=LONGEST_TEXT)


def _shown(desk: StaffDesk, one: Wish) -> ShownWish:
    about = _("{day} {who}", day=long_date(one.at), who=one.by or _("市町"))
    stands = where_wish_stands(one, desk.wishes.waits_since(one), desk.now.date())
    about = _("{about}　{stands}", about=about, stands=stands)
    return ShownWish(one.id, one.text, about, replies_in_words(one), one.is_open)


def ask_wish(maker: PageMaker) -> PageAnswered:
    """A new one; of a form that comes twice, one."""
    text = cleaned(maker.field("text"))
    if not text:
        return maker.onward("wish", _("相談が書かれていません。"))
    if len(text) > LONGEST_TEXT:
        return maker.unsaved(_("{n}文字あります。{most}文字までにしてください。", n=len(text), most=LONGEST_TEXT), status=422)
    wishes = maker.desk.wishes
    if not any(one.text == text for one in wishes.open()):
        wishes.ask(text)
    return maker.onward("wish", " ".join([_("専門官に届きました。"), *remarks(maker.field("text"))]))


def change_wish(maker: PageMaker, wish: str) -> PageAnswered:
    """Say something more on one, put it in other words, or say that it is done with; a form that comes twice does nothing the second time."""
    wishes, what = maker.desk.wishes, maker.field("what")
    one = next((one for one in wishes.every() if one.id == wish), None)
    if one is None:
        return maker.unsaved(_("この相談は、もうありません。"), status=409)
    if what in ("close", "reopen"):
        done = what == "close"
        if one.is_open == done and not wishes.close(one, done=done):
            return maker.onward("wish", _("ほかの方が書き足したか、変えています。いまの内容を確かめてください。"), at=wish)
        return maker.onward("wish", _("終わりにしました。") if done else _("続いている相談に戻しました。"), at=wish)
    text, more = maker.field("text"), cleaned(maker.field("more"))
    if max(len(cleaned(text)), len(more)) > LONGEST_TEXT:
        return maker.unsaved(_("長すぎる文章があります。短くしてから、もう一度保存してください。"), status=422)
    seen = maker.field("seen")
    if cleaned(text) and cleaned(text) != cleaned(seen) and cleaned(text) != one.text:
        wishes.reword(one, Edit(seen, text))
        one = next((other for other in wishes.every() if other.id == wish), one)
    if more and not (one.replies and one.replies[-1].text == more):
        wishes.say(one, more)
    return maker.onward("wish", " ".join([_("保存しました。"), *remarks(text + more)]), at=wish)
