"""Days on which town halls are open: nobody visits, writes or is due on a Sunday or a national holiday."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Final

_FRIDAY: Final = 4
_SHUT: Final = {(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)}
"""Over New Year."""
_FIXED: Final = ((1, 1), (2, 11), (2, 23), (4, 29), (5, 3), (5, 4), (5, 5), (8, 11), (11, 3), (11, 23))
"""National holidays of the law (国民の祝日に関する法律), by month and day."""
_MONDAYS: Final = ((1, 2), (7, 3), (9, 3), (10, 2))
"""The others, by month: its second or third Monday."""
_EQUINOXES: Final = ((3, 20.8431), (9, 23.2488))
"""By month, and when they were in 1980 (the usual formula, right from 1980 to 2099)."""
_DAY: Final = dt.timedelta(days=1)


def is_workday(day: dt.date) -> bool:
    """Monday to Friday, no national holiday, and not over New Year, when town halls are shut (29 December to 3 January)."""
    return day.weekday() <= _FRIDAY and (day.month, day.day) not in _SHUT and day not in holidays(day.year)


@cache
def holidays(year: int) -> frozenset[dt.date]:
    """National holidays as the law has been since 2022, with those that stand in for one on a Sunday, and days between two of them."""
    named = {dt.date(year, month, day) for month, day in _FIXED}
    named |= {_monday(year, month, nth) for month, nth in _MONDAYS}
    named |= {dt.date(year, month, int(day + 0.242194 * (year - 1980)) - (year - 1980) // 4) for month, day in _EQUINOXES}
    instead: set[dt.date] = set()
    for one in sorted(named):
        if one.weekday() > _FRIDAY + 1:
            while one in named | instead:
                one += _DAY  # noqa: PLW2901 - the next that is none
            instead.add(one)
    between = {one + _DAY for one in named if one + 2 * _DAY in named and one + _DAY not in named}
    return frozenset(named | instead | between)


def _monday(year: int, month: int, nth: int) -> dt.date:
    first = dt.date(year, month, 1)
    return first + dt.timedelta(days=-first.weekday() % 7 + 7 * (nth - 1))


def workday_by(day: dt.date) -> dt.date:
    """A day, or the last workday before it."""
    while not is_workday(day):
        day -= _DAY
    return day


def workday_from(day: dt.date) -> dt.date:
    """A day, or the first workday after it."""
    while not is_workday(day):
        day += _DAY
    return day
