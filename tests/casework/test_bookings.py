"""A visit that does not fit beside others is told of before it is planned; one that fits is not."""

from __future__ import annotations

import datetime as dt

from dxcheck.casework.bookings import MOST_A_WEEK, Booking, clashes

MONDAY = dt.date(2026, 12, 7)


def booking(town: str, day: int, who: str = "a") -> Booking:
    """Some days after a Monday."""
    return Booking(town, MONDAY + dt.timedelta(days=day), who)


def test_two_places_on_a_day_too_many_in_a_week_and_a_second_visit_are_told() -> None:
    """Another specialist's days are their own, and so is the next week."""
    there = [booking("今治市", 0), booking("西条市", 2), booking("松山市", 4), booking("上島町", 6, "b"), booking("内子町", 7)]
    assert len(there[:MOST_A_WEEK]) == MOST_A_WEEK
    assert clashes(there, booking("砥部町", 8)) == []
    (week,) = clashes(there, booking("砥部町", 5))
    assert week == "aは、この週に、ほかに3件の訪問の予定があります。"
    day, _week = clashes(there, booking("砥部町", 2))
    assert day == "aは、2026年12月9日に西条市への訪問の予定があります。"
    (second,) = clashes(there, booking("上島町", 20))
    assert second == "上島町には、すでに2026年12月13日（b）の訪問の予定があります。その予定も残ります。"
    assert clashes(there, booking("砥部町", 2, "c")) == []
