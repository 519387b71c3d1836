"""A list of rows to go through and open: headings, and lines that lead somewhere. Every row wraps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message

from dxcheck.app.linebreak import wrap
from dxcheck.app.widgets.lines import Lines, hanging

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events


@dataclass(frozen=True)
class Row:
    """A row; without `value` it is a heading or a remark and cannot be opened."""

    text: str
    value: str = ""
    head: str = ""
    """A few characters in bold before the text; further lines are indented to them."""
    style: str = ""


class Rows(Lines, can_focus=True):
    """Rows with a cursor on those that lead somewhere."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "move(-8)", show=False),
        Binding("pagedown", "move(8)", show=False),
        Binding("enter", "open", show=False),
    ]

    @dataclass
    class Opened(Message):
        """A row was opened."""

        value: str

    @dataclass
    class Moved(Message):
        """The cursor came to another row."""

        value: str

    def __init__(self, rows: Sequence[Row], *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._rows = list(rows)
        self._leading = [number for number, row in enumerate(self._rows) if row.value]
        self._cursor = 0
        self._rows_at: list[int] = []

    def show(self, rows: Sequence[Row]) -> None:
        """Show other rows; the cursor stays where it is as far as it can."""
        self._rows = list(rows)
        self._leading = [number for number, row in enumerate(self._rows) if row.value]
        self._cursor = max(0, min(self._cursor, len(self._leading) - 1))
        self.renew()

    @property
    def value(self) -> str:
        """The value of the row under the cursor; empty where there is none."""
        return self._rows[self._leading[self._cursor]].value if self._leading else ""

    def make(self, width: int) -> list[Content]:
        """All rows, wrapped."""
        made: list[Content] = []
        self._rows_at = []
        for number, row in enumerate(self._rows):
            here = bool(self._leading) and self._leading[self._cursor] == number and self.has_focus
            lines = self._row(row, width, here=here)
            made += lines
            self._rows_at += [number] * len(lines)
        return made

    def _row(self, row: Row, width: int, *, here: bool) -> list[Content]:
        if not row.value and not row.head:
            return [Content.styled(line, row.style) if row.style else Content(line) for line in wrap(row.text, width)]
        head = Content.assemble((">" if here else " ", "bold"), " ", (row.head, "bold"), "  " if row.head else "")
        lines = hanging(head, row.text, width, row.style)
        if not here:
            return lines
        return [line.pad_right(max(0, width - line.cell_length)).stylize("on $here") for line in lines]

    def action_move(self, by: int) -> None:
        """Move the cursor to another row and keep it in sight."""
        if self._leading:
            self._go(max(0, min(self._cursor + by, len(self._leading) - 1)))

    def go_to(self, value: str) -> None:
        """Put the cursor on the row of a value, if there is one."""
        at = next((place for place, number in enumerate(self._leading) if self._rows[number].value == value), None)
        if at is not None:
            self._go(at)

    def _go(self, cursor: int) -> None:
        if cursor != self._cursor:
            self._cursor = cursor
            self.post_message(self.Moved(self.value))
        self.renew(layout=False)
        self._keep_in_sight()

    def _keep_in_sight(self) -> None:
        if not self._rows_at:
            return
        number = self._leading[self._cursor]
        first = self._rows_at.index(number)
        top = 0 if self._cursor == 0 else first
        self.keep_in_sight(top, self._rows_at.count(number) + first - top)

    def action_open(self) -> None:
        """Open the row under the cursor."""
        if self.value:
            self.post_message(self.Opened(self.value))

    def on_focus(self) -> None:
        """Show the cursor."""
        self.renew(layout=False)

    def on_blur(self) -> None:
        """Hide the cursor."""
        self.renew(layout=False)

    def on_click(self, event: events.Click) -> None:
        """Open what was clicked."""
        offset = event.get_content_offset(self)
        if offset is None or not 0 <= offset.y < len(self._rows_at):
            return
        number = self._rows_at[offset.y]
        if number in self._leading:
            event.stop()
            self._cursor = self._leading.index(number)
            self.renew(layout=False)
            self.action_open()
