"""A correction is open while somebody else submits: nothing of theirs is turned back that nobody wrote in the correction, and what both changed is named."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from desks import Desks
from moments import NOW

from dxcheck.desk import StaffDesk
from dxcheck.model.patch import AnswerPatch
from dxcheck.model.snapshot import Answer


@pytest.fixture
def correcting(make_desk: Desks) -> StaffDesk:
    """Everything is submitted, and somebody has begun to correct mom-01."""
    first = make_desk(now=lambda: NOW - dt.timedelta(days=1))
    first.submit_answers({one.id: Answer(choice=2, comment="元の文") for one in first.questionnaire.items}, "企画課", "課長")
    desk = make_desk()
    desk.begin()
    desk.save("mom-01", AnswerPatch(choice=3))
    return desk


def by_command(make_desk: Desks) -> None:
    """Corrects one item from a file."""
    later = make_desk("総務課", now=lambda: NOW + dt.timedelta(hours=1))
    later.merge_answers({"gov-01": AnswerPatch(choice=4, comment="Bの文")}, "総務課", "課長")


def by_the_app(make_desk: Desks) -> None:
    """Begins a correction of their own after the first one was given up, and submits it; then the first one is brought back."""
    make_desk().give_up()
    later = make_desk("総務課", now=lambda: NOW + dt.timedelta(hours=1))
    later.begin()
    later.save("gov-01", AnswerPatch(choice=4, comment="Bの文"))
    later.submit("総務課", "課長")
    make_desk(now=lambda: NOW + dt.timedelta(hours=2)).bring_back()


@pytest.mark.parametrize("colleague", [by_command, by_the_app])
def test_what_a_colleague_submitted_meanwhile_is_in_the_correction(
    make_desk: Desks, correcting: StaffDesk, colleague: Callable[[Desks], None]
) -> None:
    """At once in the draft, and in what is made of it; one's own answers stay."""
    colleague(make_desk)
    draft = correcting.draft()
    assert draft is not None
    assert (draft.answer("gov-01").choice, draft.answer("gov-01").comment) == (4, "Bの文")
    assert draft.answer("mom-01").choice == 3
    made = make_desk(now=lambda: NOW + dt.timedelta(hours=3)).submit("企画課", "課長")
    assert (made.answer("gov-01").choice, made.answer("gov-01").comment, made.answer("mom-01").choice) == (4, "Bの文", 3)
    assert set(made.kept) == {item for item in made.answers if item != "mom-01"}


def test_what_both_changed_is_named_and_ones_own_answer_stands(make_desk: Desks, correcting: StaffDesk) -> None:
    """Nobody's answer is taken without a word: the review names the item."""
    correcting.save("gov-01", AnswerPatch(choice=5))
    by_command(make_desk)
    draft = correcting.draft()
    assert draft is not None
    assert draft.answer("gov-01").choice == 5
    assert correcting.disputed(draft) == ["gov-01"]


def test_an_answer_taken_away_meanwhile_goes_from_the_correction_too(make_desk: Desks, correcting: StaffDesk) -> None:
    """A file that replaces the submission without it."""
    later = make_desk("総務課", now=lambda: NOW + dt.timedelta(hours=1))
    answers = {one.id: Answer(choice=2, comment="元の文") for one in later.questionnaire.items if one.id != "gov-02"}
    later.submit_answers(answers, "総務課", "課長", replace=True)
    draft = correcting.draft()
    assert draft is not None
    assert not draft.answer("gov-02").is_answered
    assert [one.answer.choice for one in draft.earlier("gov-02")] == [2], "it can be had back"


def test_a_draft_that_corrects_nothing_is_left_alone(make_desk: Desks, data: Path) -> None:
    """Begun in a cycle with no submission: what a file brings meanwhile is not put into it."""
    desk = make_desk()
    desk.save("mom-01", AnswerPatch(choice=3))
    later = make_desk("総務課", now=lambda: NOW + dt.timedelta(hours=1))
    later.submit_answers({"gov-01": Answer(choice=4)}, "総務課", "課長")
    draft = make_desk(now=lambda: NOW + dt.timedelta(hours=2)).begin()
    assert list(draft.answers) == ["mom-01"]
    assert desk.disputed(draft) == []
