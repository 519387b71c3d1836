"""Whether a visit that is to be planned fits beside those that are: two places on a day, too many in a week, a municipality that is visited anyway. It warns, and forbids nothing."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final, NamedTuple

from dxcheck.i18n import _
from dxcheck.model.calendar import long_date
from dxcheck.system.refusal import RefusedError

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_A_WEEK: Final = 3
"""Visits of one specialist from Monday to Sunday beyond which it is said that they are many."""
_FARTHEST: Final = 90
"""Days that are looked at for a free one."""
_SATURDAY: Final = 5
USUAL_PAUSE: Final = dt.timedelta(days=28)
"""After how long the next visit is suggested where somebody plans one: four weeks, on the same day of the week."""


class Booking(NamedTuple):
    """A visit that is planned."""

    town: str
    date: dt.date
    who: str
    """The specialist's account."""
    visit: str = ""
    """The visit's own id; empty for one that is still to be planned."""


class ClashError(RefusedError):
    """A visit does not fit beside others; nothing was planned or moved yet. Saving once more does it all the same."""

    def __init__(self, said: Sequence[str]) -> None:
        super().__init__("\n".join([*said, _("まだ保存していません。それでもよければ、もう一度「これでよい」を押してください。")]))


def clashes(there: Sequence[Booking], wanted: Booking) -> list[str]:
    """What is to be said before a visit is planned or moved; empty where it fits, and where it stays where it is.

    Args:
        there: what is planned for today or later; a visit that is moved may be among them.
        wanted: what is to be planned, or where a planned one is to be.
    """
    if wanted in there:
        return []
    if wanted.visit:
        there = [one for one in there if one.visit != wanted.visit]
    own = [one for one in there if one.who == wanted.who]
    said = [
        _("{who}は、{day}に{town}への訪問の予定があります。", who=one.who, day=long_date(one.date), town=one.town)
        for one in own
        if one.date == wanted.date and one.town != wanted.town
    ]
    said += [
        _(
            "{town}には、すでに{day}（{who}）の訪問の予定があります。その予定も残ります。",
            town=one.town,
            day=long_date(one.date),
            who=one.who,
        )
        for one in there
        if one.town == wanted.town
    ]
    monday = wanted.date - dt.timedelta(days=wanted.date.weekday())
    week = [one for one in own if monday <= one.date < monday + dt.timedelta(days=7)]
    if len(week) >= MOST_A_WEEK:
        said.append(_("{who}は、この週に、ほかに{n}件の訪問の予定があります。", who=wanted.who, n=len(week)))
    return said


def first_free(there: Sequence[Booking], wanted: Booking) -> dt.date:
    """The first working day from a day on that fits beside what is planned: nowhere else on that day, and not too many in the week. Public holidays are not known here.

    Args:
        there: what is planned for today or later.
        wanted: what is to be planned, on the first day that would do.
    """
    others = [one for one in there if one.town != wanted.town]
    days = (wanted.date + dt.timedelta(days=ahead) for ahead in range(_FARTHEST))
    return next((day for day in days if day.weekday() < _SATURDAY and not clashes(others, wanted._replace(date=day))), wanted.date)
