"""What is said to those who have not submitted yet, the nearer the closing day the clearer: a month, a week and a day before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dxcheck.i18n import _, _n
from dxcheck.model.calendar import days_left, reminder_stage

if TYPE_CHECKING:
    import datetime as dt


def closing_is_near(closing: dt.date, today: dt.date) -> str:
    """That the closing day is near and what can still be done; empty while it is more than a month off, and once it is over."""
    left = days_left(closing, today)
    match reminder_stage(closing, today):
        case 1:
            return _("締切は{left}です。空欄や「わからない」があっても提出でき、同じ期のあいだは訂正もできます。", left=left)
        case 7:
            return _("締切まで1週間です（{left}）。確認する方にも、回答の一覧を見てもらってください。", left=left)
        case 30:
            return _("締切まで1か月です（{left}）。ほかの課に聞く設問は、いまのうちに頼むと間に合います。", left=left)
        case _:
            return ""


def time_to_remind(closing: dt.date, today: dt.date, missing: int) -> str:
    """That the closing day is near and some have not submitted, for whoever reminds them; empty where there is nothing to do yet."""
    if not missing or reminder_stage(closing, today) is None:
        return ""
    left = days_left(closing, today)
    return _n(
        "締切が近づきました（{left}）。まだの{n}市町に、お願いの文をつくって送れます。",
        "締切が近づきました（{left}）。まだの{n}市町に、お願いの文をつくって送れます。",
        missing,
        left=left,
    )
