"""Whom to visit next: who needs it most comes first, and whoever lies on the way moves up by a little."""

from __future__ import annotations

import datetime as dt
import random

from chance import tried
from hypothesis import given, settings
from hypothesis import strategies as st

from dxcheck.casework.next_visits import ON_THE_WAY, PlannedVisit, SuggestedVisit, VisitNeed, reasons_in_words, suggested_order
from dxcheck.model.municipality import Municipality

TODAY = dt.date(2026, 12, 1)
REGIONS = ("東予", "中予", "南予")


def town(number: int, region: str = "東予") -> Municipality:
    """A municipality of some region."""
    return Municipality(f"{382000 + number}", f"{number}町", "まち", f"Machi {number}", "町", region, 9000)


def ago(days: int) -> dt.date:
    """So many days before today."""
    return TODAY - dt.timedelta(days=days)


def codes(order: list[SuggestedVisit]) -> list[int]:
    """The municipalities' numbers, in order."""
    return [int(one.need.municipality.code) - 382000 for one in order]


NEEDS = st.lists(
    st.tuples(
        st.sampled_from(REGIONS), st.none() | st.integers(0, 400), st.integers(0, 8), st.integers(0, 8), st.none() | st.integers(0, 900)
    ),
    max_size=12,
).map(
    lambda many: [
        VisitNeed(town(n, region), waits, wishes + (waits is not None), overdue, None if last is None else ago(last))
        for n, (region, waits, wishes, overdue, last) in enumerate(many)
    ]
)
PLANNED = st.lists(st.tuples(st.sampled_from(REGIONS), st.integers(-5, 40)), max_size=3).map(
    lambda many: [PlannedVisit(town(900 + n, region), TODAY + dt.timedelta(days=days)) for n, (region, days) in enumerate(many)]
)


def test_the_longest_waiting_comes_first_and_a_neighbour_is_seen_on_the_same_journey() -> None:
    """With the reasons said: who waits, what is late, how long nobody was there, and whom it lies beside."""
    needs = [
        VisitNeed(town(1, "東予"), last=ago(60)),
        VisitNeed(town(2, "南予"), waits=40, wishes=2, last=ago(20)),
        VisitNeed(town(3, "南予"), overdue=1, last=ago(35)),
        VisitNeed(town(4, "中予")),
    ]
    order = suggested_order(needs, [], TODAY)
    assert codes(order) == [4, 2, 3, 1], "nobody was ever at 4; 3 lies beside 2"
    said = [reasons_in_words(one, TODAY) for one in order]
    assert said[0] == ["訪問の記録がまだありません"]
    assert said[1] == ["相談の返事を40日待っています", "ほかに相談1件", "前回の訪問から20日"]
    assert said[2] == ["期限を過ぎた取組1件", "前回の訪問から35日", "同じ南予の2町と続けて回れます"]
    assert said[3] == ["前回の訪問から60日"]
    planned = [PlannedVisit(town(9, "東予"), TODAY + dt.timedelta(days=7))]
    beside = suggested_order(needs, planned, TODAY)
    assert codes(beside) == [4, 2, 1, 3], "somebody goes to the region of 1 anyway"
    assert reasons_in_words(beside[2], TODAY)[-1] == "同じ東予の9町へ行く予定（2026年12月8日）の前後に寄れます"


@settings(max_examples=tried(80))
@given(NEEDS, PLANNED, st.randoms(use_true_random=False))
def test_everybody_is_there_once_with_a_reason_whatever_the_order_they_are_read_in(
    needs: list[VisitNeed], planned: list[PlannedVisit], chance: random.Random
) -> None:
    """The same municipalities, the same order; each says why."""
    order = suggested_order(needs, planned, TODAY)
    assert sorted(codes(order)) == list(range(len(needs)))
    assert all(reasons_in_words(one, TODAY) for one in order)
    mixed = list(needs)
    chance.shuffle(mixed)
    assert suggested_order(mixed, planned[::-1], TODAY) == order


@settings(max_examples=tried(80))
@given(NEEDS, PLANNED)
def test_nobody_who_needs_it_much_more_comes_later(needs: list[VisitNeed], planned: list[PlannedVisit]) -> None:
    """Within a region never; over regions by what being on the way is worth at most."""
    order = [one.need for one in suggested_order(needs, planned, TODAY)]
    for place, earlier in enumerate(order):
        for later in order[place + 1 :]:
            worth = 0 if earlier.municipality.region == later.municipality.region else ON_THE_WAY
            assert later.urgency(TODAY) <= earlier.urgency(TODAY) + worth


@settings(max_examples=tried(80))
@given(NEEDS.filter(bool), PLANNED, st.integers(1, 30), st.sampled_from(["waits", "wishes", "overdue", "last"]))
def test_waiting_longer_never_puts_anybody_back(needs: list[VisitNeed], planned: list[PlannedVisit], more: int, what: str) -> None:
    """More of any reason moves a municipality up, or leaves it where it is."""
    one = needs[0]
    grown = {
        "waits": one._replace(waits=(one.waits or 0) + more),
        "wishes": one._replace(wishes=one.wishes + more),
        "overdue": one._replace(overdue=one.overdue + more),
        "last": one._replace(last=None if one.last is None else one.last - dt.timedelta(days=more)),
    }[what]
    before = codes(suggested_order(needs, planned, TODAY)).index(0)
    assert codes(suggested_order([grown, *needs[1:]], planned, TODAY)).index(0) <= before
