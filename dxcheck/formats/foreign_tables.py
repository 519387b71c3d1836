"""Tables that come from outside: a workbook, a CSV file in UTF-8 or CP932, or cells that were copied and pasted."""

from __future__ import annotations

import csv
import io
from bisect import bisect_left, bisect_right
from typing import Final

from dxcheck.formats.foreign_cells import MOST_CELLS, ForeignCell, ForeignTable, UnreadableTableError, too_large
from dxcheck.formats.foreign_workbook import LARGEST_WORKBOOK, read_workbook
from dxcheck.formats.sheets import as_before
from dxcheck.i18n import _
from dxcheck.system.file_kind import file_in_words, kind_of

LARGEST_TABLE: Final = LARGEST_WORKBOOK
"""Bytes."""
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")


def read_tables(raw: bytes) -> list[ForeignTable]:
    """The tables of a file: every sheet of a workbook, or the one of a CSV file.

    Raises:
        UnreadableTableError: it is neither, damaged, or larger than anything that people fill in; the message says what it is.
    """
    kind = kind_of(raw)
    if kind in ("workbook", "macros", "binary", "old", "calc"):
        return read_workbook(raw)
    if kind != "other":
        raise UnreadableTableError(_("{what}。Excelのブック（.xlsx）かCSVのファイルを指定してください。", what=file_in_words(kind)))
    if len(raw) > LARGEST_TABLE:
        raise too_large()
    return [read_csv(_decoded(raw))]


def shown_as_one(table: ForeignTable) -> dict[tuple[int, int], tuple[int, int]]:
    """Cells that are shown as one with another: each to the first of them, which has what stands there. In rows where anything stands.

    Raises:
        UnreadableTableError: more of them than anybody fills in.
    """
    rows = sorted({row for row, _column in table.cells})
    found: dict[tuple[int, int], tuple[int, int]] = {}
    steps = 0
    for top, bottom, left, right in table.merged:
        inside = rows[bisect_left(rows, top) : bisect_right(rows, bottom)]
        steps += 1 + len(inside) * max(0, right - left + 1)
        if steps > MOST_CELLS:
            raise too_large()
        found.update({(row, column): (top, left) for row in inside for column in range(left, right + 1) if (row, column) != (top, left)})
    return found


def read_csv(text: str) -> ForeignTable:
    """A table in text, its cells parted by commas or, as copied from a spreadsheet, by tabs.

    Raises:
        UnreadableTableError: it is empty or no table.
    """
    if not text.strip():
        raise UnreadableTableError(_("ファイルが空です。"))
    first = next(iter(text.lstrip().splitlines()))
    table = ForeignTable("")
    lines = csv.reader(io.StringIO(text, newline=""), delimiter="\t" if first.count("\t") > first.count(",") else ",")
    try:
        for row, found in enumerate(lines):
            table.widths[row] = len(found)
            for column, one in enumerate(found):
                if one:
                    table.cells[row, column] = ForeignCell(as_before(one.replace("\r\n", "\n").replace("\r", "\n")))
            if len(table.cells) > MOST_CELLS:
                raise too_large()
    except csv.Error as problem:
        raise UnreadableTableError(_("表として読めません。Excelのブック（.xlsx）かCSVのファイルを指定してください。")) from problem
    return table


def _decoded(raw: bytes) -> str:
    """UTF-8 with or without its mark, UTF-16 with it, else CP932, as Excel in Japan writes it."""
    encodings = ("utf-16",) if raw.startswith(_UTF16) else ("utf-8-sig", "cp932")
    for encoding in encodings:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableTableError(
        _("文字コードがわかりません。UTF-8かシフトJIS（CP932）のCSV、またはExcelのブック（.xlsx）で保存し直してください。")
    )
