"""What a document begins with when its municipality's code changed: every record, once."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from dxcheck.store.inheritance import INHERITED, Predecessor, inherited_codes, with_inherited

TABLES = ("snapshots", "actions", "observations", "returns", "visits", "judgements")
records = st.lists(st.integers(0, 9).map(lambda n: {"id": f"r{n}", "seq": n}), max_size=4)
documents = st.dictionaries(st.sampled_from(TABLES), records.map(lambda all_: {str(n): one for n, one in enumerate(all_, 1)}))
drafts = st.lists(st.sampled_from(["ehime-dx", "other"]), unique=True).map(
    lambda names: {"drafts": {str(n): {"id": f"d{name}", "questionnaire": {"id": name}} for n, name in enumerate(names, 1)}}
)


def left(*, is_same: bool, code: str = "383562") -> Predecessor:
    """上島町 until the end of 2026."""
    return Predecessor(code, "上島町", dt.date(2027, 1, 1), is_same)


def ids(tables: dict[str, dict[str, Any]], name: str) -> list[str]:
    """The records of a table."""
    return sorted(one["id"] for one in tables.get(name, {}).values())


@given(documents, documents, st.booleans())
def test_nothing_is_lost_and_of_a_merger_the_snapshots_stay_where_they_are(
    own: dict[str, Any], theirs: dict[str, Any], is_same: bool
) -> None:
    """Of every table all records, theirs first; it is written down whose they are."""
    made = with_inherited(own, theirs, left(is_same=is_same), "382999")
    for name in TABLES:
        expected = ids(own, name) + (ids(theirs, name) if is_same or name != "snapshots" else [])
        assert ids(made, name) == sorted(expected)
    assert inherited_codes(made) == {"383562"}
    assert all(list(table) == [str(n) for n in range(1, len(table) + 1)] for table in made.values())


@given(documents, documents)
def test_what_was_submitted_under_the_code_before_comes_first(own: dict[str, Any], theirs: dict[str, Any]) -> None:
    """In the order of snapshots, whatever their numbers were."""
    made = with_inherited(own, theirs, left(is_same=True), "382999")
    highest = max((one["seq"] for one in theirs.get("snapshots", {}).values()), default=0)
    count = len(theirs.get("snapshots", {}))
    assert all(one["seq"] >= highest for one in list(made.get("snapshots", {}).values())[count:])


@given(drafts, drafts, st.booleans())
def test_every_draft_is_in_work_or_kept_aside(own: dict[str, Any], theirs: dict[str, Any], is_same: bool) -> None:
    """One in work for each questionnaire; the others can be brought back."""
    made = with_inherited(own, theirs, left(is_same=is_same), "382999")
    there = [one["questionnaire"]["id"] for one in made.get("drafts", {}).values()]
    assert len(there) == len(set(there))
    everything = ids(made, "drafts") + [one["draft"]["id"] for one in made.get("aside", {}).values()]
    assert sorted(everything) == sorted(ids(own, "drafts") + ids(theirs, "drafts"))
    assert all(one["by"] == "上島町" for one in made.get("aside", {}).values())


def test_two_merge_one_after_the_other() -> None:
    """Both are written down, so that neither comes in twice."""
    first = with_inherited(None, {"actions": {"1": {"id": "a"}}}, left(is_same=False), "382999")
    both = with_inherited(first, {"actions": {"1": {"id": "b"}}}, left(is_same=False, code="383864"), "382999")
    assert ids(both, "actions") == ["a", "b"]
    assert [one["code"] for one in both[INHERITED].values()] == ["383562", "383864"]
