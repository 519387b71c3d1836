"""What a specialist looks for: each filter against a plain reading of the answers."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st
from questionnaire.questionnaires import two_by_three

from dxcheck.casework.inspection import FILTERS, contradictions, fitting
from dxcheck.model.snapshot import Answer
from dxcheck.questionnaire import Library, shipped_folder

Q = two_by_three()
IDS = [item.id for item in Q.ordered]
CHOICES = st.sampled_from([None, 0, 1, 2, 3, 4, 5, "unknown"])
ANSWERS = st.fixed_dictionaries(
    {
        id_: st.builds(Answer, choice=CHOICES, evidence=st.sampled_from(["", " ", "資料"]), comment=st.sampled_from(["", "事情"]))
        for id_ in IDS
    }
)


@given(ANSWERS, ANSWERS)
def test_each_filter_lets_through_what_it_names(before: dict[str, Answer], now: dict[str, Answer]) -> None:
    """In asking order, and nothing else."""

    def levels(id_: str) -> tuple[int | None, int | None]:
        return before[id_].level, now[id_].level

    def moved(id_: str) -> int:
        old, new = levels(id_)
        return abs(new - old) if old is not None and new is not None else 0

    wanted = {
        "low": [id_ for id_ in IDS if now[id_].level in (0, 1)],
        "changed": [id_ for id_ in IDS if before[id_] != now[id_]],
        "jumped": [id_ for id_ in IDS if moved(id_) >= 2],
        "no_evidence": [id_ for id_ in IDS if (now[id_].level or 0) >= 3 and not now[id_].evidence.strip()],
        "unknown": [id_ for id_ in IDS if now[id_].choice == "unknown"],
        "contradiction": [],
        "field": [id_ for id_ in IDS if Q.items[0].fields[0] in Q.item_by_id[id_].fields],
    }
    for name in FILTERS:
        assert fitting(name, now, Q, before, Q, frozenset({Q.items[0].fields[0]})) == wanted[name], name


@given(ANSWERS)
def test_a_first_snapshot_has_neither_changed_nor_jumped(now: dict[str, Answer]) -> None:
    """There is nothing to compare with, and nobody's field is nobody's items."""
    assert fitting("changed", now, Q, None, None, frozenset()) == []
    assert fitting("jumped", now, Q, None, None, frozenset()) == []
    assert fitting("field", now, Q, None, None, frozenset()) == []


def test_every_shipped_contradiction_can_show_and_is_silent_otherwise() -> None:
    """At its own levels it shows; where all items are at one level, or without a level, none does."""
    shipped = Library([shipped_folder()]).current("ehime-dx", dt.date(2026, 11, 24))
    assert shipped is not None
    assert len(shipped.contradictions) == 10
    for one in shipped.contradictions:
        answers = {c.item: Answer(choice=c.at_most if c.at_least is None else c.at_least) for c in one.when}
        assert one in contradictions(answers, shipped)
        assert set(one.items) <= set(fitting("contradiction", answers, shipped, None, None, frozenset()))
        assert one not in contradictions({item: Answer(choice="unknown") for item in one.items}, shipped)
        assert "？" not in one.question.ja
        assert "遅れ" not in one.question.ja
    for level in range(6):
        assert contradictions({item.id: Answer(choice=level) for item in shipped.items}, shipped) == []
