"""All lines and cycles in figures: the same as the drawings, because a picture alone cannot be read out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from textual.content import Content

from dxcheck.app.widgets.lines import Lines
from dxcheck.app.widgets.progress import PEERS, Picked, centred, own_figure
from dxcheck.assessment.figures import as_mean
from dxcheck.i18n import _
from dxcheck.system.terminal_width import pad

if TYPE_CHECKING:
    from textual import events

    from dxcheck.app.widgets.bars import StyledText
    from dxcheck.app.widgets.progress import Shown
    from dxcheck.benchmark.trend import Trend

_NUMBER, _PAIR = 8, 15
"""Cells a cycle takes in the table, without and with the published average beside."""
_OWN: Final = 6
"""Of them, those of the own figure."""
_SHORTEST_NAME, _LONGEST_NAME = 16, 28


class ProgressTable(Lines):
    """A heading, then a row a line, with a cursor on a line and a cycle; the published average in a column of its own."""

    def __init__(self) -> None:
        super().__init__(id="table")
        self._shown: Shown | None = None
        self._columns = range(0)
        self._left = self._cell = 0

    def show(self, shown: Shown) -> None:
        """Show the figures."""
        self._shown = shown
        self.renew()

    @property
    def head(self) -> int:
        """Rows of the heading."""
        return 2 if self._shown is not None and self._shown.has_peers else 1

    def make(self, width: int) -> list[Content]:
        """As many cycles as fit, the newest at the right."""
        shown = self._shown
        if shown is None:
            return []
        cell = self._cell = _PAIR if shown.has_peers else _NUMBER
        fitting = max(1, min(len(shown.cycles), (width - _SHORTEST_NAME - _NUMBER - 2) // cell))
        names = min(_LONGEST_NAME, max(_SHORTEST_NAME, width - _NUMBER - 2 - fitting * cell))
        first = max(0, min(shown.at, len(shown.cycles) - fitting))
        self._columns, self._left = range(first, min(len(shown.cycles), first + fitting)), names + 2
        made = self._heading(shown, names + 2)
        for number, line in enumerate(shown.lines):
            here = number == shown.line
            name = (">" if here else " ") + " " + pad(line.name, names)
            figures = (part for n in self._columns for part in self._figures(shown, line, n))
            row = Content.assemble((name, "bold" if here else ""), *figures, centred(as_mean(line.target, shown.scale.digits), _NUMBER))
            made.append(row.stylize("on $here") if here else row)
        return made

    def _heading(self, shown: Shown, left: int) -> list[Content]:
        styles = ["bold on $here" if n == shown.at else "$muted" for n in self._columns]
        below = pad(_right(_("平均"), _OWN) + "  " + _("県内"), self._cell)
        cycles = ((centred(shown.cycles[n], self._cell), style) for n, style in zip(self._columns, styles, strict=True))
        head = Content.assemble(" " * left, *cycles, (centred(_("目標"), _NUMBER), "$muted"))
        return [head, Content.assemble(" " * left, *((below, style) for style in styles))] if shown.has_peers else [head]

    def _figures(self, shown: Shown, line: Trend, n: int) -> list[StyledText]:
        own = own_figure(line.points[n], shown.scale.digits)
        if not shown.has_peers:
            return [(centred(own, self._cell), "")]
        return [(_right(own, _OWN) + "  ", ""), (pad(shown.average(line, n), self._cell - _OWN - 2), f"${PEERS}")]

    def on_click(self, event: events.Click) -> None:
        """Go to the line and the cycle that were clicked."""
        offset, shown = event.get_content_offset(self), self._shown
        if offset is None or shown is None:
            return
        n, number = (offset.x - self._left) // self._cell, offset.y - self.head
        event.stop()
        self.post_message(
            Picked(
                number if 0 <= number < len(shown.lines) else None,
                self._columns[n] if offset.x >= self._left and n < len(self._columns) else None,
            )
        )


def _right(text: str, width: int) -> str:
    return " " * max(0, width - cell_len(text)) + text
