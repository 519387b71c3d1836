"""Reminders of a submission, one for each municipality, polite, and with nothing of any other: a row each of a workbook, for a mail merge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dxcheck.formats.file_formats import endings_of, written_as
from dxcheck.formats.output import Offer
from dxcheck.formats.sheets import Column, Sheet
from dxcheck.i18n import _
from dxcheck.model.calendar import days_left, long_date

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from dxcheck.formats.sheets import Encoding
    from dxcheck.model.calendar import Cycle
    from dxcheck.prefecture.standing import Standing


def letter_text(one: Standing, cycle: Cycle, closing: dt.date, today: dt.date) -> str:
    """What is written to one municipality: until when, how far it is itself, and that it may ask.

    Args:
        one: how far it is.
        cycle: which cycle it is about.
        closing: the day until which it counts.
        today: the day it is written.
    """
    whom = _("{town}　{post} 御中", town=one.municipality, post=one.post) if one.post else _("{town}　ご担当課 御中", town=one.municipality)
    until = _("{cycle}の診断の締切は、{day}（{left}）です。", cycle=cycle.label, day=long_date(closing), left=days_left(closing, today))
    if closing < today:
        until = _(
            "{cycle}の診断は、{day}に締め切りました。いまからの提出も、次の期の県内平均に入ります。",
            cycle=cycle.label,
            day=long_date(closing),
        )
    if one.progress == "draft" and one.asked:
        state = _("いま{all}問のうち{n}問にお答えいただいています。続きから始められます。", n=one.answered, all=one.asked)
    elif one.progress == "damaged":
        state = _("提出の状況は、センターで確かめています。あらためてご連絡します。")
    else:
        state = _("これから始める場合も、途中で閉じて、続きから答えられます。")
    lines = [
        whom,
        "",
        _("いつもお世話になっております。DX推進支援センターです。"),
        until,
        state,
        _("空欄や「わからない」があっても提出できます。お困りのことがあれば、画面の「相談」か、このメールへの返信でお知らせください。"),
        "",
        _("お忙しいところ恐れ入りますが、どうぞよろしくお願いいたします。"),
    ]
    return "\n".join(lines)


@dataclass(frozen=True)
class LettersFile:
    """The letters as a table."""

    missing: tuple[Standing, ...]
    cycle: Cycle
    closing: dt.date
    today: dt.date
    encoding: Encoding = "utf-8-sig"

    @property
    def name(self) -> str:
        """A file name without its ending."""
        return "_".join([_("市町ごとのお知らせ"), self.cycle.label.replace(" ", ""), f"{self.today:%Y%m%d}"])

    @property
    def title(self) -> str:
        """Of the workbook."""
        return _("市町ごとのお知らせ（{cycle}）", cycle=self.cycle.label)

    def sheets(self) -> Sequence[Sheet]:
        """The one table."""
        return [self.flat()]

    def flat(self) -> Sheet:
        """A row a municipality."""
        heads = (
            Column(_("コード"), _("全国地方公共団体コード"), "code", 9),
            Column(_("市町名"), _("市町の名前"), "text", 14),
            Column(_("宛先"), _("前に回答した課・係・職名。空白のときは記録がありません"), "text", 24),
            Column(_("件名"), _("メールの件名"), "text", 36),
            Column(_("本文"), _("その市町の状況だけが入っています"), "long", 80),
        )
        subject = _("{cycle}のDX自己診断について", cycle=self.cycle.label)
        rows = tuple(
            (one.municipality.code, str(one.municipality), one.post, subject, letter_text(one, self.cycle, self.closing, self.today))
            for one in self.missing
        )
        return Sheet(_("市町ごとのお知らせ"), heads, rows, self.title)

    def plain(self) -> object:
        """The same under names that stay."""
        return [{"code": row[0], "post": row[2], "subject": row[3], "text": row[4]} for row in self.flat().rows]

    def about(self) -> Sequence[str]:
        """What holds for all of it."""
        return [_("1行が1つの市町へのメールです。差し込み印刷や差し込みメールに使えます。行をまとめて1通にしないでください。")]

    def to_bytes(self, format_: str) -> bytes:
        """The file's content."""
        return written_as(format_, "table", self)


def letters_offer(missing: Sequence[Standing], cycle: Cycle, closing: dt.date, today: dt.date) -> Offer:
    """The file to be made."""
    return Offer(_("市町ごとのお知らせ"), lambda: LettersFile(tuple(missing), cycle, closing, today), endings_of("table"))
