"""Levels and choices as people write them on a sheet."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from questionnaire.questionnaires import item, questionnaire, text

from dxcheck.assessment.typed_choice import TypedChoiceError, item_steps, offered, typed_choice, typed_level, words_for

ASKED = questionnaire(item("gov-01", not_applicable=text("業務がないとき")), item("gov-02"))


@pytest.mark.parametrize(
    "written", ["3", "３", "3.0", "３．０", " 3 ", "レベル3", "レベル ３", "level 3", "Lv.3", "段3", "3 段3", "「3」", "段３"]
)
def test_a_level_is_understood_however_it_is_written(written: str) -> None:
    """Width, point, word before it, name behind it, quotes."""
    assert typed_choice(written, ASKED, "gov-01") == 3


@pytest.mark.parametrize("written", ["2〜3", "2か3", "3.5", "6", "-1", "−1", "三", "3/1", "33", "3 段4", "はい", "1e0", "0x3", "٣"])
def test_what_is_no_level_is_refused_and_says_what_there_is(written: str) -> None:
    """Nothing is guessed."""
    with pytest.raises(TypedChoiceError, match="0、1、2、3、4、5、わからない、該当なし"):
        typed_choice(written, ASKED, "gov-01")


@pytest.mark.parametrize(("written", "choice"), [("わからない", "unknown"), ("分からない", "unknown"), ("不明", "unknown"), ("該当なし", "not_applicable"), ("該当無し", "not_applicable"), ("Ｎ／Ａ", "not_applicable"), ("", None), ("　", None)])  # fmt: skip
def test_other_choices_are_understood_too(written: str, choice: object) -> None:
    """As people write them."""
    assert typed_choice(written, ASKED, "gov-01") == choice


def test_everything_that_is_offered_is_understood_as_itself() -> None:
    """For an item with 該当なし and for one without; a target is a level."""
    for one in ASKED.items:
        assert [typed_choice(words_for(choice), ASKED, one.id) for choice in offered(ASKED, one.id)] == list(offered(ASKED, one.id))
        assert [typed_level(step.number, ASKED, one.id) for step in item_steps(ASKED, one.id)] == [
            step.value for step in item_steps(ASKED, one.id)
        ]
    with pytest.raises(TypedChoiceError, match="該当なしを選べません"):
        typed_choice("該当なし", ASKED, "gov-02")


@given(st.text(max_size=20))
def test_any_text_is_a_choice_or_refused(written: str) -> None:
    """And nothing else happens."""
    try:
        choice = typed_choice(written, ASKED, "gov-01")
    except TypedChoiceError:
        return
    assert choice is None or choice in offered(ASKED, "gov-01")
