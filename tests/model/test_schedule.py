"""Until when a cycle takes in answers: decisions one after the other, never outside the half-year."""

from __future__ import annotations

import contextlib
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dxcheck.model.calendar import JAPAN, Cycle
from dxcheck.model.schedule import Schedule, ScheduleError

CYCLE = Cycle(2026, 2)
DAYS = st.dates(CYCLE.first_day, CYCLE.closing_day)


def at(day: dt.date) -> dt.datetime:
    """Ten in the morning of a day in Japan."""
    return dt.datetime(day.year, day.month, day.day, 10, tzinfo=JAPAN)


def test_without_a_decision_every_cycle_closes_with_its_last_day() -> None:
    """Nothing must be decided for averages to come about."""
    there = Schedule()
    assert there.closing_day(CYCLE) == dt.date(2027, 3, 31)
    assert there.last_closed(dt.date(2027, 3, 31)) == CYCLE.previous
    assert there.last_closed(dt.date(2027, 4, 1)) == CYCLE


def test_a_cycle_closed_today_may_be_published_tomorrow() -> None:
    """The day itself still counts; closing twice says so."""
    today = dt.date(2026, 12, 1)
    there = Schedule((Schedule().closed(at(today), "センター"),))
    assert there.closing_day(CYCLE) == today
    assert there.last_closed(today) == CYCLE.previous
    assert there.last_closed(today + dt.timedelta(days=1)) == CYCLE
    with pytest.raises(ScheduleError, match="2026年12月1日の締切です"):
        there.closed(at(today), "")


def test_extending_opens_again_and_keeps_the_message() -> None:
    """Only to a later day, never beyond the half-year."""
    there = Schedule((Schedule().opened(dt.date(2026, 12, 10), "研修までに", at(dt.date(2026, 11, 1)), "センター"),))
    with pytest.raises(ScheduleError, match="より後の日"):
        there.extended(dt.date(2026, 12, 10), at(dt.date(2026, 12, 12)), "")
    with pytest.raises(ScheduleError, match="次の期の平均に入ります"):
        there.extended(dt.date(2027, 4, 1), at(dt.date(2026, 12, 12)), "")
    later = Schedule((*there.terms, there.extended(dt.date(2027, 1, 20), at(dt.date(2026, 12, 12)), "センター")))
    assert later.closing_day(CYCLE) == dt.date(2027, 1, 20)
    assert later.message(CYCLE) == "研修までに"
    assert later.closing_day(CYCLE.previous) == dt.date(2026, 9, 30)


@given(st.lists(st.tuples(st.sampled_from(["open", "extend", "close"]), DAYS, st.dates(dt.date(2026, 1, 1), dt.date(2027, 12, 31)))))
def test_no_sequence_of_decisions_leaves_the_half_year(asked: list[tuple[str, dt.date, dt.date]]) -> None:
    """Whatever is asked for and whenever: a closing day lies in its cycle and is never moved into the past."""
    there = Schedule()
    for what, day, wanted in asked:
        now = at(day)
        with contextlib.suppress(ScheduleError):
            if what == "open":
                made = there.opened(wanted, "", now, "")
            else:
                made = there.extended(wanted, now, "") if what == "extend" else there.closed(now, "")
            assert made.closes_on >= day
            there = Schedule((*there.terms, made))
    assert CYCLE.first_day <= there.closing_day(CYCLE) <= CYCLE.closing_day
