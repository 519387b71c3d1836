"""Dates as a municipality counts them: Japan time, fiscal years from April, and half-year cycles (診断期).

The cycle is the half fiscal year: 前期 April to September, 後期 October to March (docs/design.md section 5). 和暦: Reiwa n is the year minus 2018,
and the whole fiscal year 2019 is 令和元年度 by the usual rule of the national government's notices.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from functools import cache
from typing import Final

import msgspec

from dxcheck.i18n import _, _n, language

JAPAN: Final = dt.timezone(dt.timedelta(hours=9), "JST")
"""Japan has no summer time, so a fixed offset is exact and needs no time zone database (Windows has none)."""

_REIWA_BEFORE: Final = 2018
_HEISEI_BEFORE: Final = 1988
ERAS: Final = {"令和": _REIWA_BEFORE, "R": _REIWA_BEFORE, "平成": _HEISEI_BEFORE, "H": _HEISEI_BEFORE}
"""The year before an era's first, by what people write for it."""
_FIRST_REIWA_FISCAL_YEAR: Final = 2019
_DOUBTFUL: Final = 300
"""Days from which on a day without its year may be taken for that of another one."""
_LONGEST_TYPED: Final = 40
"""Characters; no day or cycle takes more."""
_LOOKS_LIKE: Final = str.maketrans({**dict.fromkeys("‐‑‒–—―−ー", "-"), **dict.fromkeys("。．", "."), **dict.fromkeys("・⁄∕", "/")})
"""What an input method, or a text somebody copied, gives for the keys `-`, `.` and `/`."""
_APRIL, _OCTOBER = 4, 10


def now() -> dt.datetime:
    """This moment, to the second, in Japan time."""
    return dt.datetime.now(JAPAN).replace(microsecond=0)


def today() -> dt.date:
    """Today in Japan."""
    return now().date()


def day_in_japan(moment: dt.date) -> dt.date:
    """The day a moment lies on in Japan; a day is that day."""
    return moment.astimezone(JAPAN).date() if isinstance(moment, dt.datetime) else moment


class Timed(msgspec.Struct, frozen=True):
    """Plain data that says when: each of its moments is one in Japan time, however it came in.

    The base of every struct with a moment in it. A file edited by hand, a machine whose clock runs in UTC, a cache whose format keeps moments in UTC alone
    (MessagePack): whichever of them a value was read from, its day is the day in Japan, and two readings of one moment are written alike. It holds where values are
    made, so no reader and no decoder can forget it.

    Raises:
        ValueError: a moment that does not say in which zone it is; a decoder makes a `ValidationError` of it.
    """

    def __post_init__(self) -> None:
        for name in moments_of(type(self)):
            moment = getattr(self, name)
            if moment is not None and moment.tzinfo != JAPAN:
                msgspec.structs.force_setattr(self, name, in_japan(moment))


@cache
def moments_of(kind: type[Timed]) -> tuple[str, ...]:
    """The names of its fields that are moments, by their annotations, whether those are texts or types: msgspec would work out the types of all of them, for every kind of record."""
    written = {name: one for base in reversed(kind.__mro__) for name, one in getattr(base, "__annotations__", {}).items()}
    return tuple(name for name in kind.__struct_fields__ if ".datetime" in str(written[name]))


def in_japan(moment: dt.datetime) -> dt.datetime:
    """The same moment in Japan time.

    Raises:
        ValueError: it does not say in which zone it is, or lies at the very end of what a calendar has.
    """
    if moment.tzinfo is None:
        raise ValueError(_("日時に時差（+09:00 など）が付いていません"))
    try:
        return moment.astimezone(JAPAN)
    except OverflowError as problem:
        raise ValueError(str(problem)) from problem


