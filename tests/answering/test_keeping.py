"""What is kept at once is on the disk when it returns, and what could not be kept is as if it had not been said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from app.test_disk_faults import desk_on, fill, small_disk

from dxcheck.answering.keeping import DirectKeeper
from dxcheck.answering.review import review_blocks
from dxcheck.answering.way import Answering
from dxcheck.desk import StaffDesk
from dxcheck.model.edit import Edit
from dxcheck.model.patch import AnswerPatch
from dxcheck.model.snapshot import Answer
from dxcheck.store.errors import DiskFullError

__all__ = ["small_disk"]

Desks = Callable[..., StaffDesk]


def test_a_change_is_there_for_everybody_when_it_returns(make_desk: Desks) -> None:
    """And the place where the person is, beside it."""
    desk = make_desk()
    keeper = DirectKeeper(desk)
    here = Answering(desk, keeper)
    here.change("mom-01", AnswerPatch(choice=3))
    here.write("mom-01", "evidence", Edit("", "記録"))
    keeper.stay_at("mom-02")
    there = make_desk().draft()
    assert there is not None
    assert there.answers == {"mom-01": Answer(choice=3, evidence="記録")} == keeper.answers()
    assert make_desk().position(there) == "mom-02"
    assert keeper.waiting_for("mom-01") == []


def test_what_others_saved_is_seen_once(make_desk: Desks) -> None:
    """One's own changes are no news."""
    mine, theirs = make_desk("企画課"), make_desk("総務課")
    keeper = DirectKeeper(mine)
    here = Answering(mine, keeper)
    here.change("mom-01", AnswerPatch(choice=1))
    assert keeper.look() is None
    theirs.save("mom-02", AnswerPatch(choice=2))
    seen = keeper.look()
    assert seen is not None
    assert seen.answer("mom-02").choice == 2
    assert keeper.look() is None


def test_a_question_tells_whose_answer_it_is_and_what_it_replaced(make_desk: Desks) -> None:
    """As the screen and the plain lines say it."""
    mine, theirs = make_desk("企画課"), make_desk("総務課")
    keeper = DirectKeeper(mine)
    here = Answering(mine, keeper)
    here.change("mom-01", AnswerPatch(choice=1))
    theirs.save("mom-01", AnswerPatch(choice=4))
    keeper.look()
    asked = here.question()
    assert (asked.by, asked.answer.choice, asked.other_is_mine) == ("総務課", 4, True)
    assert asked.beside()[0].head == "あなたの回答も残っています（r で戻す）"
    assert here.restore() is not None
    assert keeper.answer("mom-01").choice == 1
    assert here.restore() is not None, "and theirs can be had back"


def test_only_what_takes_a_shown_answers_place_overtakes_it(make_desk: Desks) -> None:
    """A level or a target of somebody else's; not their text, and nothing of one's own."""
    mine, theirs = make_desk("企画課"), make_desk("総務課")
    keeper = DirectKeeper(mine)
    here = Answering(mine, keeper)
    here.change("mom-01", AnswerPatch(choice=1))
    shown = keeper.entry("mom-01")
    assert here.overtaken(None) is None, "it is one's own"
    theirs.save("mom-01", AnswerPatch(evidence="記録"))
    keeper.look()
    assert here.overtaken(shown) is None
    for patch in (AnswerPatch(choice=2), AnswerPatch(choice=1, target=4)):
        theirs.save("mom-01", patch)
        keeper.look()
        overtaking = here.overtaken(shown)
        assert overtaking is not None
        assert overtaking.by == "総務課"


def test_a_full_disk_changes_nothing_not_even_what_can_be_undone(small_disk: Path) -> None:
    """Neither a change nor an undo that failed takes a step away; both can be done again."""
    desk = desk_on(small_disk / "data")
    here = Answering(desk, DirectKeeper(desk))
    here.change("mom-01", AnswerPatch(choice=1))
    ballast = small_disk / "ballast"
    with pytest.raises(OSError, match="space"):
        fill(ballast)
    with pytest.raises(DiskFullError):
        here.change("mom-01", AnswerPatch(choice=5))
    with pytest.raises(DiskFullError):
        here.undo()
    assert here.answer == Answer(choice=1)
    ballast.unlink()
    step, is_undone = here.undo()
    assert step is not None
    assert is_undone
    assert here.answer == Answer()
    assert here.undo() == (None, False)


def test_the_review_leads_to_items_by_reason(make_desk: Desks) -> None:
    """A block for each reason there is, in the order of their weight; none for the others."""
    desk = make_desk()
    keeper = DirectKeeper(desk)
    here = Answering(desk, keeper)
    here.change("mom-01", AnswerPatch(choice=4))
    here.change("mom-02", AnswerPatch(choice="unknown"))
    draft = keeper.draft
    assert draft is not None
    blocks = {one.kind: [line.item for line in one.lines] for one in review_blocks(desk, draft)}
    assert list(blocks) == ["without_mean", "unanswered", "unknown", "without_evidence"]
    assert (blocks["unknown"], blocks["without_evidence"], len(blocks["unanswered"])) == (["mom-02"], ["mom-01"], 40)
    assert blocks["without_mean"][0] == "mom-03", "the first open item of the dimension"
