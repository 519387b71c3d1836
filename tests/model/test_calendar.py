"""Fiscal years and cycles."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from dxcheck import i18n
from dxcheck.assessment.reminding import closing_is_near
from dxcheck.model import calendar
from dxcheck.model.calendar import JAPAN, Cycle, reminder_stage, short_day


@pytest.mark.parametrize(
    ("day", "label"),
    [
        (dt.date(2026, 3, 31), "令和7年度後期"),
        (dt.date(2026, 4, 1), "令和8年度前期"),
        (dt.date(2026, 9, 30), "令和8年度前期"),
        (dt.date(2026, 10, 1), "令和8年度後期"),
        (dt.date(2019, 4, 1), "令和元年度前期"),
        (dt.date(2019, 3, 31), "平成30年度後期"),
    ],
)
def test_the_fiscal_year_turns_in_april(day: dt.date, label: str) -> None:
    """31 March and 1 April belong to different fiscal years; the first year of an era is 元年."""
    assert Cycle.of(day).label == label


@given(st.dates(dt.date(1990, 1, 1), dt.date(2100, 1, 1)))
def test_every_day_lies_in_its_cycle(day: dt.date) -> None:
    """A cycle holds its days, and its neighbours do not."""
    cycle = Cycle.of(day)
    assert cycle.first_day <= day <= cycle.closing_day
    assert cycle.previous.next == cycle
    assert cycle.previous < cycle < cycle.next
    assert Cycle.parse(str(cycle)) == cycle


def test_a_moment_counts_in_japan_time() -> None:
    """31 March 20:00 in London is already April in Japan."""
    moment = dt.datetime(2026, 3, 31, 20, 0, tzinfo=dt.UTC)
    assert Cycle.of(moment).label == "令和8年度前期"
    assert calendar.long_date(moment) == "2026年4月1日"
    assert calendar.clock(moment) == "05:00"


def test_labels_follow_the_language() -> None:
    """English names the fiscal year by its first year."""
    i18n.use("en")
    assert Cycle(2026, 2).label == "second half of FY2026"
    assert calendar.long_date(dt.date(2026, 11, 5)) == "5 Nov 2026"


@pytest.mark.parametrize("text", ["2026", "2026-3", "26-x", "", "-1"])
def test_a_cycle_that_is_none_is_refused(text: str) -> None:
    """Only year-1 and year-2 are cycles."""
    with pytest.raises(ValueError, match=re.escape(text) or "^$"):
        Cycle.parse(text)


def test_today_is_in_japan() -> None:
    """Now carries Japan's offset."""
    assert calendar.now().tzinfo is JAPAN


def test_cycles_have_an_order() -> None:
    """Every comparison, not only the one that sorting uses."""
    first, second, third = Cycle(2025, 2), Cycle(2026, 1), Cycle(2026, 2)
    assert first < second < third
    assert third >= second >= first
    assert not second <= first
    assert max(first, third, second) == third


@pytest.mark.parametrize("text", ["2026-1", "R8前期", "令和8年度前期", "令和８年前期", "r8 前期"])
def test_a_cycle_is_read_as_people_write_it(text: str) -> None:
    """In figures or in 和暦, with the width of characters they happen to type."""
    assert Cycle.parse(text) == Cycle(2026, 1)


@pytest.mark.parametrize("text", ["2026", "2026-3", "26-1", "R8", "前期", "R8中期", "-1"])
def test_what_is_no_cycle_is_refused(text: str) -> None:
    """Nothing is guessed."""
    with pytest.raises(ValueError, match=re.escape(text)):
        Cycle.parse(text)


def test_the_first_year_of_reiwa() -> None:
    """令和元年度 is 2019."""
    assert Cycle.parse("令和元年度後期") == Cycle(2019, 2)


def test_the_nearer_the_closing_day_the_clearer_it_is_said() -> None:
    """A month, a week and a day before; neither earlier nor once it is over."""
    closing = dt.date(2027, 3, 31)
    stages = {days: reminder_stage(closing, closing - dt.timedelta(days=days)) for days in (-1, 0, 1, 2, 7, 8, 30, 31)}
    assert stages == {-1: None, 0: 1, 1: 1, 2: 7, 7: 7, 8: 30, 30: 30, 31: None}
    said = [closing_is_near(closing, closing - dt.timedelta(days=days)) for days in (31, 30, 7, 1, 0, -1)]
    assert [bool(one) for one in said] == [False, True, True, True, True, False]
    assert "締切はあと1日です" in said[3]
    assert "締切は本日までです" in said[4]


def test_a_short_day_leaves_no_doubt_which_year_is_meant() -> None:
    """Seen: 26/12/14, which reads as a day of 平成26年. Further away than some months only the month is said, with its whole year."""
    today = dt.date(2026, 11, 28)
    days = [dt.date(2026, 12, 14), dt.date(2027, 3, 1), dt.date(2026, 2, 2), dt.date(2025, 12, 14), dt.date(2027, 12, 31)]
    assert [short_day(day, today) for day in days] == ["12月14日", "3月1日", "2月2日", "2025/12", "2027/12"]
    assert max(cell_len(short_day(today + dt.timedelta(days=n), today)) for n in range(-900, 900)) == 8
    i18n.use("en")
    assert [short_day(day, today) for day in days[:4:3]] == ["14 Dec", "Dec 2025"]
