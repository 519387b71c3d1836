"""Both sides at the sheet of work (業務の棚卸し): one list, steps that can be taken back, and a table that goes out and comes back."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from desks import Desks, case_of
from moments import NOW

from dxcheck.casework.stocktaking import MOST_SHEET_STEPS
from dxcheck.desk.stocktaking import NoWorkError
from dxcheck.doctor.files import Mark, document_findings
from dxcheck.formats.foreign_tables import read_csv, read_tables
from dxcheck.formats.work_table import work_rows
from dxcheck.model.edit import ChangedMeanwhileError, Edit
from dxcheck.reports.brief import brief
from dxcheck.reports.handover import handover
from dxcheck.reports.work_sheet_file import work_sheet_offer
from dxcheck.store.backup import back_up, restore
from dxcheck.workspace import Workspace


def test_both_sides_write_one_sheet_and_either_takes_the_last_step_back(data: Path, make_desk: Desks) -> None:
    """Every step is told to the log; what somebody else changed is not written over."""
    desk, case = make_desk(), case_of(data)
    told: list[tuple[str, str]] = []
    desk.witness = case.witness = lambda event, detail: told.append((event, detail))
    one = desk.stocktaking.add({"name": " 住民票の 郵送請求 ", "times": 1200, "minutes": 10})
    assert (one.name, one.by, one.at) == ("住民票の 郵送請求", "企画課 情報係", NOW)
    other = case.stocktaking.add({"name": "会議の調整", "times": 12, "minutes": 60, "pain": "strong"})
    assert [work.name for work in desk.stocktaking.works()] == ["住民票の 郵送請求", "会議の調整"]
    case.stocktaking.change(one.id, {"minutes": Edit(10, 15), "idea": Edit("", "まとめる")})
    with pytest.raises(ChangedMeanwhileError):
        desk.stocktaking.change(one.id, {"minutes": Edit(10, 12)})
    assert desk.stocktaking.change(one.id, {"idea": Edit("", "電子化")}).idea == "まとめる\n電子化", "both ideas stay"
    desk.stocktaking.take_back()
    desk.stocktaking.remove(other.id)
    with pytest.raises(NoWorkError):
        case.stocktaking.remove(other.id)
    assert case.stocktaking.take_back().step.kind == "removed"
    assert [(work.name, work.idea) for work in desk.stocktaking.works()] == [("住民票の 郵送請求", "まとめる"), ("会議の調整", "")]
    events = ["added", "added", "changed", "changed", "taken-back", "removed", "taken-back"]
    assert [event for event, _detail in told] == [f"work-{one}" for one in events]
    assert all("請求" not in detail for _event, detail in told)


def test_steps_are_taken_back_one_after_the_other(data: Path, make_desk: Desks) -> None:
    """Whoever made them, also where a clock was set back; the oldest are given up."""
    at = [NOW]
    desk, case = make_desk(now=lambda: at[0]), case_of(data)
    sheet = desk.stocktaking
    seen = [sheet.works()]
    for number in range(MOST_SHEET_STEPS + 2):
        at[0] = NOW - dt.timedelta(minutes=number)
        if number % 3 == 2:
            sheet.remove(sheet.works()[0].id)
        elif number % 3 == 1:
            sheet.change(sheet.works()[0].id, {"times": number})
        else:
            (case if number % 2 else desk).stocktaking.add({"name": f"業務{number}", "times": 1, "minutes": 60 - number})
        seen.append(sheet.works())
    assert len(sheet.steps()) == MOST_SHEET_STEPS
    for before in seen[-2 : -MOST_SHEET_STEPS - 2 : -1]:
        sheet.take_back()
        assert sheet.works() == before
    with pytest.raises(NoWorkError):
        case.stocktaking.take_back()


def test_another_step_than_the_one_that_was_looked_at_is_not_taken_back(data: Path, make_desk: Desks) -> None:
    """Nothing changes then; without one that was looked at, as on the command line, the last is taken back."""
    desk, case = make_desk(), case_of(data)
    desk.stocktaking.add({"name": "集計"})
    (seen,) = desk.stocktaking.steps()
    case.stocktaking.add({"name": "会議の調整"})
    assert desk.stocktaking.is_own(seen)
    assert not case.stocktaking.is_own(seen)
    with pytest.raises(ChangedMeanwhileError):
        desk.stocktaking.take_back(seen)
    assert len(desk.stocktaking.works()) == len(desk.stocktaking.steps()) == 2
    desk.stocktaking.take_back()
    assert desk.stocktaking.take_back(seen).step == seen
    with pytest.raises(NoWorkError):
        desk.stocktaking.take_back(seen)


def test_a_table_goes_out_is_filled_in_and_taken_in_as_one_step(make_desk: Desks) -> None:
    """What was changed between looking and taking stays as somebody made it."""
    desk = make_desk()
    sheet = desk.stocktaking
    one = sheet.add({"name": "集計", "times": 12, "minutes": 60})
    file = work_sheet_offer(desk).make()
    assert (file.name, work_rows(read_tables(file.to_bytes("xlsx")))[0].cells["minutes"].text) == ("業務の棚卸し_今治市", "1時間")
    filled = file.to_bytes("csv").decode("utf-8-sig").replace("集計,,12,", "集計,企画課,２４,") + "電話,,,,,,困っていない,,\r\n"
    found = sheet.findings(work_rows([read_csv(filled)]))
    assert [(finding.kind, finding.name) for finding in found.found] == [("changed", "集計"), ("new", "電話")]
    make_desk("総務課").stocktaking.change(one.id, {"pain": "strong"})
    taken = sheet.take_in(found)
    assert ([one.name for one in taken.taken], [one.name for one in taken.meanwhile]) == (["電話"], ["集計"])
    again = sheet.findings(work_rows([read_csv(filled)]))
    assert [finding.kind for finding in again.found] == ["conflict"]
    sheet.take_in(again, {again.found[0].id})
    assert [(work.name, work.times, work.section) for work in sheet.works()] == [("集計", 24, "企画課"), ("電話", None, "")]
    sheet.take_back()
    assert [(work.name, work.times, work.pain) for work in sheet.works()] == [("集計", 12, "strong"), ("電話", None, "none")]


def test_the_sheet_is_in_the_papers_the_copy_and_the_check_of_the_folder(data: Path, make_desk: Desks, tmp_path: Path) -> None:
    """It lies beside the snapshots, in the file that both sides read."""
    desk = make_desk()
    desk.stocktaking.add({"name": "住民票の郵送請求", "times": 1200, "minutes": 10, "pain": "strong"})
    for paper in (brief(case_of(data)), handover(desk)):
        assert "住民票の郵送請求" in repr(paper.blocks)
        assert "年200時間" in repr(paper.blocks)
    back_up(data, tmp_path / "copy.zip", NOW)
    restore(tmp_path / "copy.zip", tmp_path / "back")
    workspace = Workspace.open(tmp_path / "back")
    assert [one.name for one in workspace.staff_desk(workspace.roster.find("今治")).stocktaking.works()] == ["住民票の郵送請求"]
    assert [one for one in document_findings(workspace.folder) if one.mark is Mark.PROBLEM] == []
