"""相談, as the municipality sees it: it asks, reads the answers, asks more, and says when it is done with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import work

from dxcheck.app.commands import BACK, Command
from dxcheck.app.screens.wishes import CLOSE, EVERYTHING, TAKE_BACK_WORDS, WishesScreen
from dxcheck.app.staff.base import DeskScreen
from dxcheck.i18n import N_, _

if TYPE_CHECKING:
    from dxcheck.model.edit import Edit

_ASK = Command("ask", ("n",), N_("相談を書く"), N_("専門官に相談したいこと、聞きたいことを書きます"))
_SAY = Command("say", ("c",), N_("ひとこと"), N_("選んだ相談にひとこと書き足します。専門官がまた返事を書きます"))
_REWORD = Command("reword", ("e",), N_("書き直す"), N_("選んだ相談の文を書き直します。前の文も残ります"), footer=False)


class OwnWishesScreen(WishesScreen, DeskScreen):
    """The municipality's own."""

    GUIDE = N_(
        "相談したいこと、聞きたいことを書くと、専門官とセンターにすぐ届きます。専門官が返事を書くか、次の訪問で話します。返事を読んで解決したら d で終わりにします。"
    )
    NONE = N_("続いている相談はありません。n で書けます。困っていること、次の訪問で話したいことを、1つずつ書いてください。")
    OFFERED = (_ASK, _SAY, CLOSE)
    TABLE = (_ASK, _SAY, CLOSE, _REWORD, TAKE_BACK_WORDS, EVERYTHING, BACK)

    @work
    async def action_ask(self) -> None:
        """Write a new one."""

        def ask(text: Edit[str]) -> None:
            self.desk.wishes.ask(text.new)

        guide = _("相談は1つずつ書くと、返事もその1つずつに届きます。専門官とセンターが読みます。個人の名前は入れないでください。")
        if await self.write("wish", _("相談"), guide, ask):
            self.notify(_("専門官に届きました。"))

    @work
    async def action_say(self) -> None:
        """Say something more on the one under the cursor."""
        one = self.chosen()
        if one is not None:
            guide = _("書き足すと、また専門官の返事を待つ「受付」に戻ります。")

            def say(text: Edit[str]) -> None:
                self.desk.wishes.say(one, text.new)

            await self.write(f"wish say {one.id}", _("ひとこと"), guide, say)

    @work
    async def action_reword(self) -> None:
        """Put the one under the cursor in other words."""
        one = self.chosen()
        if one is not None:

            def reword(text: Edit[str]) -> None:
                self.desk.wishes.reword(one, text)

            def stored() -> str | None:
                there = self.attempt(self.desk.wishes.every) or []
                return next((wish.text for wish in there if wish.id == one.id), None)

            guide = _("専門官が読む文です。個人の名前は入れないでください。")
            await self.write(f"wish reword {one.id}", _("相談を書き直す"), guide, reword, stored=stored)