class Cycle(msgspec.Struct, frozen=True, order=True, gc=False):  # nothing in it leads back to it
    """A half fiscal year: `Cycle(2026, 2)` is 令和8年度 後期, October 2026 to March 2027."""

    fiscal_year: int
    """The year the fiscal year begins in (April)."""
    half: int
    """1 for 前期 (April to September), 2 for 後期 (October to March)."""

    @classmethod
    def of(cls, day: dt.date) -> Cycle:
        """The cycle that `day` lies in."""
        day = day_in_japan(day)
        if day.month < _APRIL:
            return cls(day.year - 1, 2)
        return cls(day.year, 1 if day.month < _OCTOBER else 2)

    @classmethod
    def parse(cls, text: str) -> Cycle:
        """Read `2026-1`, `2026-2`, `R8前期` or `令和8年度後期`, whatever the width of the characters.

        Raises:
            ValueError: anything else.
        """
        asked = plain_characters(text)
        western = re.fullmatch(r"([0-9]{4})-([12])", asked)
        if western:
            return cls(int(western[1]), int(western[2]))
        japanese = re.fullmatch(r"(?:R|令和)([0-9]{1,2}|元)(?:年度?)?(前期|後期)", asked)
        if japanese:
            number = 1 if japanese[1] == "元" else int(japanese[1])
            return cls(_REIWA_BEFORE + number, 1 if japanese[2] == "前期" else 2)
        raise ValueError(text)

    def __str__(self) -> str:
        return f"{self.fiscal_year}-{self.half}"

    @property
    def first_day(self) -> dt.date:
        """The day it opens."""
        return dt.date(self.fiscal_year, _APRIL if self.half == 1 else _OCTOBER, 1)

    @property
    def closing_day(self) -> dt.date:
        """The last day on which a snapshot still belongs to it."""
        return self.next.first_day - dt.timedelta(days=1)

    @property
    def next(self) -> Cycle:
        """The cycle after it."""
        return Cycle(self.fiscal_year, 2) if self.half == 1 else Cycle(self.fiscal_year + 1, 1)

    @property
    def previous(self) -> Cycle:
        """The cycle before it."""
        return Cycle(self.fiscal_year - 1, 2) if self.half == 1 else Cycle(self.fiscal_year, 1)

    @property
    def label(self) -> str:
        """令和8年度 後期 / second half of FY2026."""
        if language() == "en":
            return f"{'first' if self.half == 1 else 'second'} half of FY{self.fiscal_year}"
        return f"{japanese_year(self.fiscal_year)}度{'前期' if self.half == 1 else '後期'}"

    @property
    def short(self) -> str:
        """R8後期 / FY26 H2: for narrow columns."""
        if language() == "en":
            return f"FY{self.fiscal_year % 100:02} H{self.half}"
        return f"R{self.fiscal_year - _REIWA_BEFORE}{'前期' if self.half == 1 else '後期'}"


def japanese_year(fiscal_year: int) -> str:
    """令和8年 for 2026. Before fiscal 2019 it is 平成."""
    era, number = ("令和", fiscal_year - _REIWA_BEFORE)
    if fiscal_year < _FIRST_REIWA_FISCAL_YEAR:
        era, number = ("平成", fiscal_year - _HEISEI_BEFORE)
    return f"{era}{'元' if number == 1 else number}年"


def long_date(day: dt.date) -> str:
    """2025年11月20日 / 20 Nov 2025, in Japan time when given a moment."""
    day = day_in_japan(day)
    if language() == "en":
        return f"{day.day} {day:%b} {day.year}"
    return f"{day.year}年{day.month}月{day.day}日"


def short_day(day: dt.date, today: dt.date) -> str:
    """12月14日 / 14 Dec, of a day about which there is no doubt which year is meant; of one further away its month: 2025/8 / Aug 2025. At most eight cells."""
    if abs((day - today).days) < _DOUBTFUL:
        return f"{day.day} {day:%b}" if language() == "en" else f"{day.month}月{day.day}日"
    return f"{day:%b} {day.year}" if language() == "en" else f"{day.year}/{day.month}"


def plain_characters(text: str) -> str:
    """A day or a cycle as it was typed, in characters of one width, without spaces, in capitals; cut off where it is far too long."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text[:_LONGEST_TYPED]).translate(_LOOKS_LIKE)).upper()


def clock(moment: dt.datetime) -> str:
    """10:32 in Japan time."""
    return f"{moment.astimezone(JAPAN):%H:%M}"


def days_left(closing: dt.date, day: dt.date) -> str:
    """How far `closing` is from `day`, in words."""
    days = (closing - day).days
    if days < 0:
        return _("締切を過ぎています")
    return _("本日まで") if days == 0 else _n("あと{n}日", "あと{n}日", days)


REMINDED_WITHIN: Final = (1, 7, 30)
"""Days before something is due on which it is said more clearly, the last of them first."""


def reminder_stage(due: dt.date, day: dt.date) -> int | None:
    """Within how many days something is due, of `REMINDED_WITHIN`; None where it is further off, or over."""
    left = (due - day).days
    return next((one for one in REMINDED_WITHIN if 0 <= left <= one), None)


def reminder_due(due: dt.date, since: dt.date, day: dt.date) -> int | None:
    """As `reminder_stage`, but None as long as what was said in the beginning is still the newest of it: asked on Monday for Friday, nobody is reminded on Tuesday.

    Args:
        due: when it is due.
        since: the day it was asked, or began.
        day: which day it is.
    """
    stage = reminder_stage(due, day)
    return stage if stage is not None and since < due - dt.timedelta(days=stage) else None


def months_later(day: dt.date, months: int) -> dt.date:
    """The same day some months later, or before with a negative number; in a shorter month its last day."""
    from calendar import monthrange  # not needed for the first frame

    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return dt.date(year, month, min(day.day, monthrange(year, month)[1]))
