"""Two people at one thing, at two desks: nothing that one wrote is overwritten by the other."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import msgspec
import pytest
from desks import Desks, case_of, submit
from moments import NOW

from dxcheck.casework.change import VisitPatch
from dxcheck.desk.case import ReviewDesk
from dxcheck.desk.review import ReturnedMeanwhileError
from dxcheck.model.edit import ChangedMeanwhileError, Edit, TooLongTogetherError
from dxcheck.model.patch import AnswerPatch
from dxcheck.model.snapshot import LONGEST_TEXT
from dxcheck.prefecture.camp import Camp, CampTakenError
from dxcheck.prefecture.partners import NameTakenError, SavedSearch
from dxcheck.workspace import Workspace


def reviewing(data: Path, make_desk: Desks) -> tuple[ReviewDesk, ReviewDesk]:
    """Two windows of one account at a submitted snapshot."""
    submit(make_desk)
    return case_of(data), case_of(data)


def test_two_texts_that_have_no_room_together_are_refused_whole(make_desk: Desks) -> None:
    """Nothing is cut; the stored one stays."""
    one, two = make_desk(), make_desk("総務課")
    one.save("mom-01", AnswerPatch(comment=Edit("", "あ" * LONGEST_TEXT)))
    with pytest.raises(TooLongTogetherError):
        two.save("mom-01", AnswerPatch(comment=Edit("", "い" * LONGEST_TEXT)))
    assert one.draft().answer("mom-01").comment == "あ" * LONGEST_TEXT  # type: ignore[union-attr]


def test_two_windows_of_one_account_keep_both_observations(data: Path, make_desk: Desks) -> None:
    """An account is a post: two people may sit at it."""
    one, two = reviewing(data, make_desk)
    latest = one.latest()
    assert latest is not None
    for internal in (True, False):
        one.observe(latest, "gov-01", Edit("", "一人目"), internal=internal)
        assert two.observe(latest, "gov-01", Edit("", "二人目"), internal=internal) == "一人目\n二人目"
        assert one.observed(latest, "gov-01", internal=internal) == "一人目\n二人目"


def test_an_own_level_changed_in_another_window_is_told(data: Path, make_desk: Desks) -> None:
    """Neither the level nor its reason."""
    one, two = reviewing(data, make_desk)
    latest = one.latest()
    assert latest is not None
    one.judge(latest, "gov-01", 2, "わけ")
    with pytest.raises(ChangedMeanwhileError):
        two.judge(latest, "gov-01", Edit(None, 3), Edit("", "別のわけ"))
    two.judge(latest, "gov-01", Edit(2, 2), Edit("わけ", "別のわけ"))
    (judged,) = one.judgements(latest)
    assert (judged.level, judged.reason) == (2, "別のわけ")


def test_two_returns_at_once_are_told_and_both_are_kept(data: Path, make_desk: Desks) -> None:
    """The second one reads the first before it takes its place."""
    one, two = reviewing(data, make_desk)
    latest = one.latest()
    assert latest is not None
    first = one.give_back(latest, "根拠を", ["gov-01"], None)
    with pytest.raises(ReturnedMeanwhileError, match="根拠を"):
        two.give_back(latest, "コメントを", [], None)
    two.give_back(latest, "コメントを", [], first)
    assert [one.reason for one in one._notes.returns.all()] == ["根拠を", "コメントを"]


def test_actions_agreed_and_taken_back_in_two_windows_are_all_right(data: Path, make_desk: Desks) -> None:
    """Each change is made to what is stored, not to what a screen shows."""
    submit(make_desk)
    one, two = case_of(data), case_of(data, "senmonkan-2")
    visit = one.plan(NOW.date())
    first = one.agree(visit.id, "gov-01", 2, "一つ目", "", None).actions[0]
    two.agree(visit.id, "gov-02", 2, "二つ目", "", None)
    one.unagree(visit.id, first.id)
    assert [action.step for action in one.visit(visit.id).actions] == ["二つ目"]
    one.write(visit.id, VisitPatch(date=Edit(NOW.date(), NOW.date() + dt.timedelta(days=1))))
    with pytest.raises(ChangedMeanwhileError):
        two.write(visit.id, VisitPatch(date=Edit(NOW.date(), NOW.date() + dt.timedelta(days=2))))


def test_what_the_centre_decides_is_not_overwritten(data: Path) -> None:
    """Assignments, the cycle's day and message, saved conditions."""
    workspace = Workspace.open(data)
    desk = workspace.centre_desk("センター", now=lambda: NOW)
    imabari, matsuyama = workspace.roster.find("今治"), workspace.roster.find("松山")
    for name in ("senmonkan-1", "senmonkan-2"):
        desk.accounts.add(name, "specialist", [])
    desk.accounts.assign("senmonkan-1", [imabari])
    with pytest.raises(ChangedMeanwhileError):
        desk.accounts.assign("senmonkan-1", Edit([], [matsuyama]))
    desk.accounts.assign("senmonkan-1", Edit([], []), Edit((), (next(iter(desk.accounts.fields())),)))
    assert desk.accounts.find("senmonkan-1").municipalities == (imabari.code,)
    with pytest.raises(ChangedMeanwhileError):
        desk.accounts.assign_to(imabari, Edit([], ["senmonkan-2"]))
    desk.accounts.assign_to(imabari, Edit(["senmonkan-1"], ["senmonkan-1", "senmonkan-2"]))
    assert desk.accounts.looking_after(imabari) == ["senmonkan-1", "senmonkan-2"]
    closing = desk.cycles.schedule().closing_day(desk.cycles.collecting)
    desk.cycles.open(closing, "研修までに")
    with pytest.raises(ChangedMeanwhileError):
        desk.cycles.open(Edit(closing, closing), Edit("", "年内に"))
    assert desk.cycles.schedule().message(desk.cycles.collecting) == "研修までに"
    camp = desk.camps.save(Camp("夏の合宿", "ehime-dx", "bpr", (("382027",),), ((),), desk.cases.now))
    moved = desk.camps.save(msgspec.structs.replace(camp, place="南予"), camp)
    for late in (lambda: desk.camps.save(msgspec.structs.replace(camp, place="東予"), camp), lambda: desk.camps.save(camp)):
        with pytest.raises(CampTakenError):
            late()
    assert desk.camps.all("ehime-dx") == [moved]
    first = SavedSearch("共同で", "bpr-01<=1")
    desk.finders.save(first)
    other = SavedSearch("共同で", "gov-03>=2")
    with pytest.raises(NameTakenError, match="bpr-01<=1"):
        desk.finders.save(other)
    desk.finders.save(other, first)
    assert desk.finders.all() == [other]
