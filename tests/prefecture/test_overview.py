"""Every figure of the overview against plain loops that anybody can check by eye."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from questionnaire.questionnaires import item, questionnaire

from dxcheck.assessment.figures import rounded
from dxcheck.model.calendar import JAPAN, Cycle
from dxcheck.model.roster import Municipality
from dxcheck.model.snapshot import Answer, QuestionnaireRef, Snapshot
from dxcheck.prefecture.overview import MEASURES, WHOLE, Line, Measure, Overview, line, spread
from dxcheck.prefecture.selection import chosen, sorted_by
from dxcheck.questionnaire.scale import DEFAULT

Q = questionnaire(item("gov-01"), item("gov-02", weight=2.0), item("gov-03"), item("sec-01", "sec"), item("sec-02", "sec"))
CYCLE = Cycle(2026, 2)
END = CYCLE.closing_day
BY_DIMENSION = {"gov": ["gov-01", "gov-02", "gov-03"], "sec": ["sec-01", "sec-02"]}
WEIGHTS = {"gov-02": 2.0}

answers = st.dictionaries(
    st.sampled_from([one.id for one in Q.items]),
    st.builds(
        Answer,
        choice=st.one_of(st.integers(0, 5), st.sampled_from(["unknown", "not_applicable"]), st.none()),
        target=st.one_of(st.none(), st.integers(0, 5)),
    ),
)


def town(number: int, **facts: Any) -> Municipality:
    """An invented municipality."""
    return Municipality(
        f"{number:06}", f"町{number}", f"ちょう{number}", f"Cho{number}", "町", facts.get("region", "東予"), facts.get("population", 5000)
    )


def sent(number: int, given_: dict[str, Answer], day: dt.date = END, *, id_: str = "now", hash_: str = Q.hash) -> Snapshot:
    """A snapshot of that day."""
    at = dt.datetime(day.year, day.month, day.day, 12, tzinfo=JAPAN)
    return Snapshot(f"{number:06}-{id_}", 1, f"{number:06}", QuestionnaireRef(Q.id, Q.version, hash_), 1, at, "企画課", "課長", given_)


def by_hand(given_: dict[str, Answer], dimension: str) -> tuple[float | None, float | None, float | None]:
    """Mean, distance to the target, share of わからない of one dimension."""
    applies = [one for one in BY_DIMENSION[dimension] if given_.get(one, Answer()).choice != "not_applicable"]
    total = weights = target = target_weights = 0.0
    levels = targets = unknown = 0
    for one in BY_DIMENSION[dimension]:
        answer = given_.get(one, Answer())
        weight = WEIGHTS.get(one, 1.0)
        if isinstance(answer.choice, int):
            total, weights, levels = total + weight * answer.choice, weights + weight, levels + 1
        if answer.target is not None:
            target, target_weights, targets = target + weight * answer.target, target_weights + weight, targets + 1
        unknown += answer.choice == "unknown"
    mean = total / weights if levels and 2 * levels >= len(applies) else None
    aim = target / target_weights if targets and 2 * targets >= len(applies) else None
    gap = None if mean is None or aim is None else max(0.0, aim - mean)
    return mean, gap, unknown / len(applies) if applies else None


def value(made: Line, column: str, measure: Measure) -> float | None:
    """A figure's bare number."""
    figure = made.figure(column, measure)
    return None if figure is None else figure.value


def mean(overview: Overview, column: str, measure: Measure) -> float | None:
    """A mean's bare number."""
    figure = overview.mean(column, measure)
    return None if figure is None else figure.value


def change_by_hand(now: dict[str, Answer], then: dict[str, Answer], dimension: str) -> float | None:
    """The weighted mean of how far each item came that has a level both times; none where that is under half of what applies."""
    applies = pairs = 0
    total = weights = 0.0
    for one in BY_DIMENSION[dimension]:
        new, old = now.get(one, Answer()).choice, then.get(one, Answer()).choice
        if new == old == "not_applicable":
            continue
        applies += 1
        if isinstance(new, int) and isinstance(old, int):
            weight = WEIGHTS.get(one, 1.0)
            total, weights, pairs = total + weight * (new - old), weights + weight, pairs + 1
    return total / weights if pairs and 2 * pairs >= applies else None


def same(one: float | None, other: float | None) -> bool:
    """Equal but for the last digits."""
    return one is other if one is None or other is None else abs(one - other) < 1e-9


