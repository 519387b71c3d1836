"""Means over the cycles, as columns and as a table: the same figures twice, because a picture alone cannot be read out."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from textual.content import Content

from dxcheck.app.widgets.lines import Lines
from dxcheck.assessment.figures import as_mean, nearest
from dxcheck.benchmark.gate import height_of
from dxcheck.benchmark.gate import shown as in_figures
from dxcheck.i18n import _
from dxcheck.system.terminal_width import pad, shorten

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dxcheck.assessment.measured import OwnFigure
    from dxcheck.benchmark.model import Figure
    from dxcheck.benchmark.trend import Trend

_LEAST_TOP: Final = 2
"""Levels the scale reaches at least: means usually lie near 0 to 1.5, and a scale to 5 would flatten every step."""
COLUMN: Final = 12
"""Cells a cycle takes: one free, the bar, one free, the mark of the published average with its figure."""
_BAR: Final = 4
NUMBER, PAIR = 8, 14
"""Cells a cycle takes in the table, without and with the published average beside."""
SHORTEST_NAME, LONGEST_NAME = 16, 28
OWN, PEERS, AIM = "on $heading", "bold $caution", "$done"
HOLLOW: Final = "[  ]"
"""The bar of a cycle that is still open: told from the others without colour."""
MARK: Final = "o"
"""The published average: a letter, because its shape must differ from the bar's, and no symbol has one width everywhere."""


