"""Days on which the demo's town halls are open: compared with the Cabinet Office's list of holidays of two years."""

from __future__ import annotations

import datetime as dt

import pytest

from dxcheck.demo.workdays import holidays, is_workday, workday_by, workday_from

KNOWN = {
    2024: "0101 0108 0211 0212 0223 0320 0429 0503 0504 0505 0506 0715 0811 0812 0916 0922 0923 1014 1103 1104 1123",
    2026: "0101 0112 0211 0223 0320 0429 0503 0504 0505 0506 0720 0811 0921 0922 0923 1012 1103 1123",
}


@pytest.mark.parametrize("year", KNOWN)
def test_national_holidays_are_those_of_the_list(year: int) -> None:
    """Also what stands in for one on a Sunday (6 May), and a day between two (22 September 2026)."""
    assert sorted(f"{one:%m%d}" for one in holidays(year)) == KNOWN[year].split()


def test_the_next_and_the_last_workday_go_past_holidays() -> None:
    """Five days off in September 2026, and the days over New Year."""
    assert workday_by(dt.date(2026, 9, 23)) == dt.date(2026, 9, 18)
    assert workday_from(dt.date(2026, 9, 19)) == dt.date(2026, 9, 24)
    assert workday_from(dt.date(2026, 12, 29)) == dt.date(2027, 1, 4)
    assert is_workday(dt.date(2026, 11, 24))
    assert not is_workday(dt.date(2026, 11, 23))
