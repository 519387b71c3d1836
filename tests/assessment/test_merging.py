"""What was submitted in two places comes together: nothing is lost or changed, and twice is once."""

from __future__ import annotations

import datetime as dt

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from store.making import snapshot

from dxcheck.assessment.merging import merged_snapshots
from dxcheck.model.snapshot import Snapshot


def submitted(seq: int, *, name: str = "", day: int | None = None, evidence: str = "記録") -> Snapshot:
    """A snapshot of a day of November."""
    made = snapshot(seq, snapshot_id=name or f"382027-20261101-{seq:06x}", evidence=evidence)
    return msgspec.structs.replace(made, submitted_at=made.submitted_at.replace(2026, 11, seq if day is None else day))


@st.composite
def two_places(draw: st.DrawFn) -> tuple[list[Snapshot], list[Snapshot]]:
    """A course of submissions that went on in one place, in the other, or in both; some of them were redacted in one."""
    here, there = list[Snapshot](), list[Snapshot]()
    for day in range(1, draw(st.integers(0, 8)) + 1):
        name = f"382027-202611{day:02}-{day:06x}"
        where = draw(st.sampled_from(["here", "there", "both", "redacted"]))
        if where != "there":
            here.append(submitted(len(here) + 1, name=name, day=day))
        if where != "here":
            there.append(submitted(len(there) + 1, name=name, day=day, evidence="〔削除〕" if where == "redacted" else "記録"))
    return here, there


@given(two_places())
def test_nothing_is_lost_nothing_changes_and_twice_is_once(places: tuple[list[Snapshot], list[Snapshot]]) -> None:
    """Whatever went on where: each that came is new, known, or a conflict; what is there stays; the order of days holds; and no number is given twice."""
    here, came = places
    found = merged_snapshots(here, came)
    counted = [*(one.id for one in found.new), *(one.id for one in found.known), *(one.snapshot.id for one in found.conflicts)]
    assert sorted(counted) == sorted(one.id for one in came)
    after = [*here, *found.new]
    assert len({one.seq for one in after}) == len({one.id for one in after}) == len(after)
    by_id = {one.id: one for one in came}
    assert all(msgspec.structs.replace(one, seq=by_id[one.id].seq) == by_id[one.id] for one in found.new)
    mine = {one.id for one in here}
    for one in found.new:
        assert all(other.submitted_at <= one.submitted_at for other in after if other.seq < one.seq and other.id in mine - by_id.keys())
    again = merged_snapshots(after, came)
    assert again.new == ()
    assert {one.id for one in again.known} == {one.id for one in (*found.new, *found.known)}
    assert again.conflicts == found.conflicts


def test_what_a_municipality_sends_the_first_time_keeps_its_numbers() -> None:
    """And so does what it adds later."""
    came = [submitted(1), submitted(2), submitted(3)]
    assert list(merged_snapshots([], came).new) == came
    assert list(merged_snapshots(came[:2], came).new) == came[2:]


def test_the_same_one_with_another_content_is_a_conflict() -> None:
    """A redacted text is not brought back."""
    [found] = merged_snapshots([submitted(1, evidence="〔削除〕")], [submitted(1)]).conflicts
    assert found.why == "changed"


def test_one_that_is_earlier_than_another_that_its_sender_did_not_know_of_is_a_conflict() -> None:
    """A later one gets the next number."""
    there = [submitted(1, name="382027-20261105-00000a", day=5)]
    [found] = merged_snapshots(there, [submitted(1, day=3)]).conflicts
    assert found.why == "earlier"
    [new] = merged_snapshots(there, [submitted(1, day=7)]).new
    assert new.seq == 2
    assert new.submitted_at - there[0].submitted_at == dt.timedelta(days=2)
