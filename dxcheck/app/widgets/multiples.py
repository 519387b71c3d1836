"""Every line as a small drawing of its own, all on one scale: which dimension moved is seen before any figure is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.visual import Visual

from dxcheck.app.drawing import steps_of
from dxcheck.app.widgets.bars import StyledText, column_cell, joined
from dxcheck.app.widgets.lines import Lines
from dxcheck.app.widgets.progress import DOTTED, OPEN, OWN, PEERS, Picked, own_figure
from dxcheck.benchmark.gate import height_of
from dxcheck.questionnaire.scale import as_level
from dxcheck.system.terminal_width import pad

if TYPE_CHECKING:
    from textual import events
    from textual.content import Content
    from textual.strip import Strip
    from textual.style import Style

    from dxcheck.app.widgets.progress import Shown
    from dxcheck.benchmark.trend import Trend

_LEAST: Final = 22
"""Cells of one drawing at least, for its name and the figure at the cursor."""
_OWN, _EACH = 2, 4
"""Cells of an own column, and of a cycle: beside it the average, and one free."""
_MOST: Final = 8
"""Cycles of one drawing at most; with more, those around the cursor."""
_FIGURE: Final = 6


class Multiples(Lines):
    """All lines but the first, which is the whole."""

    def __init__(self) -> None:
        super().__init__(id="multiples")
        self._shown: Shown | None = None
        self._rows = 4
        self._across = 1
        self._coloured: tuple[tuple[int, Style] | None, dict[int, tuple[Content, Strip]]] = (None, {})
        self._drawn: tuple[object, list[list[Content]]] | None = None

    def show(self, shown: Shown, rows: int) -> None:
        """Show the lines, each with an axis of `rows` rows."""
        self._shown, self._rows = shown, rows
        self.renew()

    @staticmethod
    def width_of_one(shown: Shown) -> int:
        """Cells that a drawing takes."""
        return max(_LEAST, _axis(shown) + _EACH * min(len(shown.cycles), _MOST))

    def make(self, width: int) -> list[Content]:
        """As many beside one another as fit."""
        shown = self._shown
        if shown is None or len(shown.lines) < 2:  # noqa: PLR2004 - the whole alone
            return []
        one = max(1, min(width, self.width_of_one(shown)))
        self._across = max(1, width // one)
        groups = [range(first, min(len(shown.lines), first + self._across)) for first in range(1, len(shown.lines), self._across)]
        drawn = self._drawn_for(shown, one, groups)
        made: list[Content] = []
        for numbers, rows in zip(groups, drawn, strict=True):
            made.append(joined(self._name_of(shown, number, one) for number in numbers))
            made += rows
        return made

    def _drawn_for(self, shown: Shown, width: int, groups: list[range]) -> list[list[Content]]:
        """The drawings below the names. They stay while only the cursor moves, unless the cycles that fit move with it."""
        cycles = self._fitting(shown, width)
        key = (shown.lines, shown.top, cycles, width, groups, self._rows, self.drawing.form)
        if self._drawn is None or self._drawn[0] != key:
            self._drawn = key, [[self._row(shown, numbers, cycles, row, width) for row in range(self._rows, 0, -1)] for numbers in groups]
        return self._drawn[1]

    def render_line(self, y: int) -> Strip:
        """One line. A drawing that stayed is not put into colours again; all are while something is selected with the mouse."""
        width, style = self.content_size.width, self.visual_style
        lines = self.lines(width) if width else []
        if self.text_selection is not None or y >= len(lines):
            return super().render_line(y)
        line = lines[y]
        if self._coloured[0] != (width, style):
            self._coloured = (width, style), {}
        known = self._coloured[1]
        if y not in known or known[y][0] is not line:
            known[y] = line, Visual.to_strips(self, line, width, 1, style)[0]
        return known[y][1]

    @staticmethod
    def _fitting(shown: Shown, width: int) -> range:
        fitting = max(1, (width - _axis(shown)) // _EACH)
        first = max(0, min(shown.at, len(shown.cycles) - fitting))
        return range(first, min(len(shown.cycles), first + fitting))

    @staticmethod
    def _name_of(shown: Shown, number: int, width: int) -> StyledText:
        line, is_here = shown.lines[number], number == shown.line
        name = (
            pad((">" if is_here else " ") + line.name, width - _FIGURE - 1)
            + f"{own_figure(line.points[shown.at], shown.scale.digits):>{_FIGURE}} "
        )
        return name, "bold on $here" if is_here else ""

    def _row(self, shown: Shown, numbers: range, cycles: range, row: int, width: int) -> Content:
        low, top = as_level(shown.scale.low), as_level(shown.top)
        axis = {self._rows: f"{top} ", 1: f"{low}_"}.get(row, "").rjust(_axis(shown))
        rest = " " * (width - len(axis) - _EACH * len(cycles))
        made: list[StyledText] = []
        for number in numbers:
            made.append((axis, "$muted"))
            for n in cycles:
                made += self._cells(shown, shown.lines[number], n, row)
            made.append((rest, ""))
        return joined(made)

    def _cells(self, shown: Shown, line: Trend, n: int, row: int) -> list[StyledText]:
        own, average = line.points[n], height_of(line.peers[n])
        return [
            self._column(
                None if own is None else shown.above(own.value), row, _OWN, OWN if own is None or not own.is_open else OPEN, shown.reach
            ),
            self._column(shown.above(average), row, 1, PEERS, shown.reach, stands=n in line.standing),
            (" ", ""),
        ]

    def _column(self, value: float | None, row: int, width: int, colour: str, top: float, *, stands: bool = False) -> StyledText:
        if value is None:
            return " " * width, ""
        steps = steps_of(value, self._rows, top, self.drawing)
        if not steps and row == 1:
            return "_" * width, f"${colour}"
        if stands and (row - 1) * self.drawing.steps < steps:
            return DOTTED[:width], f"${colour}"
        return column_cell(steps, row, width, colour, self.drawing)

    def on_click(self, event: events.Click) -> None:
        """Go to the line that was clicked, and to the cycle."""
        offset, shown = event.get_content_offset(self), self._shown
        if offset is None or shown is None:
            return
        one = min(self.content_size.width, self.width_of_one(shown))
        number = 1 + offset.y // (self._rows + 1) * self._across + offset.x // one
        if offset.x // one < self._across and number < len(shown.lines):
            event.stop()
            cycles = self._fitting(shown, one)
            n = cycles.start + (offset.x % one - _axis(shown)) // _EACH
            self.post_message(Picked(number, n if offset.y % (self._rows + 1) and n in cycles else None))


def _axis(shown: Shown) -> int:
    """Cells of the axis: its longer end, and one."""
    return 1 + max(len(as_level(one)) for one in (shown.scale.low, shown.top))
