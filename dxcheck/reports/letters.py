"""Letters as a row each of a workbook, for a mail merge: to municipalities, and to sections that are asked (照会)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dxcheck.formats.file_formats import endings_of, written_as
from dxcheck.formats.output import Offer
from dxcheck.formats.sheets import Column, Sheet
from dxcheck.i18n import _
from dxcheck.prefecture.letters import closing_letter

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    from dxcheck.casework.letters import Letter
    from dxcheck.desk import StaffDesk
    from dxcheck.formats.sheets import Encoding
    from dxcheck.model.calendar import Cycle
    from dxcheck.prefecture.standing import Standing


@dataclass(frozen=True)
class LettersFile:
    """The letters as a table."""

    letters: tuple[Letter, ...]
    title: str
    """Of the workbook."""
    name: str
    """A file name without its ending."""
    encoding: Encoding = "utf-8-sig"

    def sheets(self) -> Sequence[Sheet]:
        """The one table."""
        return [self.flat()]

    def flat(self) -> Sheet:
        """A row a letter."""
        heads = (
            Column(_("コード"), _("全国地方公共団体コード"), "code", 9),
            Column(_("市町名"), _("市町の名前"), "text", 14),
            Column(_("宛先"), _("課・係・職名。空白のときは記録がありません"), "text", 24),
            Column(_("メールアドレス"), _("空白のときは記録がありません"), "text", 28),
            Column(_("件名"), _("メールの件名"), "text", 36),
            Column(_("本文"), _("その宛先の状況だけが入っています"), "long", 80),
        )
        return Sheet(self.title.partition("（")[0], heads, tuple(tuple(one) for one in self.letters), self.title)

    def plain(self) -> object:
        """The same under names that stay."""
        return [
            {"code": one.code, "post": one.post, "address": one.address, "subject": one.subject, "text": one.text} for one in self.letters
        ]

    def about(self) -> Sequence[str]:
        """What holds for all of it."""
        return [_("1行が1つの宛先へのメールです。差し込み印刷や差し込みメールに使えます。行をまとめて1通にしないでください。")]

    def to_bytes(self, format_: str) -> bytes:
        """The file's content."""
        return written_as(format_, "table", self)


def letters_offer(missing: Sequence[Standing], cycle: Cycle, closing: dt.date, today: dt.date) -> Offer:
    """The file of letters to municipalities that have not submitted."""
    title = _("市町ごとのお知らせ（{cycle}）", cycle=cycle.label)
    name = "_".join([_("市町ごとのお知らせ"), cycle.label.replace(" ", ""), f"{today:%Y%m%d}"])
    return _offer(_("市町ごとのお知らせ"), title, name, lambda: [closing_letter(one, cycle, closing, today) for one in missing])


def asked_letters_offer(desk: StaffDesk) -> Offer:
    """The file of letters to sections that have not handed back."""
    title = _("照会先ごとの文（{cycle}）", cycle=desk.cycle.label)
    name = "_".join([_("照会先ごとの文"), str(desk.municipality), f"{desk.now:%Y%m%d}"])
    return _offer(_("照会先ごとの文"), title, name, desk.letters)


def _offer(label: str, title: str, name: str, letters: Callable[[], Sequence[Letter]]) -> Offer:
    return Offer(label, lambda: LettersFile(tuple(letters()), title, name), endings_of("table"))
