"""A day as people type it: which year they mean where they leave it out, and what is said where it is none."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from calendar import isleap

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dxcheck import i18n
from dxcheck.model.calendar import japanese_year, long_date
from dxcheck.model.typed_day import WEEKDAYS, DayError, DayReader, Direction, day_and_weekday, parse_day

TODAY = dt.date(2026, 11, 26)
"""A Thursday."""
DAYS = st.dates(dt.date(2019, 5, 1), dt.date(2060, 12, 31))
DIRECTIONS = st.sampled_from(["past", "coming", "either"])


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-12-03", (2026, 12, 3)),
        ("2026/12/3", (2026, 12, 3)),
        ("20261203", (2026, 12, 3)),
        ("２０２６年１２月３日", (2026, 12, 3)),
        ("２０２６１２０３", (2026, 12, 3)),
        ("R8.12.3", (2026, 12, 3)),
        ("r8-12-3", (2026, 12, 3)),
        ("Ｒ８．１２．３", (2026, 12, 3)),
        ("R081203", (2026, 12, 3)),
        ("令和8年12月3日", (2026, 12, 3)),
        ("令和 8 年 12 月 3 日（木）", (2026, 12, 3)),
        ("㋿8年12月3日", (2026, 12, 3)),
        ("令和元年10月1日", (2019, 10, 1)),
        ("H31.4.30", (2019, 4, 30)),
        ("平成31年4月30日", (2019, 4, 30)),
        ("2026年12月3日木曜日", (2026, 12, 3)),
        ("Thu, 3 Dec 2026", (2026, 12, 3)),
        ("3 December 2026 (Thu)", (2026, 12, 3)),
    ],
)
def test_a_whole_day_is_the_same_whether_it_lies_behind_or_ahead(text: str, day: tuple[int, int, int]) -> None:
    """Any width, any era, with the weekday or without."""
    assert parse_day(text, TODAY, "past") == parse_day(text, TODAY, "coming") == dt.date(*day)


@pytest.mark.parametrize(
    ("text", "past", "coming"),
    [
        ("11/20", (2026, 11, 20), (2027, 11, 20)),
        ("11/26", (2026, 11, 26), (2026, 11, 26)),
        ("12/3", (2025, 12, 3), (2026, 12, 3)),
        ("12-3", (2025, 12, 3), (2026, 12, 3)),
        ("１２月３日", (2025, 12, 3), (2026, 12, 3)),
        ("12ー3", (2025, 12, 3), (2026, 12, 3)),
        ("12・3", (2025, 12, 3), (2026, 12, 3)),
        ("12。3", (2025, 12, 3), (2026, 12, 3)),
        ("12−3", (2025, 12, 3), (2026, 12, 3)),
        ("3/31", (2026, 3, 31), (2027, 3, 31)),
        ("2/29", (2024, 2, 29), (2028, 2, 29)),
        ("3 Dec", (2025, 12, 3), (2026, 12, 3)),
    ],
)
def test_a_record_takes_the_nearest_day_behind_and_a_plan_the_nearest_ahead(
    text: str, past: tuple[int, int, int], coming: tuple[int, int, int]
) -> None:
    """Seen: a visit on 11/20, typed on 26 November, was recorded in 2027. Also with what an input method gives for - and /."""
    assert parse_day(text, TODAY, "past") == dt.date(*past)
    assert parse_day(text, TODAY, "coming") == dt.date(*coming)


@pytest.mark.parametrize(
    ("text", "days"), [("今日", 0), ("本日", 0), ("明日", 1), ("あさって", 2), ("昨日", -1), ("おととい", -2), ("Today", 0)]
)
@pytest.mark.parametrize("direction", ["past", "coming"])
def test_today_tomorrow_and_yesterday_are_days(text: str, days: int, direction: Direction) -> None:
    """As people say them."""
    assert parse_day(text, TODAY, direction) == TODAY + dt.timedelta(days=days)


@pytest.mark.parametrize("text", ["12月3日（木）", "12/3(木)", "12月3日 木", "12月3日(木曜日)", "12月3日㈭", "Thu 3 Dec"])
def test_the_weekday_beside_a_day_is_checked(text: str) -> None:
    """Right for the year that is meant; a wrong one is said, with the day that was understood and its weekday."""
    assert parse_day(text, TODAY, "coming") == dt.date(2026, 12, 3)
    with pytest.raises(DayError, match="2025年12月3日は水曜日です（木曜日と書かれています）"):
        parse_day(text, TODAY, "past")


def test_a_holiday_beside_the_weekday_is_read_over() -> None:
    """As calendars print it."""
    assert parse_day("11月3日（火・祝）", TODAY, "past") == dt.date(2026, 11, 3)
    assert parse_day("11月23日（月・祝日）", TODAY, "past") == dt.date(2026, 11, 23)


def test_the_day_sign_is_no_sunday() -> None:
    """12/3日 is the third, whatever weekday that is; 12月6日日 is a Sunday."""
    assert parse_day("12/3日", TODAY, "coming") == dt.date(2026, 12, 3)
    assert parse_day("12月6日日", TODAY, "coming") == dt.date(2026, 12, 6)


@pytest.mark.parametrize(
    "text", ["", " ", "12", "1203", "260312", "12/3/2026", "来週", "R8", "2026年", "木曜日", "12/", "x" * 10_000, "٣/٤"]
)
def test_what_is_no_day_is_refused_with_how_days_are_written(text: str) -> None:
    """Nothing is guessed."""
    with pytest.raises(DayError, match="のように書いてください"):
        parse_day(text, TODAY, "coming")


@pytest.mark.parametrize("text", ["13/1", "2/30", "4/31", "0/5", "2026-02-29", "2026-13-1", "0000-1-1", "20260230", "令和8年2月30日"])
def test_a_day_that_no_calendar_has_is_refused_as_such(text: str) -> None:
    """The person is told which."""
    with pytest.raises(DayError, match="カレンダーにありません"):
        parse_day(text, TODAY, "past")


def forms(day: dt.date) -> list[str]:
    """Every way of writing a day with its year that is understood."""
    y, m, d, w = day.year, day.month, day.day, WEEKDAYS[day.weekday()]
    era = japanese_year(y).removesuffix("年")
    return [
        day.isoformat(),
        f"{day:%Y%m%d}",
        f"{y}/{m}/{d}",
        f"{y}.{m}.{d}",
        f"{y}年{m}月{d}日",
        f"{y}年{m}月{d}日（{w}）",
        f"{y}-{m}-{d} {w}曜日",
        f"R{y - 2018}.{m}.{d}",
        f"R{y - 2018:02}{m:02}{d:02}",
        f"{era}年{m}月{d}日",
        f"{era}年{m}月{d}日{w}曜",
    ]


def wide(text: str) -> str:
    """As an input method left on writes it."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else "\u3000" if c == " " else c for c in text)


