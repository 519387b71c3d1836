"""Version 2027.1 comes into force while a draft of 2026.1 runs: told, moved, brought back, and with two people in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from dxcheck.desk import NoDraftError, StaffDesk
from dxcheck.model.calendar import JAPAN
from dxcheck.model.patch import AnswerPatch
from dxcheck.model.snapshot import Draft
from dxcheck.workspace import Workspace

MARCH = dt.datetime(2027, 3, 20, 10, 0, tzinfo=JAPAN)
MAY = dt.datetime(2027, 5, 10, 10, 0, tzinfo=JAPAN)
Make = Callable[..., StaffDesk]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Desks of 今治市 on one folder."""

    def desk(now: dt.datetime = MAY, post: str = "企画課") -> StaffDesk:
        workspace = Workspace.open(tmp_path / "data")
        return workspace.staff_desk(workspace.roster.find("今治"), post=post, now=lambda: now)

    return desk


@pytest.fixture
def draft(make: Make) -> Draft:
    """Twenty answers of March with a text each, under the version of then."""
    desk = make(MARCH)
    for one in desk.questionnaire.ordered[:20]:
        desk.save(one.id, AnswerPatch(choice=2, evidence=f"{one.id} の資料"))
    made = desk.draft()
    assert made is not None
    assert made.questionnaire.version == "2026.1"
    return made


def test_before_the_newer_version_is_in_force_nothing_is_said(make: Make, draft: Draft) -> None:
    """In March there is no news, and nothing to move to."""
    assert make(MARCH).news(draft) is None
    with pytest.raises(NoDraftError):
        make(MARCH).carry_over()
    assert make(MARCH).draft() == draft


def test_the_news_name_every_item_of_both_versions(make: Make, draft: Draft) -> None:
    """Each old one is kept, reworded or gone; each new one followed or new."""
    news = make().news(draft)
    assert news is not None
    assert (news.older.version, news.newer.version) == ("2026.1", "2027.1")
    assert set(news.names.values()) | set(news.gone) == set(news.older.item_by_id)
    assert set(news.names) | set(news.new) == set(news.newer.item_by_id)
    answers = news.answered(draft)
    assert sorted((*answers.carried, *answers.anew, *answers.left)) == sorted(draft.entries)


def test_moved_and_brought_back_nothing_is_lost(make: Make, draft: Draft) -> None:
    """The texts go along, the draft of before comes back exactly as it was, and the moved one is kept then."""
    told: list[tuple[str, str]] = []
    desk = make()
    desk.witness = lambda what, detail="": told.append((what, detail))  # type: ignore[method-assign,misc]
    moved = desk.carry_over()
    assert moved.questionnaire.version == "2027.1"
    news = make().news(draft)
    assert news is not None
    for item, entry in draft.entries.items():
        follower = news.followers.get(item)
        if follower is not None:
            assert moved.answer(follower).evidence == entry.answer.evidence
    assert make().news(moved) is None
    assert [one.draft for one in make().set_aside()] == [draft]
    assert make().bring_back() == draft
    assert [one.draft for one in make().set_aside()] == [moved]
    assert told == [("draft-carried-over", moved.id)]


def test_moving_twice_at_once_moves_once(make: Make, draft: Draft) -> None:
    """The second person is told that there is nothing to move any more."""
    make().carry_over()
    with pytest.raises(NoDraftError):
        make(post="総務課").carry_over()
    assert [one.draft.id for one in make().set_aside()] == [draft.id]


def test_the_draft_may_be_finished_under_the_version_of_before(make: Make, draft: Draft) -> None:
    """Nobody has to move."""
    assert make().submit("企画課", "課長").questionnaire == draft.questionnaire


def test_a_moved_draft_is_submitted_under_the_newer_version(make: Make, draft: Draft) -> None:
    """And the one of before may still be brought back, also after that."""
    moved = make().carry_over()
    snapshot = make().submit("企画課", "課長", only=moved.id)
    assert snapshot.questionnaire.version == "2027.1"
    assert make().draft() is None
    assert make().bring_back() == draft


def test_a_draft_that_somebody_moved_is_not_submitted_by_who_looked_over_the_one_before(make: Make, draft: Draft) -> None:
    """What is submitted is what was looked over."""
    moved = make().carry_over()
    with pytest.raises(NoDraftError):
        make(post="総務課").submit("総務課", "課長", only=draft.id)
    assert make().draft() == moved
    assert make().snapshots() == []


def test_what_a_second_person_answers_to_the_words_of_before_is_lost_nowhere(make: Make, draft: Draft) -> None:
    """A level for the old words stays with them; a text goes into both; the new item's level is not set by it."""
    make().carry_over()
    news = make().news(draft)
    assert news is not None
    reworded = next(one for one in news.reworded if one in draft.entries)
    saved = make(post="総務課").save(reworded, AnswerPatch(choice=5, comment="総務課から", asked=draft.questionnaire.hash))
    assert saved.draft is not None
    assert saved.draft.questionnaire.version == "2027.1"
    assert saved.draft.answer(news.followers[reworded]).choice is None
    assert saved.draft.answer(news.followers[reworded]).comment == "総務課から"
    kept = make().set_aside()[-1].draft
    assert (kept.answer(reworded).choice, kept.answer(reworded).comment) == (5, "総務課から")
    assert saved.draft == make().draft()


def test_an_answer_to_an_item_that_goes_stays_in_the_draft_of_before(make: Make, draft: Draft) -> None:
    """Where the newer version has no follower for it."""
    make().carry_over()
    news = make().news(draft)
    assert news is not None
    for gone in news.gone[:1]:
        before = make().draft()
        make(post="総務課").save(gone, AnswerPatch(choice=4, asked=draft.questionnaire.hash))
        assert make().draft() == before
        assert make().set_aside()[-1].draft.answer(gone).choice == 4


def test_a_correction_of_what_was_submitted_before_may_be_moved_too(make: Make, draft: Draft) -> None:
    """Its untouched texts stay untouched: nothing pretends to have been looked at."""
    make().submit("企画課", "課長")
    correction = make().begin()
    assert correction.questionnaire == draft.questionnaire
    moved = make().carry_over()
    assert set(moved.entries) == set(moved.untouched)
