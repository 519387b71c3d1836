"""Whatever is submitted of other questionnaires, and whatever it says it corrects, what stands of one is what would stand alone."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from dxcheck.model.calendar import JAPAN
from dxcheck.model.snapshot import QuestionnaireRef, Snapshot, current_snapshots, snapshots_of

_SUBMITTED = st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("12"), st.integers(0, 8)), max_size=8)
"""Which questionnaire, which version of it, and which number a snapshot says it corrects; 0 or one that is not there is none."""


def snapshots(submitted: list[tuple[str, str, int]]) -> list[Snapshot]:
    """Snapshots numbered from 1."""
    at = dt.datetime(2026, 11, 23, 10, tzinfo=JAPAN)
    return [
        Snapshot(f"s{n}", n, "382027", QuestionnaireRef(name, version, name * 64), 1, at, "", "", {}, supersedes=f"s{old}" if old else "")
        for n, (name, version, old) in enumerate(submitted, start=1)
    ]


@given(_SUBMITTED)
def test_other_questionnaires_change_nothing(submitted: list[tuple[str, str, int]]) -> None:
    """Versions of one count together; the order is that of their numbers."""
    every = snapshots(submitted)
    for name in "ab":
        alone = [one for one in every if one.questionnaire.id == name]
        assert snapshots_of(reversed(every), name) == alone
        standing = current_snapshots(reversed(every), name)
        assert standing == current_snapshots(alone, name)
        assert {one.id for one in alone} - {one.id for one in standing} == {one.id for one in alone} & {one.supersedes for one in alone}
