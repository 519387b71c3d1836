"""Which returns still wait, for any order of submissions: nothing but an answer or a mark ends one."""

from __future__ import annotations

import datetime as dt

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from moments import NOW

from dxcheck.casework.model import Returned
from dxcheck.casework.waiting import shared_returns
from dxcheck.model.snapshot import Answer, QuestionnaireRef, Snapshot
from dxcheck.questionnaire import Library, shipped_folder

QUESTIONNAIRE = Library([shipped_folder()]).current("ehime-dx", NOW.date())
assert QUESTIONNAIRE is not None
ITEMS = [one.id for one in QUESTIONNAIRE.ordered[:4]]
REF = QuestionnaireRef.to(QUESTIONNAIRE)
OTHER = QuestionnaireRef("another", "1", "0" * 64)
some_items = st.lists(st.sampled_from(ITEMS), unique=True)


def snapshot(seq: int, answered: list[str], kept: list[str], ref: QuestionnaireRef = REF) -> Snapshot:
    """One a day."""
    answers = {item: Answer(choice=1) for item in answered}
    return Snapshot(f"s{seq}", seq, "382027", ref, 1, NOW + dt.timedelta(days=seq), "企画課", "課長", answers, kept=tuple(kept))


@given(some_items, st.lists(st.tuples(some_items, some_items, st.booleans()), max_size=4))
def test_an_item_waits_until_a_later_snapshot_gives_it_anew(asked: list[str], later: list[tuple[list[str], list[str], bool]]) -> None:
    """Whatever else was submitted: untouched answers of a correction, answers to another questionnaire, and those of before answer nothing."""
    first = snapshot(1, ITEMS, [])
    rest = [snapshot(n, answered, kept, OTHER if other else REF) for n, (answered, kept, other) in enumerate(later, 2)]
    given_back = Returned("s1", "見直してください", tuple(asked), first.submitted_at + dt.timedelta(hours=1), "senmonkan-1")
    made = shared_returns([given_back], [first, *rest], lambda _ref: QUESTIONNAIRE)
    anew = {item for answered, kept, other in later if not other for item in answered if item not in kept}
    assert [one.items for one in made] == [tuple(item for item in asked if item not in anew)]
    assert made[0].is_open == (bool(set(asked) - anew) if asked else all(other for _a, _k, other in later))
    marked = msgspec.structs.replace(given_back, settled_at=NOW, settled_by="企画課")
    assert not shared_returns([given_back, marked], [first, *rest], lambda _ref: QUESTIONNAIRE)[0].is_open
