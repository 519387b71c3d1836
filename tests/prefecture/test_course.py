"""The prefecture over the cycles against plain loops: who is matched, what the plain mean is, and what two versions share."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st
from questionnaire.questionnaires import item, questionnaire

from dxcheck.model.calendar import JAPAN, Cycle
from dxcheck.model.roster import Municipality
from dxcheck.model.snapshot import Answer, QuestionnaireRef, Snapshot
from dxcheck.prefecture.course import Measurements, courses_of
from dxcheck.prefecture.overview import WHOLE, Overview, item_counts, line
from dxcheck.questionnaire.model import Questionnaire, Replaces

Q = questionnaire(item("gov-01"), item("gov-02"), item("sec-01", "sec"))
NEWER = questionnaire(
    item("gov-11", replaces=(Replaces("gov-01", "1", "reworded"),)),
    item("gov-02"),
    item("sec-09", "sec"),
    version="2",
    valid_from=dt.date(2026, 10, 1),
)
CYCLES = [Cycle(2025, 2), Cycle(2026, 1), Cycle(2026, 2)]


def sent(town: int, levels: dict[str, int], cycle: Cycle, q: Questionnaire = Q) -> Snapshot:
    """A snapshot of a cycle's first day."""
    at = dt.datetime.combine(cycle.first_day, dt.time(12), JAPAN)
    given_ = {name: Answer(choice=level) for name, level in levels.items()}
    return Snapshot(f"{town:06}-{cycle}", 1, f"{town:06}", QuestionnaireRef.to(q), 1, at, "企画課", "課長", given_)


levels = st.fixed_dictionaries({one.id: st.integers(0, 5) for one in Q.items})


@given(st.lists(st.tuples(*(st.one_of(st.none(), levels) for _one in CYCLES)), min_size=1, max_size=6))
def test_matched_and_plain_means_are_what_plain_loops_say(towns: list[tuple[dict[str, int] | None, ...]]) -> None:
    """Matched are those with a value in every closed cycle that is shown; a cycle before anybody submitted is not shown; the last one is open."""
    standing = {
        f"{n:06}": [sent(n, one, cycle) if one is not None else None for one, cycle in zip(town, CYCLES, strict=True)]
        for n, town in enumerate(towns)
    }
    found = courses_of(CYCLES, standing, lambda _ref: Q, open_cycle=CYCLES[-1])
    first = next((n for n in range(3) if any(town[n] for town in towns)), None)
    if first is None:
        assert found.common is None
        assert found.cycles == ()
        return
    assert found.cycles == tuple(CYCLES[first:])

    def mean(town: dict[str, int] | None) -> float | None:
        return None if town is None else ((town["gov-01"] + town["gov-02"]) / 2 + town["sec-01"]) / 2

    table = [[mean(one) for one in town[first:]] for town in towns]
    whole = found.courses[0]
    assert whole.column == WHOLE
    last = len(found.cycles) - 1
    closed = range(last) if last else range(1)
    throughout = [one for one in table if None not in [one[n] for n in closed]]
    assert whole.same == len(throughout)
    for n in range(len(found.cycles)):
        there = [one[n] for one in table if one[n] is not None]
        same = [one[n] for one in throughout]
        for made, values in ((whole.plain[n], there), (whole.matched[n], [] if None in same else same)):
            wanted = sum(values) / len(values) if values else None  # type: ignore[arg-type]
            assert (made is None) == (wanted is None)
            assert made is None or wanted is None or abs(made.value - wanted) < 1e-9
            assert made is None or (made.municipalities, made.older, made.is_open) == (len(values), 0, n == last)
        steps = [
            ((b["gov-01"] - a["gov-01"] + b["gov-02"] - a["gov-02"]) / 2 + b["sec-01"] - a["sec-01"]) / 2
            for a, b in ((town[first:][n - 1], town[first:][n]) for town in towns if n)
            if a is not None and b is not None
        ]
        change = whole.changes[n]
        assert (change is None) == (not steps)
        assert change is None or (change.municipalities, change.is_open) == (len(steps), n == last)
        assert change is None or abs(change.value - sum(steps) / len(steps)) < 1e-9


