"""A change is the mean of item changes, never the difference of two means."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from questionnaire.questionnaires import Condition, item, questionnaire

from dxcheck.assessment import scoring
from dxcheck.assessment.change import LevelChange, changes_between
from dxcheck.model.snapshot import Answer
from dxcheck.questionnaire.model import Questionnaire, Replaces, Text

OLD = questionnaire(
    item("gov-01"),
    item("gov-02"),
    item("gov-03"),
    item("gov-04"),
    item("svc-01", "svc"),
    item("svc-02", "svc"),
    item("sec-01", "sec"),
    version="1",
)
NEW = questionnaire(
    item("gov-01", weight=2.0),
    item("gov-12", weight=0.5, replaces=(Replaces("gov-02", "1", "reworded"),), prompt=Text("ほかの言葉で聞く。")),
    item("gov-03", weight=3.0),
    item("gov-05"),
    item("svc-01", "svc"),
    item("svc-02", "svc", prompt=Text("言葉が変わった。")),
    item("dat-01", "dat"),
    version="2",
)
SHARED = {"gov": {"gov-01": "gov-01", "gov-12": "gov-02", "gov-03": "gov-03"}, "svc": {"svc-01": "svc-01", "svc-02": "svc-02"}}
"""Dimension to its shared items: the later id to the earlier one."""
REWORDED = {"gov-12", "svc-02"}
WEIGHTS = {"gov-01": 2.0, "gov-12": 0.5, "gov-03": 3.0, "svc-01": 1.0, "svc-02": 1.0}
CHOICES = st.one_of(st.integers(0, 5), st.sampled_from(["not_applicable", "unknown"]), st.none())


def answered(q: Questionnaire) -> st.SearchStrategy[dict[str, Answer]]:
    """Any answers to a questionnaire."""
    return st.dictionaries(st.sampled_from([one.id for one in q.items]), CHOICES.map(lambda choice: Answer(choice=choice)))


def levels(**given_levels: int | str) -> dict[str, Answer]:
    """Answers from keyword arguments like gov_01=2."""
    return {name.replace("_", "-"): Answer(choice=choice) for name, choice in given_levels.items()}  # type: ignore[arg-type]


def by_hand(before: dict[str, Answer], after: dict[str, Answer], dimension: str) -> tuple[Fraction | None, int, int, int, int]:
    """One dimension's change, in a loop that anybody can follow."""
    total = weights = Fraction()
    items = shared = newly = lost = 0
    for new, old in SHARED[dimension].items():
        then, now = before.get(old, Answer()).choice, after.get(new, Answer()).choice
        if then == "not_applicable" and now == "not_applicable":
            continue
        shared += 1
        if isinstance(now, int) and not isinstance(then, int):
            newly += 1
        if isinstance(then, int) and now == "unknown":
            lost += 1
        if isinstance(then, int) and isinstance(now, int) and new not in REWORDED:
            total += Fraction(WEIGHTS[new]) * (now - then)
            weights += Fraction(WEIGHTS[new])
            items += 1
    return (total / weights if items and items >= shared / 2 else None), items, shared, newly, lost


@given(answered(OLD), answered(NEW))
def test_every_change_is_what_a_plain_loop_says(before: dict[str, Answer], after: dict[str, Answer]) -> None:
    """Over two versions with items that came, went and were reworded; the whole is the mean of the dimensions that both ask."""
    made = changes_between(before, OLD, after, NEW)
    parts = {dimension: by_hand(before, after, dimension) for dimension in SHARED}
    counted = {dimension: part for dimension, part in parts.items() if part[2]}
    assert set(made.dimensions) == set(counted)
    for dimension, (mean, *counts) in counted.items():
        found = made.dimensions[dimension]
        assert [found.items, found.shared, found.newly, found.now_unknown] == counts
        assert (found.mean is None) == (mean is None)
        assert found.mean is None or mean is None or abs(found.mean - mean) < 1e-12
    means = [part[0] for part in counted.values()]
    whole = None if not means or None in means else sum(one for one in means if one is not None) / len(means)
    assert (made.overall.mean is None) == (whole is None)
    assert whole is None or made.overall.mean is None or abs(made.overall.mean - whole) < 1e-12
    assert made.overall.items == sum(part[1] for part in counted.values())


@given(answered(OLD), answered(OLD))
def test_there_and_back_again_is_no_way_at_all(before: dict[str, Answer], after: dict[str, Answer]) -> None:
    """The other way round every change has the other sign, and rests on as many items; no change is larger than the largest step in it."""
    there, back = changes_between(before, OLD, after, OLD), changes_between(after, OLD, before, OLD)
    for dimension, one in there.dimensions.items():
        other = back.dimensions[dimension]
        assert (one.items, one.shared) == (other.items, other.shared)
        assert one.mean == (None if other.mean is None else -other.mean)
        inside = [step for name, step in there.steps.items() if OLD.item_by_id[name].dimension == dimension]
        assert one.mean is None or min([0, *inside]) <= one.mean <= max([0, *inside])
    same = changes_between(before, OLD, before, OLD)
    assert set(same.steps.values()) <= {0}
    assert {one.mean for one in same.dimensions.values()} <= {0.0, None}


