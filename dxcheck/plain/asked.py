"""相談: what the municipality asks and would like to talk about, and what specialists answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dxcheck.casework.wording import replies_in_words, where_wish_stands
from dxcheck.i18n import N_, _, _n
from dxcheck.model.calendar import long_date
from dxcheck.plain.words import Saying

if TYPE_CHECKING:
    from collections.abc import Callable

    from dxcheck.casework.model import Wish
    from dxcheck.plain.sitting import Sitting

_NEW: Final = Saying("ask", ("n", "書く", "相談を書く", "ask"), N_("相談を書く"), N_("専門官に相談したいこと、聞きたいことを書きます"))
_EVERY: Final = Saying("all", ("a", "すべて", "all"), N_("すべて・続いているもの"), N_("終わった相談も読み上げるかを切り替えます"))
AT_WISH: Final = (
    Saying("close", ("d", "終わり", "done"), N_("終わりにする・戻す"), N_("選んだ相談を「終わり」にします。もう一度行うと戻ります")),
    Saying("say", ("c", "ひとこと", "add"), N_("ひとこと"), N_("選んだ相談にひとこと書き足します。専門官がまた返事を書きます")),
    Saying("reword", ("e", "書き直す", "reword"), N_("書き直す"), N_("選んだ相談の文を書き直します。前の文も残ります")),
    Saying("take_back", ("u", "取り消す", "take back"), N_("取り消す"), N_("選んだ相談に、この画面でいちばん後に書いたものを取り消します")),
)


class WishesTold:
    """Every open one, the longest waiting first, then what is to be done with one of them."""

    def __init__(self, sitting: Sitting) -> None:
        self._s = sitting
        self._everything = False

    def go(self) -> None:
        """Tell them, until the person goes back."""
        while True:
            wishes = self._s.desk.wishes
            there = wishes.open()
            there += [one for one in reversed(wishes.every()) if self._everything and not one.is_open]
            self._s.say("", _("相談"))
            if not there:
                self._s.say(_("続いている相談はありません。n で書けます。終わったものは a で読めます。"))
            for n, one in enumerate(there, 1):
                self._tell(n, one)
            typed = self._s.ask(_("番号で選ぶ、n で相談を書く、a で終わったものも。空の行で戻ります:"), (_NEW, _EVERY), most=len(there))
            if typed.action in ("", "back"):
                return
            if typed.action == "ask":
                self._ask()
            elif typed.action == "all":
                self._everything = not self._everything
            elif typed.action == "number":
                self._go_on(there[int(typed.rest) - 1])

    def _tell(self, n: int, one: Wish) -> None:
        desk = self._s.desk
        stands = where_wish_stands(one, desk.wishes.waits_since(one), desk.now.date())
        about = _("{day} {who}", day=long_date(one.at), who=one.by or _("市町"))
        self._s.say(_("{n}. {text}", n=n, text=one.text), _("{about}　{stands}", about=about, stands=stands), *replies_in_words(one))

    def _ask(self) -> None:
        guide = _("相談は1つずつ書くと、返事もその1つずつに届きます。専門官とセンターが読みます。個人の名前は入れないでください。")
        written = self._s.write(_("相談"), "", guide=guide)
        text = written.new.strip() if written is not None else ""
        if text:
            self._s.keep(lambda: self._s.desk.wishes.ask(text), said=lambda: _("専門官に届きました。"))

    def _go_on(self, one: Wish) -> None:
        typed = self._s.ask(_("d 終わりにする（または戻す）、c ひとこと、e 書き直す、u 取り消す。空の行でやめる:"), AT_WISH)
        wishes = self._s.desk.wishes
        if typed.action == "close":
            said = _("終わりにしました。") if one.is_open else _("続いている相談に戻しました。")
            self._change(lambda: wishes.close(one, done=one.is_open), said)
        elif typed.action == "say":
            written = self._s.write(_("ひとこと"), "", guide=_("書き足すと、また専門官の返事を待つ「受付」に戻ります。"))
            text = written.new.strip() if written is not None else ""
            if text:
                self._change(lambda: wishes.say(one, text), _("専門官に届きました。"))
        elif typed.action == "reword":
            written = self._s.write(_("相談を書き直す"), one.text, guide=_("専門官が読む文です。個人の名前は入れないでください。"))
            if written is not None:
                self._change(lambda: wishes.reword(one, written), _("書き直しました。前の文も残っています。"))
        elif typed.action == "take_back":
            if wishes.can_take_back(one):
                self._change(lambda: wishes.take_back(one), _("取り消しました。"))
            else:
                self._s.say(_("取り消せるのは、この画面でいちばん後に書いたものだけです。"))

    def _change(self, change: Callable[[], bool], done: str) -> None:
        """Say whether it was done."""
        made: list[bool] = []
        self._s.keep(
            lambda: made.append(change()),
            said=lambda: done if made[-1] else _("ほかの方が書き足したか、変えています。いまの内容を確かめてください。"),
        )


def where_wishes_stand(sitting: Sitting) -> list[str]:
    """What was answered, and what still waits, in sentences; nothing where nothing was asked."""
    desk = sitting.desk
    there = desk.wishes.open()
    answered = [one for one in there if one.state == "answered"]
    said = []
    if answered:
        n = len(answered)
        said.append(
            _n("相談{n}件に返事が届いています（{key} で読めます）。", "相談{n}件に返事が届いています（{key} で読めます）。", n, key="w")
        )
    for one in there:
        if one not in answered:
            stands = where_wish_stands(one, desk.wishes.waits_since(one), desk.now.date())
            said.append(_("相談 {stands}: {text}", stands=stands, text=" ".join(one.text.split())))
    return said
