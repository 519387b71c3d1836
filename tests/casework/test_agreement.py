"""見立てのそろい方: counted by hand, whatever the order, of few without a figure, and of no specialist alone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from moments import NOW
from questionnaire.questionnaires import item, questionnaire, text, two_by_three

from dxcheck.casework.agreement import (
    LEAST_MUNICIPALITIES,
    LEAST_TOGETHER,
    READ_APART,
    Distance,
    JudgedAnswer,
    Together,
    agreement,
    judged_answers,
)
from dxcheck.casework.model import Judgement
from dxcheck.model.snapshot import Answer, QuestionnaireRef, Snapshot

Q = two_by_three()
ITEMS = [one.id for one in Q.ordered]
TOWNS = [f"{n:06}" for n in range(1, 8)]


def judged(town: int, of: str, own: int, level: int, by: str = "s1") -> JudgedAnswer:
    """A level of a specialist."""
    return JudgedAnswer(TOWNS[town], f"n-{town}", of, own, level, by)


def test_the_example_that_was_counted_by_hand() -> None:
    """In five municipalities gov-01 is judged 2 steps lower, in one of them by a second specialist 1 step lower; svc-01 in two alone."""
    there = [judged(n, "gov-01", 3, 1) for n in range(5)]
    there += [judged(0, "gov-01", 3, 2, "s2"), judged(0, "svc-01", 2, 2), judged(1, "svc-01", 2, 3)]
    found = agreement(there, Q)
    assert (found.answers, found.municipalities, found.specialists) == (7, 5, 2)
    assert found.items == {"gov-01": Distance(5, 5, 0, -1.9, 1.9), "svc-01": Distance(2, 2, 1, None, None)}
    assert found.dimensions == {"gov": Distance(5, 5, 0, -1.9, 1.9), "svc": Distance(2, 2, 1, None, None)}
    assert found.pairs == (Together("s1", "s2", 1, 0, None),)
    assert found.read_apart == ["gov-01"]


def test_words_are_read_differently_whichever_way_they_are_read() -> None:
    """Half a step up or down on average is none; two up in some and two down in others is, though the mean is 0. Five answers of a pair have a figure."""
    there = [judged(n, "gov-01", 2, 4 if n % 2 else 0) for n in range(6)] + [judged(n, "gov-02", 2, 2 + n % 2) for n in range(6)]
    there += [judged(n, "gov-02", 2, 2 + n % 2, "s0") for n in range(5)]
    found = agreement(there, Q)
    assert found.items["gov-01"] == Distance(6, 6, 0, 0.0, 2.0)
    assert found.read_apart == ["gov-01"]
    assert found.pairs == (Together("s0", "s1", 5, 5, 0.0),)


def test_only_levels_on_the_same_words_are_compared() -> None:
    """What was asked otherwise, not answered with a level, taken back, off the scale or about another snapshot is not there."""
    now = questionnaire(item("gov-01"), item("gov-02", prompt=text("別の言葉")), item("gov-03"), version="2")
    then = questionnaire(item("gov-01"), item("gov-02"), item("gov-03"))
    answers = {"gov-01": Answer(choice=1), "gov-02": Answer(choice=1), "gov-03": Answer(choice="unknown")}
    snapshot = Snapshot("n", 1, TOWNS[0], QuestionnaireRef.to(then), 1, NOW, "係", "長", answers)

    def given_level(of: str, level: int | None, about: str = "n") -> Judgement:
        return Judgement(about, of, level, "", NOW, "s1")

    entries = [given_level("gov-01", 3), given_level("gov-02", 3), given_level("gov-03", 3), given_level("gone", 3)]
    entries += [given_level("gov-01", None), given_level("gov-01", 9), given_level("gov-01", 2, "other")]
    assert judged_answers(TOWNS[0], snapshot, entries, then, now) == [JudgedAnswer(TOWNS[0], "n", "gov-01", 1, 3, "s1")]


levels = st.integers(0, 5)
given_levels = st.dictionaries(
    st.tuples(st.integers(0, 6), st.sampled_from(ITEMS)),
    st.tuples(levels, st.dictionaries(st.sampled_from(["s1", "s2", "s3"]), levels, min_size=1)),
    max_size=30,
)


@given(given_levels, st.randoms())
def test_figures_do_not_depend_on_the_order_and_say_how_many_stand_behind_them(
    there: dict[tuple[int, str], tuple[int, dict[str, int]]], chance: object
) -> None:
    """No figure of fewer than the least, none beyond the scale; the mean is never farther than the distance; every answer is counted once."""
    flat = [judged(town, of, own, level, by) for (town, of), (own, others) in there.items() for by, level in others.items()]
    found = agreement(flat, Q)
    mixed = list(flat)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert agreement(mixed, Q) == found
    assert (
        found.answers
        == len(there)
        == sum(one.answers for one in found.items.values())
        == sum(one.answers for one in found.dimensions.values())
    )
    for one in (*found.items.values(), *found.dimensions.values()):
        assert 0 <= one.alike <= one.answers
        assert (one.apart is None) == (one.mean is None) == (one.municipalities < LEAST_MUNICIPALITIES)
        assert one.apart is None or one.mean is None or abs(one.mean) <= one.apart + 1e-9 <= 5 + 1e-6
    assert [(one.first, one.second) for one in found.pairs] == sorted((one.first, one.second) for one in found.pairs)
    assert all(one.first < one.second and (one.apart is None) == (one.answers < LEAST_TOGETHER) for one in found.pairs)
    assert all((found.items[one].apart or 0) >= READ_APART for one in found.read_apart)
