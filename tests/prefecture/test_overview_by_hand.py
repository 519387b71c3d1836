"""The whole, the items and the filters of the overview against loops that anybody can check by eye; test_overview.py has the dimensions."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st
from prefecture.test_overview import BY_DIMENSION, CYCLE, END, WEIGHTS, Q, answers, change_by_hand, mean, same, sent, town, value

from dxcheck.assessment.figures import rounded
from dxcheck.model.calendar import Cycle
from dxcheck.model.snapshot import Answer
from dxcheck.prefecture.overview import WHOLE, Line, Overview, item_counts, line, most_low, most_risen
from dxcheck.prefecture.selection import LOOKS, looked_for

ITEMS = [one for items in BY_DIMENSION.values() for one in items]
days = st.integers(0, 900).map(lambda back: END - dt.timedelta(days=back))
submissions = st.lists(st.tuples(answers, st.one_of(st.none(), answers), days), max_size=7)

Given = list[tuple[dict[str, Answer], dict[str, Answer] | None, dt.date]]


def overview_of(given_: Given) -> Overview:
    """Each municipality's newest snapshot, of its day, and the one before."""
    lines = tuple(
        line(town(n), sent(n, now, day), sent(n, then, day, id_="before") if then is not None else None, Q, CYCLE)
        for n, (now, then, day) in enumerate(given_)
    )
    return Overview(CYCLE, CYCLE.previous, Q, lines)


def weighted(found: list[tuple[float, int]]) -> float:
    """A mean by hand."""
    total = weights = 0.0
    for weight, one in found:
        total += weight * one
        weights += weight
    return total / weights


def dimension_by_hand(given_: dict[str, Answer], dimension: str) -> tuple[int, int, float | None, float | None]:
    """How many items apply, how many are わからない, the mean, the mean of the targets."""
    applies = unknown = 0
    levels: list[tuple[float, int]] = []
    targets: list[tuple[float, int]] = []
    for item in BY_DIMENSION[dimension]:
        answer = given_.get(item, Answer())
        applies += answer.choice != "not_applicable"
        unknown += answer.choice == "unknown"
        if isinstance(answer.choice, int):
            levels.append((WEIGHTS.get(item, 1.0), answer.choice))
        if answer.target is not None:
            targets.append((WEIGHTS.get(item, 1.0), answer.target))
    mean = weighted(levels) if levels and len(levels) >= applies / 2 else None
    target = weighted(targets) if targets and len(targets) >= applies / 2 else None
    return applies, unknown, mean, target


def whole_by_hand(given_: dict[str, Answer]) -> dict[str, float | None]:
    """Level, distance to the target and share of わからない of the whole."""
    parts = [dimension_by_hand(given_, dimension) for dimension in BY_DIMENSION]
    counted = [part for part in parts if part[0]]
    means = [part[2] for part in counted if part[2] is not None]
    targets = [part[3] for part in counted if part[3] is not None]
    level = sum(means) / len(means) if means and len(means) == len(counted) else None
    target = sum(targets) / len(targets) if targets and len(targets) == len(counted) else None
    applies = sum(part[0] for part in parts)
    return {
        "level": level,
        "gap": None if level is None or target is None else max(0.0, target - level),
        "unknown": sum(part[1] for part in parts) / applies if applies else None,
    }


def whole_change_by_hand(now: dict[str, Answer], then: dict[str, Answer]) -> float | None:
    """The mean of the dimensions' changes, over those that apply to either snapshot."""
    parts = [
        change_by_hand(now, then, dimension)
        for dimension, items in BY_DIMENSION.items()
        if any({now.get(one, Answer()).choice, then.get(one, Answer()).choice} != {"not_applicable"} for one in items)
    ]
    return None if not parts or None in parts else sum(one for one in parts if one is not None) / len(parts)


def is_counted(day: dt.date) -> bool:
    """Not older than two years when the cycle ends."""
    return day >= dt.date(END.year - 2, END.month, END.day)


