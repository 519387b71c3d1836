"""What to send to a section that is asked, to be copied into a mail: one section at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dxcheck.app.commands import BACK, Command
from dxcheck.app.screens.base import button
from dxcheck.app.screens.rows import RowsScreen
from dxcheck.app.widgets.button import Buttons
from dxcheck.app.widgets.rows import Row
from dxcheck.i18n import N_, _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget

COPY_LETTER = Command("copy_letter", ("c",), N_("コピーする"), N_("下の文を、そのままコピーします"))


class LetterScreen(RowsScreen):
    """The text as it will be copied."""

    TITLE_TEXT = N_("知らせる文")
    GUIDE = N_("照会先に送る文です。コピーして、メールや庁内の連絡に貼り付けて使います。")
    TABLE = (COPY_LETTER, BACK)

    def __init__(self, text: str, post: str) -> None:
        super().__init__()
        self._text, self._post = text, post

    def body(self) -> Iterable[Widget]:
        """The text, and its button."""
        yield from super().body()
        with Buttons(classes="bottom"):
            yield button(COPY_LETTER)
            yield button(BACK)

    def rows(self) -> list[Row]:
        """Line by line."""
        return [Row(_("{post}に送る文（c でコピー）", post=self._post), style="$muted"), Row(""), *map(Row, self._text.split("\n"))]

    def action_copy_letter(self) -> None:
        """Copy the text."""
        self.app.copy_to_clipboard(self._text)
        self.notify(_("コピーしました。メールの本文に貼り付けられます。"))