@given(DAYS, DAYS, DIRECTIONS)
def test_a_day_with_its_year_is_that_day_however_it_is_written(day: dt.date, today: dt.date, direction: Direction) -> None:
    """In every form and width; the day it is typed on and what it is for change nothing."""
    for text in forms(day):
        assert parse_day(text, today, direction) == day, text
        assert parse_day(wide(text), today, direction) == day, text
        assert parse_day(unicodedata.normalize("NFD", text), today, direction) == day, text


@given(DAYS, DAYS)
def test_a_day_without_its_year_is_the_nearest_one_in_its_direction(day: dt.date, today: dt.date) -> None:
    """Today counts for both; of a record nothing lies ahead, of a plan nothing behind, and no nearer day was left out."""
    for text in (f"{day.month}/{day.day}", f"{day.month}月{day.day}日", wide(f"{day.month}-{day.day}")):
        past, coming = parse_day(text, today, "past"), parse_day(text, today, "coming")
        assert past <= today <= coming
        assert {(one.month, one.day) for one in (past, coming)} == {(day.month, day.day)}
        assert (past == today) == (coming == today) == ((today.month, today.day) == (day.month, day.day))
        if (day.month, day.day) != (2, 29):
            assert (today - past).days < 366
            assert (coming - today).days < 366
        else:
            assert not any(isleap(year) and past < dt.date(year, 2, 29) <= today for year in range(past.year, today.year + 1))


@given(DAYS, DAYS)
def test_a_day_that_may_lie_on_either_side_is_the_nearest_of_both(day: dt.date, today: dt.date) -> None:
    """The one behind or the one ahead, whichever is fewer days away; of two as near as each other, the one ahead."""
    text = f"{day.month}/{day.day}"
    past, coming = parse_day(text, today, "past"), parse_day(text, today, "coming")
    assert parse_day(text, today, "either") == (past if today - past < coming - today else coming)


@given(DAYS, DAYS, DIRECTIONS, st.integers(0, 6), st.sampled_from(["ja", "en"]))
def test_a_wrong_weekday_is_never_taken(day: dt.date, today: dt.date, direction: Direction, weekday: int, language: i18n.Language) -> None:
    """Whatever the language of the screen."""
    i18n.use(language)
    assume(weekday != day.weekday())
    with pytest.raises(DayError, match=re.escape(long_date(day))):
        parse_day(f"{day.year}年{day.month}月{day.day}日（{WEEKDAYS[weekday]}）", today, direction)


@given(DAYS, DIRECTIONS, st.sampled_from(["ja", "en"]))
def test_what_a_screen_shows_can_be_typed(day: dt.date, direction: Direction, language: i18n.Language) -> None:
    """A day copied from our own screens, in both languages."""
    i18n.use(language)
    assert parse_day(long_date(day), TODAY, direction) == day
    assert parse_day(day_and_weekday(day), TODAY, direction) == day


@given(st.text(max_size=60), DIRECTIONS)
def test_no_text_is_anything_but_a_day_or_a_sentence(text: str, direction: Direction) -> None:
    """Never a traceback."""
    try:
        assert isinstance(parse_day(text, TODAY, direction), dt.date)
    except DayError as why:
        assert str(why)


def test_how_a_day_is_understood_is_said_before_it_is_saved() -> None:
    """With its year and weekday, and that it lies on the other side of today."""
    behind, ahead = DayReader(TODAY, "past"), DayReader(TODAY, "coming")
    assert behind.understood("11/20") == "2026年11月20日（金）"
    assert ahead.understood("11/20") == "2027年11月20日（土）"
    assert behind.understood("2027-1-5") == "2027年1月5日（火）　これからの日です"
    assert ahead.understood("2026-1-5") == "2026年1月5日（月）　過ぎた日です"
    either = DayReader(TODAY, "either")
    assert either.understood("11/20") == "2026年11月20日（金）　過ぎた日です"
    assert either.understood("12/3") == "2026年12月3日（木）　これからの日です"
    assert either.understood("今日") == day_and_weekday(TODAY)
    assert behind.understood("11/") == ""
    assert behind.fault("11/20") == ""
    assert "水曜日です" in behind.fault("12/3（木）")