@given(answered(OLD), answered(OLD), st.sampled_from([one.id for one in OLD.items]), st.integers(0, 5))
def test_what_is_newly_answered_moves_no_change(before: dict[str, Answer], after: dict[str, Answer], name: str, level: int) -> None:
    """An item that was わからない and now has a level, whichever, is counted beside and changes no figure that is there."""
    before = {**before, name: Answer(choice="unknown")}
    open_ = changes_between(before, OLD, {**after, name: Answer(choice="unknown")}, OLD)
    told = changes_between(before, OLD, {**after, name: Answer(choice=level)}, OLD)
    assert {key: one.mean for key, one in told.dimensions.items()} == {key: one.mean for key, one in open_.dimensions.items()}
    assert told.overall.mean == open_.overall.mean
    assert told.overall.newly == open_.overall.newly + 1


def test_two_unknowns_that_become_0_and_1_are_no_fall() -> None:
    """大洲市, 方針: the mean falls by 0.3, and nothing got worse."""
    q = questionnaire(*(item(f"gov-0{n}") for n in range(1, 7)))
    before = levels(gov_01=1, gov_02=1, gov_03=1, gov_04=1, gov_05="unknown", gov_06="unknown")
    after = {**before, **levels(gov_05=0, gov_06=1)}
    means = [scoring.dimension_scores(one, q)["gov"].mean for one in (before, after)]
    assert means == [1.0, pytest.approx(5 / 6)]
    made = changes_between(before, q, after, q)
    assert made.dimensions["gov"] == LevelChange(0.0, 4, 6, 2, 0)
    assert made.overall == made.dimensions["gov"]
    assert set(made.steps.values()) == {0}


def test_what_is_unknown_now_is_no_rise() -> None:
    """A low level that is わからない now lifts the mean, and is counted beside."""
    q = questionnaire(item("gov-01"), item("gov-02"), item("gov-03"))
    made = changes_between(levels(gov_01=0, gov_02=2, gov_03=2), q, levels(gov_01="unknown", gov_02=2, gov_03=2), q)
    assert made.dimensions["gov"] == LevelChange(0.0, 2, 3, 0, 1)


def test_under_half_of_what_is_shared_there_is_no_change() -> None:
    """One item of three says nothing about a dimension, and then nothing about the whole."""
    q = questionnaire(item("gov-01"), item("gov-02"), item("gov-03"), item("svc-01", "svc"))
    made = changes_between(levels(gov_01=1, gov_02=1, svc_01=1), q, levels(gov_01=3, gov_03=2, svc_01=2), q)
    assert made.dimensions["gov"] == LevelChange(None, 1, 3, 1, 0)
    assert made.dimensions["svc"].mean == 1.0
    assert made.overall.mean is None
    assert made.steps == {"gov-01": 2, "svc-01": 1}


def test_what_never_applies_does_not_count_against_a_dimension() -> None:
    """該当なし both times; once alone it does."""
    q = questionnaire(item("gov-01"), item("gov-02"), item("gov-03"))
    nothing = levels(gov_02="not_applicable", gov_03="not_applicable")
    made = changes_between({**nothing, **levels(gov_01=1)}, q, {**nothing, **levels(gov_01=2)}, q)
    assert made.dimensions["gov"] == LevelChange(1.0, 1, 1, 0, 0)
    asked_now = changes_between({**nothing, **levels(gov_01=1)}, q, levels(gov_01=2, gov_02=1, gov_03=1), q)
    assert asked_now.dimensions["gov"] == LevelChange(None, 1, 3, 2, 0)


def test_what_a_condition_hides_is_no_answer() -> None:
    """A level that stood there before the item was hidden neither moves nor counts; hidden both times, it is not shared."""
    q = questionnaire(item("gov-01"), item("gov-02", conditions=(Condition("gov-01", at_least=2),)))
    before, after = levels(gov_01=2, gov_02=1), levels(gov_01=1, gov_02=5)
    made = changes_between(before, q, after, q)
    assert made.dimensions["gov"] == LevelChange(-1.0, 1, 2, 0, 0)
    assert made.steps == {"gov-01": -1}
    both = changes_between(levels(gov_01=0, gov_02=1), q, levels(gov_01=1, gov_02=4), q)
    assert both.dimensions["gov"] == LevelChange(1.0, 1, 1, 0, 0)
    assert scoring.compare(levels(gov_01=0, gov_02=1), q, levels(gov_01=1, gov_02=4), q).risen[0].item == "gov-01"


def test_a_reworded_item_neither_rose_nor_fell() -> None:
    """Its levels need not mean the same; it is still there to be read."""
    comparison = scoring.compare(levels(gov_02=1, svc_02=4), OLD, levels(gov_12=3, svc_02=1), NEW)
    assert (comparison.risen, comparison.fallen) == ((), ())
    assert {one.item for one in comparison.changes if one.reworded} == REWORDED
