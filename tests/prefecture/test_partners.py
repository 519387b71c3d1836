"""Conditions as people write them, and who is found, against a plain check of each municipality."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prefecture.test_overview import CYCLE, sent, town
from questionnaire.questionnaires import item, questionnaire

from dxcheck.model.snapshot import Answer
from dxcheck.prefecture.overview import line
from dxcheck.prefecture.partners import ConditionError, parsed, partners
from dxcheck.questionnaire.model import Condition

Q = questionnaire(item("gov-01"), item("gov-02"), item("bpr-01", "bpr"))


@pytest.mark.parametrize(
    "text",
    [
        "gov-01>=2, bpr-01<=1",
        "gov-01が2以上、かつ bpr-01 が1以下",
        "ｇｏｖ－０１＞＝２；bpr-01≦1".replace("－", "-"),
        "GOV-01 >= 2 and BPR-01 <= 1",
        "gov-01は２以上\nbpr-01は１以下",
        "ｇｏｖー０１が２以上、bpr−01が１以下",
        "gov-01=>2、bpr-01≤1",
        "gov-01>=1、bpr-01<=1、gov-01>=2",
    ],
)
def test_conditions_are_read_as_people_write_them(text: str) -> None:
    """Signs, words, widths and separators."""
    assert parsed(text, Q) == (Condition("gov-01", at_least=2), Condition("bpr-01", at_most=1))


def test_one_level_exactly() -> None:
    """`=` is both bounds."""
    assert parsed("gov-02=3", Q) == (Condition("gov-02", 3, 3),)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "1つ以上"),
        ("gov-01", "gov-01"),
        ("gov-09>=2", "gov-09"),
        ("gov-01>=6", "gov-01>=6"),
        ("なにか", "なにか"),
        ("gov-01>=-1", "読めません"),
    ],
)
def test_what_cannot_be_read_is_named(text: str, said: str) -> None:
    """With an example of how it is written."""
    with pytest.raises(ConditionError, match=said):
        parsed(text, Q)


@pytest.mark.parametrize("text", ["gov-01>=3、gov-01<=1", "gov-01=2、bpr-01<=1、gov-01=3"])
def test_what_can_never_hold_is_refused_with_both_conditions(text: str) -> None:
    """Nobody could be found; it says which item."""
    with pytest.raises(ConditionError, match=r"gov-01.*同時に成り立ちません"):
        parsed(text, Q)


choices = st.one_of(st.integers(0, 5), st.sampled_from(["unknown", "not_applicable"]))
towns = st.lists(st.tuples(choices, choices, choices), max_size=8)
bounds = st.tuples(st.integers(0, 5), st.integers(0, 5)).map(sorted)
condition = st.builds(lambda one, both: Condition(one, *both), st.sampled_from(["gov-01", "gov-02", "bpr-01"]), bounds)
conditions = st.lists(condition, min_size=1, max_size=3)


@given(towns, conditions)
def test_everybody_is_found_where_a_plain_check_puts_them(given_: list[tuple[object, ...]], wanted: list[Condition]) -> None:
    """Ready: all hold. Near: one fails, by one level. Ahead: two levels over what some condition is about, and over which."""
    ids = [one.id for one in Q.items]
    levels = [dict(zip(ids, one, strict=True)) for one in given_]
    lines = [
        line(town(n), sent(n, {key: Answer(choice=value) for key, value in one.items()}, hash_=Q.hash), None, Q, CYCLE)
        for n, one in enumerate(levels)
    ]  # type: ignore[arg-type]
    found = partners(lines, wanted, Q)
    for n, own in enumerate(levels):
        code = f"{n:06}"
        failing = [one for one in wanted if not (isinstance(own[one.item], int) and one.at_least <= own[one.item] <= one.at_most)]  # type: ignore[operator]
        assert (code in [one.municipality.code for one in found.ready]) == (not failing)
        by_one = len(failing) == 1 and own[failing[0].item] in (failing[0].at_least - 1, failing[0].at_most + 1)
        assert (code in [one.line.municipality.code for one in found.near]) == by_one
        over = [
            one
            for one in wanted
            if isinstance(own[one.item], int) and own[one.item] >= (one.at_least if one.at_most == 5 else one.at_most) + 2
        ]  # type: ignore[operator]
        assert [short.condition for line_, shorts in found.ahead if line_.municipality.code == code for short in shorts] == over
