"""Where the running cycle stands, in sentences: the same line by line and on a plain page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dxcheck.assessment.reminding import closing_is_near
from dxcheck.benchmark.wording import after_the_deadline, what_extended_means
from dxcheck.i18n import _
from dxcheck.model.calendar import days_left, long_date

if TYPE_CHECKING:
    from dxcheck.desk import StaffDesk
    from dxcheck.model.snapshot import Snapshot


def cycle_said(desk: StaffDesk, submitted: Snapshot | None) -> list[str]:
    """Which cycle it is, and until when."""
    cycle, schedule, today = desk.cycle, desk.schedule, desk.now.date()
    day = schedule.closing_day(cycle)
    closing = _("締切 {day}（{left}）", day=long_date(day), left=days_left(day, today))
    if day < today:
        closing = _("{day}に締め切りました。いま提出した分は、次の県内平均に入ります。", day=long_date(day))
    more = [what_extended_means(schedule, cycle)] if schedule.is_extended(cycle) else []
    if submitted is not None:
        closing = _("今期は提出済みです。ありがとうございます。")
        more += [after_the_deadline(schedule, cycle)] if desk.is_late(submitted) else []
    near = closing_is_near(day, today) if submitted is None else ""
    more += [near] if near else []
    return [_("いまの診断期: {cycle}　{state}", cycle=cycle.label, state=closing), *more]
