"""Finds the rows of a sheet to answer in again, in whatever file they came back: sheets renamed, columns moved, rows pasted elsewhere, as workbook or CSV."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from dxcheck.assessment.answer_sheet import FoundRow, RowMark, Written
from dxcheck.formats.answer_columns import COLUMNS, ColumnId, column_of, is_answered_by
from dxcheck.formats.foreign_cells import UnreadableTableError
from dxcheck.formats.foreign_tables import shown_as_one
from dxcheck.i18n import _
from dxcheck.model.snapshot import LONGEST_POST
from dxcheck.model.text import cleaned_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dxcheck.formats.foreign_cells import ForeignCell, ForeignTable

_FILLED_IN: Final[tuple[ColumnId, ...]] = (*(one.id for one in COLUMNS if one.is_open),)
_AS_MADE: Final[dict[ColumnId, int]] = {one.id: at for at, one in enumerate(COLUMNS)}
"""Where the columns are, counted from the mark, where no head says otherwise."""


def answer_rows(tables: list[ForeignTable]) -> list[FoundRow]:
    """Every row for an item.

    Raises:
        UnreadableTableError: there is none; the message says what was looked for.
    """
    shown = [one for one in tables if not one.is_hidden]
    found = [row for table in (shown or tables) for row in _rows_of(table)]
    if not found:
        raise UnreadableTableError(
            _(
                "dxcheckの記入表の行が見つかりません。「記入表をつくる」（dxcheck sheet）でつくったファイルか、その行を貼り付けたファイルを指定してください。"
            )
        )
    return found


def _rows_of(table: ForeignTable) -> list[FoundRow]:
    found = []
    columns: dict[ColumnId, int] = {}
    merged = shown_as_one(table)
    by = ""
    for at, cells in table.rows().items():
        by = _answered_by(cells, by)
        width = table.widths.get(at, max(cells) + len(COLUMNS))
        heads = _heads(cells)
        if heads:
            columns = heads
            continue
        marked = next(((column, mark) for column, cell in cells.items() if (mark := RowMark.read(cell.text)) is not None), None)
        mark = marked[1] if marked is not None else None
        where = columns
        if marked is not None and not _fits(columns, marked[0]):
            where = {one: marked[0] + place for one, place in _AS_MADE.items()}
        title = cells[where["title"]].text if where.get("title") in cells else ""
        if mark is not None or (title and columns):
            written: dict[str, Written] = {
                one: written_at(table, (at, where[one]), merged) for one in _FILLED_IN if one in where and where[one] < width
            }
            found.append(FoundRow(mark, title, table.place(at, where.get("title", 0)), written, by))
    return found


def _answered_by(cells: Mapping[int, ForeignCell], before: str) -> str:
    """The post that answers the rows from here on."""
    label = next((column for column, cell in cells.items() if is_answered_by(cell.text)), None)
    if label is None:
        return before
    beside = cells.get(label + 1)
    return cleaned_line(beside.text)[:LONGEST_POST] if beside is not None and beside.kind == "value" else ""


def _fits(columns: Mapping[ColumnId, int], mark_at: int) -> bool:
    """Whether heads were seen, and not over another table whose marks are elsewhere."""
    return bool(columns) and columns.get("mark", mark_at) == mark_at


def _heads(cells: Mapping[int, ForeignCell]) -> dict[ColumnId, int]:
    """Where the columns are, if this is a row of heads: an answer's and two others at least, or four in all (somebody may delete the answer's)."""
    found: dict[ColumnId, int] = {}
    for column, cell in cells.items():
        one = column_of(cell.text) if isinstance(cell.value, str) else None
        if one is not None:
            found.setdefault(one, column)
    return found if len(found) >= (3 if "answer" in found else 4) else {}


def written_at(table: ForeignTable, at: tuple[int, int], merged: Mapping[tuple[int, int], tuple[int, int]]) -> Written:
    """What stands in a cell: of cells that were merged downwards, in each of them."""
    place, first = table.place(*at), merged.get(at, at)
    if first[1] != at[1]:
        return Written("", place, "merged")
    cell = table.cells.get(first)
    if cell is None:
        return Written("", place, "formula" if first in table.unsaved else "value")
    is_day = isinstance(cell.value, (dt.date, dt.time))
    return Written(cell.text, place, "day" if is_day and cell.kind == "value" else cell.kind)
