"""What a specialist writes at a desk: for whom, and that a cut in the middle loses nothing."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from desks import Desks, case_of, specialist, submit
from moments import NOW

from dxcheck.casework.change import VisitPatch
from dxcheck.casework.wording import aim_in_words, record_in_words
from dxcheck.desk.case import NotYetError
from dxcheck.desk.specialist import NotAssignedError
from dxcheck.model.edit import Edit
from dxcheck.reports.brief import brief
from dxcheck.reports.paper_file import PaperFile
from dxcheck.store.layout import every
from dxcheck.workspace import Workspace


def test_a_specialist_reaches_assigned_municipalities_alone(data: Path) -> None:
    """Any other one is refused with its name."""
    workspace = Workspace.open(data)
    with pytest.raises(NotAssignedError, match="西条市"):
        specialist(data).case(workspace.roster.find("西条"))


def test_internal_notes_are_out_of_the_staffs_reach(data: Path, make_desk: Desks) -> None:
    """Nothing that hangs on the staff's desk leads to the internal file, and no document it can open holds an internal text."""
    submit(make_desk)
    case = case_of(data)
    latest = case.latest()
    assert latest is not None
    visit = case.plan(NOW.date())
    case.observe(latest, "gov-01", "ひみつ所見", internal=True)
    case.judge(latest, "gov-01", 0, "ひみつ見立て")
    case.write(visit.id, VisitPatch(internal="ひみつメモ", notes="共有の記録"))
    case.record(visit.id)
    desk = make_desk()
    seen: set[int] = set()
    todo: list[object] = [desk]
    while todo:
        one = todo.pop()
        if id(one) in seen or isinstance(one, type):
            continue
        seen.add(id(one))
        assert type(one).__name__ != "InternalNotes"
        todo += list(vars(one).values()) if hasattr(one, "__dict__") else []
    assert desk.records()[0].notes == "共有の記録"
    for path in data.rglob("*.json"):
        if ".internal." not in path.name:
            assert "ひみつ" not in path.read_text(encoding="utf-8"), path.name
    assert "ひみつメモ" in every(data, "*.internal.json")[0].read_text(encoding="utf-8")
    assert case.calibration()[0][1]["gov"].mean == -1.0


def test_recording_twice_or_again_after_a_cut_changes_nothing(data: Path, make_desk: Desks) -> None:
    """The record and its actions arrive once; an edit afterwards is a version more, and the first stays."""
    submit(make_desk)
    case = case_of(data)
    visit = case.plan(NOW.date())
    case.write(visit.id, VisitPatch(notes="はじめ"))
    case.agree(visit.id, "gov-01", 2, "一歩", "企画課", None)
    case.record(visit.id)
    case.record(visit.id)
    desk = make_desk()
    assert (len(desk.records()), len(desk.actions())) == (1, 1)
    case.write(visit.id, VisitPatch(notes="直した"))
    assert make_desk().records()[0].notes == "はじめ"
    case.record(visit.id)
    assert make_desk().records()[0].notes == "直した"
    assert [one.notes for one in make_desk()._notes.records()] == ["はじめ", "直した"]
    assert len(make_desk().actions()) == 1


def test_what_changed_after_a_cut_between_the_two_files_still_arrives(data: Path, make_desk: Desks) -> None:
    """The municipality has the record, the specialist's own file does not know; the same sitting goes on and shares again."""
    submit(make_desk)
    case = case_of(data)
    visit = case.plan(NOW.date())
    noted = case.write(visit.id, VisitPatch(notes="はじめ"))
    case._notes.take_record(noted.record, lambda actions: actions)
    case.write(visit.id, VisitPatch(notes="はじめ\nおわり"))
    case.record(visit.id)
    assert make_desk().records()[0].notes == "はじめ\nおわり"


