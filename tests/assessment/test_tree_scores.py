"""Figures of groups: means, sums, the lowest and steps in a row, over a tree of any depth."""

from __future__ import annotations

from statistics import fmean

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from questionnaire.questionnaires import item, questionnaire, text
from questionnaire.trees import practices

from dxcheck.assessment.change import changes_between
from dxcheck.assessment.scoring import dimension_scores, group_scores, overall_score, whole_score
from dxcheck.assessment.shared_items import common
from dxcheck.model.snapshot import Answer
from dxcheck.questionnaire.model import Dimension, Questionnaire
from dxcheck.questionnaire.tree import Aggregate

Q = practices()
SHARE = st.sampled_from([0, 0.25, 0.5, 1])
ALL = st.fixed_dictionaries({one.id: SHARE.map(lambda level: Answer(choice=level)) for one in Q.items})
CHOICE = st.one_of(SHARE, st.sampled_from(["not_applicable", "unknown"]), st.none())
ANY = st.fixed_dictionaries({one.id: CHOICE.map(lambda choice: Answer(choice=choice)) for one in Q.items})


def by(rule: Aggregate, n: int = 5) -> Questionnaire:
    """One dimension of some items made by a rule."""
    return questionnaire(
        *(item(f"gov-{one}") for one in range(n)), dimensions=(Dimension("gov", text("分野"), text("分"), "center", aggregate=rule),)
    )


def figure(rule: Aggregate, *choices: int | str | None) -> float | None:
    """The figure of some answers under a rule."""
    q = by(rule, len(choices))
    return dimension_scores({one.id: Answer(choice=choice) for one, choice in zip(q.items, choices, strict=True)}, q)["gov"].mean  # type: ignore[arg-type]


@settings(max_examples=20)
@given(ALL)
def test_a_stream_is_the_sum_of_its_items_and_everything_above_the_mean(answers: dict[str, Answer]) -> None:
    """As in a loop that anybody can follow."""
    scores = group_scores(answers, Q)
    for node in Q.outline:
        expected = (
            sum(answers[leaf.id].level or 0 for leaf in node.leaves)
            if node.leaves
            else fmean(scores[one.id].mean or 0 for one in node.nodes)
        )
        assert scores[node.id].mean == pytest.approx(expected)
    assert whole_score(answers, Q).mean == pytest.approx(fmean(scores[one.id].mean or 0 for one in Q.tree.nodes))


@settings(max_examples=30)
@given(ANY)
def test_every_figure_lies_between_the_ends_of_its_range(answers: dict[str, Answer]) -> None:
    """Whatever is answered, and the dimensions are the same in the tree and alone."""
    scores = group_scores(answers, Q)
    assert {one.id: scores[one.id] for one in Q.dimensions} == dimension_scores(answers, Q)
    for score in (*scores.values(), overall_score(dimension_scores(answers, Q), Q)):
        assert score.mean is None or 0 <= score.mean <= 3
        assert score.answered <= score.applicable


@settings(max_examples=20)
@given(ALL, ALL)
def test_a_change_is_what_the_figures_differ_by_when_everything_is_answered_twice(
    before: dict[str, Answer], after: dict[str, Answer]
) -> None:
    """In every group of the tree."""
    changes = changes_between(before, Q, after, Q)
    then, now = group_scores(before, Q), group_scores(after, Q)
    for name, change in changes.groups.items():
        assert change.mean == pytest.approx((now[name].mean or 0) - (then[name].mean or 0))
    assert set(changes.groups) == set(now)


@given(st.lists(st.integers(0, 5), min_size=5, max_size=5), st.lists(st.integers(0, 5), min_size=5, max_size=5))
def test_the_lowest_and_steps_in_a_row_change_by_what_they_differ(before: list[int], after: list[int]) -> None:
    """No mean of moves: a part that is not the lowest moves nothing."""
    for rule in ("lowest", "first_unmet"):
        q = by(rule)
        then, now = ({one.id: Answer(choice=level) for one, level in zip(q.items, side, strict=True)} for side in (before, after))
        moved = changes_between(then, q, now, q).dimensions["gov"].mean
        assert moved == (dimension_scores(now, q)["gov"].mean or 0) - (dimension_scores(then, q)["gov"].mean or 0)


def test_the_lowest_is_known_once_nothing_can_be_lower() -> None:
    """An open answer could be the lowest."""
    assert figure("lowest", 3, 4, 2, 5, 5) == 2
    assert figure("lowest", 3, 4, "unknown", 5, 5) is None
    assert figure("lowest", 3, 4, "not_applicable", 5, 5) == 3
    assert figure("lowest", 0, None, None, None, None) == 0
    assert figure("lowest", "not_applicable", "not_applicable") is None


def test_steps_in_a_row_count_up_to_the_first_that_is_not_met() -> None:
    """What is met behind it counts only once it is met itself; what does not apply stops nobody."""
    assert figure("first_unmet", 5, 5, 4, 5, 5) == 2
    assert figure("first_unmet", 5, 5, 5, 5, 5) == 5
    assert figure("first_unmet", 0, None, None, None, None) == 0
    assert figure("first_unmet", 5, None, 5, 5, 5) is None
    assert figure("first_unmet", 5, "not_applicable", 5, 2, 5) == 3


def test_a_sum_with_an_open_answer_counts_it_as_the_mean_of_the_others() -> None:
    """So a sum has one range whatever applies, and half of it has to be there."""
    names = [one.id for one in Q.items if one.group == "plan-a-x"]
    two = {names[0]: Answer(choice=1), names[1]: Answer(choice=0.5), names[2]: Answer(choice="unknown")}
    assert group_scores(two, Q)["plan-a-x"].mean == pytest.approx(2.25)
    one = {names[0]: Answer(choice=1), names[1]: Answer(choice="unknown"), names[2]: Answer(choice="unknown")}
    assert group_scores(one, Q)["plan-a-x"].mean is None


def test_a_sum_is_compared_over_versions_only_whole() -> None:
    """What is left of a stream without one of its items would be another figure."""
    newer = msgspec.structs.replace(Q, version="2", items=Q.items[1:])
    shared = common(
        [Q, msgspec.structs.replace(newer, items=(*newer.items, item("plan-a-x9", "plan-a", group="plan-a-x", levels=(), next_steps=())))]
    )
    assert {one.id for one in Q.items} - set(shared.names) == {"plan-a-x1", "plan-a-x2", "plan-a-x3"}


def test_a_dimension_counts_in_the_whole_as_much_as_it_says() -> None:
    """Weights of dimensions, beside those of items."""
    dimensions = (Dimension("gov", text("分野"), text("分"), "center", weight=3.0), Dimension("svc", text("分野"), text("分"), "center"))
    q = questionnaire(item("gov-01"), item("svc-01", "svc"), dimensions=dimensions)
    assert whole_score({"gov-01": Answer(choice=4), "svc-01": Answer(choice=0)}, q).mean == 3
