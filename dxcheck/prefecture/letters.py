"""What is written to municipalities that have not submitted: one letter each, polite, and with nothing of any other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dxcheck.casework.letters import Letter
from dxcheck.i18n import _
from dxcheck.model.calendar import days_left, long_date
from dxcheck.model.mail import addressed

if TYPE_CHECKING:
    import datetime as dt

    from dxcheck.model.calendar import Cycle
    from dxcheck.prefecture.standing import Standing


def closing_letter(one: Standing, cycle: Cycle, closing: dt.date, today: dt.date, address: str = "") -> Letter:
    """To a municipality, of a submission that is missing."""
    return Letter(
        one.municipality.code, str(one.municipality), one.post, address, closing_subject(cycle), letter_text(one, cycle, closing, today)
    )


def closing_subject(cycle: Cycle) -> str:
    """Of the mail of a submission that is missing."""
    return _("{cycle}のDX自己診断について", cycle=cycle.label)


def letter_text(one: Standing, cycle: Cycle, closing: dt.date, today: dt.date) -> str:
    """What is written to one municipality: until when, how far it is itself, and that it may ask.

    Args:
        one: how far it is.
        cycle: which cycle it is about.
        closing: the day until which it counts.
        today: the day it is written.
    """
    whom = addressed(one.post or _("ご担当課"), str(one.municipality))
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