def test_two_long_texts_of_one_visit_are_both_kept(data: Path, make_desk: Desks) -> None:
    """Nothing is cut to make room."""
    submit(make_desk)
    case, other = case_of(data), case_of(data, "senmonkan-2")
    visit = case.plan(NOW.date())
    case.write(visit.id, VisitPatch(notes=Edit("", "あ" * 9000)))
    other.write(visit.id, VisitPatch(notes=Edit("", "い" * 9000)))
    notes = case.visit(visit.id).record.notes
    assert notes.count("あ") == notes.count("い") == 9000


def test_the_next_visit_goes_on_from_the_last_one(data: Path, make_desk: Desks) -> None:
    """What was to be tried is marked, and becomes an action without an item; both sides read what became of it, and the brief begins with it."""
    submit(make_desk)
    case = case_of(data)
    first = case.plan(NOW.date() - dt.timedelta(days=30))
    assert case.to_look_back_on(first) == []
    case.write(first.id, VisitPatch(keep="毎月の打合せ", problem="人手", tries="一覧をつくる\n数える"))
    case.record(first.id)
    visit = case.plan(NOW.date())
    assert case.visit_before(visit) == case.records()[0]
    assert case.to_look_back_on(visit) == ["一覧をつくる", "数える"] == case.to_look_back_on()
    text = PaperFile(brief(case)).to_bytes("md").decode()
    assert [one in text for one in ("毎月の打合せ", "人手", "一覧をつくる、数える")] == [True] * 3
    case.look_back(visit.id, "一覧をつくる", "done")
    case.look_back(visit.id, "数える", "continue")
    assert len(case.try_as_action(visit.id, "数える").actions) == 1
    assert len(case.try_as_action(visit.id, "数える").actions) == 1
    assert make_desk().records()[0].tried == (), "nothing is shared yet"
    case.record(visit.id)
    desk = make_desk()
    assert record_in_words(desk.records()[0]) == [("前回の Try", "［できた］一覧をつくる\n［続ける］数える")]
    (action,) = desk.actions()
    assert (action.step, action.item, desk.reached()) == ("数える", "", [])
    assert aim_in_words(action, desk.questionnaire) == ""
    assert case.to_look_back_on() == []
    assert case.to_look_back_on(case.visit(visit.id)) == ["一覧をつくる", "数える"], "on its own screen it stays to be seen"


def test_whoever_moves_a_planned_visit_it_stays_whose_it_was(data: Path) -> None:
    """The centre puts it off: the plan still names the specialist who goes there; who writes the record is named by it."""
    visit = case_of(data).plan(NOW.date() + dt.timedelta(days=3))
    centre = Workspace.open(data).centre_desk("センター", now=lambda: NOW).cases
    town = case_of(data).municipality
    centre.case(town).write(visit.id, VisitPatch(date=NOW.date() + dt.timedelta(days=4)))
    [there] = [one for one in centre.bookings() if one.town == str(town)]
    assert (there.date, there.who, there.visit) == (NOW.date() + dt.timedelta(days=4), "senmonkan-1", visit.id)
    assert [one.record.revision for one in case_of(data).versions(visit.id)] == [1, 2], "and what was planned before can be read"
    assert centre.case(town).write(visit.id, VisitPatch(notes="記録")).record.by == "センター"


def test_what_the_municipality_has_took_place(data: Path, make_desk: Desks) -> None:
    """A shared visit cannot be put on a day to come by any change, and no visit to come can be made a shared one."""
    submit(make_desk)
    case, ahead = case_of(data), NOW.date() + dt.timedelta(days=1)
    visit = case.plan(NOW.date())
    case.record(visit.id)
    with pytest.raises(NotYetError):
        case.write(visit.id, VisitPatch(date=ahead))
    assert case.visit(visit.id).record.date == NOW.date()
    coming = case.plan(ahead)
    with pytest.raises(NotYetError):
        case.write(coming.id, VisitPatch(state="recorded"))
    assert case.visit(coming.id).state == "planned"
