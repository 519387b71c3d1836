"""前回と同じ for a dimension or the rest: one step forward, one step back, and never taken for an answer that somebody gave."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

from desks import submit
from hypothesis import given
from hypothesis import strategies as st
from questionnaire.questionnaires import item as an_item
from questionnaire.questionnaires import questionnaire as a_questionnaire
from questionnaire.questionnaires import text

from dxcheck.answering.keeping import DirectKeeper
from dxcheck.answering.way import Answering
from dxcheck.assessment.copying import LastTime, rest_to_copy
from dxcheck.desk import StaffDesk
from dxcheck.model.edit import Edit
from dxcheck.model.patch import AnswerPatch
from dxcheck.model.snapshot import Answer

Desks = Callable[..., StaffDesk]


def begun(make_desk: Desks, **last: Answer) -> tuple[StaffDesk, Answering, DirectKeeper]:
    """Somebody who answers, with last time's answers behind them."""
    submit(make_desk, level=2, **last)
    desk = make_desk()
    keeper = DirectKeeper(desk)
    return desk, Answering(desk, keeper), keeper


def test_the_rest_is_copied_in_one_step_and_undone_in_one(make_desk: Desks) -> None:
    """What is answered already stays, also after undoing; each copied answer brings its texts and target along."""
    _desk, here, keeper = begun(make_desk, gov_01=Answer(choice=4, evidence="要綱", comment="迷った", target=5))
    here.change("mom-01", AnswerPatch(choice=3))
    copied = here.copy_rest()
    assert len(copied) == 41
    assert here.rest() == ()
    assert keeper.answer("gov-01") == Answer(choice=4, evidence="要綱", comment="迷った", target=5)
    assert keeper.answer("mom-01").choice == 3
    draft = make_desk().draft()
    assert draft is not None
    assert set(draft.copied) == set(copied)
    step, undone = here.undo()
    assert undone
    assert step is not None
    assert set(step.items) == set(copied)
    assert keeper.answers() == {"mom-01": Answer(choice=3)}
    step, undone = here.undo()
    assert undone
    assert keeper.answer("mom-01").choice is None


def test_a_dimension_alone_can_be_copied(make_desk: Desks) -> None:
    """Of the others nothing is touched."""
    _desk, here, keeper = begun(make_desk)
    copied = here.copy_rest("gov")
    assert {one.partition("-")[0] for one in copied} == {"gov"}
    assert set(keeper.answers()) == set(copied)


def test_what_others_answered_meanwhile_stays(make_desk: Desks) -> None:
    """A colleague's answer that this person has not seen is neither copied over nor undone."""
    _desk, here, keeper = begun(make_desk)
    make_desk("総務課").save("gov-01", AnswerPatch(choice=5))
    assert "gov-01" not in here.copy_rest()
    make_desk("総務課").save("gov-02", AnswerPatch(choice=0))
    here.undo()
    assert {item: one.choice for item, one in keeper.answers().items()} == {"gov-01": 5, "gov-02": 0}


def test_what_was_written_beside_a_copied_answer_stays_when_it_is_undone(make_desk: Desks) -> None:
    """The copied text goes, one's own stays; so does a target that was changed since."""
    desk, here, keeper = begun(make_desk, gov_01=Answer(choice=4, evidence="要綱", target=5))
    step = desk.copy_rest()
    here.write("gov-01", "comment", Edit("", "確かめた"))
    desk.save("gov-02", AnswerPatch(target=4))
    desk.take_back_copies(step.step)
    keeper.load()
    assert keeper.answer("gov-01") == Answer(comment="確かめた")
    assert keeper.answer("gov-02") == Answer(target=4)


def test_a_copied_answer_that_is_given_again_is_a_considered_one(make_desk: Desks) -> None:
    """Also the same level; a text beside it makes it none. The result says which are which, and by whom each was given."""
    desk, here, _keeper = begun(make_desk)
    here.copy_rest()
    here.change("mom-01", AnswerPatch(choice=2))
    here.write("mom-02", "comment", Edit("", "見た"))
    make_desk("総務課").save("mom-03", AnswerPatch(choice=3))
    snapshot = desk.submit("企画課 情報係", "企画課長")
    assert set(snapshot.answers) - set(snapshot.copied) == {"mom-01", "mom-03"}
    assert snapshot.posts == {"mom-03": "総務課"}
    stored = make_desk().snapshot(snapshot.id)
    assert stored == snapshot


def test_undoing_brings_the_mark_of_a_copy_back(make_desk: Desks) -> None:
    """A level given over a copied one and undone leaves a copied one; a copy undone over a given one leaves a given one."""
    _desk, here, keeper = begun(make_desk)
    assert here.take_last_time()
    here.change("mom-01", AnswerPatch(choice=5))
    here.undo()
    draft = keeper.load()
    assert draft is not None
    assert (draft.answer("mom-01").choice, draft.copied) == (2, ("mom-01",))
    here.change("mom-02", AnswerPatch(choice=5))
    here.current = "mom-02"
    assert here.take_last_time()
    here.undo()
    draft = keeper.load()
    assert draft is not None
    assert (draft.answer("mom-02").choice, draft.copied) == (5, ("mom-01",))


def test_a_correction_keeps_who_gave_what_and_what_was_copied(make_desk: Desks) -> None:
    """Correcting one item changes nothing of the others' marks."""
    desk, here, _keeper = begun(make_desk)
    here.copy_rest()
    make_desk("総務課").save("mom-03", AnswerPatch(choice=3))
    desk.submit("企画課 情報係", "企画課長")
    keeper = DirectKeeper(desk)
    again = Answering(desk, keeper)
    again.change("mom-01", AnswerPatch(choice=4))
    corrected = desk.submit("企画課 情報係", "企画課長")
    assert set(corrected.answers) - set(corrected.copied) == {"mom-01", "mom-03"}
    assert corrected.posts == {"mom-03": "総務課"}


@given(st.lists(st.sampled_from([None, 0, 3, "unknown"]), min_size=4, max_size=4), st.lists(st.booleans(), min_size=4, max_size=4))
def test_only_answered_items_of_the_same_words_are_copied(last: list[object], reworded: list[bool]) -> None:
    """Whatever was answered last time and whatever was reworded since."""
    ids = [f"a-0{n}" for n in range(1, 5)]
    before = a_questionnaire(*(an_item(one) for one in ids))
    now = a_questionnaire(
        *(an_item(one, prompt=text("新しい問い")) if new else an_item(one) for one, new in zip(ids, reworded, strict=True))
    )
    answers = {one: Answer(choice=choice) for one, choice in zip(ids, last, strict=True)}  # type: ignore[arg-type]
    found = rest_to_copy({}, now, LastTime(SimpleNamespace(answers=answers), before))  # type: ignore[arg-type]
    assert set(found) == {one for one, choice, new in zip(ids, last, reworded, strict=True) if choice is not None and not new}
