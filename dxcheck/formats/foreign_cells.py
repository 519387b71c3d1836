"""What stands in the cells of a table that somebody else made."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple

from dxcheck.i18n import _
from dxcheck.system.refusal import DxcheckError

MOST_CELLS: Final = 300_000

CellValue = str | int | float | bool | dt.date | dt.datetime | dt.time
"""What stands in a cell."""


class UnreadableTableError(DxcheckError):
    """A file that cannot be read as a table; the message says what it is and what to do."""


class ForeignCell(NamedTuple):
    """What stands in one cell."""

    value: CellValue
    kind: Literal["value", "formula", "error"] = "value"
    """formula: `value` is what the program that saved it had worked out last; error: it is `#REF!` or the like."""

    @property
    def text(self) -> str:
        """As a person would type it: 3 for 3.0, days as 2026/4/1."""
        return as_text(self.value)


@dataclass
class ForeignTable:
    """A sheet of a workbook, or a CSV file. Rows and columns count from 0; empty cells are not there."""

    title: str
    """The sheet's name; empty for a CSV file."""
    cells: dict[tuple[int, int], ForeignCell] = field(default_factory=dict)
    is_hidden: bool = False
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    """Cells shown as one: first row, last row, first column, last column. What stands there is in the first of them."""
    unsaved: set[tuple[int, int]] = field(default_factory=set)
    """Where a formula stands of which the program that wrote it kept no value: no cell is there."""
    widths: dict[int, int] = field(default_factory=dict)
    """How many cells each row has, where that is known: in text. A cell beyond is not empty but missing."""

    def rows(self) -> dict[int, dict[int, ForeignCell]]:
        """Row to column to cell, in their order."""
        found: dict[int, dict[int, ForeignCell]] = {}
        for (row, column), cell in sorted(self.cells.items()):
            found.setdefault(row, {})[column] = cell
        return found

    def place(self, row: int, column: int) -> str:
        """Where a cell is, as people look for it: シート「組織」のC12."""
        name = f"{column_letters(column)}{row + 1}"
        return _("シート「{title}」の{cell}", title=self.title, cell=name) if self.title else name


def column_letters(column: int) -> str:
    """A, B, … Z, AA, … of a column from 0."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def as_text(value: CellValue) -> str:
    """A cell's value as a person would type it."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)  # noqa: PLR2004 - digits a float keeps
    if isinstance(value, dt.datetime):
        return f"{value.year}/{value.month}/{value.day} {value:%H:%M}"
    if isinstance(value, dt.date):
        return f"{value.year}/{value.month}/{value.day}"
    return f"{value:%H:%M}" if isinstance(value, dt.time) else str(value)


def too_large() -> UnreadableTableError:
    """What to say about more than anybody fills in."""
    return UnreadableTableError(_("表のファイルとして大きすぎます。ほかのファイルでないか確かめてください。"))
