"""Until when a cycle takes in answers: decisions one after the other, and what a submission of each day counts for."""

from __future__ import annotations

import contextlib
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dxcheck.model.calendar import JAPAN, Cycle
from dxcheck.model.schedule import Schedule, ScheduleError

CYCLE = Cycle(2026, 2)
"""令和8年度後期: until 31 March 2027."""
NEXT = CYCLE.next
DAYS = st.dates(CYCLE.first_day, NEXT.closing_day)


def at(day: dt.date) -> dt.datetime:
    """Ten in the morning of a day in Japan."""
    return dt.datetime(day.year, day.month, day.day, 10, tzinfo=JAPAN)


def extended(*steps: tuple[dt.date, dt.date]) -> Schedule:
    """A schedule in which the cycle was extended, each time on a day to a day."""
    there = Schedule()
    for day, until in steps:
        there = Schedule((*there.terms, there.extended(CYCLE, until, at(day), "センター")))
    return there


def test_without_a_decision_every_cycle_closes_with_its_last_day() -> None:
    """Nothing must be decided for averages to come about."""
    there = Schedule()
    assert there.closing_day(CYCLE) == dt.date(2027, 3, 31)
    assert there.first_day(NEXT) == dt.date(2027, 4, 1)
    assert there.last_closed(dt.date(2027, 3, 31)) == CYCLE.previous
    assert there.last_closed(dt.date(2027, 4, 1)) == CYCLE
    assert there.collecting(dt.date(2027, 3, 31)) == CYCLE
    assert there.collecting(dt.date(2027, 4, 1)) == NEXT


def test_a_cycle_closed_today_may_be_published_tomorrow() -> None:
    """The day itself still counts; closing twice says so."""
    today = dt.date(2026, 12, 1)
    there = Schedule((Schedule().closed(CYCLE, at(today), "センター"),))
    assert there.closing_day(CYCLE) == today
    assert there.last_closed(today) == CYCLE.previous
    assert there.last_closed(today + dt.timedelta(days=1)) == CYCLE
    assert there.collecting(today + dt.timedelta(days=1)) == CYCLE, "late, and of this half-year all the same"
    assert there.is_late(CYCLE, today + dt.timedelta(days=1))
    with pytest.raises(ScheduleError, match="2026年12月1日の締切です"):
        there.closed(CYCLE, at(today), "")


def test_extending_opens_again_and_keeps_the_message() -> None:
    """Only to a later day."""
    there = Schedule((Schedule().opened(CYCLE, dt.date(2026, 12, 10), "研修までに", at(dt.date(2026, 11, 1)), "センター"),))
    with pytest.raises(ScheduleError, match="より後の日"):
        there.extended(CYCLE, dt.date(2026, 12, 10), at(dt.date(2026, 12, 12)), "")
    later = Schedule((*there.terms, there.extended(CYCLE, dt.date(2027, 1, 20), at(dt.date(2026, 12, 12)), "センター")))
    assert later.closing_day(CYCLE) == dt.date(2027, 1, 20)
    assert later.message(CYCLE) == "研修までに"
    assert later.closing_day(CYCLE.previous) == dt.date(2026, 9, 30)


@pytest.mark.parametrize("decided_on", [dt.date(2027, 3, 20), dt.date(2027, 3, 31), dt.date(2027, 4, 2)])
def test_a_deadline_is_extended_past_the_end_of_the_half_year(decided_on: dt.date) -> None:
    """Until then what comes in is the earlier cycle's, and the next one begins the day after; decided before the end or after."""
    there = extended((decided_on, dt.date(2027, 4, 15)))
    assert there.closing_day(CYCLE) == dt.date(2027, 4, 15)
    assert there.is_extended(CYCLE)
    assert not there.is_late(CYCLE, dt.date(2027, 4, 15))
    assert there.collecting(dt.date(2027, 4, 15)) == CYCLE
    assert there.collecting(dt.date(2027, 4, 16)) == NEXT
    assert there.first_day(NEXT) == dt.date(2027, 4, 16)
    assert there.last_closed(dt.date(2027, 4, 15)) == CYCLE.previous
    assert there.last_closed(dt.date(2027, 4, 16)) == CYCLE
    assert there.closing_day(NEXT) == dt.date(2027, 9, 30)


def test_the_autumn_deadline_too() -> None:
    """30 September is no other edge than 31 March."""
    there, cycle = Schedule(), Cycle(2026, 1)
    made = there.extended(cycle, dt.date(2026, 10, 9), at(dt.date(2026, 10, 1)), "")
    there = Schedule((made,))
    assert there.collecting(dt.date(2026, 10, 9)) == cycle
    assert there.collecting(dt.date(2026, 10, 10)) == cycle.next


def test_an_extended_cycle_is_closed_at_once_and_extended_again() -> None:
    """On a day of the next half-year."""
    there = extended((dt.date(2027, 4, 2), dt.date(2027, 4, 15)))
    there = Schedule((*there.terms, there.closed(CYCLE, at(dt.date(2027, 4, 10)), "")))
    assert there.collecting(dt.date(2027, 4, 11)) == NEXT
    there = Schedule((*there.terms, there.extended(CYCLE, dt.date(2027, 4, 20), at(dt.date(2027, 4, 12)), "")))
    assert there.collecting(dt.date(2027, 4, 12)) == CYCLE


