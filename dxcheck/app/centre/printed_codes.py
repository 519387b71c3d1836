"""紙のコード: a list of codes for an account without a phone, shown once, to be saved and printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dxcheck.app.centre.base import CentreScreen
from dxcheck.app.commands import BACK, Command
from dxcheck.app.screens.rows import RowsScreen
from dxcheck.app.widgets.rows import Row
from dxcheck.formats.file_formats import endings_of
from dxcheck.formats.output import Offer
from dxcheck.formats.text_file import TextFile
from dxcheck.i18n import N_, _
from dxcheck.model.calendar import long_date

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence


def list_text(account: str, codes: Sequence[str], today: dt.date) -> str:
    """The list as it is printed."""
    lines = [
        _("DX自己診断　二段階の確認のコード"),
        _("アカウント: {name}", name=account),
        _("つくった日: {day}", day=long_date(today)),
        "",
        *(f"{number:3}  {code}" for number, code in enumerate(codes, 1)),
        "",
        _("ログインのとき、画面に出る番号のコードを入れます。1つにつき1度だけ使えます。使ったものは線で消してください。"),
        _("パスワードとは別の場所に、鍵をかけてしまっておいてください。"),
    ]
    return "\n".join(lines)


class PrintedCodesScreen(RowsScreen, CentreScreen):
    """The list as it will be printed."""

    TITLE_TEXT = N_("紙のコード")
    GUIDE = N_("この一覧は、ここに1度だけ出ます。ファイルに保存し、印刷して本人に渡したら、ファイルは消してください。")
    TABLE = (
        Command("export", ("o",), N_("保存する"), N_("下の一覧を、印刷するためのテキストのファイルに保存します")),
        BACK,
    )

    def __init__(self, account: str, codes: Sequence[str]) -> None:
        super().__init__()
        self._account, self._codes = account, tuple(codes)

    def _text(self) -> str:
        return list_text(self._account, self._codes, self.centre.cases.now.date())

    def rows(self) -> list[Row]:
        """Line by line."""
        return [Row(line) for line in self._text().split("\n")]

    def action_export(self) -> None:
        """Save it as it is in the field."""
        name = _("二段階の確認のコード_{name}", name=self._account)
        self.dxcheck.open_making([Offer(_("紙のコード"), lambda: TextFile(name, self._text()), endings_of("text"))])
