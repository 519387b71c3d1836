"""What staff look at once more before they submit, and what specialists look at before a visit, go by the same numbers."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from questionnaire.questionnaires import item, questionnaire, text

from dxcheck import i18n
from dxcheck.assessment.readiness import is_jump, lacks_evidence, readiness
from dxcheck.assessment.wording import low_in_words
from dxcheck.casework.inspection import FILTERS, filter_in_words, fitting
from dxcheck.model.snapshot import Answer
from dxcheck.questionnaire.load import load_full
from dxcheck.questionnaire.model import Grade
from dxcheck.questionnaire.scale import DEFAULT

Q = load_full(Path(__file__).parents[2] / "questionnaires" / "ehime-dx.toml")
answers = st.fixed_dictionaries(
    {one.id: st.builds(Answer, choice=st.none() | st.integers(0, 5), evidence=st.sampled_from(["", "議事録"])) for one in Q.items[:8]}
)


@given(answers, answers)
def test_staff_and_specialists_are_pointed_to_the_same_items(now: dict[str, Answer], before: dict[str, Answer]) -> None:
    """A specialist asks about every jump; the staff are reminded of those that have no evidence yet."""
    ready = readiness(now, Q, before, Q)
    jumped = set(fitting("jumped", now, Q, before, Q, frozenset()))
    bare = set(fitting("no_evidence", now, Q, before, Q, frozenset()))
    assert {one.item for one in ready.jumps} == {item for item in jumped if not now[item].evidence}
    assert set(ready.without_evidence) == bare - {one.item for one in ready.jumps}


@given(st.none() | st.integers(0, 5), st.none() | st.integers(0, 5))
def test_a_jump_goes_both_ways_and_needs_both_levels(before: int | None, after: int | None) -> None:
    """From 3 to 1 is as worth a question as from 1 to 3."""
    assert is_jump(before, after, DEFAULT) == is_jump(after, before, DEFAULT)
    assert is_jump(before, after, DEFAULT) == (None not in (before, after) and abs((after or 0) - (before or 0)) >= 2)


def test_evidence_is_expected_from_level_3() -> None:
    """A blank is no evidence."""
    assert [lacks_evidence(Answer(choice=level), DEFAULT) for level in range(6)] == [False, False, False, True, True, True]
    assert lacks_evidence(Answer(choice=4, evidence=" \n"), DEFAULT)
    assert not lacks_evidence(Answer(choice=4, evidence="台帳"), DEFAULT)
    assert not lacks_evidence(Answer(choice="unknown"), DEFAULT)


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_filters_say_the_numbers_they_go_by(language: i18n.Language) -> None:
    """Whoever changes a number changes the words with it."""
    before = i18n.language()
    i18n.use(language)
    try:
        names = {one: filter_in_words(one, questionnaire(item("gov-01"))) for one in FILTERS}
    finally:
        i18n.use(before)
    assert str(DEFAULT.jump) in names["jumped"]
    assert str(DEFAULT.evidence_from) in names["no_evidence"]
    assert not any("{" in name for name in names.values())


def test_no_number_is_said_where_items_have_scales_of_their_own() -> None:
    """What is high on a scale from 0 to 1 is low on one from 0 to 3."""
    choices = tuple(Grade(text(name), value=value) for name, value in (("いいえ", 0.0), ("はい", 1.0)))
    mixed = questionnaire(item("gov-01"), item("gov-02", choices=choices, levels=(), next_steps=()))
    assert filter_in_words("no_evidence", mixed) == "根拠のない高いレベル"
    assert low_in_words(mixed) == "低いレベル"
    assert low_in_words(questionnaire(item("gov-01"))) == "レベル1以下"