@given(submissions)
def test_the_whole_of_every_measure_is_what_a_plain_loop_says(given_: Given) -> None:
    """Of each municipality, and the mean of those that are counted; a change is of the same items then and now."""
    overview = overview_of(given_)
    collected: dict[str, list[float]] = {name: [] for name in ("level", "gap", "unknown", "change")}
    for made, (now, then, day) in zip(overview.lines, given_, strict=True):
        wanted = whole_by_hand(now)
        wanted["change"] = whole_change_by_hand(now, then) if then is not None else None
        for name, one in wanted.items():
            assert same(value(made, WHOLE, name), one), name  # type: ignore[arg-type]
            if one is not None and is_counted(day):
                collected[name].append(one)
    for name, values in collected.items():
        assert same(mean(overview, WHOLE, name), sum(values) / len(values) if values else None), name  # type: ignore[arg-type]
    assert len(overview.counted) == sum(is_counted(day) for _now, _then, day in given_)


@given(submissions)
def test_items_are_counted_as_a_plain_loop_counts_them(given_: Given) -> None:
    """How many have a level, how many are low, the mean, how many rose and fell; the lists of the most are in that order."""
    overview = overview_of(given_)
    found = {one.item: one for one in item_counts(overview)}
    for item in ITEMS:
        levels, rose, fell = [], 0, 0
        for now, then, day in given_:
            choice = now.get(item, Answer()).choice
            if not is_counted(day) or not isinstance(choice, int):
                continue
            levels.append(choice)
            old = then.get(item, Answer()).choice if then is not None else None
            if isinstance(old, int):
                rose += choice > old
                fell += choice < old
        if not levels:
            assert item not in found
            continue
        one = found[item]
        assert (one.levels, one.low, one.rose, one.fell) == (len(levels), sum(level <= 1 for level in levels), rose, fell)
        assert same(one.mean, sum(levels) / len(levels))
    low = most_low(found.values(), 3)
    assert sorted((one.low for one in found.values() if one.low), reverse=True)[:3] == [one.low for one in low]
    risen = most_risen(found.values(), 3)
    assert sorted((one.rose - one.fell for one in found.values() if one.rose), reverse=True)[:3] == [one.rose - one.fell for one in risen]


@given(submissions)
def test_steps_are_the_levels_that_moved(given_: Given) -> None:
    """Item by item; one that has no level on one side has no step."""
    for made, (now, then, _day) in zip(overview_of(given_).lines, given_, strict=True):
        wanted = {}
        for item in ITEMS:
            new, old = now.get(item, Answer()).choice, (then or {}).get(item, Answer()).choice
            if isinstance(new, int) and isinstance(old, int):
                wanted[item] = new - old
        assert dict(made.steps) == wanted


@given(submissions, st.sampled_from([WHOLE, *BY_DIMENSION]))
def test_filters_find_whom_a_plain_loop_finds(given_: Given, column: str) -> None:
    """Submitted before this cycle; below the mean of those counted; risen; fallen: all as the figures are shown."""
    overview = overview_of(given_)
    of_all = mean(overview, column, "level")
    wanted: dict[str, set[str]] = {look: set() for look in LOOKS}
    for one, (_now, _then, day) in zip(overview.lines, given_, strict=True):
        code = one.municipality.code
        if Cycle.of(day) < CYCLE:
            wanted["before"].add(code)
        if not is_counted(day):
            continue
        level, change = value(one, column, "level"), value(one, column, "change")
        if level is not None and of_all is not None and rounded(level, 1) < rounded(of_all, 1):
            wanted["below"].add(code)
        if change is not None and rounded(change, 1) > 0:
            wanted["rose"].add(code)
        if change is not None and rounded(change, 1) < 0:
            wanted["fell"].add(code)
    for look, codes in wanted.items():
        assert {one.municipality.code for one in looked_for(overview, look, column)} == codes, look  # type: ignore[arg-type]
    never = Overview(CYCLE, CYCLE.previous, Q, (Line(town(99), "none", CYCLE),))
    assert [one.municipality.code for one in looked_for(never, "before", column)] == ["000099"]
