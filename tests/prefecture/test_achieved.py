"""What support achieved: counted by hand, whatever the order, each figure with how many stand behind it, and none of few."""

from __future__ import annotations

import datetime as dt
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st
from moments import NOW
from questionnaire.questionnaires import two_by_three

from dxcheck.casework.model import Action, ActionState, VisitRecord
from dxcheck.prefecture.achieved import LEAST_TOWNS, REACHED, SupportGiven, achieved
from dxcheck.reports.achieved import course_in_words

Q = two_by_three()
ITEMS = [one.id for one in Q.ordered]
DAY = dt.timedelta(days=1)
FIRST, LAST = dt.date(2026, 4, 1), dt.date(2026, 9, 30)
BEFORE, AFTER = NOW.replace(month=3, day=10), NOW.replace(month=9, day=10)


def action(item: str = "gov-01", visit: str = "v", **more: object) -> Action:
    """Agreed in June."""
    made: dict[str, object] = {"chosen_at": NOW.replace(month=6), "visit": visit, **more}
    return Action("a", item, 2, "やる", **made)  # type: ignore[arg-type]


def town(moved: int, *, visited: bool, actions: tuple[Action, ...] = (), of: str = "gov", begins: int = 1) -> SupportGiven:
    """Every item of a dimension moved by as much; the others stayed."""
    levels = {one: (begins, begins + (moved if one.startswith(of) else 0)) for one in ITEMS}
    visits = [VisitRecord("v", dt.date(2026, 6, 1))] if visited else []
    return SupportGiven(visits, actions, (BEFORE, AFTER), levels)


def test_the_example_that_was_counted_by_hand() -> None:
    """Five with a step agreed in gov, of which three rose by 1 and two by 2; their other dimension stayed; five without a visit rose by 1 in svc."""
    done = action(state="done", changed_at=NOW.replace(month=8))
    supported = [town(n, visited=True, actions=(action(), done)) for n in (1, 1, 1, 2, 2)]
    others = [town(1, visited=False, of="svc", begins=2) for _n in range(5)]
    found = achieved([*supported, *others], Q, FIRST, LAST)
    assert (found.visits, found.visited) == (5, 5)
    assert (found.agreed, found.ahead, found.doing, found.done, found.dropped, found.finished) == (10, 5, 0, 5, 0, 5)
    assert found.groups["agreed"] == (5, 5, 15, 1.0, 2.4, 1.4)
    assert found.groups["beside"] == (5, 5, 15, 1.0, 1.0, 0.0)
    assert found.groups["none"] == (5, 10, 30, 2.0, 2.5, 0.5)


def test_a_group_of_few_municipalities_is_said_and_has_no_figure() -> None:
    """However many items they have."""
    found = achieved([town(3, visited=True, actions=(action(),)) for _n in range(LEAST_TOWNS - 1)], Q, FIRST, LAST).groups
    assert found["agreed"] == (4, 4, 12, None, None, None)
    assert found["none"] == (0, 0, 0, None, None, None)


def test_a_group_that_nobody_is_in_says_so() -> None:
    """Not that zero is fewer than five."""
    nobody = achieved([], Q, FIRST, LAST).groups
    assert {course_in_words(one, 1) for one in nobody.values()} == {"あてはまる市町はありません"}


def test_only_what_was_agreed_between_the_two_snapshots_counts_as_supported() -> None:
    """Not at a visit before the first or after the second, nor what the municipality chose itself, nor what lifts no item."""
    early = SupportGiven([VisitRecord("v", BEFORE.date())], [action()], (BEFORE, AFTER), {"gov-01": (1, 2)})
    late = SupportGiven([VisitRecord("v", AFTER.date() + DAY)], [action()], (BEFORE, AFTER), {"gov-01": (1, 2)})
    own = SupportGiven([VisitRecord("v", dt.date(2026, 6, 1))], [action(visit=""), action("")], (BEFORE, AFTER), {"gov-01": (1, 2)})
    alone = SupportGiven([], [], None, {"gov-01": (1, 2)})
    counts = {group: one.dimensions for group, one in achieved([early, late, own, alone], Q, FIRST, LAST).groups.items()}
    assert counts == {"agreed": 0, "beside": 1, "none": 2}


towns = st.builds(
    SupportGiven,
    st.lists(st.builds(lambda id_, n: VisitRecord(id_, FIRST + n * DAY), st.sampled_from("vw"), st.integers(-200, 200)), max_size=2),
    st.lists(
        st.builds(
            lambda item, visit, state: action(item, visit, state=state, changed_at=NOW),
            st.sampled_from([*ITEMS, ""]),
            st.sampled_from(["v", "w", ""]),
            st.sampled_from(get_args(ActionState)),
        ),
        max_size=3,
    ),
    st.none() | st.just((BEFORE, AFTER)),
    st.dictionaries(st.sampled_from(ITEMS), st.tuples(st.integers(0, 5), st.integers(0, 5))),
)


@given(st.lists(towns, max_size=12), st.randoms())
def test_every_dimension_is_in_one_group_whatever_the_order(there: list[SupportGiven], chance: object) -> None:
    """And a figure lies within the scale, with its before and after as far apart as it says."""
    found = achieved(there, Q, FIRST, LAST)
    mixed = list(there)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert achieved(mixed, Q, FIRST, LAST) == found
    counted = [one for one in there if one.between is not None]
    assert sum(one.items for one in found.groups.values()) == sum(len(one.levels) for one in counted)
    assert sum(one.dimensions for one in found.groups.values()) == sum(len({item[:3] for item in one.levels}) for one in counted)
    assert set(found.groups) == set(REACHED)
    assert found.ahead + found.doing + found.done + found.dropped == found.agreed
    assert found.visited <= found.visits
    for one in found.groups.values():
        if one.moved is None:
            assert one.municipalities < LEAST_TOWNS
        else:
            assert one.before is not None
            assert one.after is not None
            assert one.municipalities >= LEAST_TOWNS
            assert abs(one.after - one.before - one.moved) < 1e-9