@given(st.lists(st.tuples(answers, st.one_of(st.none(), answers)), max_size=6))
def test_every_figure_is_what_a_plain_loop_says(given_: list[tuple[dict[str, Answer], dict[str, Answer] | None]]) -> None:
    """Levels, changes, gaps and shares of each municipality, and the means of them."""
    lines = tuple(
        line(town(n), sent(n, now), sent(n, before, id_="before") if before is not None else None, Q, CYCLE)
        for n, (now, before) in enumerate(given_)
    )
    overview = Overview(CYCLE, CYCLE.previous, Q, lines)
    for dimension in BY_DIMENSION:
        collected: dict[str, list[float]] = {name: [] for name in MEASURES}
        for made, (now, before) in zip(lines, given_, strict=True):
            level, gap, share = by_hand(now, dimension)
            change = change_by_hand(now, before, dimension) if before is not None else None
            for name, wanted in (("level", level), ("gap", gap), ("unknown", share), ("change", change)):
                assert same(value(made, dimension, name), wanted), name  # type: ignore[arg-type]
                if wanted is not None:
                    collected[name].append(wanted)
        for name, values in collected.items():
            assert same(mean(overview, dimension, name), sum(values) / len(values) if values else None)  # type: ignore[arg-type]
            figure = overview.mean(dimension, name)  # type: ignore[arg-type]
            assert (figure.municipalities if figure else 0) == len(values)
    for made, (now, _before) in zip(lines, given_, strict=True):
        parts = [by_hand(now, one)[0] for one in BY_DIMENSION if by_hand_applies(now, one)]
        wanted = None if not parts or None in parts else sum(part for part in parts if part is not None) / len(parts)
        assert same(value(made, WHOLE, "level"), wanted)


def by_hand_applies(given_: dict[str, Answer], dimension: str) -> bool:
    """Whether any item of a dimension applies."""
    return any(given_.get(one, Answer()).choice != "not_applicable" for one in BY_DIMENSION[dimension])


@given(st.lists(answers, min_size=1, max_size=8), st.sampled_from(list(MEASURES)))
def test_order_and_strip_keep_everybody(given_: list[dict[str, Answer]], measure: Any) -> None:
    """Sorting loses nobody and puts those without a figure last; the strip has everybody with a figure once."""
    lines = [line(town(n), sent(n, one), None, Q, CYCLE) for n, one in enumerate(given_)]
    ordered = sorted_by(reversed(lines), "gov", measure)
    assert {one.municipality.code for one in ordered} == {one.municipality.code for one in lines}
    values = [value(one, "gov", measure) for one in ordered]
    there = [one for one in values if one is not None]
    assert values[: len(there)] == sorted(there)
    assert [one.municipality.code for one in sorted_by(ordered, None, measure)] == sorted(one.municipality.code for one in lines)
    steps = spread(lines, "gov", measure, DEFAULT)
    assert sum(len(step.lines) for step in steps) == len(there)
    assert all(one.high < other.low for one, other in itertools.pairwise(steps))
    for step in steps:
        for one in step.lines:
            shown = rounded(value(one, "gov", measure) or 0.0, 2 if measure == "unknown" else 1)
            assert step.low <= shown <= step.high, "a figure stands where it is as it is shown"
        if measure in ("level", "unknown"):
            assert 0 <= step.low <= step.high <= (5 if measure == "level" else 1), "no step says more than there can be"


def test_who_is_not_counted_and_why() -> None:
    """Nothing submitted, too old, another version: each has its own word and no part in a mean; the same snapshot twice is no change."""
    level = {one.id: Answer(choice=2) for one in Q.items}
    old = END - dt.timedelta(days=800)
    lines = (
        line(town(1), None, None, Q, CYCLE),
        line(town(2), sent(2, level, old), None, Q, CYCLE),
        line(town(3), sent(3, level, hash_="0" * 64), None, Q, CYCLE),
        line(town(4), sent(4, level), sent(4, level), Q, CYCLE),
    )
    overview = Overview(CYCLE, CYCLE.previous, Q, lines)
    assert [one.state for one in lines] == ["none", "old", "version", "counted"]
    assert {state: [one.municipality.code for one in left] for state, left in overview.left_out().items()} == {
        "none": ["000001"],
        "old": ["000002"],
        "version": ["000003"],
    }
    assert mean(overview, "gov", "level") == 2.0
    assert overview.mean("gov", "change") is None
    wishes = {"region": "東予", "state": "counted"}
    assert [one.municipality.code for one in chosen(lines, wishes)] == ["000004"]
    assert Line(town(5), "none", CYCLE).figure("gov", "level") is None
