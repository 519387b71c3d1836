"""A confirmation is of what was seen: it stands as long as the answers do, says who and when, and names what withdrew it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from desks import submit
from hypothesis import given
from hypothesis import strategies as st
from moments import NOW

from dxcheck.answering.keeping import DirectKeeper
from dxcheck.answering.way import Answering
from dxcheck.assessment.confirming import answer_sum, changed_since, confirmation_in_words, standing_confirmation, still_asked
from dxcheck.desk import NoDraftError, StaffDesk
from dxcheck.model.patch import AnswerPatch
from dxcheck.model.snapshot import Answer

Desks = Callable[..., StaffDesk]


def test_the_result_says_who_confirmed_and_when(make_desk: Desks) -> None:
    """A post that was only written down has no time."""
    desk = make_desk()
    draft = desk.save("mom-01", AnswerPatch(choice=3)).draft
    assert draft is not None
    desk.confirm(draft, "企画課長")
    made = desk.submit("企画課", "企画課長")
    assert (made.confirmed_by, made.confirmed_at) == ("企画課長", NOW)
    assert make_desk().snapshot(made.id) == made
    desk.save("mom-01", AnswerPatch(choice=4))
    assert desk.submit("企画課", "企画課長").confirmed_at is None


@pytest.mark.parametrize("patch", [AnswerPatch(choice=2), AnswerPatch(evidence="別の資料"), AnswerPatch(target=5)])
def test_a_change_of_what_was_seen_withdraws_it_and_is_named(make_desk: Desks, patch: AnswerPatch) -> None:
    """Also a text or a target; put back as it was, it stands again."""
    desk = make_desk()
    draft = desk.save("gov-01", AnswerPatch(choice=3, evidence="資料")).draft
    assert draft is not None
    draft = desk.confirm(draft, "企画課長")
    assert standing_confirmation(draft) is not None
    changed = make_desk("総務課").save("gov-01", patch).draft
    assert changed is not None
    assert standing_confirmation(changed) is None
    said = confirmation_in_words(changed, desk.questionnaire)
    assert "企画課長の確認" in said
    assert "「gov-01 首長・幹部の関わり」（総務課）が変わった" in said
    assert desk.submit("企画課", "企画課長").confirmed_at is None


def test_what_is_put_back_is_what_was_seen(make_desk: Desks) -> None:
    """An undone slip costs nobody a second confirmation."""
    desk = make_desk()
    keeper = DirectKeeper(desk)
    here = Answering(desk, keeper)
    here.change("mom-01", AnswerPatch(choice=3))
    assert keeper.draft is not None
    desk.confirm(keeper.draft, "課長")
    here.change("mom-01", AnswerPatch(choice=4))
    here.undo()
    draft = desk.draft()
    assert draft is not None
    assert standing_confirmation(draft) is not None


def test_what_was_changed_while_somebody_looked_is_not_confirmed(make_desk: Desks) -> None:
    """They saw 3; a colleague made it 5 before they pressed the button. What they did is in the log."""
    desk = make_desk()
    events: list[tuple[str, str]] = []
    desk.witness = lambda event, detail: events.append((event, detail))
    seen = desk.save("mom-01", AnswerPatch(choice=3)).draft
    make_desk("総務課").save("mom-01", AnswerPatch(choice=5))
    assert seen is not None
    assert changed_since(desk.confirm(seen, "課長")) == ("mom-01",)
    assert events == [("draft-confirmed", seen.id)]


def test_a_question_stands_at_its_item_until_somebody_writes_there(make_desk: Desks) -> None:
    """Whoever answers sees what is asked and by whom; another item's answer does not end it."""
    desk = make_desk()
    draft = desk.save("mom-01", AnswerPatch(choice=3)).draft
    assert draft is not None
    desk.ask_about(draft.id, "mom-01", "どの資料ですか", "企画課長")
    keeper = DirectKeeper(desk)
    here = Answering(desk, keeper, "mom-01")
    assert "企画課長から: どの資料ですか" in [one.text for one in here.question().remarks()]
    assert "asked" in next(one for one in desk.answer_lines(keeper.begin()) if one.item.id == "mom-01").kinds
    later = make_desk(now=lambda: NOW.replace(minute=50))
    later.save("mom-02", AnswerPatch(choice=1))
    answered = later.save("mom-01", AnswerPatch(evidence="要綱")).draft
    assert answered is not None
    assert still_asked(answered) == []


def test_nobody_confirms_a_draft_that_is_gone(make_desk: Desks) -> None:
    """It was submitted, or another one was begun."""
    desk = make_desk()
    draft = desk.save("mom-01", AnswerPatch(choice=3)).draft
    assert draft is not None
    desk.submit("企画課", "課長")
    with pytest.raises(NoDraftError):
        desk.confirm(draft, "課長")
    assert desk.draft() is None


def test_each_answer_is_looked_at_for_what_it_is(make_desk: Desks) -> None:
    """Changed, moved far, without evidence, unknown, copied, open: each line says which."""
    submit(make_desk, level=1)
    desk = make_desk()
    for item, patch in {
        "mom-01": AnswerPatch(choice=4),
        "mom-02": AnswerPatch(choice="unknown"),
        "mom-03": AnswerPatch(choice=1),
        "mom-04": AnswerPatch(choice=2, evidence="資料"),
    }.items():
        draft = desk.save(item, patch).draft
    desk.copy_rest("gov")
    draft = desk.draft()
    assert draft is not None
    kinds = {one.item.id: one.kinds - {"all"} for one in desk.answer_lines(draft)}
    assert kinds["mom-01"] == {"changed", "jumped", "bare"}
    assert kinds["mom-02"] == {"changed", "unknown"}
    assert kinds["mom-03"] == frozenset()
    assert kinds["mom-04"] == {"changed"}
    assert kinds["gov-01"] == {"copied"}
    assert kinds["hum-01"] == {"open"}
    assert len(kinds) == 42


@given(st.builds(Answer, choice=st.sampled_from([None, 0, 5, "unknown"]), evidence=st.text(max_size=5), target=st.sampled_from([None, 3])))
def test_two_answers_that_differ_have_two_sums(answer: Answer) -> None:
    """And the same answer the same one."""
    assert answer_sum(answer) == answer_sum(Answer(**{name: getattr(answer, name) for name in answer.__struct_fields__}))
    assert answer_sum(answer) != answer_sum(Answer(choice=4))
