"""A visit that does not fit beside others is told of before it is planned or moved; one that fits is not."""

from __future__ import annotations

import datetime as dt

from chance import tried
from hypothesis import given, settings
from hypothesis import strategies as st

from dxcheck.casework.bookings import MOST_A_WEEK, Booking, ClashError, clashes, first_free

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


def moved(town: str, day: int, visit: str) -> Booking:
    """A planned visit, on some day after a Monday."""
    return booking(town, day)._replace(visit=visit)


def test_a_visit_is_moved_beside_the_others_and_never_clashes_with_itself() -> None:
    """Its own day does not count any more; a day that is another municipality's is told, and so is a second visit to the same one."""
    there = [moved("今治市", 0, "v-1"), moved("西条市", 2, "v-2"), moved("松山市", 4, "v-3"), moved("松山市", 30, "v-4")]
    assert clashes(there, there[0]) == [], "it stays where it is"
    assert clashes(there, moved("今治市", 1, "v-1")) == [], "three in that week, this one among them"
    (day,) = clashes(there, moved("今治市", 2, "v-1"))
    assert day == "aは、2026年12月9日に西条市への訪問の予定があります。"
    (second,) = clashes(there, moved("松山市", 31, "v-4"))
    assert "松山市には、すでに2026年12月11日（a）の訪問の予定があります" in second


BOOKINGS = st.lists(
    st.tuples(st.sampled_from(["今治市", "西条市", "松山市"]), st.integers(0, 20), st.sampled_from("ab")), min_size=1, max_size=8
).map(lambda many: [booking(town, day, who)._replace(visit=f"v-{n}") for n, (town, day, who) in enumerate(many)])


@settings(max_examples=tried(100))
@given(BOOKINGS, st.integers(0, 20))
def test_moving_says_what_planning_anew_beside_the_others_would_say(there: list[Booking], day: int) -> None:
    """Whatever else is planned; and whoever reads the list in another order is told the same."""
    wanted = there[0]._replace(date=MONDAY + dt.timedelta(days=day))
    said = clashes(there, wanted)
    assert said == ([] if wanted == there[0] else clashes(there[1:], wanted._replace(visit="")))
    assert sorted(clashes(there[::-1], wanted)) == sorted(said)


@settings(max_examples=tried(60))
@given(BOOKINGS, st.integers(0, 20))
def test_the_suggested_day_fits_and_no_earlier_working_day_does(there: list[Booking], day: int) -> None:
    """Whatever else is planned to the municipality itself; a weekend is never suggested."""
    wanted = booking("砥部町", day)
    found = first_free(there, wanted)
    assert found.weekday() < 5
    assert clashes(there, wanted._replace(date=found)) == []
    for earlier in (wanted.date + dt.timedelta(days=ahead) for ahead in range((found - wanted.date).days)):
        assert earlier.weekday() >= 5 or clashes(there, wanted._replace(date=earlier))


def test_a_clash_names_the_button_that_goes_on_all_the_same() -> None:
    """There is none that is called save."""
    assert "「これでよい」" in str(ClashError(["今治市には、すでに予定があります。"]))