def test_two_versions_are_compared_on_what_both_ask() -> None:
    """An item that was reworded counts, one that came or went does not; a text that is lost leaves its snapshots out."""
    standing = {
        "000001": [
            None,
            sent(1, {"gov-01": 1, "gov-02": 3, "sec-01": 5}, CYCLES[1]),
            sent(1, {"gov-11": 2, "gov-02": 4, "sec-09": 0}, CYCLES[2], NEWER),
        ]
    }
    texts = {Q.hash: Q, NEWER.hash: NEWER}
    found = courses_of(CYCLES, standing, lambda ref: texts[ref.hash])
    assert found.common is not None
    assert (found.common.shared, found.common.items) == (2, 3)
    assert found.common.reworded == {"gov-11"}
    assert {code: [one and one.value for one in line] for code, line in found.towns.items()} == {"000001": [2.0, 3.0]}
    lost = courses_of(CYCLES, standing, lambda ref: Q if ref.hash == Q.hash else None)
    assert [one and one.value for one in lost.towns["000001"]] == [3.5, None]


def test_the_overview_of_two_versions_counts_everybody_on_the_shared_items() -> None:
    """With what they share at hand nobody is left out; changes are measured on what both of a municipality's snapshots were asked."""
    town = [Municipality(f"{n:06}", f"町{n}", "", "", "町", "東予", 5000) for n in (1, 2)]
    texts = {Q.hash: Q, NEWER.hash: NEWER}
    old = sent(1, {"gov-01": 1, "gov-02": 3, "sec-01": 5}, CYCLES[1])
    new = sent(2, {"gov-11": 2, "gov-02": 5, "sec-09": 0}, CYCLES[2], NEWER)
    before = sent(2, {"gov-01": 1, "gov-02": 5, "sec-01": 5}, CYCLES[1])
    apart = line(town[0], old, None, NEWER, CYCLES[2])
    assert apart.state == "version"
    assert apart.answered == old.questionnaire
    from dxcheck.assessment.shared_items import common

    shared = common([NEWER, Q])
    lines = tuple(
        line(one, snapshot, was, NEWER, CYCLES[2], shared=shared, text=lambda ref: texts.get(ref.hash))
        for one, snapshot, was in ((town[0], old, None), (town[1], new, before))
    )
    assert [one.state for one in lines] == ["counted", "counted"]
    figures = [one.figure("gov", "level") for one in lines]
    assert [one and (one.value, one.is_older) for one in figures] == [(2.0, True), (3.5, False)]
    change = lines[1].figure("gov", "change")
    assert change is not None
    assert (change.value, change.items, change.of) == (0.0, 1, 2), "gov-11 was reworded: its step up is no change"
    assert lines[1].steps == {"gov-02": 0}
    overview = Overview(CYCLES[2], CYCLES[1], NEWER, lines, shared)
    counts = {one.item: one for one in item_counts(overview)}
    assert set(counts) == {"gov-11", "gov-02"}
    assert (counts["gov-11"].levels, counts["gov-11"].low, counts["gov-11"].rose) == (2, 1, 0)


answered = st.fixed_dictionaries({one.id: st.one_of(st.integers(0, 5), st.just("unknown")) for one in Q.items})


@given(st.lists(st.tuples(*(st.one_of(st.none(), answered) for _one in CYCLES)), min_size=1, max_size=5))
def test_items_and_other_measures_have_a_course_too(towns: list[tuple[dict[str, int | str] | None, ...]]) -> None:
    """An item's levels, a share of わからない, and each municipality's own figures in whatever column is asked for."""
    standing = {
        f"{n:06}": [sent(n, one, cycle) if one is not None else None for one, cycle in zip(town, CYCLES, strict=True)]  # type: ignore[arg-type]
        for n, town in enumerate(towns)
    }
    found = courses_of(CYCLES, standing, lambda _ref: Q, items=["gov-01"], towns_of="gov-01")
    share = courses_of(CYCLES, standing, lambda _ref: Q, measure="unknown", towns_of="gov")
    if found.common is None:
        return
    start = len(CYCLES) - len(found.cycles)
    [course] = [one for one in found.courses if one.column == "gov-01"]
    for n in range(len(found.cycles)):
        there = [one[start + n] for one in towns]
        levels = [one["gov-01"] for one in there if one is not None and one["gov-01"] != "unknown"]
        made = course.plain[n]
        assert (made is None) == (not levels)
        assert made is None or made.municipalities == len(levels)
        assert made is None or abs(made.value - sum(levels) / len(levels)) < 1e-9  # type: ignore[arg-type]
    for number, town in enumerate(towns):
        own = [None if one is None or one["gov-01"] == "unknown" else one["gov-01"] for one in town[start:]]
        assert bare(found.towns.get(f"{number:06}", (None,) * len(own))) == own
        shares = [None if one is None else sum(one[item] == "unknown" for item in ("gov-01", "gov-02")) / 2 for one in town[start:]]
        assert bare(share.towns.get(f"{number:06}", (None,) * len(shares))) == shares


def bare(line: Measurements) -> list[float | None]:
    """The figures of a line as bare numbers."""
    return [None if one is None else one.value for one in line]
