"""The rows and cells of a sheet that came back: emptied, moved, copied as text, given twice, or not to be read."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile

import openpyxl
import pytest
from desk.filled_sheets import (
    ANSWER,
    Filled,
    kinds,
    looked_at,
    standing,
    workbook,
)
from formats.test_foreign_tables import changed

from dxcheck.assessment.findings_in_words import said_of
from dxcheck.desk import StaffDesk
from dxcheck.formats.answer_table import answer_rows
from dxcheck.formats.foreign_tables import read_csv
from dxcheck.model.patch import AnswerPatch
from dxcheck.model.snapshot import LONGEST_TEXT, Answer


def test_a_cell_that_was_emptied_empties_the_answer(desk: StaffDesk) -> None:
    """It is shown as a change first."""
    desk.save("mom-01", AnswerPatch(choice=2, evidence="資料", comment="ことば", target=3))
    filled = workbook(desk)
    filled.write("mom-01", answer=None, evidence=None, target=None)
    found = looked_at(desk, filled)
    assert set(kinds(found).values()) == {"emptied"}
    assert any("2 → （空）" in line for line in said_of(found))
    desk.take_in(found)
    assert standing(desk) == {"mom-01": Answer(comment="ことば")}


@pytest.mark.parametrize(
    ("columns", "where", "said"),
    [
        ({"answer": 7}, "F4", "「7」は選べません（0、1、2、3、4、5、わからない のどれか）"),
        ({"answer": 2.5}, "F4", "「2.5」は選べません"),
        ({"answer": "2か3"}, "F4", "「2か3」は選べません"),
        ({"answer": "該当なし"}, "F4", "該当なしを選べません"),
        ({"answer": dt.date(2026, 3, 1)}, "F4", "日付（2026/3/1）になっています"),
        ({"answer": 2, "reason": "なぜなら"}, "J4", "理由は、回答が該当なしのときだけ"),
        ({"target": "高め"}, "I4", "「高め」は段の数字ではありません"),
        ({"evidence": "長" * (LONGEST_TEXT + 1)}, "G4", f"長すぎます（{LONGEST_TEXT + 1}文字"),
    ],
)
def test_a_cell_that_cannot_be_read_is_named_and_the_others_are_taken(
    desk: StaffDesk, columns: dict[str, object], where: str, said: str
) -> None:
    """With its sheet, and what to do."""
    filled = workbook(desk)
    filled.write("mom-01", **columns)
    filled.write("mom-02", answer=2)
    found = looked_at(desk, filled)
    assert [(fault.place, said in fault.message) for fault in found.faults] == [(f"シート「機運・対話・人の変化」の{where}", True)]
    desk.take_in(found)
    assert standing(desk)["mom-02"] == Answer(2)


def test_a_formula_is_not_taken_for_an_answer(desk: StaffDesk) -> None:
    """Whatever it had been worked out to; it empties no answer either."""
    desk.save("mom-01", AnswerPatch(choice=4))
    filled = workbook(desk)
    filled.write("mom-01", answer="=1+1")
    assert ["数式" in fault.message for fault in looked_at(desk, filled).faults] == [True], "also one that nothing has worked out"
    page, _row = filled.at("mom-01")
    part = f"worksheets/sheet{filled.book.worksheets.index(page) + 1}.xml"
    with zipfile.ZipFile(io.BytesIO(filled.saved())) as opened:
        saved = re.sub(r"<f>1\+1</f><v ?/?>(</v>)?", "<f>1+1</f><v>2</v>", opened.read(f"xl/{part}").decode())
    found = looked_at(desk, changed(filled.saved(), **{part: saved}))
    assert [("数式" in fault.message, fault.place) for fault in found.faults] == [(True, "シート「機運・対話・人の変化」のF4")]
    assert found.found == ()


def test_rows_are_known_again_wherever_they_were_moved(desk: StaffDesk) -> None:
    """A renamed sheet, columns in another order, rows pasted into another workbook without their heads, and two sections in one file."""
    filled = workbook(desk)
    filled.write("mom-01", answer=3, evidence="資料")
    filled.write("gov-02", answer=1)
    renamed = Filled(filled.saved())
    for number, page in enumerate(renamed.book.worksheets):
        page.title = f"課の控え{number}"
    assert kinds(looked_at(desk, renamed)) == kinds(looked_at(desk, filled))
    pasted = openpyxl.Workbook()
    there = pasted.active
    assert there is not None
    for item in ("gov-02", "mom-01"):
        page, row = filled.at(item)
        there.append([None, None, *(cell.value for cell in page[row])])
    out = io.BytesIO()
    pasted.save(out)
    assert kinds(looked_at(desk, out.getvalue())) == kinds(looked_at(desk, filled))
    moved = openpyxl.Workbook()
    there = moved.active
    assert there is not None
    page, row = filled.at("mom-01")
    order = [5, 0, 9, 6, 2, 7, 8, 3, 1, 4]
    there.append(["税務課の分"])
    there.append([page.cell(3, column + 1).value for column in order])
    there.append([page.cell(row, column + 1).value for column in order])
    out = io.BytesIO()
    moved.save(out)
    assert kinds(looked_at(desk, out.getvalue())) == {("mom-01", "answer"): "new", ("mom-01", "evidence"): "new"}


def test_cells_that_were_copied_and_pasted_as_text_are_read(desk: StaffDesk) -> None:
    """As a spreadsheet puts them on the clipboard: parted by tabs, quoted where a line ends inside."""
    filled = workbook(desk)
    filled.write("mom-01", answer="２", evidence="一行目\n二行目")
    page, row = filled.at("mom-01")
    out = io.StringIO()
    csv.writer(out, delimiter="\t").writerow(["" if cell.value is None else cell.value for cell in page[row]])
    found = desk.sheet_findings(answer_rows([read_csv(out.getvalue())]))
    assert kinds(found) == {("mom-01", "answer"): "new", ("mom-01", "evidence"): "new"}


def test_a_row_of_text_that_ends_early_says_nothing_of_the_cells_behind(desk: StaffDesk) -> None:
    """A text that was cut empties no answer."""
    desk.save("mom-01", AnswerPatch(choice=2, evidence="資料", comment="ことば"))
    page, row = workbook(desk).at("mom-01")
    cut = "\t".join("" if cell.value is None else " ".join(str(cell.value).split("\n")) for cell in page[row][:7])
    found = desk.sheet_findings(answer_rows([read_csv(cut)]))
    assert (found.found, found.same) == ((), 1)


def test_rows_without_their_mark_are_told_by_their_titles(desk: StaffDesk) -> None:
    """Then an empty cell says nothing, and what differs from the draft is a conflict."""
    desk.save("mom-02", AnswerPatch(choice=1, evidence="資料"))
    title = [desk.questionnaire.item_by_id[one].title.ja for one in ("mom-01", "mom-02")]
    found = looked_at(desk, f"設問,回答,根拠\r\n{title[0]},２,\r\n{title[1]},3,\r\n".encode("cp932"))
    assert kinds(found) == {("mom-01", "answer"): "new", ("mom-02", "answer"): "conflict"}
    assert any("題名で見分けました" in one for one in found.remarks)


def test_the_same_item_twice_is_a_fault_only_where_the_rows_differ(desk: StaffDesk) -> None:
    """One that nobody wrote in says nothing."""
    filled = workbook(desk)
    page, row = filled.at("mom-01")
    page.append([cell.value for cell in page[row]])
    filled.write("mom-01", answer=3)
    assert kinds(looked_at(desk, filled)) == {("mom-01", "answer"): "new"}
    page.cell(page.max_row, ANSWER).value = 2  # type: ignore[union-attr]
    found = looked_at(desk, filled)
    assert found.found == ()
    assert ["行がいくつかあり" in fault.message for fault in found.faults] == [True]
