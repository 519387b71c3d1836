"""A day as people type it, and which year they mean where they leave it out.

Whoever asks for a day says whether it is one of a record, which lies behind (`past`: a visit that took place), one of a plan, which lies ahead (`coming`: a due
day, a deadline), or one that may be either (`either`: a planned visit whose day is put right may be put off, or may have been held already). Written without a year it
is the nearest such day, today included. A weekday written beside it is checked: it is there to catch slips.
"""

from __future__ import annotations

import datetime as dt
import re
from calendar import isleap
from dataclasses import dataclass
from typing import Final, Literal

from dxcheck.i18n import _, language
from dxcheck.model.calendar import ERAS, long_date, plain_characters
from dxcheck.system.refusal import RefusedError

Direction = Literal["past", "coming", "either"]
"""Of a record, of a plan, or of what may be both."""

WEEKDAYS: Final = "月火水木金土日"
_ENGLISH_WEEKDAYS: Final = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
_MONTHS: Final = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_RELATIVE: Final = {
    **dict.fromkeys(("今日", "きょう", "本日", "TODAY"), 0),
    **dict.fromkeys(("明日", "あす", "あした", "TOMORROW"), 1),
    **dict.fromkeys(("明後日", "あさって"), 2),
    **dict.fromkeys(("昨日", "きのう", "YESTERDAY"), -1),
    **dict.fromkeys(("一昨日", "おととい"), -2),
}
_WEEKDAY: Final = rf"(?:\(([{WEEKDAYS}])(?:曜日?)?(?:/?祝日?)?\)|([{WEEKDAYS}])(?:曜日?)?)?"
_YEAR: Final = r"(?:([0-9]{4})[-/.年]|(R|H|令和|平成)([0-9]{1,2}|元)[-/.年])?"
_DAY: Final = re.compile(rf"{_YEAR}([0-9]{{1,2}})[-/.月]([0-9]{{1,2}})日?{_WEEKDAY}")
_DIGITS: Final = re.compile(rf"(?:([0-9]{{4}})|(R|H)([0-9]{{2}}))([0-9]{{2}})([0-9]{{2}}){_WEEKDAY}")
_ENGLISH: Final = re.compile(
    rf"(?:({'|'.join(_ENGLISH_WEEKDAYS)})[A-Z]*,?)?([0-9]{{1,2}})({'|'.join(_MONTHS)})[A-Z]*,?([0-9]{{4}})?(?:\(({'|'.join(_ENGLISH_WEEKDAYS)})[A-Z]*\))?"
)


class DayError(RefusedError):
    """What was typed is no day; the message says what is wrong with it."""


@dataclass(frozen=True)
class DayReader:
    """Reads the days of one place: it knows which day is today there, and whether days there lie behind, ahead, or on either side."""

    today: dt.date
    direction: Direction

    def read(self, text: str) -> dt.date:
        """The day that was typed.

        Raises:
            DayError: it is none.
        """
        return parse_day(text, self.today, self.direction)

    def fault(self, text: str) -> str:
        """What is wrong with it; empty if nothing is."""
        try:
            self.read(text)
        except DayError as why:
            return str(why)
        return ""

    def understood(self, text: str) -> str:
        """How it is understood, to be seen before it is saved; empty while it is no day."""
        try:
            day = self.read(text)
        except DayError:
            return ""
        if self.direction != "coming" and day > self.today:
            return _("{day}　これからの日です", day=day_and_weekday(day))
        if self.direction != "past" and day < self.today:
            return _("{day}　過ぎた日です", day=day_and_weekday(day))
        return day_and_weekday(day)


def parse_day(text: str, today: dt.date, direction: Direction) -> dt.date:
    """Read a day: `2026-12-03`, `20261203`, `2026年12月3日`, `R8.12.3`, `令和8年12月3日`, `12/3`, `12月3日（木）`, `今日`, whatever the width of the characters.

    Args:
        text: what was typed.
        today: the day in Japan.
        direction: of days without a year, whether the nearest one behind, ahead, or on either side is meant; today is both.

    Raises:
        DayError: it is none, no calendar has it, or the weekday beside it is another one's.
    """
    asked = plain_characters(text)
    if asked in _RELATIVE:
        return today + dt.timedelta(days=_RELATIVE[asked])
    if found := _ENGLISH.fullmatch(asked):
        month, day = _MONTHS.index(found[3]) + 1, int(found[2])
        weekday = found[1] or found[5]
        given = _ENGLISH_WEEKDAYS.index(weekday) if weekday else None
        year = int(found[4]) if found[4] else None
    elif found := _DAY.fullmatch(asked) or _DIGITS.fullmatch(asked):
        year = int(found[1]) if found[1] else _year_of(found[2], found[3]) if found[2] else None
        month, day = int(found[4]), int(found[5])
        weekday = found[6] or found[7]
        given = WEEKDAYS.index(weekday) if weekday else None
    else:
        raise DayError(_("日付は 2026-12-3、12/3、12月3日（木）、令和8年12月3日 のように書いてください。"))
    made = _dated(year, month, day) if year is not None else _nearest(month, day, today, direction)
    if given is not None and made.weekday() != given:
        raise DayError(
            _(
                "{day}は{weekday}曜日です（{given}曜日と書かれています）。日付か曜日を確かめてください。",
                day=long_date(made),
                weekday=weekday_name(made.weekday()),
                given=weekday_name(given),
            )
        )
    return made


def day_and_weekday(day: dt.date) -> str:
    """2026年12月3日（木） / 3 Dec 2026 (Thu)."""
    return _("{day}（{weekday}）", day=long_date(day), weekday=weekday_name(day.weekday()))


def weekday_name(number: int) -> str:
    """木 / Thu, for Monday 0 to Sunday 6."""
    return _ENGLISH_WEEKDAYS[number].capitalize() if language() == "en" else WEEKDAYS[number]


def _year_of(era: str, number: str) -> int:
    return ERAS[era] + (1 if number == "元" else int(number))


def _dated(year: int, month: int, day: int) -> dt.date:
    try:
        return dt.date(year, month, day)
    except ValueError as none:
        raise DayError(_("{month}月{day}日は、{year}年のカレンダーにありません。", month=month, day=day, year=year)) from none


def _nearest(month: int, day: int, today: dt.date, direction: Direction) -> dt.date:
    """The nearest day of this month and day, today included; for 29 February that may take eight years. Of two as near as each other, the one ahead."""
    try:
        dt.date(2000, month, day)  # a leap year
    except ValueError as none:
        raise DayError(_("{month}月{day}日は、カレンダーにありません。", month=month, day=day)) from none
    sides = {"coming": (1,), "past": (-1,), "either": (1, -1)}[direction]
    return min((_nearest_on(side, month, day, today) for side in sides), key=lambda one: abs(one - today))


def _nearest_on(side: int, month: int, day: int, today: dt.date) -> dt.date:
    """The nearest one ahead (1) or behind (-1)."""
    for year in range(today.year, today.year + 10 * side, side):
        if (month, day) != (2, 29) or isleap(year):
            found = dt.date(year, month, day)
            if (found - today).days * side >= 0:
                return found
    raise AssertionError((month, day))  # every ten years have a leap year in them, but around 1900 and 2100