def test_the_next_cycle_keeps_a_day_of_its_own() -> None:
    """An extension ends before the next deadline, and a next deadline lies after the extension."""
    there = Schedule((Schedule().opened(NEXT, dt.date(2027, 7, 30), "", at(dt.date(2027, 4, 1)), ""),))
    assert there.last_extension(CYCLE) == dt.date(2027, 7, 29)
    with pytest.raises(ScheduleError, match="次の期の締切（2027年7月30日）より前の日まで"):
        there.extended(CYCLE, dt.date(2027, 7, 30), at(dt.date(2027, 4, 2)), "")
    there = extended((dt.date(2027, 4, 2), dt.date(2027, 4, 15)))
    with pytest.raises(ScheduleError, match="集めるのは2027年4月16日から"):
        there.opened(NEXT, dt.date(2027, 4, 15), "", at(dt.date(2027, 4, 10)), "")
    assert there.opened(NEXT, dt.date(2027, 7, 30), "", at(dt.date(2027, 4, 10)), "").cycle == NEXT


def test_which_cycle_is_meant_by_a_later_day() -> None:
    """Seen: `extend 4/15` on 2 April answered with the date of the next cycle."""
    there, day = Schedule(), dt.date(2027, 4, 2)
    assert there.to_extend(dt.date(2027, 4, 15), day, ()) == CYCLE
    assert there.to_extend(dt.date(2027, 10, 8), day, ()) == NEXT
    assert there.to_extend(dt.date(2027, 4, 15), dt.date(2027, 3, 20), ()) == CYCLE
    with pytest.raises(
        ScheduleError, match=r"令和9年度前期の締切は2027年9月30日で.*令和8年度後期は県内平均を公表済みで、締切はもう変えられません"
    ):
        there.to_extend(dt.date(2027, 4, 15), day, {CYCLE})
    with pytest.raises(ScheduleError, match="延ばせる期はありません"):
        there.to_extend(dt.date(2027, 3, 31), dt.date(2027, 3, 20), ())
    early = Schedule((Schedule().closed(CYCLE, at(dt.date(2026, 12, 1)), ""),))
    assert early.to_extend(dt.date(2027, 1, 15), dt.date(2026, 12, 5), ()) == CYCLE


def test_a_collection_is_not_shortened_to_its_first_weeks_by_the_way() -> None:
    """Seen: `open --closes 4/15` on 2 April shortened the new cycle. Once the earlier one is published, nothing else can be meant."""
    there = Schedule()
    assert there.is_hasty(NEXT, dt.date(2027, 4, 15), ())
    assert not there.is_hasty(NEXT, dt.date(2027, 4, 15), {CYCLE})
    assert not there.is_hasty(NEXT, dt.date(2027, 5, 31), ())


def test_nothing_is_decided_about_cycles_that_are_over_or_to_come() -> None:
    """Each says why."""
    there, now = Schedule(), at(dt.date(2027, 4, 2))
    with pytest.raises(ScheduleError, match="まだ始まっていません"):
        there.opened(NEXT.next, dt.date(2027, 10, 8), "", now, "")
    with pytest.raises(ScheduleError, match="2027年3月31日に締め切りました"):
        there.opened(CYCLE, dt.date(2027, 4, 15), "", now, "")
    with pytest.raises(ScheduleError, match="2026年9月30日に締め切りました"):
        there.extended(CYCLE.previous, dt.date(2027, 4, 15), now, "")
    with pytest.raises(ScheduleError, match="で終わります"):
        there.opened(CYCLE, dt.date(2027, 4, 15), "", at(dt.date(2027, 3, 20)), "")
    with pytest.raises(ScheduleError, match="きょうか、それより後の日"):
        there.opened(NEXT, dt.date(2027, 4, 1), "", now, "")


DECISIONS = st.lists(
    st.tuples(
        st.sampled_from(["open", "extend", "close"]),
        DAYS,
        st.dates(dt.date(2026, 1, 1), dt.date(2028, 12, 31)),
        st.sampled_from([CYCLE.previous, CYCLE, NEXT, NEXT.next]),
    )
)


@given(DECISIONS)
def test_whatever_is_decided_every_day_collects_for_one_cycle_and_they_come_in_order(
    asked: list[tuple[str, dt.date, dt.date, Cycle]],
) -> None:
    """Closing days are never moved into the past; each cycle keeps a day of its own; the average of each is made once its day is over."""
    there, clock = Schedule(), CYCLE.first_day
    for what, day, wanted, cycle in sorted(asked, key=lambda one: one[1]):
        clock, now = day, at(day)
        with contextlib.suppress(ScheduleError):
            if what == "open":
                made = there.opened(cycle, wanted, "", now, "")
            else:
                made = there.extended(cycle, wanted, now, "") if what == "extend" else there.closed(cycle, now, "")
            assert made.closes_on >= clock
            there = Schedule((*there.terms, made))
    before = CYCLE.previous
    for cycle in (CYCLE, NEXT, NEXT.next):
        assert there.closing_day(cycle.previous) < there.closing_day(cycle)
        assert cycle.first_day <= there.first_day(cycle) <= there.closing_day(cycle) < cycle.next.closing_day
    for number in range((NEXT.closing_day - CYCLE.first_day).days + 1):
        day = CYCLE.first_day + dt.timedelta(days=number)
        collecting = there.collecting(day)
        assert collecting in (Cycle.of(day), Cycle.of(day).previous)
        assert collecting >= before, "never back to an earlier one"
        assert there.last_closed(day) < collecting or there.is_late(collecting, day)
        before = collecting
