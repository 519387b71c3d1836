"""Means over the cycles, as columns and as a table: the same figures twice, because a picture alone cannot be read out."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from textual.content import Content

from dxcheck.app.linebreak import pad
from dxcheck.app.widgets.lines import Lines
from dxcheck.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence

LEAST_TOP: Final = 2
"""Levels the scale reaches at least: means usually lie near 0 to 1.5, and a scale to 5 would flatten every step."""
COLUMN: Final = 10
"""Cells a cycle takes."""
BAR: Final = 4


@dataclass(frozen=True)
class Line:
    """One row of the table: the whole or a dimension."""

    name: str
    means: tuple[float | None, ...]
    """By cycle; None where nothing was submitted or too little answered."""
    counts: tuple[str, ...]
    """By cycle, items with a level of items that apply; empty where nothing was submitted."""
    target: float | None = None


def centred(text: str, width: int) -> str:
    """`text` in the middle of `width` cells."""
    room = max(0, width - cell_len(text))
    return " " * (room // 2) + pad(text, width - room // 2)


class Columns(Lines):
    """One line of the table as columns, cycle by cycle; a gap where nothing was submitted."""

    def __init__(self) -> None:
        super().__init__(id="columns")
        self._line: Line | None = None
        self._cycles: Sequence[str] = ()
        self._at = 0
        self._height = 10

    def show(self, line: Line, cycles: Sequence[str], at: int, height: int) -> None:
        """Show a line, with the cursor at a cycle."""
        self._line, self._cycles, self._at, self._height = line, cycles, at, height
        self.renew()

    def make(self, width: int) -> list[Content]:
        """The columns that fit, the newest at the right, with their labels below."""
        if self._line is None:
            return []
        line, fitting = self._line, max(1, (width - 4) // COLUMN)
        first = max(0, min(self._at, len(self._cycles) - fitting))
        shown = range(first, min(len(self._cycles), first + fitting))
        values = [value for value in (*line.means, line.target) if value is not None]
        top = max(LEAST_TOP, math.ceil(max(values, default=0.0)))
        rows = [self._row(line, shown, row, top) for row in range(self._height, 0, -1)]
        labels = Content("    ")
        for n in shown:
            style = "bold on $here" if n == self._at else ""
            labels += Content.styled(centred(self._cycles[n], COLUMN), style) if style else Content(centred(self._cycles[n], COLUMN))
        return [*rows, labels]

    def _row(self, line: Line, shown: range, row: int, top: int) -> Content:
        """One row of cells, `row` counted from the bottom; the scale stands at the left of whole levels."""
        step = top / self._height
        aimed = line.target is not None and round(line.target / step) == row
        scale = next((level for level in range(top + 1) if level and round(level / step) == row), None)
        made = Content(f"{scale:>2}  " if scale is not None else "    ")
        for n in shown:
            made += self._cell(line.means[n], row, step, submitted=bool(line.counts[n]), aimed=aimed)
        return made + Content.styled(_(" 目標 {mean}", mean=f"{line.target:.1f}"), "$accent") if aimed else made

    @staticmethod
    def _cell(value: float | None, row: int, step: float, *, submitted: bool, aimed: bool) -> Content:
        side = (COLUMN - BAR) // 2
        rest = COLUMN - BAR - side
        ground = "- " * (COLUMN // 2) if aimed else " " * COLUMN
        if value is None:
            text = (_("平均なし") if submitted else _("提出なし")) if row == 1 else ""
            return Content.styled(centred(text, COLUMN), "$muted") if text else Content.styled(ground, "$accent")
        height = round(value / step)
        if row <= height:
            return Content.assemble((ground[:side], "$accent"), (" " * BAR, "on $heading"), (ground[side + BAR :][:rest], "$accent"))
        if row == height + 1:
            return Content.styled(centred(f"{value:.1f}", COLUMN), "bold")
        return Content.styled(ground, "$accent")


class Table(Lines):
    """All lines and cycles in figures, with a cursor on a line and a cycle."""

    def __init__(self) -> None:
        super().__init__(id="table")
        self._lines: Sequence[Line] = ()
        self._cycles: Sequence[str] = ()
        self._line = self._at = 0

    def show(self, lines: Sequence[Line], cycles: Sequence[str], line: int, at: int) -> None:
        """Show the figures."""
        self._lines, self._cycles, self._line, self._at = lines, cycles, line, at
        self.renew()

    def make(self, width: int) -> list[Content]:
        """A heading, then a row a line."""
        names = min(28, max(14, width - 6 * 8 - 10))
        fitting = max(1, (width - names - 10) // 8)
        first = max(0, min(self._at, len(self._cycles) - fitting))
        shown = range(first, min(len(self._cycles), first + fitting))
        head = Content(" " * (names + 2))
        for n in shown:
            head += Content.styled(centred(self._cycles[n], 8), "bold on $here" if n == self._at else "$muted")
        made = [head + Content.styled(centred(_("目標"), 8), "$muted")]
        for number, line in enumerate(self._lines):
            here = number == self._line
            row = Content.styled((">" if here else " ") + " " + pad(line.name, names), "bold" if here else "")
            for n in shown:
                value = line.means[n]
                row += Content(centred(f"{value:.1f}" if value is not None else "-", 8))
            row += Content(centred(f"{line.target:.1f}" if line.target is not None else "-", 8))
            made.append(row.stylize("on $here") if here else row)
        return made
