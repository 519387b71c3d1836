"""Groups above and inside dimensions: what a file can declare, and every fault at its place."""

from __future__ import annotations

from itertools import pairwise

import msgspec
import pytest
from questionnaire.questionnaires import item, questionnaire, text, two_by_three
from questionnaire.trees import practices

from dxcheck.questionnaire.faults import meaning_faults
from dxcheck.questionnaire.model import Branch, Dimension, Questionnaire
from dxcheck.questionnaire.tree import Aggregate

Q = practices()


def test_a_questionnaire_without_groups_is_a_tree_of_its_dimensions() -> None:
    """Nothing is kept of what it does not say: its content is the same as before groups could be declared."""
    flat = two_by_three()
    assert [(one.id, one.depth, one.is_dimension) for one in flat.outline] == [("gov", 1, True), ("svc", 1, True)]
    assert b"aggregate" not in flat.canonical()
    assert b"within" not in flat.canonical()
    assert b"groups" not in flat.canonical()


def test_groups_stand_from_the_top_down() -> None:
    """Each after what it is within, however the file lists them."""
    shown = [(one.depth, one.id) for one in Q.outline][:7]
    assert shown == [(1, "plan"), (2, "plan-a"), (3, "plan-a-x"), (3, "plan-a-y"), (2, "plan-b"), (3, "plan-b-x"), (3, "plan-b-y")]
    assert meaning_faults(Q) == []
    assert {(one.low, one.high) for one in Q.outline} == {(0, 3)}


def test_items_of_a_group_are_asked_together() -> None:
    """Whatever their order in the file."""
    shuffled = msgspec.structs.replace(Q, items=Q.items[::2] + Q.items[1::2])
    places = [one.group for one in shuffled.ordered]
    assert len(dict.fromkeys(places)) == sum(one != other for one, other in pairwise(places)) + 1
    assert {one.id for one in shuffled.ordered} == {one.id for one in Q.items}


def test_a_file_with_groups_reads_back_as_it_was() -> None:
    """The form that is kept beside the answers."""
    assert msgspec.json.decode(Q.canonical(), type=Questionnaire) == Q


def _dimension(name: str = "gov", **rest: str) -> Dimension:
    return Dimension(name, text("分野"), text("分"), "center", **rest)  # type: ignore[arg-type]


def _group(name: str, within: str | None = None, aggregate: Aggregate = "mean") -> Branch:
    return Branch(name, text("まとまり"), within, aggregate)


@pytest.mark.parametrize(
    ("rest", "items", "said", "at"),
    [
        ({"groups": (_group("gov"),)}, ("gov-01",), "分野とまとまりに、同じIDは使えません", "まとまり gov"),
        ({"groups": (_group("a", "nowhere"),)}, ("gov-01",), "「nowhere」はありません", "まとまり a"),
        ({"dimensions": (_dimension(within="nowhere"),)}, ("gov-01",), "「nowhere」はありません", "分野 gov"),
        ({"groups": (_group("a", "b"), _group("b", "a"))}, ("gov-01",), "堂々めぐり", "まとまり a"),
        ({"groups": (_group("a"),)}, ("gov-01",), "中に設問も分野もありません", "まとまり a"),
        ({"groups": (_group("a", "gov"),)}, ("gov-01", ("gov-02", "a")), "両方は入れられません", "分野 gov"),
        ({"groups": (_group("a", "gov"),)}, (("gov-01", "a"), ("gov-02", "b")), "「b」はありません", "設問 gov-02"),
        ({"dimensions": (_dimension(aggregate="sum"),)}, ("gov-01", "gov-02"), "合計の範囲（0から10）", "分野 gov"),
        ({"dimensions": (_dimension(aggregate="first_unmet"),)}, ("gov-01", "gov-02"), "同じ数（5）の中身が必要です（いま2）", "分野 gov"),
    ],
)
def test_a_group_at_fault_is_named_with_its_place(
    rest: dict[str, object], items: tuple[str | tuple[str, str], ...], said: str, at: str
) -> None:
    """A tree that cannot be, and a rule that leaves the scale."""
    made = [item(one) if isinstance(one, str) else item(one[0], group=one[1]) for one in items]
    found = meaning_faults(questionnaire(*made, **rest))
    assert any(said in one.message and at in one.place for one in found), found


def test_dimensions_of_a_group_stand_together() -> None:
    """So that a list of dimensions and the tree have one order."""
    dimensions = (_dimension("gov", within="a"), _dimension("svc"), _dimension("sec", within="a"))
    made = questionnaire(item("gov-01"), item("svc-01", "svc"), item("sec-01", "sec"), dimensions=dimensions, groups=(_group("a"),))
    assert [one.message for one in meaning_faults(made)] == ["同じまとまりの分野は、続けて並べてください"]