def centred(text: str, width: int) -> str:
    """`text` in the middle of `width` cells."""
    room = max(0, width - cell_len(text))
    return " " * (room // 2) + pad(text, width - room // 2)


class LevelColumns(Lines):
    """One line of the table as columns, cycle by cycle; a gap where nothing was submitted; a mark where the published average is."""

    def __init__(self) -> None:
        super().__init__(id="columns")
        self._line: Trend | None = None
        self._cycles: Sequence[str] = ()
        self._at = 0
        self._height = 10

    def show(self, line: Trend, cycles: Sequence[str], at: int, height: int) -> None:
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
        values = [value for value in (*line.means, *(height_of(one) for one in line.peers), line.target) if value is not None]
        top = max(_LEAST_TOP, math.ceil(max(values, default=0.0)))
        rows = [self._row(line, shown, row, top, width) for row in range(self._height, 0, -1)]
        labels = Content("    ")
        for n in shown:
            style = "bold on $here" if n == self._at else ""
            label = centred(self._cycles[n], COLUMN)
            labels += Content.styled(label, style) if style else Content(label)
        return [*rows, labels]

    def _row(self, line: Trend, shown: range, row: int, top: int, width: int) -> Content:
        """One row of cells, `row` counted from the bottom; the scale is at the left of whole levels."""
        step = top / self._height
        aimed = line.target is not None and nearest(line.target / step) == row
        scale = next((level for level in range(top + 1) if level and nearest(level / step) == row), None)
        made = Content(f"{scale:>2}  " if scale is not None else "    ")
        for n in shown:
            own = _own_cell(line.points[n], row, step, submitted=bool(line.counts[n]), aimed=aimed)
            made += own if own.cell_length == COLUMN else own + _average_cell(line.peers[n], row, step, aimed=aimed)
        label = _(" 目標 {mean}", mean=as_mean(line.target)) if aimed else ""
        return made + Content.styled(label, AIM) if made.cell_length + cell_len(label) <= width else made


def _own_cell(point: OwnFigure | None, row: int, step: float, *, submitted: bool, aimed: bool) -> Content:
    """The municipality's own bar, hollow while the cycle is open, or the whole cell where a sentence takes it."""
    ground = "- - -" if aimed else " " * (_BAR + 1)
    if point is None:
        text = (_("平均なし") if submitted else _("提出なし")) if row == 1 else ""
        return Content.styled(centred(text, COLUMN), "$muted") if text else Content.styled(ground, AIM)
    height = nearest(point.value / step)
    if row <= height:
        return Content.assemble((ground[:1], AIM), (HOLLOW, "bold $heading") if point.is_open else (" " * _BAR, OWN))
    if row == height + 1:
        return Content.styled(pad(_own_figure(point) if point.is_open else f" {_own_figure(point)}", _BAR + 1), "bold")
    return Content.styled(ground, AIM)


def _average_cell(average: Figure | None, row: int, step: float, *, aimed: bool) -> Content:
    """What is beside the bar: the mark of the published average on its row, with its figure."""
    room = COLUMN - _BAR - 1
    height = height_of(average)
    if average is None or height is None or max(1, nearest(height / step)) != row:
        return Content.styled((" - - - " if aimed else " " * room)[:room], AIM)
    return Content.styled(pad(f" {MARK}" + ("" if average.end else f" {as_mean(average.mean)}"), room), PEERS)


def _own_figure(point: OwnFigure | None) -> str:
    """A mean, in brackets while its cycle still takes in answers."""
    text = as_mean(point.value if point is not None else None)
    return f"({text})" if point is not None and point.is_open else text


class Legend(Lines):
    """What bar, mark and dashes mean."""

    def __init__(self, name: str) -> None:
        super().__init__(id="legend")
        self._name = name
        self._target: float | None = None
        self._is_open = False

    def show(self, target: float | None, *, is_open: bool) -> None:
        """Say the target of the line that is shown, and what the open cycle's bar is, if there is one."""
        self._target, self._is_open = target, is_open
        self.renew()

    def make(self, width: int) -> list[Content]:  # noqa: ARG002 - one short line
        """An empty line to set it apart, and the line."""
        made = Content.assemble("    ", ("  ", OWN), f" {self._name}   ", (MARK, PEERS), f" {_('県内平均（匿名）')}")
        if self._target is not None:
            made += Content.assemble("   ", ("- -", AIM), _(" 目標 {mean}", mean=as_mean(self._target)))
        if self._is_open:
            made += Content.assemble("   ", (HOLLOW, "bold $heading"), _(" ( ) 受付中の期"))
        return [Content(""), made]


class ProgressTable(Lines):
    """All lines and cycles in figures, with a cursor on a line and a cycle; the published average beside each figure."""

    def __init__(self) -> None:
        super().__init__(id="table")
        self._lines: Sequence[Trend] = ()
        self._cycles: Sequence[str] = ()
        self._published: Sequence[bool] = ()
        self._line = self._at = 0

    def show(self, lines: Sequence[Trend], cycles: Sequence[str], published: Sequence[bool], line: int, at: int) -> None:
        """Show the figures; `published` says for which cycles there is a benchmark."""
        self._lines, self._cycles, self._published, self._line, self._at = lines, cycles, published, line, at
        self.renew()

    def make(self, width: int) -> list[Content]:
        """A heading, then a row a line."""
        beside = any(self._published)
        cell = PAIR if beside else NUMBER
        fitting = max(1, min(len(self._cycles), (width - SHORTEST_NAME - NUMBER - 2) // cell))
        names = min(LONGEST_NAME, max(SHORTEST_NAME, width - NUMBER - 2 - fitting * cell))
        first = max(0, min(self._at, len(self._cycles) - fitting))
        shown = range(first, min(len(self._cycles), first + fitting))
        head = Content(" " * (names + 2))
        for n in shown:
            head += Content.styled(centred(self._cycles[n], cell), "bold on $here" if n == self._at else "$muted")
        made = [head + Content.styled(centred(_("目標"), NUMBER), "$muted")]
        for number, line in enumerate(self._lines):
            here = number == self._line
            row = Content.styled((">" if here else " ") + " " + shorten(line.name, names), "bold" if here else "")
            row += Content(" " * (names + 2 - row.cell_length))
            for n in shown:
                row += self._cell(line, n, cell, beside=beside)
            row += Content(centred(as_mean(line.target), NUMBER))
            made.append(row.stylize("on $here") if here else row)
        return made

    def _cell(self, line: Trend, n: int, width: int, *, beside: bool) -> Content:
        own = _own_figure(line.points[n])
        if not beside:
            return Content(centred(own, width))
        average = in_figures(line.peers[n]) if self._published[n] else ""
        return Content(f"{own:>5}") + Content.styled(pad(f" {MARK}{average}" if average else "", width - 5), PEERS)
