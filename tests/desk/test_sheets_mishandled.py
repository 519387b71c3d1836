"""A sheet to answer in comes back with columns deleted, cells merged or emptied, or older than the draft: nothing is read into the wrong field, and nothing goes without a word."""

from __future__ import annotations

import pytest
from desk.filled_sheets import ANSWER, EVIDENCE, Desks, Filled, kinds, looked_at, standing, workbook

from dxcheck.assessment.answer_sheet import SHEET_FIELDS, field_in_words
from dxcheck.assessment.findings_in_words import findings_in_short, said_of
from dxcheck.desk import StaffDesk
from dxcheck.formats.answer_columns import COLUMNS
from dxcheck.formats.answer_table import answer_rows
from dxcheck.formats.foreign_cells import ForeignCell, ForeignTable, UnreadableTableError
from dxcheck.formats.questionnaires.our_sheets import fill_in
from dxcheck.model.patch import AnswerPatch
from dxcheck.model.snapshot import Answer


def answered(desk: StaffDesk) -> Filled:
    """A sheet of a draft with two answers."""
    desk.save("mom-01", AnswerPatch(choice=2, evidence="資料", comment="ことば", target=4))
    desk.save("mom-02", AnswerPatch(choice=3, evidence="記録", comment="迷った", target=5))
    return workbook(desk)


@pytest.mark.parametrize("gone", [one.id for one in COLUMNS])
def test_a_column_that_was_deleted_moves_nothing_into_another(desk: StaffDesk, gone: str) -> None:
    """Every other column is read as before; of a field that is not there, it is said."""
    filled = answered(desk)
    place = [one.id for one in COLUMNS].index(gone) + 1  # type: ignore[arg-type]
    filled.at("mom-01")[0].delete_cols(place)
    found = looked_at(desk, filled)
    assert (found.found, found.faults) == ((), ())
    said = [one for one in found.remarks if "列が見つかりません" in one]
    assert [gone in SHEET_FIELDS] == [bool(said)]
    if gone in SHEET_FIELDS:
        assert field_in_words(gone) in said[0]  # type: ignore[arg-type]


@pytest.mark.parametrize("head", ["総務課の回答", "ご回答欄", ""])
def test_a_head_that_was_written_anew_is_told_and_the_others_are_read(desk: StaffDesk, head: str) -> None:
    """Also where it is the answers'."""
    filled = answered(desk)
    page, row = filled.at("mom-01")
    page.cell(row - 1, ANSWER).value = head  # type: ignore[union-attr]
    filled.write("mom-01", answer=5, evidence="新しい資料")
    found = looked_at(desk, filled)
    assert kinds(found) == {("mom-01", "evidence"): "changed"}
    assert any("列が見つかりません" in one and "回答" in one for one in found.remarks)


def test_cells_that_were_merged_downwards_say_the_same_for_every_item(desk: StaffDesk) -> None:
    """As people see it on the sheet."""
    filled = answered(desk)
    page, row = filled.at("mom-01")
    filled.write("mom-01", answer=1, evidence="共通の資料")
    for column in (ANSWER, EVIDENCE):
        page.merge_cells(start_row=row, end_row=row + 1, start_column=column, end_column=column)
    desk.take_in(looked_at(desk, filled))
    assert [standing(desk)[one] for one in ("mom-01", "mom-02")] == [
        Answer(1, evidence="共通の資料", comment="ことば", target=4),
        Answer(1, evidence="共通の資料", comment="迷った", target=5),
    ]


def test_a_cell_that_was_merged_into_another_column_empties_nothing(desk: StaffDesk) -> None:
    """What stood there cannot be known any more: it is a fault with its place."""
    filled = answered(desk)
    page, row = filled.at("mom-01")
    filled.write("mom-01", answer=1)
    page.merge_cells(start_row=row, end_row=row, start_column=ANSWER, end_column=EVIDENCE)
    found = looked_at(desk, filled)
    assert kinds(found) == {("mom-01", "answer"): "changed"}
    assert [(one.place[-2:], "結合" in one.message) for one in found.faults] == [(f"G{row}", True)]


def test_what_would_become_empty_is_counted_and_shown_apart(desk: StaffDesk) -> None:
    """A block that was deleted by a slip is seen before it is taken in."""
    filled = answered(desk)
    filled.write("mom-01", answer=None, evidence=None)
    filled.write("mom-02", answer=4)
    found = looked_at(desk, filled)
    assert kinds(found) == {("mom-01", "answer"): "emptied", ("mom-01", "evidence"): "emptied", ("mom-02", "answer"): "changed"}
    assert "変わる 1か所　空になる 2か所" in findings_in_short(found)
    lines = said_of(found)
    assert lines.index("  認識の共有　回答: 2 → （空）") > lines.index("空になるもの（表で消されています）")


def test_a_sheet_older_than_the_draft_is_not_said_to_be_the_same(make_desk: Desks) -> None:
    """What nobody touched there stays as the draft has it, and how many differ is said; also after the draft was given up."""
    desk = make_desk()
    filled = answered(desk)
    items = sum(one.dimension in ("mom", "gov") for one in desk.questionnaire.items)
    desk.save("mom-01", AnswerPatch(choice=5))
    found = looked_at(desk, filled)
    assert (found.found, found.same) == ((), items - 1)
    assert any("下書きだけが変わった設問が1問" in one for one in found.remarks)
    desk.give_up()
    found = looked_at(desk, filled)
    assert (found.found, found.same) == ((), items - 2)
    assert any("下書きだけが変わった設問が2問" in one for one in found.remarks)


@pytest.mark.timeout(20)
def test_cells_merged_again_and_again_are_refused_at_once() -> None:
    """A workbook made to keep whoever reads it waiting: thousands of rows under thousands of merges."""
    table = ForeignTable("票", {(row, 0): ForeignCell("x") for row in range(30_000)}, merged=[(0, 30_000, 0, 0)] * 30_000)
    with pytest.raises(UnreadableTableError, match="大きすぎます"):
        answer_rows([table])
    with pytest.raises(UnreadableTableError, match="大きすぎます"):
        fill_in(table)
