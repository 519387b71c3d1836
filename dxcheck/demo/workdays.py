"""Days on which town halls are open: nobody visits, writes or is due on a Sunday."""

from __future__ import annotations

import datetime as dt
from typing import Final

_FRIDAY: Final = 4
_SHUT: Final = {(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)}
"""Over New Year."""


def is_workday(day: dt.date) -> bool:
    """Monday to Friday, and not over New Year, when town halls are shut (29 December to 3 January)."""
    return day.weekday() <= _FRIDAY and (day.month, day.day) not in _SHUT


def workday_by(day: dt.date) -> dt.date:
    """A day, or the last workday before it."""
    while not is_workday(day):
        day -= dt.timedelta(days=1)
    return day


def workday_from(day: dt.date) -> dt.date:
    """A day, or the first workday after it."""
    while not is_workday(day):
        day += dt.timedelta(days=1)
    return day
