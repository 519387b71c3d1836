"""The centre's week: over all municipalities, who waits, what is late, what is coming, and what moved since last week."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from dxcheck.casework.model import ACTION_STATES, VISIT_KINDS
from dxcheck.casework.wording import how_long
from dxcheck.i18n import N_, _, _n
from dxcheck.model.calendar import in_japan, long_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dxcheck.desk.specialist import CaseSummary
    from dxcheck.model.roster import Municipality

WeekPart = Literal["asked", "late", "returned", "coming", "silent", "moved"]
WEEK_PARTS: Final[dict[WeekPart, str]] = {
    "asked": N_("返事を待っている相談"),
    "late": N_("期限を過ぎた取組"),
    "returned": N_("差戻し中の診断結果"),
    "coming": N_("2週間以内の訪問"),
    "silent": N_("次の訪問の予定がない市町（話してから長い順）"),
    "moved": N_("この1週間の動き"),
}
"""In the order in which they are read."""
AHEAD: Final = dt.timedelta(days=14)
PAST: Final = dt.timedelta(days=7)


class WeekLine(NamedTuple):
    """One thing about one municipality."""

    part: WeekPart
    municipality: Municipality
    day: dt.date | None
    """Since when, or when; None for never."""
    text: str


def week_of(summaries: Iterable[CaseSummary], today: dt.date) -> list[WeekLine]:
    """Everything, part by part; in each what is oldest or nearest first, of what moved the newest."""
    there = [one for one in summaries if not one.problem]
    silent = sorted(
        (one for one in there if one.next_visit is None), key=lambda one: (_last_day(one) or dt.date.min, one.municipality.code)
    )
    lines = [line for one in there for line in _of_one(one, today)]
    lines += [WeekLine("silent", one.municipality, day := _last_day(one), _silence(day, today)) for one in silent]
    order = list(WEEK_PARTS)
    return sorted(lines, key=lambda one: (order.index(one.part), *_place(one), one.municipality.code))


def _of_one(one: CaseSummary, today: dt.date) -> Iterator[WeekLine]:
    town = one.municipality
    for wish in one.waiting:
        since = in_japan(wish.since).date()
        yield WeekLine(
            "asked", town, since, _("{waiting}　{text}", waiting=how_long((today - since).days), text=" ".join(wish.text.split()))
        )
    for action in one.actions:
        if action.is_overdue(today) and action.due is not None:
            who = _("（{owner}）", owner=action.owner) if action.owner else ""
            yield WeekLine("late", town, action.due, _("期限 {day}　{step}", day=long_date(action.due), step=action.step) + who)
    for reason in one.returned:
        yield WeekLine("returned", town, None, reason)
    if one.next_visit is not None and one.next_visit.record.date - today <= AHEAD:
        record = one.next_visit.record
        kind = _(VISIT_KINDS[record.kind])
        yield WeekLine("coming", town, record.date, _("{day}　{kind}　{who}", day=long_date(record.date), kind=kind, who=record.by))
    yield from _moved(one, today - PAST)


def _moved(one: CaseSummary, since: dt.date) -> Iterator[WeekLine]:
    town = one.municipality
    if one.newest is not None and in_japan(one.newest.submitted_at).date() >= since:
        day = in_japan(one.newest.submitted_at).date()
        yield WeekLine("moved", town, day, _("診断結果を提出しました（上がった{up}問・下がった{down}問）", up=one.risen, down=one.fallen))
    for action in one.actions:
        if action.changed_at is not None and (day := in_japan(action.changed_at).date()) >= since:
            yield WeekLine("moved", town, day, _("取組［{state}］{step}", state=_(ACTION_STATES[action.state]), step=action.step))
    for wish in one.wishes:
        if (day := in_japan(wish.at).date()) >= since:
            yield WeekLine("moved", town, day, _("相談がありました　{text}", text=" ".join(wish.text.split())))
    if one.last_visit is not None and one.last_visit.date >= since:
        kind = _(VISIT_KINDS[one.last_visit.kind])
        yield WeekLine("moved", town, one.last_visit.date, _("{kind}の記録が共有されました", kind=kind))


def _last_day(one: CaseSummary) -> dt.date | None:
    return one.last_visit.date if one.last_visit is not None else None


def _silence(day: dt.date | None, today: dt.date) -> str:
    if day is None:
        return _("訪問の記録がまだありません")
    return _n("前回の訪問 {day}（{n}日前）", "前回の訪問 {day}（{n}日前）", (today - day).days, day=long_date(day))


def _place(one: WeekLine) -> tuple[int]:
    day = (one.day or dt.date.min).toordinal()
    return (-day if one.part == "moved" else day,)
