"""The staff's desk: versions, merging, corrections, and what it cannot reach."""

from __future__ import annotations

import datetime as dt
import errno
import os
import stat
from pathlib import Path

import msgspec
import pytest
import tomli_w
from desks import empty
from moments import EARLIER, NOW
from questionnaire.questionnaires import Condition, item, questionnaire, two_by_three

from dxcheck.desk import NoDraftError, StaffDesk, UnsureError
from dxcheck.model.patch import AnswerPatch
from dxcheck.model.snapshot import Answer, asked_items
from dxcheck.questionnaire.model import Questionnaire, Text
from dxcheck.store import files
from dxcheck.store.marker import MARKER
from dxcheck.store.shelf import Address, InDatabase
from dxcheck.store.shelves import shelf_of
from dxcheck.workspace import Workspace


def keep(data: Address, made: Questionnaire, name: str) -> None:
    """Put a questionnaire into the data folder or the database; in place of the one of this name, if there is one."""
    address = data / "questionnaires" / name
    shelf = shelf_of(address)
    shelf.make_ready(address)
    with shelf.locked(address):
        shelf.write(address, tomli_w.dumps(msgspec.to_builtins(made, builtin_types=(dt.date,))).encode(), keep_old=False)


def desk_at(data: Address, moment: dt.datetime = NOW, *, post: str = "企画課", asks: str = "small") -> StaffDesk:
    """今治市's desk with a small questionnaire."""
    workspace = Workspace.open(data)
    workspace.questionnaire_id = asks
    return workspace.staff_desk(workspace.roster.find("今治"), post=post, now=lambda: moment)


@pytest.fixture
def data(request: pytest.FixtureRequest, tmp_path: Path) -> Address:
    """A folder, or a database (tests/desk/conftest.py), with version 1 of a small questionnaire."""
    made = empty(request, tmp_path)
    keep(made, two_by_three(version="1"), "v1.toml")
    return made


def test_a_draft_goes_on_in_the_version_it_began_with(data: Address) -> None:
    """A new version in force from now on does not change what was being answered; even when the old file is gone."""
    desk = desk_at(data)
    desk.save("gov-01", AnswerPatch(choice=2))
    keep(data, two_by_three(version="2", valid_from=dt.date(2026, 5, 1), title=Text("新しい版")), "v1.toml")
    later = desk_at(data)
    assert later.questionnaire.version == "2"
    draft = later.save("gov-02", AnswerPatch(choice=1)).draft
    assert draft.questionnaire.version == "1"
    assert later.questionnaire_for(draft.questionnaire).title.ja == "小さな診断"
    snapshot = later.submit("企画課", "課長")
    assert snapshot.questionnaire.version == "1"
    assert later.result(snapshot).questionnaire.version == "1"


def test_comparing_across_versions_covers_shared_items_only(data: Address) -> None:
    """An item that was dropped and one that is new are counted, not compared; a reworded one is not offered as 前回と同じ."""
    desk_at(data, EARLIER).submit_answers({one.id: Answer(choice=1) for one in two_by_three().items}, "", "")
    reworded = item("gov-01", prompt=Text("別の聞き方ですか。"))
    newer = questionnaire(reworded, item("gov-02"), item("gov-09"), item("svc-01", "svc"), version="2", valid_from=dt.date(2026, 10, 1))
    keep(data, newer, "v2.toml")
    desk = desk_at(data)
    desk.submit_answers({one.id: Answer(choice=2) for one in newer.items}, "", "")
    before, after = desk.snapshots()
    comparison = desk.compare(before, after)
    assert [change.item for change in comparison.changes] == ["gov-01", "gov-02", "svc-01"]
    assert [change.reworded for change in comparison.changes] == [True, False, False]
    assert (comparison.only_before, comparison.only_after) == (3, 1)
    assert [change.item for change in desk.result(after).risen] == ["gov-02", "svc-01"]


def test_fields_of_one_answer_saved_by_two_people_are_merged(data: Address) -> None:
    """A level here, evidence there: both are kept."""
    mine, theirs = desk_at(data), desk_at(data, post="総務課")
    mine.save("gov-01", AnswerPatch(choice=2))
    theirs.save("gov-01", AnswerPatch(evidence="資料"))
    mine.save("gov-01", AnswerPatch(target=4))
    draft = mine.draft()
    assert draft is not None
    assert draft.answers["gov-01"] == Answer(choice=2, evidence="資料", target=4)


def test_what_was_replaced_is_kept_with_the_post_that_wrote_it(data: Address) -> None:
    """So that it can be had back."""
    mine, theirs = desk_at(data), desk_at(data, post="総務課")
    mine.save("gov-01", AnswerPatch(choice=2, evidence="私の資料"))
    draft = theirs.save("gov-01", AnswerPatch(choice=5, evidence="別の資料")).draft
    [earlier] = draft.earlier("gov-01")
    assert (earlier.by, earlier.answer.choice) == ("企画課", 2)
    assert earlier.answer == Answer(choice=2, evidence="私の資料")


