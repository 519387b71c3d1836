"""Whom to visit next: an order over municipalities, each with the reasons that put it there. A suggestion; nobody is planned by it.

What counts is time: how long a request has waited, how long nobody was there, what is late. Then the way: who lies in the region of the one before, or of a visit
that is planned, moves up by a month at most, so that one journey serves both.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final, NamedTuple

from dxcheck.casework.wording import how_long
from dxcheck.i18n import _, _n
from dxcheck.model.calendar import long_date

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dxcheck.model.municipality import Municipality

_A_DAY_OF_WAITING: Final = 3
"""What a day that a request waits for an answer counts, in days without a visit."""
_A_WISH: Final = 5
_AN_OVERDUE_ACTION: Final = 10
_LONGEST: Final = 365
"""Days beyond which it does not matter how long ago it was; also what counts where nobody ever was."""
_MANY: Final = 6
"""Requests and overdue actions beyond which more of them count no more."""
ON_THE_WAY: Final = 30
"""By how many days somebody on the way moves up."""
_SOON: Final = dt.timedelta(days=14)


class VisitNeed(NamedTuple):
    """What is known of one municipality that has no visit planned."""

    municipality: Municipality
    waits: int | None = None
    """Days its longest waiting request has waited for an answer; None where none does."""
    wishes: int = 0
    """Open requests, those that wait among them."""
    overdue: int = 0
    """Actions whose day is over."""
    last: dt.date | None = None
    """The last visit with a record; None where there was none."""

    def urgency(self, today: dt.date) -> int:
        """In days without a visit."""
        unseen = _LONGEST if self.last is None else min(_LONGEST, max(0, (today - self.last).days))
        waiting = min(_LONGEST, self.waits or 0) * _A_DAY_OF_WAITING
        return unseen + waiting + min(_MANY, self.wishes) * _A_WISH + min(_MANY, self.overdue) * _AN_OVERDUE_ACTION


class PlannedVisit(NamedTuple):
    """A visit that is planned, as far as the way there matters."""

    municipality: Municipality
    date: dt.date


class SuggestedVisit(NamedTuple):
    """A municipality in its place of the order."""

    need: VisitNeed
    beside: Municipality | PlannedVisit | None
    """What it lies on the way of: the municipality before it in the order, or a visit that is planned."""


def suggested_order(needs: Iterable[VisitNeed], planned: Iterable[PlannedVisit], today: dt.date) -> list[SuggestedVisit]:
    """All municipalities, the one to visit first at the beginning.

    Within a region whoever needs it more comes first, among equals the lower code. Over regions nobody comes before somebody whose urgency is higher by more than
    `ON_THE_WAY`.

    Args:
        needs: a line a municipality, in any order.
        planned: visits to any municipality.
        today: the day it is asked.
    """
    soon: dict[str, PlannedVisit] = {}
    for one in sorted(planned, key=lambda one: (one.date, one.municipality.code)):
        if today <= one.date <= today + _SOON:
            soon.setdefault(one.municipality.region, one)
    queues: dict[str, list[tuple[int, str, VisitNeed]]] = {}
    for order, code, need in sorted(((-one.urgency(today), one.municipality.code, one) for one in needs), key=_place, reverse=True):
        queues.setdefault(need.municipality.region, []).append((order, code, need))  # who comes first is at the end of each
    made: list[SuggestedVisit] = []
    before: Municipality | None = None
    while queues:
        here = None if before is None else before.region
        near = {here, *soon}
        region = min(queues, key=lambda one: (queues[one][-1][0] - (ON_THE_WAY if one in near else 0), queues[one][-1][1]))
        need = queues[region].pop()[2]
        if not queues[region]:
            del queues[region]
        made.append(SuggestedVisit(need, before if region == here else soon.get(region)))
        before = need.municipality
    return made


def _place(one: tuple[int, str, VisitNeed]) -> tuple[int, str]:
    return one[:2]


def reasons_in_words(one: SuggestedVisit, today: dt.date) -> list[str]:
    """Why a municipality has its place, the weightiest first; never empty."""
    need, said = one.need, []
    if need.waits is not None:
        said.append(_("相談の返事を{waiting}", waiting=how_long(need.waits)))
    more = need.wishes - (need.waits is not None)
    if more > 0:
        said.append(_n("相談{n}件", "相談{n}件", more) if need.waits is None else _n("ほかに相談{n}件", "ほかに相談{n}件", more))
    if need.overdue:
        said.append(_n("期限を過ぎた取組{n}件", "期限を過ぎた取組{n}件", need.overdue))
    if need.last is None:
        said.append(_("訪問の記録がまだありません"))
    else:
        days = max(0, (today - need.last).days)
        said.append(_n("前回の訪問から{n}日", "前回の訪問から{n}日", days))
    if isinstance(one.beside, PlannedVisit):
        where, day = one.beside.municipality, long_date(one.beside.date)
        said.append(_("同じ{region}の{town}へ行く予定（{day}）の前後に寄れます", region=where.region_named, town=where, day=day))
    elif one.beside is not None:
        said.append(_("同じ{region}の{town}と続けて回れます", region=one.beside.region_named, town=one.beside))
    return said
