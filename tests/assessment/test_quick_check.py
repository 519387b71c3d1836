"""The result of the quick check."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dxcheck.assessment.quick_check import quick_result
from dxcheck.questionnaire import load_full, load_quick, shipped_folder

FULL = load_full(shipped_folder() / "ehime-dx.toml")
QUICK = load_quick(shipped_folder() / "first-step.toml")
ANSWERS = st.dictionaries(st.sampled_from([item.id for item in QUICK.items]), st.one_of(st.none(), st.sampled_from([0, 1, 2, 3])))


@given(ANSWERS)
def test_at_most_three_steps_the_lowest_first_each_one_level_up(answers: dict[str, int | None]) -> None:
    """And one thing already done, if anything is above nothing; somebody to ask wherever there is a step."""
    made = quick_result(answers, QUICK, FULL)
    known = {item: level for item, level in answers.items() if level is not None}
    assert len(made.steps) == min(3, len(known))
    assert [step.level for step in made.steps] == sorted(step.level for step in made.steps)
    for step in made.steps:
        assert step.level == known[step.item] + 1
        assert step.step == FULL.item_by_id[step.item].next_steps[step.level - 1].ja
    assert (made.field is None) == (not made.steps)
    assert (made.already is None) == (not any(known.values()))
    if made.already is not None:
        assert known[made.already] == max(known.values())
    assert made.all_unknown == (bool(answers) and not known)


def test_ties_follow_the_articles_order() -> None:
    """Everything いいえ: listen, list, name the issues."""
    made = quick_result(dict.fromkeys((item.id for item in QUICK.items), 0), QUICK, FULL)
    assert [step.item for step in made.steps] == ["mom-02", "bpr-01", "bpr-03"]
