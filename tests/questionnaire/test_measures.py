"""Levels that follow from ticks and numbers: the rules, and what is wrong with a rule at its place."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from questionnaire.questionnaires import item, questionnaire, text
from shapes import EXAMPLES, example

from dxcheck.questionnaire.faults import meaning_faults
from dxcheck.questionnaire.measures import Check, LevelBand, Measures
from dxcheck.questionnaire.scale import Scale

FIVE = Scale((1, 2, 3, 4, 5))
IDS = ("a", "b", "c", "d", "e", "f")
STEPS = Measures(tuple(Check(one, text(one), step) for one, step in zip(IDS, (2, 3, 3, 4, 5, 5), strict=True)), (), None, FIVE)
COUNTED = Measures(tuple(Check(one, text(one)) for one in IDS), tuple(LevelBand(n + 1, float(n)) for n in (1, 2, 3, 4)), None, FIVE)
DAYS = Measures((), (LevelBand(2, None, 30), LevelBand(3, None, 10), LevelBand(4, None, 5), LevelBand(5, None, 1)), text("日"), FIVE)
TICKS = st.frozensets(st.sampled_from(IDS))


@given(TICKS)
def test_the_level_is_the_last_one_up_to_which_every_question_is_met(ticks: frozenset[str]) -> None:
    """As in a loop that anybody can follow; a tick above the first gap changes nothing."""
    expected = 1
    for step, needed in ((2, "a"), (3, "bc"), (4, "d"), (5, "ef")):
        if not set(needed) <= ticks:
            break
        expected = step
    assert STEPS.level_of(ticks, None) == expected


@given(TICKS, st.sampled_from(IDS))
def test_one_tick_more_never_lowers_a_level(ticks: frozenset[str], more: str) -> None:
    """By either rule."""
    for measures in (STEPS, COUNTED):
        assert (measures.level_of(ticks | {more}, None) or 0) >= (measures.level_of(ticks, None) or 0)


@given(st.floats(-1000, 1000), st.floats(-1000, 1000))
def test_fewer_days_are_never_a_lower_level(one: float, other: float) -> None:
    """Where less is better."""
    low, high = sorted((one, other))
    assert (DAYS.level_of((), low) or 0) >= (DAYS.level_of((), high) or 0)
    assert DAYS.level_of((), None) is None


@pytest.mark.parametrize("measures", [STEPS, COUNTED, DAYS], ids=["steps", "counted", "days"])
def test_every_level_can_be_reached(measures: Measures) -> None:
    """With the fewest ticks, or a number at its edge."""
    for level in FIVE.values:
        ticks = measures.ticks_for(level) if measures.is_checklist else ()
        assert measures.level_of(ticks, None if measures.is_checklist else measures.number_for(level)) == level


@pytest.mark.parametrize(
    ("rest", "said"),
    [
        ({"checks": (Check("a", text("問"), 1),), "unit": text("件"), "bands": (LevelBand(1, 1),)}, "両方は使えません"),
        ({"bands": (LevelBand(1, 1),)}, "unit（単位）か、checks"),
        ({"unit": text("件")}, "bands（区切り）が必要です"),
        ({"unit": text("件"), "bands": tuple(LevelBand(n, 1, 2) for n in range(1, 6))}, "どちらか1つ"),
        ({"unit": text("件"), "bands": (LevelBand(1, 1), LevelBand(2, 2))}, "すべての段に"),
        ({"unit": text("件"), "bands": tuple(LevelBand(n, 9 - n) for n in range(1, 6))}, "大きく"),
        ({"checks": (Check("a", text("問")),)}, "step に書いてください"),
        ({"checks": (Check("a", text("問"), 1),)}, "問いのない段があります（2、3、4、5）"),
        ({"checks": (Check("a", text("問"), 1), Check("a", text("問"), 2))}, "同じIDの問い"),
        ({"checks": (Check("a", text("問"), 1),), "bands": (LevelBand(1, 1),)}, "step（段）を書けません"),
        ({"checks": (Check("a", text("問")),), "bands": tuple(LevelBand(n, n) for n in range(1, 6))}, "1から1の整数"),
    ],
)
def test_a_rule_at_fault_is_named_with_its_item(rest: dict[str, Any], said: str) -> None:
    """Before anybody answers by it."""
    found = meaning_faults(questionnaire(item("gov-01", **rest)))
    assert any(said in one.message and "gov-01" in one.place for one in found), found


def test_what_is_asked_is_part_of_the_wording() -> None:
    """Another band, or another question, is another meaning of a level; an item without either keeps its fingerprint."""
    plain = questionnaire(item("gov-01")).wordings["gov-01"]
    bands = tuple(LevelBand(n, float(n)) for n in range(1, 6))
    number = questionnaire(item("gov-01", unit=text("件"), bands=bands)).wordings["gov-01"]
    moved = questionnaire(item("gov-01", unit=text("件"), bands=(*bands[:4], LevelBand(5, 50.0)))).wordings["gov-01"]
    assert len({plain, number, moved}) == 3


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_examples_are_without_fault(name: str) -> None:
    """They are read whole, and stay out of the instruments that come ready to use."""
    assert meaning_faults(example(name)) == []


def test_the_step_to_a_level_is_what_its_questions_or_its_number_ask_for() -> None:
    """Where no step is written; a written one stands."""
    steps, meetings = example("open-steps"), example("meetings")
    found = steps.step_from("care-1", 2)
    assert found is not None
    assert found[1].ja == "「公開の手順が書いてあり、どの課でも使える」、「公開してよいかを確かめる表がある」と言えるようにする"
    for name, level, said in (
        ("digital", 1, "Get to 3 of 10 or more"),
        ("record", 3, "Get to 1 days or less"),
        ("agenda", 1, "Send three lines the day before"),
    ):
        found = meetings.step_from(name, level)
        assert found is not None
        assert found[1].in_language("en") == said
