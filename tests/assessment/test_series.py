"""Means over the cycles."""

from __future__ import annotations

import datetime as dt

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from questionnaire.questionnaires import Condition, item, questionnaire, two_by_three

from dxcheck.assessment.scoring import dimension_scores, overall_score
from dxcheck.assessment.series import series
from dxcheck.model.calendar import Cycle
from dxcheck.model.snapshot import Answer, QuestionnaireRef, Snapshot
from dxcheck.questionnaire.model import Questionnaire, Replaces, Text

Q = two_by_three()
LEVELS = st.dictionaries(st.sampled_from([one.id for one in Q.items]), st.integers(0, 5), min_size=4)


def snapshot(cycle: Cycle, asked: Questionnaire, seq: int = 1, **levels: int) -> Snapshot:
    """A snapshot of one cycle."""
    moment = dt.datetime.combine(cycle.first_day, dt.time(12), dt.timezone(dt.timedelta(hours=9)))
    answers = {name.replace("_", "-"): Answer(choice=level) for name, level in levels.items()}
    return Snapshot(f"s{seq}", seq, "382019", QuestionnaireRef.to(asked), 1, moment, "", "", answers)


def by_hash(*several: Questionnaire) -> dict[str, Questionnaire]:
    """Questionnaires by their hash."""
    return {one.hash: one for one in several}


def test_nothing_submitted_is_an_empty_series() -> None:
    """No cycles, no points, no share."""
    assert series([], {}).cycles == ()


@given(st.dictionaries(st.integers(0, 9), LEVELS, min_size=1, max_size=6))
def test_a_skipped_cycle_is_a_gap_and_one_version_is_comparable_as_it_is(answered: dict[int, dict[str, int]]) -> None:
    """Points are where snapshots are, gaps elsewhere; comparable and plain agree; means are those of scoring."""
    cycles = [Cycle(2022, 1)]
    for _half in range(9):
        cycles.append(cycles[-1].next)
    given_snapshots = [
        msgspec.structs.replace(snapshot(cycles[n], Q, seq), answers={i: Answer(choice=level) for i, level in levels.items()})
        for seq, (n, levels) in enumerate(sorted(answered.items()), start=1)
    ]
    made = series(given_snapshots, by_hash(Q))
    assert made.cycles == tuple(cycles[min(answered) : max(answered) + 1])
    for cycle, comparable, plain in zip(made.cycles, made.comparable, made.plain, strict=True):
        n = cycles.index(cycle)
        assert (comparable is None) == (plain is None) == (n not in answered)
        if comparable is not None and plain is not None:
            assert comparable == plain
            scores = dimension_scores({i: Answer(choice=level) for i, level in answered[n].items()}, Q)
            assert comparable.overall == overall_score(scores, Q)
    assert (made.shared, made.items, made.is_partial) == (6, 6, False)


def test_a_new_version_is_compared_on_the_items_both_ask() -> None:
    """One item dropped, one new: the comparable means leave both out, the plain ones do not, and the share is said."""
    old = two_by_three(version="1", valid_from=dt.date(2025, 4, 1))
    kept = [one for one in old.items if one.id != "gov-03"]
    new = questionnaire(*kept, item("gov-09"), version="2", valid_from=dt.date(2026, 4, 1))
    first = snapshot(Cycle(2025, 1), old, 1, gov_01=1, gov_02=1, gov_03=4, svc_01=2, svc_02=2, svc_03=2)
    second = snapshot(Cycle(2026, 1), new, 2, gov_01=2, gov_02=2, gov_09=5, svc_01=2, svc_02=2, svc_03=2)
    made = series([first, second], by_hash(old, new))
    assert (made.shared, made.items, made.is_partial) == (5, 6, True)
    before, gap, after = made.comparable
    assert before is not None
    assert after is not None
    assert gap is None
    assert (before.dimensions["gov"].mean, after.dimensions["gov"].mean) == (1, 2)
    plain_before, _gap, plain_after = made.plain
    assert plain_before is not None
    assert plain_after is not None
    assert (plain_before.dimensions["gov"].mean, plain_after.dimensions["gov"].mean) == (2, 3)


def test_a_reworded_item_is_followed_over_two_versions_and_marked() -> None:
    """gov-01 became gov-11 became gov-21; a split one is not followed."""
    first = questionnaire(item("gov-01"), item("gov-02"), item("gov-03"), version="1", valid_from=dt.date(2024, 4, 1))
    second = questionnaire(
        item("gov-11", prompt=Text("別の聞き方か。"), replaces=(Replaces("gov-01", "1", "reworded"),)),
        item("gov-02"),
        item("gov-13", replaces=(Replaces("gov-03", "1", "split"),)),
        version="2",
        valid_from=dt.date(2025, 4, 1),
    )
    third = questionnaire(
        item("gov-21", replaces=(Replaces("gov-11", "2", "reworded"),)),
        item("gov-02"),
        item("gov-13"),
        version="3",
        valid_from=dt.date(2026, 4, 1),
    )
    made = series(
        [
            snapshot(Cycle(2024, 1), first, 1, gov_01=1, gov_02=0, gov_03=5),
            snapshot(Cycle(2024, 2), second, 2, gov_11=2, gov_02=0, gov_13=5),
            snapshot(Cycle(2025, 1), third, 3, gov_21=4, gov_02=0, gov_13=5),
        ],
        by_hash(first, second, third),
    )
    assert made.shared == 2
    assert made.reworded == {"gov-21"}
    assert [point.dimensions["gov"].mean for point in made.comparable if point] == [0.5, 1, 2]


def test_a_condition_on_a_lost_item_does_not_hide_a_shared_one() -> None:
    """The item it asked about is gone from the comparison, its own answers are not."""
    old = questionnaire(item("gov-02"), version="1", valid_from=dt.date(2025, 4, 1))
    new = questionnaire(
        item("gov-01"), item("gov-02", conditions=(Condition("gov-01", at_least=3),)), version="2", valid_from=dt.date(2026, 4, 1)
    )
    made = series([snapshot(Cycle(2025, 2), old, 1, gov_02=1), snapshot(Cycle(2026, 1), new, 2, gov_01=3, gov_02=2)], by_hash(old, new))
    assert [point.dimensions["gov"].mean for point in made.comparable if point] == [1, 2]


def test_of_two_snapshots_in_one_cycle_the_later_counts() -> None:
    """A correction that was not told to supersede is still the later one."""
    made = series([snapshot(Cycle(2026, 1), Q, 1, gov_01=1, gov_02=1), snapshot(Cycle(2026, 1), Q, 2, gov_01=3, gov_02=3)], by_hash(Q))
    [point] = made.comparable
    assert point is not None
    assert point.dimensions["gov"].mean == 3
