"""相談: the wishes and questions of a municipality, where each stands, and what both sides said on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.cells import cell_len

from dxcheck.app.commands import Command
from dxcheck.app.screens.reading import ReadingScreen
from dxcheck.app.screens.rows import RowsScreen
from dxcheck.app.screens.saving import on_disk
from dxcheck.app.widgets.rows import Row, Rows
from dxcheck.casework.model import WISH_STATES
from dxcheck.casework.wording import replies_in_words, where_wish_stands
from dxcheck.i18n import N_, _
from dxcheck.model.calendar import long_date
from dxcheck.system.terminal_width import pad

if TYPE_CHECKING:
    from collections.abc import Callable

    from dxcheck.casework.model import Wish
    from dxcheck.model.edit import Edit

CLOSE: Final = Command("close", ("d",), N_("終わりにする・戻す"), N_("選んだ相談を「終わり」にします。もう一度押すと戻ります"))
TAKE_BACK_WORDS: Final = Command(
    "take_back", ("u",), N_("書いたものを取り消す"), N_("選んだ相談に、この画面でいちばん後に書いたものを取り消します"), footer=False
)
EVERYTHING: Final = Command("all", ("a",), N_("すべて・続いているもの"), N_("終わった相談も表示するかを切り替えます"), footer=False)


class WishesScreen(ReadingScreen, RowsScreen):
    """A block for each, the longest waiting first; the sides differ in what they may say."""

    TITLE_TEXT = N_("相談")
    NONE = N_("続いている相談はありません。")
    """Said where there is none."""

    def __init__(self) -> None:
        super().__init__()
        self._everything = False
        self._ended: set[str] = set()
        """What was closed while this screen is open; it stays to be seen, and opened again."""

    def rows(self) -> list[Row]:
        """A block for each."""
        wishes = self.reading_desk.wishes
        there = wishes.open()
        there += [
            one for one in reversed(wishes.every()) if not one.is_open and (self._everything or one.id in {*self._ended, self.begins_at})
        ]
        self._there = {one.id: one for one in there}
        if not there:
            return [Row(_(self.NONE)), Row(_("終わった相談は a で読めます。"), style="$muted")] if wishes.every() else [Row(_(self.NONE))]
        return [row for one in there for row in self._block(one)]

    def _block(self, one: Wish) -> list[Row]:
        widest = max(cell_len(_(name)) for name in (*WISH_STATES.values(), N_("終わり")))
        blank = " " * widest
        since = self.reading_desk.wishes.waits_since(one)
        name = _(WISH_STATES[one.state]) if one.is_open else _("終わり")
        first, *rest = one.text.split("\n")
        rows = [Row(first, value=one.id, head=pad(name, widest), style="" if one.is_open else "$muted")]
        rows += [Row(line, head=blank) for line in rest]
        about = _("{day} {who}", day=long_date(one.at), who=one.by or _("市町"))
        stands = where_wish_stands(one, since, self.reading_desk.now.date())
        rows.append(Row(_("{about}　{stands}", about=about, stands=stands), head=blank, style="$muted" if since is None else "$caution"))
        rows += [Row(line, head=blank) for said in replies_in_words(one) for line in said.split("\n")]
        return [*rows, Row("")]

    # -- what both sides do --------------------------------------------------------------------------------------------

    def chosen(self) -> Wish | None:
        """The one under the cursor, as it was shown."""
        return self._there.get(self.query_one(Rows).value)

    def attempt_on(self, what: Callable[[], bool]) -> None:
        """Change one, and show what is there now; say so where something else was said meanwhile."""
        if self.attempt(what) is False:
            self.notify(_("ほかの方が書き足したか、変えています。いまの内容を確かめてください。"))
        self.show_rows()

    def action_close(self) -> None:
        """Say that the one under the cursor is done with, or open it again."""
        one = self.chosen()
        if one is not None:
            self._ended.add(one.id)
            self.attempt_on(lambda: self.reading_desk.wishes.close(one, done=one.is_open))

    def action_take_back(self) -> None:
        """Take back what was said last on the one under the cursor, where it was said here."""
        one = self.chosen()
        if one is None:
            return
        if not self.reading_desk.wishes.can_take_back(one):
            self.notify(_("取り消せるのは、この画面でいちばん後に書いたものだけです。"))
            return
        self.attempt_on(lambda: self.reading_desk.wishes.take_back(one))

    def action_all(self) -> None:
        """Show those that are done with too, or no longer."""
        self._everything = not self._everything
        self.show_rows()

    async def write(
        self,
        key: str,
        title: str,
        guide: str,
        keep: Callable[[Edit[str]], object],
        *,
        stored: Callable[[], str | None] | None = None,
    ) -> bool:
        """Ask for a text and keep it; whether there is one now.

        Args:
            key: tells the window from all others.
            title: what it is.
            guide: how to write it.
            keep: puts it on the disk.
            stored: what stands there now, where there is something and a colleague may write too.
        """
        from dxcheck.app.screens.writing import Keep, TextDialog  # Textual's editor is slow to import

        key = f"{key} {self.reading_desk.municipality.code}"
        text = (stored() if stored is not None else "") or ""
        dialog = TextDialog(key, title, text, Keep(on_disk(keep), stored=stored), guide=guide, required=True)
        is_kept = await self.app.push_screen_wait(dialog) is not None
        if is_kept:
            self.show_rows()
        return is_kept
