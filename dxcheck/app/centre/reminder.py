"""連絡の下書き: whom to remind of a submission, to be read before it is copied into a mail or saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dxcheck.app.centre.base import CentreScreen
from dxcheck.app.commands import BACK, Command
from dxcheck.app.screens.rows import RowsScreen
from dxcheck.app.widgets.rows import Row
from dxcheck.assessment.figures import as_share
from dxcheck.formats.file_formats import endings_of
from dxcheck.formats.output import Offer
from dxcheck.formats.text_file import TextFile
from dxcheck.i18n import N_, _, _n
from dxcheck.model.calendar import days_left, long_date
from dxcheck.prefecture.standing import PROGRESS

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from dxcheck.model.calendar import Cycle
    from dxcheck.prefecture.standing import Standing


def state_in_words(one: Standing) -> str:
    """How far a municipality is in the cycle, as board and reminder say it."""
    said = _(PROGRESS[one.progress])
    if one.is_correction:
        said += _("（訂正あり）")
    if one.asked:
        said += _(" {share}（{n}/{all}）", share=as_share(one.answered / one.asked), n=one.answered, all=one.asked)
    return said


def reminder_text(cycle: Cycle, closing: dt.date, today: dt.date, missing: Sequence[Standing]) -> str:
    """A list for a mail: of which cycle, as of which day, until when, then a municipality a line with its state and the post to write to."""
    unknown = _("連絡先の記録がありません")
    lines = [
        _("{cycle}の診断の提出について（{day}現在）", cycle=cycle.label, day=long_date(today)),
        _("締切: {day}（{left}）", day=long_date(closing), left=days_left(closing, today)),
        "",
        _n("提出を待っている市町（{n}）", "提出を待っている市町（{n}）", len(missing)),
        *(_("{town}　{state}　{post}", town=one.municipality, state=state_in_words(one), post=one.post or unknown) for one in missing),
    ]
    return "\n".join(lines)


class ReminderScreen(RowsScreen, CentreScreen):
    """The list as it will be copied."""

    TITLE_TEXT = N_("連絡先の一覧")
    GUIDE = N_("まだ提出していない市町と連絡先です。コピーしてメールに貼り付けるか、ファイルに保存して使います。")
    TABLE = (
        Command("copy_list", ("c",), N_("コピーする"), N_("下の文を、そのままコピーします")),
        Command("export", ("o",), N_("保存する"), N_("下の文を、テキストのファイルに保存します")),
        Command(
            "letters", ("m",), N_("市町ごとの文"), N_("市町ごとに、その市町の状況だけを書いたお知らせの文を、差し込みに使える表にします")
        ),
        BACK,
    )

    def __init__(self, text: str, cycle: Cycle, letters: Offer) -> None:
        super().__init__()
        self._text, self._cycle, self._letters = text, cycle, letters

    def rows(self) -> list[Row]:
        """Line by line."""
        return [Row(_("コピーされる文（c でコピー、o で保存）"), style="$muted"), Row(""), *(Row(line) for line in self._text.split("\n"))]

    def action_copy_list(self) -> None:
        """Copy the text as it is in the field."""
        self.app.copy_to_clipboard(self._text)
        self.notify(_("コピーしました。メールの本文に貼り付けられます。"))

    def action_export(self) -> None:
        """Save the text as it is in the field."""
        name = _("提出の連絡先_{cycle}", cycle=self._cycle.label.replace(" ", ""))
        self.dxcheck.open_making([Offer(_("連絡先の一覧"), lambda: TextFile(name, self._text), endings_of("text"))])

    def action_letters(self) -> None:
        """One text for each municipality, with its own state alone."""
        self.dxcheck.open_making([self._letters])