def test_a_text_typed_on_is_one_change_in_the_history(data: Address) -> None:
    """Twenty autosaves of one evidence leave no twenty copies."""
    desk = desk_at(data)
    desk.save("gov-01", AnswerPatch(choice=1))
    for length in range(20):
        desk.save("gov-01", AnswerPatch(evidence="あ" * (length + 1)))
    draft = desk.draft()
    assert draft is not None
    assert draft.history == ()


def test_an_answer_out_of_range_is_refused_before_it_reaches_the_disk(data: Address) -> None:
    """Neither level 6 nor a text of 5,000 characters."""
    desk = desk_at(data)
    for fields in ({"choice": 6}, {"choice": "maybe"}, {"evidence": "あ" * 5000}):
        with pytest.raises((msgspec.ValidationError, ValueError)):
            desk.save("gov-01", AnswerPatch(**fields))
    assert desk.draft() is None


def test_a_reason_goes_when_the_item_applies_after_all(data: Address) -> None:
    """Texts of evidence and comment stay."""
    desk = desk_at(data)
    desk.save("gov-01", AnswerPatch(choice="not_applicable", reason="ない", comment="事情"))
    assert desk.save("gov-01", AnswerPatch(choice=1)).draft.answers["gov-01"] == Answer(choice=1, comment="事情")


def test_a_new_cycle_begins_empty_and_a_correction_with_the_submitted_answers(data: Address) -> None:
    """Last time is beside, not inside."""
    earlier = desk_at(data, EARLIER)
    earlier.save("gov-01", AnswerPatch(choice=1))
    first = earlier.submit("企画課", "課長")
    desk = desk_at(data)
    assert desk.begin().entries == {}
    assert desk.previous(desk.begin()) == first
    desk.save("gov-01", AnswerPatch(choice=3))
    second = desk.submit("企画課", "課長")
    correction = desk.begin()
    assert correction.answers == {"gov-01": Answer(choice=3)}
    assert desk.previous(correction) == first
    desk.save("gov-01", AnswerPatch(choice=2))
    third = desk.submit("企画課", "課長")
    assert third.supersedes == second.id
    assert desk.before(third) == first
    with pytest.raises(NoDraftError):
        desk.submit("企画課", "課長")


def test_items_behind_a_condition_appear_when_it_holds(data: Address) -> None:
    """And their answers do not count while it does not."""
    keep(
        data,
        questionnaire(item("gov-01"), item("gov-02", conditions=(Condition("gov-01", at_least=2),)), version="9", id="asks"),
        "asks.toml",
    )
    desk = desk_at(data, asks="asks")
    draft = desk.save("gov-01", AnswerPatch(choice=1)).draft
    q = desk.questionnaire_for(draft.questionnaire)
    assert [one.id for one in asked_items(q, draft.answers)] == ["gov-01"]
    draft = desk.save("gov-01", AnswerPatch(choice=2)).draft
    assert desk.readiness(draft).unanswered == ("gov-02",)


def test_a_desk_holds_nothing_of_another_municipality(data: Address) -> None:
    """No attribute of it, at any depth, knows another code or the folder's other files."""
    other = Workspace.open(data).staff_desk(Workspace.open(data).roster.find("松山"), now=lambda: NOW)
    desk = desk_at(data)
    assert not any(isinstance(value, Workspace) for value in vars(desk).values())
    reachable = vars(desk._repository) | vars(desk._repository._texts)
    assert {path.name for path in reachable.values() if isinstance(path, Path | InDatabase)} == {
        "382027.json",
        "382027.draft.json",
        "questionnaires",
    }
    assert other.municipality.code not in str(reachable)


@pytest.mark.skipif(os.name == "nt", reason="a folder cannot be opened there")
def test_a_disk_that_does_not_say_what_it_kept_is_said_before_the_draft_was_read(
    data: Address, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder's marker is written anew first, where somebody removed it; nothing was submitted, and it can be once the disk answers."""
    draft = desk_at(data).begin()
    (tmp_path / MARKER).unlink()
    desk = desk_at(data)

    def refuse(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EIO, os.strerror(errno.EIO))

    with monkeypatch.context() as broken:
        broken.setattr(files.os, "fsync", refuse)
        with pytest.raises(UnsureError):
            desk.submit("企画課", "課長", only=draft.id)
    assert desk.kept_after_all(draft.id) is None
    assert desk.submit("企画課", "課長", only=draft.id).draft == draft.id
