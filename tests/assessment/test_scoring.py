"""Scores, changes and next steps."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from questionnaire.questionnaires import Condition, item, questionnaire, two_by_three

from dxcheck.assessment import scoring
from dxcheck.model.snapshot import Answer, asked_items
from dxcheck.questionnaire.model import Replaces
from dxcheck.questionnaire.scale import DEFAULT

Q = two_by_three()
CHOICES = st.one_of(st.integers(0, 5), st.sampled_from(["not_applicable", "unknown"]), st.none())
ANSWERS = st.dictionaries(st.sampled_from([one.id for one in Q.items]), CHOICES.map(lambda choice: Answer(choice=choice)))


def levels(**given_levels: int) -> dict[str, Answer]:
    """Answers from keyword arguments like gov_01=2."""
    return {name.replace("_", "-"): Answer(choice=level) for name, level in given_levels.items()}


@given(ANSWERS)
def test_means_never_leave_the_scale(answers: dict[str, Answer]) -> None:
    """Whatever was answered, a mean lies between the lowest and the highest level given, and counts add up."""
    scores = scoring.dimension_scores(answers, Q)
    for dimension, score in scores.items():
        given_levels = [a.level for i, a in answers.items() if i.startswith(dimension) and a.level is not None]
        assert score.answered == len(given_levels)
        assert score.answered + score.unknown <= score.applicable
        assert score.applicable + score.not_applicable == 3
        if score.mean is not None:
            assert min(given_levels) <= score.mean <= max(given_levels)
            assert 2 * score.answered >= score.applicable
    overall = scoring.overall_score(scores, Q).mean
    assert overall is None or 0 <= overall <= 5


@given(ANSWERS, st.sampled_from([one.id for one in Q.items]), st.sampled_from(["not_applicable", "unknown"]))
def test_not_applicable_and_unknown_change_no_mean(answers: dict[str, Answer], open_item: str, choice: str) -> None:
    """Answering an open item with 該当なし or わからない leaves every mean that is there as it was."""
    answers.pop(open_item, None)
    before = scoring.dimension_scores(answers, Q)
    after = scoring.dimension_scores({**answers, open_item: Answer(choice=choice)}, Q)  # type: ignore[arg-type]
    for dimension, score in before.items():
        if score.mean is not None:
            assert after[dimension].mean == score.mean


def test_a_dimension_under_half_has_no_mean() -> None:
    """One of three answered: no mean for the dimension, none for the whole."""
    scores = scoring.dimension_scores(levels(gov_01=4, svc_01=2, svc_02=2), Q)
    assert scores["gov"].mean is None
    assert scores["svc"].mean == 2
    assert scoring.overall_score(scores, Q).mean is None


def test_what_does_not_apply_does_not_count_against_a_dimension() -> None:
    """With two of three items not applicable, the third alone is all there is."""
    answers = {
        "gov-01": Answer(choice=3),
        "gov-02": Answer(choice="not_applicable", reason="ない"),
        "gov-03": Answer(choice="not_applicable", reason="ない"),
    }
    score = scoring.dimension_scores(answers, Q)["gov"]
    assert (score.mean, score.answered, score.applicable, score.not_applicable) == (3, 1, 1, 2)


def test_the_whole_is_the_mean_of_the_dimensions_not_of_the_items() -> None:
    """A dimension with more answers does not weigh more."""
    scores = scoring.dimension_scores(levels(gov_01=1, gov_02=1, gov_03=1, svc_01=4, svc_02=4), Q)
    assert scoring.overall_score(scores, Q).mean == 2.5


def test_weights_count() -> None:
    """An item with weight 3 counts three times."""
    q = questionnaire(item("gov-01", weight=3.0), item("gov-02"))
    assert scoring.dimension_scores(levels(gov_01=4, gov_02=0), q)["gov"].mean == 3


def test_distance_to_the_next_level_and_to_the_target() -> None:
    """1.5 is half a level from 2; a target of 3 is one and a half away."""
    answers = {"gov-01": Answer(choice=1, target=3), "gov-02": Answer(choice=2, target=3)}
    score = scoring.dimension_scores(answers, questionnaire(item("gov-01"), item("gov-02")))["gov"]
    assert (score.to_next_level(DEFAULT), score.to_target) == (0.5, 1.5)
    top = scoring.dimension_scores(levels(gov_01=5, gov_02=5), questionnaire(item("gov-01"), item("gov-02")))["gov"]
    assert top.to_next_level(DEFAULT) is None


def test_an_item_is_asked_only_while_its_condition_holds() -> None:
    """A condition on an item that is not asked does not hold either; わからない meets none."""
    q = questionnaire(
        item("gov-01"),
        item("gov-02", conditions=(Condition("gov-01", at_least=2),)),
        item("gov-03", conditions=(Condition("gov-02"),)),
    )
    ids = lambda answers: [one.id for one in asked_items(q, answers)]  # noqa: E731
    assert ids({}) == ["gov-01"]
    assert ids(levels(gov_01=1, gov_02=3)) == ["gov-01"]
    assert ids({"gov-01": Answer(choice="unknown")}) == ["gov-01"]
    assert ids(levels(gov_01=2, gov_02=0)) == ["gov-01", "gov-02", "gov-03"]


@given(ANSWERS, ANSWERS)
def test_comparing_touches_shared_items_only(before: dict[str, Answer], after: dict[str, Answer]) -> None:
    """Items that only one version has never appear among the changes, and are counted."""
    old = questionnaire(*(one for one in Q.items if one.id != "svc-03"), version="0")
    new = questionnaire(*(one for one in Q.items if one.id != "gov-01"), version="1")
    comparison = scoring.compare(before, old, after, new)
    assert [change.item for change in comparison.changes] == ["gov-02", "gov-03", "svc-01", "svc-02"]
    assert (comparison.only_before, comparison.only_after) == (1, 1)
    for change in comparison.changes:
        assert change.before == before.get(change.item, Answer())


def test_a_reworded_item_is_followed_and_marked() -> None:
    """`replaces` with `reworded` joins two ids; split and merged items have no single counterpart."""
    old = questionnaire(item("gov-01"), item("gov-02"), version="1")
    new = questionnaire(
        item("gov-11", replaces=(Replaces("gov-01", "1", "reworded"),)),
        item("gov-12", replaces=(Replaces("gov-02", "1", "split"),)),
        version="2",
    )
    comparison = scoring.compare(levels(gov_01=1), old, levels(gov_11=3), new)
    assert [(c.item, c.step, c.reworded) for c in comparison.changes] == [("gov-11", None, True)]
    assert (comparison.only_before, comparison.only_after) == (1, 1)


def test_first_steps_begin_with_the_lowest_level_and_spread_over_dimensions() -> None:
    """Two zeros in one dimension and one elsewhere: the other dimension gets its turn before the second zero's sibling."""
    answers = levels(gov_01=0, gov_02=0, gov_03=0, svc_01=1, svc_02=5)
    steps = scoring.first_steps(answers, Q)
    assert [step.item for step in steps] == ["gov-01", "gov-02", "svc-01"]
    assert steps[0].step == "gov-01の0から1への一歩"
    assert steps[0].level == 1


@given(ANSWERS)
def test_first_steps_always_lead_one_level_up(answers: dict[str, Answer]) -> None:
    """At most three, all different, each exactly one level above the answer, never for わからない or the top."""
    steps = scoring.first_steps(answers, Q)
    assert len(steps) <= 3
    assert len({step.item for step in steps}) == len(steps)
    for step in steps:
        assert answers[step.item].level == step.level - 1 < 5


def test_priority_breaks_ties() -> None:
    """Among equal levels the questionnaire's own order decides, and an item with a higher target goes first."""
    q = two_by_three(priority=("svc-02", "gov-02"))
    assert scoring.next_steps(levels(gov_01=1, gov_02=1, svc_02=1), q)[0].item == "svc-02"
    aimed = {**levels(gov_02=1, svc_02=1), "gov-01": Answer(choice=1, target=3)}
    assert scoring.next_steps(aimed, q)[0].item == "gov-01"


def test_strengths_leave_out_what_has_not_begun() -> None:
    """Level 0 is no strength."""
    assert [(one.id, level) for one, level in scoring.strengths(levels(gov_01=0, gov_02=1, svc_01=3), Q)] == [("svc-01", 3), ("gov-02", 1)]
