"""A sheet to answer in that somebody fills in, and what comes of it."""

from __future__ import annotations

import io
from collections.abc import Callable

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from dxcheck.assessment.answer_sheet import RowMark
from dxcheck.assessment.taking_in import Findings
from dxcheck.desk import StaffDesk
from dxcheck.formats.answer_table import answer_rows
from dxcheck.formats.answer_workbook import to_answer_workbook
from dxcheck.formats.foreign_tables import read_tables
from dxcheck.model.snapshot import Answer

Desks = Callable[..., StaffDesk]
ANSWER, EVIDENCE, COMMENT, TARGET, REASON = 6, 7, 8, 9, 10
"""Columns of the sheet as openpyxl counts them."""


class Filled:
    """A workbook that somebody fills in."""

    def __init__(self, raw: bytes) -> None:
        self.book = openpyxl.load_workbook(io.BytesIO(raw))

    def at(self, item: str) -> tuple[Worksheet, int]:
        """Sheet and row of an item."""
        for page in self.book.worksheets:
            for row in range(1, page.max_row + 1):
                mark = RowMark.read(str(page.cell(row, 1).value or ""))
                if mark is not None and mark.item == item:
                    return page, row
        raise LookupError(item)

    def write(self, item: str, **columns: object) -> None:
        """Fill cells in: answer, evidence, comment, target, reason."""
        page, row = self.at(item)
        for name, value in columns.items():
            page.cell(
                row, {"answer": ANSWER, "evidence": EVIDENCE, "comment": COMMENT, "target": TARGET, "reason": REASON}[name]
            ).value = value  # type: ignore[union-attr]

    def saved(self) -> bytes:
        """The file."""
        out = io.BytesIO()
        self.book.save(out)
        return out.getvalue()


def workbook(desk: StaffDesk, *dimensions: str) -> Filled:
    """A sheet of this desk, opened: of two dimensions where it does not matter of which, as each of them costs time."""
    return Filled(to_answer_workbook(desk.answer_sheet(dimensions or ("mom", "gov"))))


def whole_workbook(desk: StaffDesk) -> Filled:
    """A sheet of every dimension, opened."""
    return Filled(to_answer_workbook(desk.answer_sheet()))


def looked_at(desk: StaffDesk, raw: bytes | Filled) -> Findings:
    """What a file would change."""
    return desk.sheet_findings(answer_rows(read_tables(raw.saved() if isinstance(raw, Filled) else raw)))


def standing(desk: StaffDesk) -> dict[str, Answer]:
    """The answers of the draft."""
    draft = desk.draft()
    return {} if draft is None else {item: answer for item, answer in draft.answers.items() if answer != Answer()}


def kinds(found: Findings) -> dict[tuple[str, str], str]:
    """Item and field to what kind of finding it is."""
    return {(one.item, one.field): one.kind for one in found.found}
